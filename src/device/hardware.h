/*
 * hardware.h - a virtio device's work on its two rings (models/backend_hardware.c says in which steps): what it keeps of the batches under
 * way, and who does what with them.
 */
#ifndef DEVICE_HARDWARE_H
#define DEVICE_HARDWARE_H
#include "device/bus.h"
#include "device/crossing.h"
#include "device/pace.h"
#include "device/prefetch.h"

#define MAX_BATCH 64
#define MAX_BATCHES (1 << 20)

/* Packets that go through the stages together. */
struct batch {
	uint32_t first;  /* number of its first token */
	int32_t tokens;  /* buffers, or transmit chains; and packets that take none */
	int32_t chains;  /* without these */
	int32_t entries; /* of the ring, all together */
	int32_t bytes;   /* of received packets, as the buffer counts them */
	int32_t all;     /* bytes of all its packets */
	int32_t late;    /* entries that were not on chip */
	bool told;       /* a kick has brought the index that covers it */
};

/* What writing a packet of so many bytes into so many buffers is; kept, as there are few kinds of them. */
struct packet_writes {
	int32_t len, buffers; /* 0 = none yet */
	struct writes all;
};
#define PACKETS_KNOWN 64 /* a power of two */

/* One direction. The packets are where the queue keeps them: with their (first) buffer. */
struct course {
	struct pipeline line; /* jobs: batches */
	struct device *device;
	bool limited;           /* the device has limits that its lines share, or descriptors ahead: lines may have to wait */
	struct prefetch *ahead; /* receive: who fetches descriptors ahead; NULL = nobody does */
	struct pace pace;       /* the queue's rate */
	sim_time held_until;    /* by it: what is counted */
	struct batch *batch;
	uint16_t *token; /* of all batches under way, in order */
	uint32_t token_mask, taken;
	struct access fetched[RING_ACCESSES], completed[RING_ACCESSES]; /* for the last batch's chains and entries */
	int32_t apart; /* bytes of a used entry, written one by one; 0 = together */
	int fetched_chains, completed_chains, completed_entries, n_completed;
	struct packet_writes *known; /* NULL: writes are begun one by one, or those of a packet depend on more than its length */
	struct writes completion;    /* where they are known: of n_completed */
	struct access event[RING_ACCESSES]; /* what is read of the driver's wishes, and written of the device's */
	int n_events;
	int reads;                /* of the ring, the first stages */
	bool kicks_tell;          /* the first of them needs not be done for what a kick tells of */
	sim_time waits_since;     /* for a batch to fill; TIME_NEVER = it does not */
	uint16_t told;            /* the available index that a kick brought, or that of what was taken where that is more */
	sim_time told_at;         /* when the device has it; of kicks on their way together, the first */
	struct crossing crossing; /* what ended batches have given back */
};

struct hardware {
	bool tx_may_indirect, in_ring;
	int64_t batch, batch_wait, batches;
	int64_t buffer, waits_in;
	int64_t descriptor_cache, device_cache, fetch, fetches;
	const char *weights, *queue_rates, *receive_rates;
	int64_t functions, quantum, queue_rate, queue_burst, rate_queues;
	int64_t doorbell, irq_latency;
	struct course rx, tx;
	struct prefetch ahead;
	int32_t table;  /* indirect entries of a receive buffer */
	int n_segments; /* of a receive buffer */
	struct segment segment[MAX_SEGMENTS];
};

/* Where packets wait that are not begun. */
enum { IN_HOST_QUEUE, IN_BUFFER };

static inline struct course *course_of(struct pipeline *p)
{
	return (struct course *)p;
}
static inline struct batch *batch_at(const struct course *c, uint32_t job)
{
	return &c->batch[job & c->line.mask];
}
static inline uint16_t token_at(const struct course *c, uint32_t number)
{
	return c->token[number & c->token_mask];
}

/*
 * Set-up: both directions of a queue, as far as it has them; `batches`: hardware_begin, and how one ends; told: what is done when what it gave
 * back is in memory.  False when memory or actors are exhausted.
 */
bool hardware_init(struct hardware *h, struct queue *q, const struct pipeline_ops *batches, crossing_told *told);
/* Are there queues for all that its settings name (hardware_bounds.c; struct model)? */
bool hardware_bounds(const void *self, const struct setup *s, struct complaint *c);
/* What queue number `queue` may send, or receive, in b/s; 0 = no limit. */
int64_t hardware_rate(const struct hardware *h, int queue, bool tx);
/* Has any a limit? */
bool hardware_limits_rates(const struct hardware *h);
/* What a batch does on the bus: its stages, in order, into c->line; and the accesses to the ring they are made of. */
void hardware_list_stages(struct course *c, struct queue *q);
/* Ask to be told when the driver publishes the entry at index `at`. */
void hardware_ask_for_kick(const struct course *c, uint16_t at, sim_time now);
/* Take up the next batch (struct pipeline_ops). */
bool hardware_begin(struct pipeline *p, uint32_t job, sim_time now);
/* Is there room in the device's buffer for all of the next batch? Of several that fit together none is begun in parts. */
bool hardware_could_store(const struct course *c);
#endif
