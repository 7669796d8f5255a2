#include "machine/work.h"
#include "base/arena.h"
#include "engine/trace.h"
#include "machine/pool.h"

#define X(id, name, help) {name, help},
const struct ledger_line ledger_lines[N_LEDGER] = {LEDGER(X)};
#undef X

bool core_init(struct core *c, const char *name, struct engine *e, int max, struct arena *a)
{
	*c = (struct core){.name = name, .engine = e, .owner = CORE_FREE, .context = -1, .wanted = -1};
	return line_init(&c->line, max, a);
}

static void hand_to(struct core *c, int actor, int context)
{
	if (c->memory) memory_enter(c->memory, actor);
	c->owner = actor;
	c->wanted = context;
	if (c->context < 0) c->context = context; /* the first to run switches from nobody */
	if (c->context != c->wanted) c->extra = CORE_SPECIAL;
}

static void stand_in_line(struct core *c, int actor, int context)
{
	struct waiter w = {.actor = actor, .context = context, .ticket = c->pool ? c->pool->tickets : 0};
	if (!line_join(&c->line, &w)) return;
	if (c->pool) c->pool->tickets++;
	if (c->spinning) engine_at(c->engine, c->owner, c->engine->now);
}

/* Since when nobody works on it, before `at`; `at` = it is no idle core. */
static sim_time idle_since(const struct core *c, sim_time at)
{
	sim_time from = c->until > c->idle.awake ? c->until : c->idle.awake;
	return c->owner == CORE_FREE && c->idle.until && from < at ? from : at;
}

struct idle_took core_idles(const struct core *c, sim_time at)
{
	struct idle_took took = {0};
	sim_time from = idle_since(c, at);
	if (from < at) c->idle.until(c->idle.self, from, at, false, &took);
	return took;
}

/* An idle core is wanted: what it did meanwhile is booked, and what it takes to be back. */
static void wake(struct core *c)
{
	struct idle_took took = {0};
	sim_time from = idle_since(c, c->engine->now);
	if (from == c->engine->now) return;
	c->idle.until(c->idle.self, from, c->engine->now, true, &took);
	core_passed(c, LEDGER_WAKEUP, took.entering);
	core_passed(c, LEDGER_SPIN, took.polled);
	core_spend_sure(c, LEDGER_WAKEUP, took.waking);
	c->idle.spells++;
	c->idle.caught += took.caught;
	c->idle.waking += took.waking;
}

bool core_take_slow(struct core *c, int actor, int context)
{
	if (c->owner == CORE_FREE) {
		if (c->idle.until) wake(c);
		hand_to(c, actor, context);
		return true;
	}
	stand_in_line(c, actor, context);
	return false;
}

/* The line whose head came first; NULL when nobody waits. */
static struct core_line *next_line(struct core *c)
{
	struct core_line *own = c->line.waiting ? &c->line : NULL;
	struct core_line *common = c->pool && c->pool->line.waiting ? &c->pool->line : NULL;
	if (!own || !common) return own ? own : common;
	return line_head(own)->ticket < line_head(common)->ticket ? own : common;
}

void core_leave(struct core *c)
{
	if (c->memory) memory_leave(c->memory, c->owner);
	c->owner = CORE_FREE;
	struct core_line *line = next_line(c);
	if (!line) return;
	struct waiter w = line_next(line);
	if (w.seat) w.seat->core = c;
	hand_to(c, w.actor, w.context);
	engine_at(c->engine, c->owner, c->engine->now);
}

bool core_wanted(const struct core *c)
{
	return c->line.waiting || (c->pool && c->pool->line.waiting);
}

bool core_wanted_besides(const struct core *c, int n)
{
	return c->line.waiting > n || (c->pool && c->pool->line.waiting);
}

bool core_yield(struct core *c, int actor, int context)
{
	if (!core_wanted(c)) return false;
	stand_in_line(c, actor, context);
	core_leave(c);
	return true;
}

void core_cut(const struct core *c, int64_t *busy, int64_t *cut)
{
	sim_time late = c->until > c->engine->now ? c->until - c->engine->now : 0, left = late + c->open;
	*busy -= late;
	bookings_cut(&c->bookings, left, cut);
}

void core_draw_long(struct core *c, sim_time open)
{
	__extension__ typedef __int128 wide;
	if (open <= 0) return;
	int64_t draw = (int64_t)(stream_bits(c->stream) >> 43) - (1 << 20);
	core_spend(c, LEDGER_JITTER, (int64_t)((wide)open * c->jitter * draw >> 40));
}

static void be_away(struct core *c)
{
	sim_time now = c->engine->now, longer = c->absence.longer(c->absence.self, now, c->open);
	core_spend(c, LEDGER_AWAY, longer);
	if (c->trace && longer) trace_mark(c->trace, c->lane, "away meanwhile", now, 1);
}

void core_extras(struct core *c, int actor)
{
	core_settle(c);
	if (c->context != c->wanted) {
		c->context = c->wanted;
		c->switches++;
		core_spend(c, LEDGER_SWITCH, c->switch_cost);
	}
	if (c->memory && c->memory->touching.bytes) {
		int64_t n = c->memory->touching.bytes(c->memory->touching.self, actor);
		if (n > 0) core_spend(c, LEDGER_INTERFERENCE, memory_delay(c->memory, c->engine->now, n, c->open));
	}
	if (c->absence.longer) be_away(c);
	c->extra = core_always(c);
	sim_time now = c->engine->now;
	if (c->trace) trace_span(c->trace, c->lane, c->engine->actor[actor].name, now, now + c->open);
}
