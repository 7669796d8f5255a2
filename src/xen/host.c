/* host.c - what the run's queues share: the locks of the grant tables, and the machine's memory. */
#include "base/arena.h"
#include "xen/xen.h"

struct xen_host {
	struct lock *lock; /* grant tables': domain by domain, `each` of them */
	int each;
	struct memory memory;
};

static bool make_locks(struct xen *x, struct xen_host *h, const struct run *run)
{
	h->each = x->locks == XEN_LOCK_PER_CPU ? run->max_cores : x->locks == XEN_LOCK_PER_ENTRY ? (int)run->setup->queues : 1;
	int n = XEN_DOMAINS * h->each;
	h->lock = arena_array(run->arena, (size_t)n, sizeof *h->lock);
	for (int i = 0; h->lock && i < n; i++)
		if (!lock_init(&h->lock[i], x->price.handoff, x->linear, run->max_cores, run->arena)) return false;
	return h->lock != NULL;
}

static struct xen_host *make(struct xen *x, struct run *run)
{
	struct xen_host *h = arena_alloc(run->arena, sizeof *h);
	if (!h || !make_locks(x, h, run)) return NULL;
	h->memory.model = (enum memory_model)x->memory;
	h->memory.fs = x->memory == MEMORY_SERIAL ? x->price.memory_byte : x->price.interference;
	run->backend = h;
	run->lock = h->lock;
	run->n_locks = XEN_DOMAINS * h->each;
	return h;
}

bool xen_host_join(struct xen *x)
{
	struct run *run = x->q->run;
	x->host = run->backend ? run->backend : make(x, run);
	for (int i = 0; x->host && i < run->n_cores && x->memory != MEMORY_PRIVATE; i++)
		run->core[i].memory = &x->host->memory;
	return x->host != NULL;
}

/* Another core has other locks where each processor has its own. */
static COLD void find_locks(struct xen_thread *t)
{
	const struct xen *x = t->x;
	const struct run *run = t->q->run;
	t->locks_on = t->seat.core;
	t->core = (int)(t->seat.core - run->core);
	int64_t at = x->locks == XEN_LOCK_PER_CPU     ? t->core
		     : x->locks == XEN_LOCK_PER_ENTRY ? t->q->index % run->setup->queues
						      : 0;
	t->lock = &x->host->lock[at];
}

struct lock *xen_host_lock(struct xen_thread *t, enum xen_domain d)
{
	if (__builtin_expect(t->locks_on != t->seat.core, 0)) find_locks(t);
	return &t->lock[d * t->x->host->each];
}
