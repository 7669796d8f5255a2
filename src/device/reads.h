/*
 * reads.h - what the device's reads take at the host where that differs from one to the next, and their tags where answers overtake each
 * other.
 */
#ifndef DEVICE_READS_H
#define DEVICE_READS_H
#include "engine/random.h"
#include "engine/time.h"
#include "nic/link.h"
#include <stdbool.h>

struct arena;
struct queue;

struct reads {
	sim_time latency, tail, walk;
	uint64_t slow, missed; /* of 2^64: so likely is a read that takes `tail` longer, and one that takes `walk` */
	sim_time longer;       /* take those that are begun now, whose answers do not overtake each other by that */
	bool vary;             /* any are slow, or missed */
	struct stream stream;
	/* A binary heap of when each tag is free, the earliest first; NULL = they are given back in order, or have no limit. */
	sim_time *tag_until;
	int32_t tags;
};

/* Memory from a; false when it is exhausted. */
bool reads_init(struct reads *r, const struct link_traits *t, uint64_t seed, int replication, struct arena *a);
/* The device reads from that many bytes of pages: more of them than the IOTLB holds are found there the less often, whichever comes next. */
void reads_spread(struct reads *r, const struct link_traits *t, int64_t bytes);
/* Bytes, in whole pages of 4 KiB, that a queue's rings and buffers lie in, as it is now. */
int64_t reads_of(const struct queue *q);
/* What the next read takes, on an idle link. */
static inline sim_time reads_take(struct reads *r)
{
	sim_time t = r->latency + r->longer;
	if (r->slow && stream_bits(&r->stream) < r->slow) t += r->tail;
	if (r->missed && stream_bits(&r->stream) < r->missed) t += r->walk;
	return t;
}
/* The earliest time at which a tag is free, and it is taken until then. */
static inline sim_time reads_tag(const struct reads *r)
{
	return r->tag_until[0];
}
void reads_hold_tag(struct reads *r, sim_time until);
#endif
