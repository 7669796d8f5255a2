/* window.h - what statistics are worked out from: the time that was measured and what happened in it. */
#ifndef RUN_WINDOW_H
#define RUN_WINDOW_H
#include "run/snapshot.h"
#include <math.h>

struct window {
	struct run *run;
	const struct snapshot *base, *d; /* when measuring began; what happened since */
	double packets, received;        /* delivered; through a receive ring */
	double seconds;
	double worked; /* seconds that shares are of */
};

/* Functions of a device that have queues. */
int functions_used(const struct run *run);

static inline double over(double x, double n)
{
	return n > 0 ? x / n : NAN;
}

/*
 * The share of busy time that was more than polling for nothing; NaN of no time.  Jitter is left out of both: how much of it the looks
 * had is not known.  Parts of stretches at the edges are rounded to ps.
 */
static inline double useful_share(cell_t busy, cell_t jitter, cell_t spun)
{
	cell_t all = busy - jitter, useful = all - spun;
	return over((double)(useful > 0 ? useful : 0), (double)all);
}
#endif
