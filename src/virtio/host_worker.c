#include "virtio/host_state.h"

bool worker_sleeps(struct queue *q, struct core *c, int id, bool *awake)
{
	if (*awake || c->owner != CORE_FREE) return false;
	*awake = true;
	q->n.wakeups++;
	if (q->traits.policy.wakeup == 0) return false;
	engine_at(q->engine, id, q->engine->now + q->traits.policy.wakeup);
	return true;
}
