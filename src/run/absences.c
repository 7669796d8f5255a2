#include "run/absences.h"
#include "base/arena.h"
#include "machine/work.h"
#include "nic/away.h"
#include "nic/idle.h"
#include "nic/run.h"
#include <string.h>

static bool take_away(struct run *run, int index, const struct chosen *chosen)
{
	struct core *c = &run->core[index];
	const struct away_ops *ops = chosen->reg->model->ops;
	const char *only = away_core(chosen);
	if (!ops->longer || (only && strcmp(only, c->name) != 0)) return true;
	void *self = arena_alloc(run->arena, chosen->reg->model->size);
	if (!self) return false;
	memcpy(self, chosen->conf, chosen->reg->model->size);
	ops->init(self, &(struct away_env){run->seed, run->replication, index});
	c->absence = (struct absence){ops->longer, self};
	c->extra = core_always(c);
	return true;
}

static bool be_idle(struct run *run, int index, const struct chosen *chosen)
{
	struct core *c = &run->core[index];
	const struct idle_ops *ops = chosen->reg->model->ops;
	if (!ops->until) return true;
	void *self = arena_alloc(run->arena, chosen->reg->model->size);
	if (!self) return false;
	memcpy(self, chosen->conf, chosen->reg->model->size);
	c->idle = (struct idle){.until = ops->until, .self = self};
	return true;
}

bool run_absences(struct run *run)
{
	const struct setup *s = run->setup;
	for (int i = 0; i < run->n_cores; i++) {
		const struct core *c = &run->core[i];
		if (!be_idle(run, i, &s->slot[c->is_guest ? SLOT_IDLE_GUEST : SLOT_IDLE_HOST])) return false;
		if (c->is_guest && !take_away(run, i, &s->slot[SLOT_AWAY_GUEST])) return false;
		if (c->is_host && !c->absence.longer && !take_away(run, i, &s->slot[SLOT_AWAY_HOST])) return false;
	}
	return true;
}
