/*
 * core.h - processor cores. Actors pinned to one compete for it: first come, first served, each until it has nothing to do or yields. Work
 * is booked with core_spend and begun with core_go; a stretch that was begun has a fixed end. Actors not pinned share a pool's (pool.h).
 */
#ifndef NIC_CORE_H
#define NIC_CORE_H
#include "engine/engine.h"
#include "engine/random.h"
#include "machine/absence.h"
#include "machine/bookings.h"
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
/* Book ps of work of one kind on the core you hold (or are about to take). */
static inline void core_spend(struct core *c, enum ledger kind, sim_time ps)
{
	c->spent[kind] += ps;
	c->open += ps;
	bookings_add(&c->bookings, (int)kind, ps);
}
/*
 * What was begun, or only booked, and is not over now: off *busy, and into cut[BOOKING_KINDS] by kind, in the order in which it is done.
 */
void core_cut(const struct core *c, int64_t *busy, int64_t *cut);
/* How long what is booked and not begun will take. */
static inline sim_time core_ahead(const struct core *c)
{
	return c->sure + ((c->open - c->sure) >> c->fast);
}
/* Time for n bytes at fs per byte. */
static inline sim_time bytes_cost(int64_t n, int64_t fs)
{
	return fs ? n * fs / 1000 : 0;
}
/* Book a wait, whose end somebody else decides. */
static inline void core_spend_sure(struct core *c, enum ledger kind, sim_time ps)
{
	core_spend(c, kind, ps);
	c->sure += ps;
}
/* Where it is nothing, or where one product does not fit 64 bits. */
void core_draw_long(struct core *c, sim_time open);
/* Add to what is booked and not sure its jitter: up to as many parts of it, 2^20 to the whole, as c->jitter says, either way. */
static inline void core_draw(struct core *c)
{
	__extension__ typedef __int128 wide;
	sim_time open = c->open - c->sure;
	if (__builtin_expect((uint64_t)(open - 1) >> 42, 0)) {
		core_draw_long(c, open);
		return;
	}
	int64_t draw = (int64_t)(stream_bits(c->stream) >> 43) - (1 << 20); /* uniform in [-2^20, 2^20) */
	core_spend(c, LEDGER_JITTER, (int64_t)((wide)(open * c->jitter) * draw >> 40));
}
/* What every stretch of this core takes besides. */
static inline enum core_extra core_always(const struct core *c)
{
	const bool asked = c->memory && c->memory->touching.bytes;
	return c->trace || c->fast || c->absence.longer || asked ? CORE_SPECIAL : c->jitter ? CORE_JITTER : CORE_PLAIN;
}
/* How long what is booked takes is settled now, jitter and all, for whoever has to know before it is begun. */
static inline void core_settle(struct core *c)
{
	sim_time open = c->open - c->sure;
	if (__builtin_expect(c->fast, 0)) core_spend(c, LEDGER_JITTER, -(open - open / 2)); /* in the ledger as jitter is */
	if (c->jitter) core_draw(c);
	c->sure = c->open;
}
/* What a special stretch takes besides is booked, and the stretch is written to the trace. */
void core_extras(struct core *c, int actor);
/* Book time that has already passed (busy polling), maybe beside what another does there, which goes on. */
static inline void core_passed(struct core *c, enum ledger kind, sim_time ps)
{
	c->spent[kind] += ps;
	c->busy += ps;
	if (c->until < c->engine->now) c->until = c->engine->now;
}
/* Begin all that is booked: the actor is stepped again when it ends. Returns the end. */
static inline sim_time core_go(struct core *c, int actor)
{
	struct engine *e = c->engine;
	if (c->extra != CORE_PLAIN) {
		if (__builtin_expect(c->extra == CORE_JITTER, 1))
			core_draw(c);
		else
			core_extras(c, actor);
	}
	bookings_begin(&c->bookings);
	sim_time end = e->now + c->open;
	c->busy += c->open;
	c->open = c->sure = 0;
	c->until = end;
	engine_at(e, actor, end);
	return end;
}
/* Does anybody wait whom this core could serve? */
bool core_wanted(const struct core *c);
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
