/*
 * pool.h - cores shared by actors that are not pinned: one line in front of all of them, first come first served.  An actor that wants to
 * run gets its last core if that is idle, else the idle core that was added first, else it stands in line; it keeps its core until it has
 * nothing to do or yields.  Actors pinned to a core of the pool wait for that core alone, and come before or after those in the
 * common line as they came.
 *
 * An actor has a seat, whether it is pinned or not, and works on seat.core while it holds it:
 *
 *	if (!seat_take(&s)) return;
 *	core_spend(s.core, ...); core_go(s.core, s.actor); return;      or seat_yield(&s), or core_leave(s.core)
 */
#ifndef NIC_POOL_H
#define NIC_POOL_H
#include "machine/core.h"

#define POOL_CORES 64
struct pool {
	struct engine *engine;
	struct core_line line;
	uint64_t tickets; /* given out so far */
	struct core *core[POOL_CORES];
	int n;
};
/* Where an actor runs. One per actor, in its owner's memory. */
struct seat {
	struct core *core; /* the one it holds, or held last */
	struct pool *pool; /* NULL = it is pinned to core */
	int actor, context;
};

/* An empty pool whose line holds max actors. False when memory is exhausted. */
bool pool_init(struct pool *p, struct engine *e, int max, struct arena *a);
/* Add a core before the run, which is in no pool yet and made for as many actors. False when there is no room for it. */
bool pool_add(struct pool *p, struct core *c);
/* A seat in a pool that has a core, or on one core. */
void seat_pool(struct seat *s, struct pool *p, int actor, int context);
void seat_pin(struct seat *s, struct core *c, int actor, int context);

bool seat_take_slow(struct seat *s);
/* Have a core or stand in line for one: true = seat.core is yours; false = your step is called again once you have one. */
static inline bool seat_take(struct seat *s)
{
	return __builtin_expect(s->core->owner == s->actor, 1) || seat_take_slow(s);
}
/*
 * Let the others in line go first, if there are any who could run here: true = you stand in line now and are stepped later; false = go on,
 * maybe on another core. Nothing may be booked and not begun.
 */
bool seat_yield(struct seat *s);
/* Does the actor wait for a core? */
bool seat_in_line(const struct seat *s);
#endif
