/*
 * work.h - what actors do on a core they hold: booked with core_spend, piece by piece and by kind, and begun in one stretch with core_go, which
 * has a fixed end.
 */
#ifndef NIC_WORK_H
#define NIC_WORK_H
#include "machine/core.h"

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
#endif
