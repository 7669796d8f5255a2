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

static inline double over(double x, double n)
{
	return n > 0 ? x / n : NAN;
}
#endif
