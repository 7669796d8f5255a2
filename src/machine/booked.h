/*
 * booked.h - time for which a resource is busy, booked ahead of the clock, gaps included: how much of it lies before a given moment can
 * be told exactly.  It is never busy twice at once: what would overlap fills the next free time.  Booking, which is done for every
 * transfer, writes down the request; where it lies is only worked out when somebody asks, twice in a run.
 */
#ifndef NIC_BOOKED_H
#define NIC_BOOKED_H
#include "engine/time.h"

#define BOOKED_LAST 256 /* a power of two */
struct booked {
	int64_t busy;    /* ps, all that was booked */
	uint32_t writes; /* spans begun */
	struct span {
		sim_time from, to;
	} last[BOOKED_LAST]; /* a ring of what was booked, in that order; what follows the one before at once is one with it */
};

/* Book ps >= 0 from `from` >= 0 on. */
static inline void booked_add(struct booked *b, sim_time from, sim_time ps)
{
	struct span *s = &b->last[(b->writes - 1) & (BOOKED_LAST - 1)];
	b->busy += ps;
	if (s->to != from) {
		s = &b->last[b->writes++ & (BOOKED_LAST - 1)];
		s->from = from;
	}
	s->to = from + ps;
}
/* ps busy until now, at most now.  Exact as long as what is still to come is among the last BOOKED_LAST. */
int64_t booked_until(const struct booked *b, sim_time now);
#endif
