/* level.h - a number that changes over time, with its exact integral. */
#ifndef NIC_LEVEL_H
#define NIC_LEVEL_H
#include "engine/time.h"

__extension__ typedef unsigned __int128 area_t;

/*
 * The integral is kept in 64 bits between two folds: with a fold at least every LEVEL_FOLD of simulated time that holds 2^24 at a time.
 */
#define LEVEL_FOLD PS_PER_S
struct level {
	int64_t value;
	sim_time since;
	uint64_t recent; /* sum of value * ps since the last fold */
	area_t folded;   /* and before it */
	sim_time set;    /* when level_set last changed it */
};

static inline void level_change(struct level *l, sim_time now, int64_t by)
{
	l->recent += (uint64_t)l->value * (uint64_t)(now - l->since);
	l->since = now;
	l->value += by;
}
/* Many changes at once: their sum, and that of each times its time. The integral doesn't ask for their order. */
static inline void level_change_all(struct level *l, int64_t by, uint64_t by_time)
{
	l->recent += (uint64_t)by * (uint64_t)l->since - by_time;
	l->value += by;
}
static inline void level_set(struct level *l, sim_time now, int64_t value)
{
	if (value == l->value) return;
	level_change(l, now, value - l->value);
	l->set = now;
}
/* Bring up to now and return the whole integral. */
static inline area_t level_fold(struct level *l, sim_time now)
{
	level_change(l, now, 0);
	l->folded += l->recent;
	l->recent = 0;
	return l->folded;
}
#endif
