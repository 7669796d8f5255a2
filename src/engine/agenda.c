#include "engine/agenda.h"

static inline bool sooner(const struct errand *a, const struct errand *b)
{
	return a->due < b->due || (a->due == b->due && a->rank < b->rank);
}

static inline struct errand *earliest(const struct agenda *a)
{
	struct errand *next = a->lane[0].first;
	for (int i = 1; i < AGENDA_LANES; i++) {
		struct errand *e = a->lane[i].first;
		if (e && (!next || sooner(e, next))) next = e;
	}
	return next;
}

static inline void take_off(struct errand *e)
{
	*(e->before ? &e->before->after : &e->lane->first) = e->after;
	*(e->after ? &e->after->before : &e->lane->last) = e->before;
	e->lane = NULL;
}

/* One errand a step, so that the run loop sees every one. */
static void agenda_step(void *self)
{
	struct agenda *a = self;
	struct errand *e = a->next;
	if (e && e->due <= a->engine->now) { /* it may have been put off */
		e->lane->first = e->after;   /* as it is the first */
		*(e->after ? &e->after->before : &e->lane->last) = NULL;
		e->lane = NULL;
		a->next = earliest(a);
		a->stepping = true;
		e->call(e->self, e);
		a->stepping = false;
	}
	engine_at(a->engine, a->id, a->next ? a->next->due : TIME_NEVER);
}

bool agenda_init(struct agenda *a, struct engine *e, const char *name, int max_actors)
{
	*a = (struct agenda){.engine = e};
	a->id = engine_add(e, name, agenda_step, a, max_actors);
	return a->id >= 0;
}

void agenda_add(struct agenda *a, struct errand *e, sim_time due)
{
	struct errand_lane *lane = a->lane;
	while (lane->last && lane->last->due > due && lane < &a->lane[AGENDA_LANES - 1])
		lane++;
	struct errand *before = lane->last;
	while (before && before->due > due) /* in the last lane everybody finds a place */
		before = before->before;
	e->due = due;
	e->rank = a->added++;
	e->lane = lane;
	e->before = before;
	e->after = before ? before->after : lane->first;
	*(before ? &before->after : &lane->first) = e;
	*(e->after ? &e->after->before : &lane->last) = e;
	if (a->next && due >= a->next->due) return;
	a->next = e;
	if (!a->stepping) engine_at(a->engine, a->id, due);
}

void agenda_move(struct agenda *a, struct errand *e, sim_time due)
{
	if (e->lane) {
		take_off(e);
		a->next = earliest(a);
	}
	if (due != TIME_NEVER) agenda_add(a, e, due);
}
