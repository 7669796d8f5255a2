/*
 * lock.h - a lock between cores in simulated time, first come first served: each acquisition is booked when it is asked for, and its end
 * is known then.  One struct is one lock; what it protects (a table, an entry, a core's share) is its owner's business.
 */
#ifndef NIC_LOCK_H
#define NIC_LOCK_H
#include "engine/time.h"
#include <stdbool.h>

struct arena;

struct lock {
	sim_time handoff; /* ps to move it to another core than its last holder's */
	bool linear;      /* times the number found there: the holder and those in line; at least once */
	bool brief;       /* others have it after half the time, the hand-off included; who holds it works on as long as ever */
	sim_time free_at; /* end of the last acquisition booked */
	int core;         /* of its last holder; -1 = nobody had it yet */
	sim_time *ends;   /* linear: of the last acquisitions, a ring of `cores` */
	int cores, next;
	int64_t acquisitions, handoffs;
	int64_t waited; /* ps from asking to having it, moving it not included */
	int64_t held;   /* ps it was held or being moved */
};

/*
 * A free lock that up to `cores` cores share, each with one acquisition at a time (only a linear hand-off needs to know; memory from a
 * for that). False when memory is exhausted.
 */
bool lock_init(struct lock *l, sim_time handoff, bool linear, int cores, struct arena *a);
/* Core asks for the lock at `at`, not before anybody who asked earlier, to hold it for `hold` ps: when what it does under it is done. */
sim_time lock_take(struct lock *l, int core, sim_time at, sim_time hold);
/*
 * For a lock that is not first come first served but had by whoever finds it free: when the core, asking at `at`, may try again, as the
 * lock is held by then and its line has to come over from the holder; `at` = it is free, and lock_take gives it at once.
 */
static inline sim_time lock_retry(const struct lock *l, int core, sim_time at)
{
	return l->free_at <= at ? at : l->free_at + (l->core == core ? 0 : l->brief ? l->handoff - l->handoff / 2 : l->handoff);
}
/* Core has spun for a lock that is free now: the line came over meanwhile. */
static inline void lock_came(struct lock *l, int core)
{
	l->handoffs += l->core != core;
	l->core = core;
}
#endif
