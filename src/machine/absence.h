/*
 * absence.h - when a core is not there.  A stretch of work that an absence falls into stops and goes on behind it (preemptive resume), one
 * that is begun meanwhile begins behind it; whoever does not work on that core does not notice.
 */
#ifndef MACHINE_ABSENCE_H
#define MACHINE_ABSENCE_H
#include "engine/time.h"

/*
 * Work is begun at `now` and takes `work` by itself, both in ps, work >= 0: how much longer absences make it, >= 0.  Asked in the order of
 * time: never for a time before the end of the work asked for last.
 */
typedef sim_time absence_longer(void *self, sim_time now, sim_time work);

struct absence {
	absence_longer *longer; /* NULL = the core is always there */
	void *self;
};

/* One absence after the other: [from, until), from >= the until before it. */
struct pause {
	sim_time from, until;
};
/* How much longer work gets, with *p the first absence that is not over for certain, and follow() to find the one behind it. */
static inline sim_time pauses_longer(struct pause *p, sim_time now, sim_time work, void (*follow)(void *self, struct pause *p),
				     void *self)
{
	sim_time longer = 0;
	for (; p->until <= now || p->from < now + work + longer; follow(self, p))
		if (p->until > now) longer += p->until - (p->from > now ? p->from : now);
	return longer;
}
#endif
