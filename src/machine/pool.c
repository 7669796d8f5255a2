#include "machine/pool.h"

bool pool_init(struct pool *p, struct engine *e, int max, struct arena *a)
{
	*p = (struct pool){.engine = e};
	return line_init(&p->line, max, a);
}

bool pool_add(struct pool *p, struct core *c)
{
	if (p->n == POOL_CORES) return false;
	p->core[p->n++] = c;
	c->pool = p;
	return true;
}

void seat_pool(struct seat *s, struct pool *p, int actor, int context)
{
	*s = (struct seat){.core = p->core[0], .pool = p, .actor = actor, .context = context};
}

void seat_pin(struct seat *s, struct core *c, int actor, int context)
{
	*s = (struct seat){.core = c, .actor = actor, .context = context};
}

static struct core *idle_core(const struct seat *s)
{
	if (s->core->owner == CORE_FREE) return s->core;
	for (int i = 0; i < s->pool->n; i++)
		if (s->pool->core[i]->owner == CORE_FREE) return s->pool->core[i];
	return NULL;
}

/* Who busy polls gives way: as many as there are waiters. */
static void end_spinning(struct pool *p)
{
	int wanted = p->line.waiting;
	for (int i = 0; i < p->n && wanted > 0; i++) {
		struct core *c = p->core[i];
		if (!c->spinning) continue;
		engine_at(p->engine, c->owner, p->engine->now);
		wanted--;
	}
}

static void stand_in_line(struct seat *s)
{
	struct pool *p = s->pool;
	struct waiter w = {.actor = s->actor, .context = s->context, .seat = s, .ticket = p->tickets};
	if (!line_join(&p->line, &w)) return;
	p->tickets++;
	end_spinning(p);
}

bool seat_take_slow(struct seat *s)
{
	if (!s->pool) return core_take_slow(s->core, s->actor, s->context);
	struct core *c = idle_core(s);
	if (!c) {
		stand_in_line(s);
		return false;
	}
	s->core = c;
	return core_take_slow(c, s->actor, s->context);
}

bool seat_yield(struct seat *s)
{
	if (!s->pool) return core_yield(s->core, s->actor, s->context);
	struct core *c = s->core, *idle = idle_core(s);
	if (!core_wanted(c)) return false;
	if (idle) { /* only actors pinned to this core wait */
		s->core = idle;
		core_leave(c);
		return !core_take_slow(idle, s->actor, s->context);
	}
	stand_in_line(s);
	core_leave(c);
	return true;
}

bool seat_in_line(const struct seat *s)
{
	return line_has(s->pool ? &s->pool->line : &s->core->line, s->actor);
}
