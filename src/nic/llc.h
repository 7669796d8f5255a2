/*
 * llc.h - the part of the last level cache that devices write received packets into (Intel: DDIO), or that in which they find what guests
 * send: the least recently written leaves it first, as if it were fully associative.  A line is there as long as fewer lines than there is
 * room for have been written after it, by all devices or guests, and queues.  Rings, which both sides touch all the time, take no room; what
 * has been read leaves none free before its turn.
 */
#ifndef NIC_LLC_H
#define NIC_LLC_H
#include "engine/time.h"
#include <stdint.h>

struct arena;

#define LLC_LINE 64

struct llc {
	int64_t room, written; /* lines: for how many there is room, 0 = devices write to memory; and so many were, so far */
	sim_time wait, next;   /* a line in memory that is waited for; one more beside it, which overlaps */
};
/* A receive ring's packets in it. */
struct llc_ring {
	struct llc *llc;
	int64_t *written; /* per token: the count when its packet was written */
};

/* Memory from a for so many tokens, NULL when it is exhausted. */
struct llc_ring *llc_ring_make(struct llc *llc, uint32_t tokens, struct arena *a);

/* Of a packet of so many bytes, > 0. */
static inline int64_t llc_lines(int32_t bytes)
{
	return (bytes + LLC_LINE - 1) / LLC_LINE;
}
/* A packet of so many lines has been written: the one with that token. */
static inline void llc_write(struct llc_ring *r, uint16_t token, int64_t lines)
{
	r->written[token] = r->llc->written += lines;
}
/* How many of its lines, the first ones, are there no more. */
static inline int64_t llc_missed(const struct llc_ring *r, uint16_t token, int64_t lines)
{
	int64_t out = r->llc->written - r->written[token] + lines - r->llc->room;
	return out < 0 ? 0 : out < lines ? out : lines;
}
/* What it takes to have n lines from memory. */
static inline sim_time llc_cost(const struct llc *l, int64_t n)
{
	return n ? l->wait + (n - 1) * l->next : 0;
}
#endif
