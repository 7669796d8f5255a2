/*
 * booked.h - time for which a resource is busy, booked ahead of the clock, gaps included: how much of it lies before a given moment can
 * be told exactly.  It is never busy twice at once: what would overlap fills the next free time.
 */
#ifndef NIC_BOOKED_H
#define NIC_BOOKED_H
#include "engine/time.h"

#define BOOKED_SPANS 64
struct booked {
	int64_t busy; /* ps, all that was booked */
	int first, end;
	/* From first to before end those not over yet, at most BOOKED_SPANS, in order, none touching another; room to let go of the first. */
	struct span {
		sim_time from, to;
	} span[2 * BOOKED_SPANS];
};

/*
 * Book ps from `from` on.  now: the clock, never later than from; what is over by then is forgotten.  Beyond BOOKED_SPANS stretches
 * ahead, more follow the last one without a gap.
 */
void booked_add(struct booked *b, sim_time now, sim_time from, sim_time ps);
/* ps busy until now. */
int64_t booked_until(const struct booked *b, sim_time now);
/* When all is over that has not been forgotten, at least `now`. */
sim_time booked_end(const struct booked *b, sim_time now);
#endif
