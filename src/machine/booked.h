/*
 * booked.h - time for which a resource is busy, booked ahead of the clock, gaps included: how much of it lies before a given moment can
 * be told exactly.  It is never busy twice at once: what would overlap fills the next free time, so that when it is busy does not depend on
 * the order of booking.  Booking, which is done for every transfer, writes down the request; where it lies is only worked out when somebody
 * asks, twice in a run, or when there are many.
 */
#ifndef NIC_BOOKED_H
#define NIC_BOOKED_H
#include "engine/time.h"
#include <stdbool.h>

struct arena;

#define BOOKED_FIRST 256               /* requests for which there is room from the start */
#define BOOKED_MOST (INT32_C(1) << 20) /* beyond that, neighbours in time become one */
struct span {
	sim_time from, to;
};
/* Requests in the order of time, or to be sorted before they are read. */
struct booked_lane {
	struct span *span;
	int32_t n, room;
	sim_time latest; /* the largest `from` that ever joined */
	bool mixed;      /* they are not in order */
};
struct booked {
	int64_t busy;     /* ps, all that was booked */
	struct span open; /* the last request: what follows it at once is one with it */
	/* The others whose `from` lies behind `folded`: those that came in the order of time, and those that go between them. */
	struct booked_lane lane[2];
	const sim_time *clock;
	/* Requests up to here are put together: what was busy before, and what was left to do then. */
	sim_time folded, last;
	int64_t done, left;
};

/* Memory from a; clock: no request will begin before it.  False when memory is exhausted. */
bool booked_init(struct booked *b, const sim_time *clock, struct arena *a);
/* Put the open one among the others, where its lane has no room or would not be in the order of time. */
void booked_close(struct booked *b);

/* Book ps >= 0 from `from` >= 0 on. */
static inline void booked_add(struct booked *b, sim_time from, sim_time ps)
{
	b->busy += ps;
	if (b->open.to != from) {
		struct booked_lane *l = &b->lane[b->open.from < b->lane[0].latest];
		if (__builtin_expect(l->n == l->room || b->open.from < l->latest, 0)) {
			booked_close(b);
		} else {
			l->span[l->n++] = b->open;
			l->latest = b->open.from;
		}
		b->open.from = from;
	}
	b->open.to = from + ps;
}
/* ps busy until now, at most now; now lies not before the clock when requests were last put together. */
int64_t booked_until(struct booked *b, sim_time now);
/* When it was last busy, until now; 0 = never. */
sim_time booked_last(struct booked *b, sim_time now);
#endif
