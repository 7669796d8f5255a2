/*
 * core.h - processor cores. Actors pinned to one compete for it: first come, first served, each until it has nothing to do or yields. What
 * they do there is booked and begun by work.h. Actors not pinned share a pool's (pool.h).
 */
#ifndef NIC_CORE_H
#define NIC_CORE_H
#include "engine/engine.h"
#include "engine/random.h"
#include "machine/absence.h"
#include "machine/bookings.h"
#include "machine/idle.h"
#include "machine/ledger.h"
#include "machine/line.h"
#include "machine/memory.h"

struct pool;
struct trace;
#define CORE_FREE (-1)
/* Nothing; jitter to draw and no more; a switch to pay for, an absence to sit out or a trace to write, and maybe jitter. */
enum core_extra { CORE_PLAIN, CORE_JITTER, CORE_SPECIAL };
struct core {
	const char *name;
	struct engine *engine;
	int owner;           /* actor that holds the core, CORE_FREE = asleep */
	int context, wanted; /* who ran last, and who holds it now: another context costs switch_cost */
	sim_time switch_cost;
	sim_time open;  /* booked but not yet begun */
	sim_time sure;  /* of which takes just that: drawn already, or a wait that no jitter changes */
	int64_t busy;   /* sum of all stretches begun */
	sim_time until; /* end of the last one */
	int64_t spent[N_LEDGER];
	struct bookings bookings; /* `spent`, piece by piece */
	int64_t switches;
	int fast;              /* 1 = it takes half the time for what is booked */
	enum core_extra extra; /* what the next stretch takes besides */
	int64_t jitter;        /* half-width of the service jitter, parts per 2^20; 0 = none */
	struct stream *stream; /* for jitter */
	struct core_line line; /* actors waiting for this core */
	struct absence absence;
	struct idle idle;
	bool is_host, is_guest;
	bool spinning;         /* the owner busy polls: it is stepped as soon as another stands in line */
	struct pool *pool;     /* whose line it serves too; NULL = none */
	struct memory *memory; /* whose users slow each other down; NULL = nobody does */
	struct trace *trace;
	int lane;
#ifdef SIMNIC_CHECKED
	int64_t summed; /* what was spent, busy or open, when its sum by kind was last looked at */
#endif
};

/* A core whose waiting line holds max actors. False when memory is exhausted. */
bool core_init(struct core *c, const char *name, struct engine *e, int max, struct arena *a);
bool core_take_slow(struct core *c, int actor, int context);
/* Have the core or stand in line for it: true = it is yours; false = your step is called again once it is. */
static inline bool core_take(struct core *c, int actor, int context)
{
	return __builtin_expect(c->owner == actor, 1) || core_take_slow(c, actor, context);
}
/* It is not idle before t: something is going on there that is booked nowhere. */
static inline void core_stays_awake(struct core *c, sim_time t)
{
	if (c->idle.awake < t) c->idle.awake = t;
}
/* What it has done since it was left, until `at`, that is not booked yet; all 0 where it is not idle. `at` is at most the present. */
struct idle_took core_idles(const struct core *c, sim_time at);
/* Does anybody wait whom this core could serve? And anybody besides so many of its own line? */
bool core_wanted(const struct core *c);
bool core_wanted_besides(const struct core *c, int n);
/* The owner begins or ends busy polling, which touches no memory to speak of. */
static inline void core_spin(struct core *c, bool spinning)
{
	if (c->memory && spinning != c->spinning) (spinning ? memory_leave : memory_enter)(c->memory, c->owner);
	c->spinning = spinning;
}
/* Give the core up: the next in line gets it now. */
void core_leave(struct core *c);
/* Let the others in line go first, if there are any: true = you stand in line now and are stepped later. */
bool core_yield(struct core *c, int actor, int context);
#endif
