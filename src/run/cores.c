#include "run/cores.h"
#include "base/arena.h"
#include "machine/work.h"
#include "machine/pool.h"
#include "nic/run.h"
#include <string.h>

static struct core *core_named(struct run *run, const struct core_list *list, int queue)
{
	const char *name = list->name[queue % list->n];
	for (int i = 0; i < run->n_cores; i++)
		if (strcmp(run->core[i].name, name) == 0) return &run->core[i];
	struct core *c = &run->core[run->n_cores];
	if (!core_init(c, name, &run->engine, run->max_actors, run->arena)) return NULL;
	run->n_cores++;
	c->switch_cost = run->setup->core_switch;
	c->jitter = run->setup->jitter * (1 << 20) / 1000000;
	c->stream = arena_alloc(run->arena, sizeof *c->stream);
	if (!c->stream) return NULL;
	stream_init_of(c->stream, run->seed, run->replication, "jitter", run->n_cores);
	c->extra = core_always(c);
	return c;
}

/* The machine's cores, dealt evenly; the first ones get what is left over. */
bool run_pools(struct run *run, int n)
{
	struct core_list one = {.n = 1};
	for (int i = 0; i < n; i++)
		if (!pool_init(&run->pool[i], &run->engine, run->max_actors, run->arena)) return false;
	for (int i = 0; i < run->setup->platform_cores; i++) {
		if (!(one.name[0] = arena_printf(run->arena, "core%d", i))) return false;
		struct core *c = core_named(run, &one, 0);
		if (!c || !pool_add(&run->pool[i % n], c)) return false;
		c->is_host = i % n == 0;
		c->is_guest = n == 1 || i % n > 0;
	}
	run->n_pools = n;
	return true;
}

struct core *run_guest_core(struct run *run, int place)
{
	struct core *c = core_named(run, &run->setup->guest, place);
	if (c) c->is_guest = true;
	return c;
}

/* Those the scenario names for the queue; of the machine's the first ones, where its threads have seats of their own. */
bool run_take_cores(struct run *run, int index, struct core **host, struct core **guest)
{
	const struct setup *s = run->setup;
	if (run->n_pools) {
		*host = run->pool[0].core[0];
		*guest = run->pool[run->n_pools - 1].core[0];
		return true;
	}
	*host = core_named(run, &s->host, index);
	*guest = run_guest_core(run, index);
	if (!*host || !*guest) return false;
	return (*host)->is_host = true;
}

/* Those that are to be twice as fast, once all are there. */
void run_fast(struct run *run)
{
	const struct setup *s = run->setup;
	for (int i = 0; i < run->n_cores; i++) {
		struct core *c = &run->core[i];
		bool other = run->floating && c->pool == &run->pool[2];
		enum fast side = c->is_host && c->is_guest ? FAST_SHARED
				 : c->is_host              ? FAST_HOST
				 : other                   ? FAST_OTHER
							   : FAST_GUEST;
		c->fast = (s->fast & side) != 0;
		c->extra = core_always(c);
	}
}
