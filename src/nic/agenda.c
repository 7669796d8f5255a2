#include "nic/agenda.h"

static inline bool sooner(const struct errand *a, const struct errand *b)
{
	return a->due < b->due || (a->due == b->due && a->rank < b->rank);
}

static struct errand *earliest(const struct agenda *a)
{
	struct errand *next = a->lane[0].first;
	for (int i = 1; i < AGENDA_LANES; i++) {
		struct errand *e = a->lane[i].first;
		if (e && (!next || sooner(e, next))) next = e;
	}
	return next;
}

static inline void take_off(struct agenda *a, struct errand *e)
{
	int lane = e->lane - 1;
	*(e->before ? &e->before->after : &a->lane[lane].first) = e->after;
	*(e->after ? &e->after->before : &a->lane[lane].last) = e->before;
	e->lane = 0;
}

static void agenda_step(void *self)
{
	struct agenda *a = self;
	sim_time now = a->engine->now;
	a->stepping = true;
	while (a->next && a->next->due <= now) {
		struct errand *e = a->next;
		take_off(a, e);
		a->next = earliest(a);
		e->call(e->self, e);
	}
	a->stepping = false;
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
	int lane = 0;
	while (lane < AGENDA_LANES - 1 && a->lane[lane].last && a->lane[lane].last->due > due)
		lane++;
	struct errand *before = a->lane[lane].last;
	while (before && before->due > due) /* in the last lane everybody finds a place */
		before = before->before;
	e->due = due;
	e->rank = a->added++;
	e->lane = lane + 1;
	e->before = before;
	e->after = before ? before->after : a->lane[lane].first;
	*(before ? &before->after : &a->lane[lane].first) = e;
	*(e->after ? &e->after->before : &a->lane[lane].last) = e;
	if (a->next && !sooner(e, a->next)) return;
	a->next = e;
	if (!a->stepping) engine_at(a->engine, a->id, due);
}

void agenda_move(struct agenda *a, struct errand *e, sim_time due)
{
	if (e->lane) {
		take_off(a, e);
		a->next = earliest(a);
	}
	agenda_add(a, e, due);
}
