#include "nic/core.h"
#include "base/arena.h"
#include "engine/trace.h"

#define X(id, name, help) {name, help},
const struct ledger_line ledger_lines[N_LEDGER] = {LEDGER(X)};
#undef X

bool core_init(struct core *c, const char *name, struct engine *e, int max, struct arena *a)
{
	*c = (struct core){.name = name, .engine = e, .owner = CORE_FREE, .context = -1, .wanted = -1, .room = max};
	c->line = arena_array(a, (size_t)max, sizeof *c->line);
	c->line_context = arena_array(a, (size_t)max, sizeof *c->line_context);
	return c->line && c->line_context;
}

static void hand_to(struct core *c, int actor, int context)
{
	c->owner = actor;
	c->wanted = context;
	if (c->context < 0) c->context = context; /* the first to run switches from nobody */
	if (c->context != c->wanted) c->special = true;
}

static void stand_in_line(struct core *c, int actor, int context)
{
	for (int i = 0; i < c->waiting; i++)
		if (c->line[(c->first + i) % c->room] == actor) return;
	int at = (c->first + c->waiting++) % c->room;
	c->line[at] = actor;
	c->line_context[at] = context;
	if (c->spinning) engine_at(c->engine, c->owner, c->engine->now);
}

bool core_take_slow(struct core *c, int actor, int context)
{
	if (c->owner == CORE_FREE) {
		hand_to(c, actor, context);
		return true;
	}
	stand_in_line(c, actor, context);
	return false;
}

void core_leave(struct core *c)
{
	c->owner = CORE_FREE;
	if (!c->waiting) return;
	int at = c->first;
	c->first = (c->first + 1) % c->room;
	c->waiting--;
	hand_to(c, c->line[at], c->line_context[at]);
	engine_at(c->engine, c->owner, c->engine->now);
}

bool core_yield(struct core *c, int actor, int context)
{
	if (!c->waiting) return false;
	stand_in_line(c, actor, context);
	core_leave(c);
	return true;
}

void core_extras(struct core *c)
{
	if (c->jitter && c->open > 0) {
		int64_t draw = (int64_t)(stream_bits(c->stream) >> 43) - (1 << 20); /* uniform in [-2^20, 2^20) */
		core_spend(c, LEDGER_JITTER, (int64_t)(((__extension__(__int128) c->open) * c->jitter * draw) >> 40));
	}
	if (c->context != c->wanted) {
		c->context = c->wanted;
		c->switches++;
		core_spend(c, LEDGER_SWITCH, c->switch_cost);
	}
}

void core_special(struct core *c, int actor, sim_time from, sim_time to)
{
	c->special = c->jitter || c->trace;
	if (c->trace) trace_span(c->trace, c->lane, c->engine->actor[actor].name, from, to);
}
