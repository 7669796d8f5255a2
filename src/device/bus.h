/*
 * bus.h - a link at work: both directions, the tags and the operation engine as shared resources, served per operation, first come, first
 * served, but for reads and writes taking turns on the way up.  One per run: all queues share it.
 */
#ifndef NIC_BUS_H
#define NIC_BUS_H
#include "machine/booked.h"
#include "nic/counters.h"
#include "engine/level.h"
#include "device/flow.h"
#include "device/reads.h"
#include "nic/link.h"
#include "nic/llc.h"
#include <stdbool.h>

struct arena;

#define BUS_TAGS 1024
#define BUS_KNOWN 64 /* a power of two */
#define BUS_GAPS 256 /* beyond that the earliest are given up */

/* Free time in front of what is booked ahead. */
struct gap {
	sim_time from, to;
	bool before_cpu; /* that was booked for the CPU: data fill it too, which otherwise come in the order of their requests */
};

/* What a transfer takes; kept, as a device repeats few kinds of them. */
struct transfer {
	uint32_t offset;
	int32_t bytes; /* 0 = none yet */
	struct dma dma;
	sim_time up, down; /* on an idle link */
};

/* Several writes that follow one another without a gap, as one. */
struct writes {
	struct dma dma;
	int32_t n;
	sim_time up; /* on an idle link */
};

struct bus {
	const struct link_ops *ops;
	const void *link;
	struct link_traits traits;
	sim_time up_free, down_free, ops_free; /* when each has served what it was given so far */
	sim_time reads_free, writes_free;
	sim_time asked;           /* when the last read request has left */
	struct booked up, down;   /* when the link is busy */
	sim_time pushed;          /* by how much all that went before writes booked ahead has pushed these back */
	struct gap gap[BUS_GAPS]; /* on the way down, from gap[first_gap] on in the order of time */
	int32_t first_gap, end_gap, before_cpu;
	const sim_time *clock;
	int64_t ops_busy, reads_busy, writes_busy; /* ps */
	int64_t tag_time;                          /* tags * ps held */
	sim_time *tag_until;                       /* per tag in a ring: when it is free again */
	int32_t next_tag;
	struct flow posted, nonposted, store;
	struct reads reads;
	bool one_by_one; /* a read's requests are not alike */
	int32_t owed; /* interrupts that have gone, whose credits the next write takes besides its own, unless they are back by then */
	sim_time owed_since;
	sim_time blocked; /* when the last write of those begun that had to wait for credits has left, pushed back or not */
	struct transfer read[BUS_KNOWN], write[BUS_KNOWN], doorbell;
};

/* Memory from a; clock: the engine's, nothing is asked for before it. False when memory is exhausted. */
bool bus_init(struct bus *b, const struct link_ops *ops, const void *link, const sim_time *clock, struct arena *a);
/* For what differs from read to read: of the run, after bus_init. False when memory is exhausted. */
bool bus_seed(struct bus *b, uint64_t seed, int replication, struct arena *a);
/* Before the first read: the bytes of the pages that are read from. */
void bus_spread(struct bus *b, int64_t bytes);
/*
 * The device writes or reads n bytes at an address that is `offset` modulo 4 KiB, from `now` on; what it puts on the link is counted in
 * c. Returns when the write has left the device (posted), or when the data that were read are there. A write leaves later by what
 * `pushed` has grown meanwhile, and is in memory traits.crossing after it has left (crossing.h).
 */
sim_time bus_write(struct bus *b, struct counters *c, sim_time now, uint32_t offset, int32_t n);
sim_time bus_read(struct bus *b, struct counters *c, sim_time now, uint32_t offset, int32_t n);
/*
 * What the device begins to read from here on is a packet of so many bytes, > 0, that the guest sends; or something else again.  What of it
 * the cache has lost is counted in c, and takes longer.  Only where traits.llc.
 */
static inline void bus_reads_sent(struct bus *b, struct counters *c, const struct llc_ring *r, uint16_t token, int32_t bytes)
{
	int64_t missed = llc_missed(r, token, llc_lines(bytes));
	c->reads_missed += missed;
	b->reads.longer = llc_cost(r->llc, missed);
}
static inline void bus_reads_others(struct bus *b)
{
	b->reads.longer = 0;
}
/*
 * Writes that are begun at the same time, in one go: returns when the last of them has left.  Only where no engine starts them one after
 * the other, and no credits are waited for. bus_writes_add: one more of n bytes.
 */
static inline bool bus_writes_in_one_go(const struct bus *b)
{
	return b->traits.ops_gap == 0 && b->traits.op_time == 0 && b->traits.write_gap == 0 && !flow_limits(&b->posted);
}
void bus_writes_add(struct bus *b, struct writes *w, uint32_t offset, int32_t n);
sim_time bus_write_all(struct bus *b, struct counters *c, sim_time now, const struct writes *w);
/*
 * An interrupt: a write that follows what has left, not what is booked ahead for others.  It is asked for when the writes before it are in
 * memory, a crossing after it has really left, so that none is added to it.
 */
sim_time bus_interrupt(struct bus *b, struct counters *c, sim_time now);
/* The CPU writes a register (a doorbell): returns when the device has it. */
sim_time bus_doorbell(struct bus *b, struct counters *c, sim_time now, int32_t n);
/*
 * The CPU reads a register: returns when the device has the request. Then, at that time, the answer, which returns when the CPU has it.
 * A call of its own, so that nothing the device sends meanwhile waits behind an answer that is not there yet.
 */
sim_time bus_cpu_read(struct bus *b, struct counters *c, sim_time now, int32_t n);
sim_time bus_cpu_answer(struct bus *b, struct counters *c, sim_time now, int32_t n);
#endif
