/* host.c - what the run's queues share: the locks of the grant tables, and the machine's memory. */
#include "base/arena.h"
#include "xen/xen.h"

struct xen_host {
	struct lock *lock; /* grant tables': domain by domain, `each` of them */
	int each;
	struct lock event[XEN_DOMAINS]; /* of the event channels of each */
	struct memory memory;
};

static bool make_locks(struct xen *x, struct xen_host *h, const struct run *run)
{
	h->each = x->locks == XEN_LOCK_PER_CPU ? run->max_cores : x->locks == XEN_LOCK_PER_ENTRY ? (int)run->setup->queues : 1;
	int n = XEN_DOMAINS * h->each;
	h->lock = arena_array(run->arena, (size_t)n, sizeof *h->lock);
	for (int i = 0; i < XEN_DOMAINS; i++)
		if (!lock_init(&h->event[i], x->price.handoff, false, run->max_cores, run->arena)) return false;
	for (int i = 0; h->lock && i < n; i++)
		if (!lock_init(&h->lock[i], x->price.handoff, x->linear, run->max_cores, run->arena)) return false;
	for (int i = 0; i < XEN_DOMAINS; i++)
		h->event[i].brief = run->setup->fast & FAST_EVENT_LOCK;
	for (int i = 0; h->lock && i < n; i++)
		h->lock[i].brief = run->setup->fast & FAST_GRANT_LOCK;
	return h->lock != NULL;
}

static bool make_memory(const struct xen *x, struct memory *m, const struct run *run)
{
	static const enum memory_model model[] = {[XEN_INTERFERENCE_NONE] = MEMORY_PRIVATE,
						  [XEN_PER_QUEUE] = MEMORY_PER_BYTE,
						  [XEN_PER_CORE] = MEMORY_PER_BYTE,
						  [XEN_BANDWIDTH] = MEMORY_SERIAL};
	m->model = model[x->interference];
	m->fs = m->model == MEMORY_SERIAL ? x->price.memory_byte : x->price.interference;
	if (x->interference != XEN_PER_QUEUE) return true;
	m->group = arena_array(run->arena, (size_t)run->max_actors, sizeof *m->group);
	m->at_work = arena_array(run->arena, (size_t)run->setup->queues, sizeof *m->at_work);
	return m->group && m->at_work;
}

static struct xen_host *make(struct xen *x, struct run *run)
{
	struct xen_host *h = arena_alloc(run->arena, sizeof *h);
	if (!h || !make_locks(x, h, run) || !make_memory(x, &h->memory, run)) return NULL;
	run->backend = h;
	run->lock = h->lock;
	run->n_locks = XEN_DOMAINS * h->each;
	return h;
}

bool xen_host_join(struct xen *x)
{
	struct run *run = x->q->run;
	x->host = run->backend ? run->backend : make(x, run);
	for (int i = 0; x->host && i < run->n_cores && x->interference != XEN_INTERFERENCE_NONE; i++)
		run->core[i].memory = &x->host->memory;
	return x->host != NULL;
}

/* Who hands one queue's data on works on the same lines: the two ends of a flow between guests are one group. */
void xen_host_add(const struct xen_thread *t)
{
	const struct memory *m = &t->x->host->memory;
	if (m->group) m->group[t->seat.actor] = t->q->index % (int)t->q->run->setup->queues;
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

struct lock *xen_host_event_lock(struct xen_thread *t)
{
	if (__builtin_expect(t->locks_on != t->seat.core, 0)) find_locks(t);
	return &t->x->host->event[t->guest ? t->x->domain : XEN_DOM0];
}
