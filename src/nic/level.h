/* level.h - a number that changes over time, with its exact integral. */
#ifndef NIC_LEVEL_H
#define NIC_LEVEL_H
#include "engine/time.h"

__extension__ typedef unsigned __int128 area_t;

struct level {
	int64_t value;
	sim_time since;
	area_t area; /* sum of value * ps up to `since`, exact */
};

static inline void level_change(struct level *l, sim_time now, int64_t by)
{
	l->area += (area_t)l->value * (area_t)(now - l->since);
	l->since = now;
	l->value += by;
}
static inline void level_set(struct level *l, sim_time now, int64_t value)
{
	if (value != l->value) level_change(l, now, value - l->value);
}
#endif
