/* place.c - where threads run: on the cores of the scenario, or on the machine's, dealt to the domains. */
#include "xen/xen.h"

static void place(struct xen_thread *t, const struct xen_job *job, int context)
{
	const struct xen *x = t->x;
	struct queue *q = t->q;
	struct run *run = q->run;
	bool floats = job->apart && x->floating >= job->apart, apart = job->apart && x->apart >= job->apart;
	/* Every vif has event channels of its own, and so a core of the host's, between guests, too. */
	int id = context / 2, at = (job->guest ? q->index % (int)run->setup->queues : q->index) + apart;
	if (x->placement == XEN_PINNED) {
		seat_pin(&t->seat, job->guest ? q->guest_core : q->host_core, id, context);
		return;
	}
	struct pool *pool = &run->pool[job->guest ? (int)x->domain % run->n_pools : 0];
	seat_pin(&t->seat, pool->core[x->placement == XEN_SPLIT ? at % pool->n : 0], id, context);
	if (x->placement == XEN_SPLIT && !floats) return;
	t->seat.pool = pool; /* and that core is where it begins */
	t->stage->floats = true;
	run->floating = x->placement != XEN_SPLIT;
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
	xen_host_add(t);
	return batch == 0 || gnttab_batch_init(&t->batch, batch, run->arena);
}
