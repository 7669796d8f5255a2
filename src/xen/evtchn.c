#include "xen/evtchn.h"
#include "base/arena.h"
#include "nic/faults.h"
#include "nic/notify.h"
#include "xen/xen.h"

struct evtchn {
	struct xen_thread *handler;
	bool tx, rx; /* pending */
};

bool evtchn_init(struct xen *x, struct xen_thread *handler)
{
	x->evtchn = arena_alloc(x->q->run->arena, sizeof *x->evtchn);
	if (!x->evtchn) return false;
	*x->evtchn = (struct evtchn){.handler = handler};
	return true;
}

/*
 * Before Xen 4.6 who sends holds the lock of its own domain's channels. Asked for ahead of time, when what is booked will have been done, so
 * that of two who ask at nearly the same time the wrong one may be first.
 */
static void take_event_lock(struct xen_thread *t)
{
	struct core *c = t->seat.core;
	if (t->x->price.event_lock == 0) return;
	core_settle(c);
	sim_time at = xen_soon(t), hold;
	xen_spend(t, LEDGER_KICK, t->x->price.event_lock);
	core_settle(c);
	hold = xen_soon(t) - at;
	struct lock *l = xen_host_event_lock(t); /* which learns on what core it runs */
	sim_time end = lock_take(l, t->core, at, hold);
	core_spend_sure(c, LEDGER_LOCK, end - at - hold);
}

void evtchn_to_guest(struct xen_thread *t, struct queue *q, bool tx)
{
	struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	struct xen *x = xen_of(q);
	struct evtchn *e = x->evtchn;
	sim_time at = q->engine->now; /* who spins sees what was published, without being told */
	if (!x->spins) {
		if (!notify_test(q->models.notify.ops, &r->from_driver, r->used_idx, &r->signalled_at)) return;
		q->n.interrupts++;
		q->n.hypercalls++;
		q->n.tx_completion_signals += tx;
		x->n.events++;
		take_event_lock(t);
		xen_spend(t, LEDGER_IRQ, x->price.irq_inject);
		at = xen_soon(t) + x->price.irq_latency;
		if (q->run->faults && faults_lose(q, FAULT_GUEST, tx)) return;
	}
	*(tx ? &e->tx : &e->rx) = true;
	xen_call(e->handler, at);
}

void evtchn_to_host(struct xen_thread *t, bool tx)
{
	struct queue *q = t->q;
	struct xen *x = t->x;
	struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	if (!notify_test(q->models.notify.ops, &r->from_device, r->avail_idx, &r->kicked_at)) return;
	q->n.kicks++;
	q->n.hypercalls++;
	x->n.events++;
	take_event_lock(t);
	xen_spend(t, LEDGER_KICK, x->price.kick);
	if (q->run->faults && faults_lose(q, FAULT_HOST, tx)) return;
	q->models.backend.ops->kicked(x, q, tx, xen_soon(t) + x->price.irq_latency);
}

bool evtchn_take(struct xen *x, bool tx)
{
	bool *pending = tx ? &x->evtchn->tx : &x->evtchn->rx, was = *pending;
	*pending = false;
	return was;
}
