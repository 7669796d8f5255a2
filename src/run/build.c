/* build.c - a run put together from its checked setup: cores, queues, and who looks at them. */
#include "run/build.h"
#include "base/arena.h"
#include "nic/faults.h"
#include "nic/traffics.h"
#include "run/absences.h"
#include "run/build_queue.h"
#include "run/clock.h"
#include "run/cores.h"
#include "run/snapshot.h"
#include "virtio/memory.h"

#define ACTORS_PER_QUEUE 15
#define STAGES_PER_QUEUE 7

bool run_build(struct run *run)
{
	const struct setup *s = run->setup;
	const struct chosen *chosen = &s->slot[SLOT_BACKEND];
	const struct backend_ops *backend = chosen->reg->model->ops;
	run->n_queues = (int)s->queues * (s->direction == DIR_GUESTS ? 2 : 1); /* of both guests */
	run->max_actors = run->n_queues * (ACTORS_PER_QUEUE + (traffics_several(s) ? TRAFFICS_MOST : 0)) + 1;
	run->max_cores = 2 * MAX_CORE_NAMES;
	if (!engine_init(&run->engine, run->max_actors, run->arena)) return false;
	run->clock_id = engine_add(&run->engine, "clock", run_clock_step, run, run->max_actors);
	if (!load_deal(run)) return false;
	run->queue = arena_array(run->arena, (size_t)run->n_queues, sizeof *run->queue);
	run->base = arena_alloc(run->arena, sizeof *run->base);
	if (!run->queue || !run->base) return false;
	int pools = backend->pools ? backend->pools(chosen->conf, s) : 0;
	run->stage = arena_array(run->arena, (size_t)run->n_queues * STAGES_PER_QUEUE, sizeof *run->stage);
	if (!run->stage || (pools && !run_pools(run, pools))) return false;
	if ((backend->uses_link || run->n_queues > 1) &&
	    !agenda_init(&run->agenda, &run->engine, backend->uses_link ? "device" : "source", run->max_actors))
		return false;
	if (!faults_init(run)) return false;
	for (int i = 0; i < run->n_queues; i++)
		if (!run_build_queue(run, i)) return false;
	if (s->memory_bps && !virtio_share_memory(run)) return false;
	if (s->fast) run_fast(run);
	return run_absences(run) && trail_init(&run->trail, run->arena) && snapshot_make(run->base, run, run->arena);
}
