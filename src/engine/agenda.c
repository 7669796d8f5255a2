#include "engine/agenda.h"

#define LANE_END (-1) /* when the end of a lane is due: before all times, and after them as an unsigned number */

static inline bool sooner(const struct errand *a, const struct errand *b)
{
	return (uint64_t)a->due < (uint64_t)b->due || (a->due == b->due && a->rank < b->rank);
}

/* Who is the earliest now. */
static inline void find_next(struct agenda *a)
{
	struct errand *next = a->lane[0].after;
	for (int i = 1; i < AGENDA_LANES; i++) {
		struct errand *e = a->lane[i].after;
		if (sooner(e, next)) next = e;
	}
	a->next = next;
	a->due = next->due < 0 ? TIME_NEVER : next->due;
}

static inline void take_off(struct errand *e)
{
	e->before->after = e->after;
	e->after->before = e->before;
	e->before = NULL;
}

/* One errand a step, so that the run loop sees every one. */
static void agenda_step(void *self)
{
	struct agenda *a = self;
	if (a->due <= a->engine->now) { /* it may have been put off */
		struct errand *e = a->next;
		take_off(e);
		find_next(a);
		e->call(e->self, e);
	}
	a->engine->wake[a->id] = a->due; /* it is the one whose step this is */
}

bool agenda_init(struct agenda *a, struct engine *e, const char *name, int max_actors)
{
	*a = (struct agenda){.engine = e, .due = TIME_NEVER};
	for (int i = 0; i < AGENDA_LANES; i++)
		a->lane[i] = (struct errand){.due = LANE_END, .before = &a->lane[i], .after = &a->lane[i]};
	a->id = engine_add(e, name, agenda_step, a, max_actors);
	return a->id >= 0;
}

void agenda_add(struct agenda *a, struct errand *e, sim_time due)
{
	struct errand *lane = a->lane, *before = lane->before;
	while (before->due > due && lane < &a->lane[AGENDA_LANES - 1])
		before = (++lane)->before;
	while (before->due > due) /* in the last lane everybody finds a place */
		before = before->before;
	e->due = due;
	e->rank = a->added++;
	e->before = before;
	e->after = before->after;
	before->after->before = e;
	before->after = e;
	if (due >= a->due) return;
	a->next = e;
	a->due = due;
	engine_at(a->engine, a->id, due);
}

void agenda_move(struct agenda *a, struct errand *e, sim_time due)
{
	if (agenda_has(e)) {
		take_off(e);
		find_next(a);
	}
	if (due != TIME_NEVER) agenda_add(a, e, due);
}
