/*
 * booked.h - time for which a resource is busy, booked ahead of the clock, gaps included: how much of it lies before a given moment can
 * be told exactly.  It is never busy twice at once: who books has found the time free, so that in which order does not matter.  What
 * lies before the clock is a sum; what lies behind it is kept span by span, and looked through when somebody asks, twice in a run, or
 * when there is no room for one more.
 */
#ifndef NIC_BOOKED_H
#define NIC_BOOKED_H
#include "engine/time.h"
#include <stdint.h>
#include <stdbool.h>

struct arena;

#define BOOKED_FIRST 512               /* spans for which there is room from the start */
#define BOOKED_MOST (INT32_C(1) << 21) /* beyond that, neighbours in time become one */
struct span {
	sim_time from, to;
};
struct booked {
	int64_t busy;      /* ps, all that was booked */
	struct span open;  /* the last one: what follows it at once is one with it */
	struct span *span; /* the others, in the order of booking; of those over by the clock maybe none */
	int32_t n, room;
	const sim_time *clock;
	sim_time last; /* end of the latest that is not kept */
};

/* Memory from a; clock: no span will begin before it.  False when memory is exhausted. */
bool booked_init(struct booked *b, const sim_time *clock, struct arena *a);
/* There is to be room for one more. */
void booked_make_room(struct booked *b);

/* The open one among the others, unless it is over. */
static inline void booked_keep(struct booked *b)
{
	if (b->open.to > *b->clock) {
		if (__builtin_expect(b->n == b->room, 0)) booked_make_room(b);
		b->span[b->n++] = b->open;
	} else if (b->open.to > b->last && b->open.from != b->open.to) {
		b->last = b->open.to;
	}
}
/* Book ps >= 0 from `from` >= 0 on, where nothing is booked yet. */
static inline void booked_add(struct booked *b, sim_time from, sim_time ps)
{
	b->busy += ps;
	if (b->open.to != from) {
		booked_keep(b);
		b->open.from = from;
	}
	b->open.to = from + ps;
}
/* ps busy until now, at most now; now does not lie before the clock. */
int64_t booked_until(const struct booked *b, sim_time now);
/* When it was last busy, until now; 0 = never. */
sim_time booked_last(const struct booked *b, sim_time now);
#endif
