/*
 * memory.c - each frame is copied once by the back end and once by the guest, each way; and by the driver where its scheme does.  Each byte
 * passes memory.per_byte times.  A stretch that copies ends no earlier than memory has moved all that was begun before it, and its own.
 */
#include "virtio/memory.h"
#include "base/arena.h"
#include "machine/work.h"
#include "nic/queue.h"
#include "virtio/guest.h"
#include "virtio/software.h"

#define FS_PER_BIT INT64_C(1000000000000000) /* at 1 b/s */

struct shared {
	struct memory memory;
	struct run *run;
	int *queue; /* of each actor, -1 = none of virtio's */
};

static int64_t bytes(void *self, int actor)
{
	const struct shared *s = self;
	if (s->queue[actor] < 0) return 0;
	const struct queue *q = &s->run->queue[s->queue[actor]];
	return (guest_moves(q, actor) + software_moves(q, actor)) * s->run->setup->memory_per_byte;
}

bool virtio_share_memory(struct run *run)
{
	struct shared *s = arena_alloc(run->arena, sizeof *s);
	const struct backend_ops *backend = run->queue[0].models.backend.ops;
	if (!s) return false;
	if (!backend->picks_buffers || run->queue[0].traits.policy.polls || run->queue[0].traits.guest_polls) return true;
	*s = (struct shared){.memory = {.model = MEMORY_SERIAL, .fs = 8 * FS_PER_BIT / run->setup->memory_bps}, .run = run};
	s->memory.touching = (struct touching){bytes, s};
	s->queue = arena_array(run->arena, (size_t)run->max_actors, sizeof *s->queue);
	if (!s->queue) return false;
	for (int actor = 0; actor < run->max_actors; actor++) {
		s->queue[actor] = -1;
		for (int i = 0; i < run->n_queues && s->queue[actor] < 0; i++)
			if (guest_owns(&run->queue[i], actor) || software_owns(&run->queue[i], actor)) s->queue[actor] = i;
	}
	for (int i = 0; i < run->n_cores; i++) {
		struct core *c = &run->core[i];
		c->memory = &s->memory;
		c->extra = core_always(c);
	}
	return true;
}
