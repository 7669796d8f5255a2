/* place.c - where threads run: on the cores of the scenario, or on the machine's, dealt to the domains. */
#include "xen/xen.h"

static void place(struct xen_thread *t, const struct xen_job *job, int context)
{
	const struct xen *x = t->x;
	struct queue *q = t->q;
	struct run *run = q->run;
	int id = context / 2, at = q->index % (int)run->setup->queues + (job->apart && x->apart >= job->apart);
	if (x->placement == XEN_PINNED) {
		seat_pin(&t->seat, job->guest ? q->guest_core : q->host_core, id, context);
		return;
	}
	struct pool *pool = &run->pool[job->guest ? (int)x->domain % run->n_pools : 0];
	if (x->placement == XEN_SPLIT)
		seat_pin(&t->seat, pool->core[at % pool->n], id, context);
	else
		seat_pool(&t->seat, pool, id, context);
	run->floating |= x->placement == XEN_DOMAIN_POOLS || x->placement == XEN_POOLED;
}

bool xen_thread_init(struct xen_thread *t, struct xen *x, const struct xen_job *job, void *self, int batch)
{
	struct run *run = x->q->run;
	int id = engine_add(x->q->engine, job->name, job->step, self, run->max_actors), context = xen_context(id, job->guest);
	if (id < 0) return false;
	t->q = x->q;
	t->x = x;
	t->guest = job->guest;
	t->stage = &run->stage[run->n_stages++];
	t->stage->name = job->stage;
	place(t, job, context);
	return batch == 0 || gnttab_batch_init(&t->batch, batch, run->arena);
}
