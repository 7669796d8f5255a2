/*
 * idle.h - what a core does while nobody works on it: it may poll for work, or sleep, and takes its time to be back.  Until then whoever
 * takes the core waits; whoever does not take it does not notice.
 */
#ifndef MACHINE_IDLE_H
#define MACHINE_IDLE_H
#include "engine/time.h"
#include <stdbool.h>
#include <stdint.h>

/* All in ps, >= 0. */
struct idle_took {
	sim_time entering; /* busy, before now: on the way to sleep */
	sim_time polled;   /* busy, before now: looking for work */
	sim_time waking;   /* from now on: until whoever takes the core works */
	bool caught;       /* it was polling as it was wanted */
};
/*
 * The core has been idle since `from`, < now. wanted: now somebody takes it; else somebody only looks: self stays as it is, and `waking` is
 * not asked.  *took comes zeroed.
 */
typedef void idle_until(void *self, sim_time from, sim_time now, bool wanted, struct idle_took *took);

struct idle {
	idle_until *until; /* NULL = the core is awake whenever it is wanted */
	void *self;
	sim_time awake; /* not idle before that, though nothing is booked */
	/* Times it was idle and then wanted, and of those it was polling; ps of `waking`. */
	int64_t spells, caught, waking;
};
#endif
