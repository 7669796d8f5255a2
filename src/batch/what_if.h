/*
 * what_if.h - what would help, measured: a point is run again with one of its resources twice as good, for each resource, on the same
 * packets, and what that gains is taken replication by replication.
 */
#ifndef BATCH_WHAT_IF_H
#define BATCH_WHAT_IF_H
#include "base/error.h"
#include "nic/setup.h"
#include "report/point.h"

#define WHAT_IF_POINTS 8 /* of an answer that are tried unasked */

struct what_if {
	int threads;              /* >= 1 */
	const volatile int *stop; /* becomes non-zero to interrupt; may be NULL */
	bool all;                 /* each resource there is a way to double, not only those among the point's limits */
	/* Called in the calling thread after each run; may be NULL. */
	void (*report)(void *user, int64_t done, int64_t total);
	void *user;
};

/*
 * Fill p's gains; s is its checked setup.  All together take as many steps as the point's own replications did, or WHAT_IF_FREE where those
 * were fewer: by fewer replications, two at least where it has them; and where that is not enough, by runs that measure for a shorter time,
 * a twentieth at least.  What comes out depends on neither threads nor the time it took.  A point that failed, and one with nothing to gain
 * in, gets none.  False: interrupted, or err says why; the point is as it was.
 */
#define WHAT_IF_FREE 10000000
bool what_if(const struct what_if *w, const struct setup *s, struct point *p, struct error *err);
#endif
