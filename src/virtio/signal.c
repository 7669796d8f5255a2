/* signal.c - interrupts from the device to the guest: moderation, then suppression, then the raise. */
#include "virtio/signal.h"
#include "base/arena.h"
#include "machine/work.h"
#include "nic/faults.h"
#include "nic/moderate.h"
#include "nic/notify.h"
#include "virtio/guest.h"
#include <limits.h>

/* Interrupts of one ring: held back by moderation, for which used packets wait; merged while pending. */
struct moderation {
	int id; /* timer actor; -1 = none, nothing is held back; SIGNALS_NOBODY */
	struct queue *q;
	struct held held;
};

#define SIGNALS_NOBODY INT_MAX /* the driver polls: it sees what is published without a signal, which has no vector to go by */

struct signals {
	struct moderation rx, tx;
};

static void raise(struct queue *q, struct core *c, bool tx)
{
	q->n.interrupts++;
	if (tx)
		q->n.tx_completion_signals++;
	else if (q->traits.policy.auto_mask)
		q->rx.ring.from_driver.masked = true;
	bookings_fold(&c->bookings); /* signals of a device or a timer may come while it works */
	core_spend(c, LEDGER_IRQ, q->traits.policy.irq_inject);
	sim_time there = q->models.backend.ops->interrupt ? q->models.backend.ops->interrupt(q->models.backend.self, q)
							  : q->engine->now + core_ahead(c);
	if (q->run->faults && faults_lose(q, FAULT_GUEST, tx)) return;
	guest_interrupt(q, tx, there + q->traits.policy.irq_latency);
}

static bool raise_if_wanted(struct queue *q, struct core *c, bool tx)
{
	struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	if (q->run->faults) faults_published(q, FAULT_GUEST, tx);
	bool wanted = notify_test(q->models.notify.ops, &r->from_driver, r->used_idx, &r->signalled_at) && !r->from_driver.masked;
	if (wanted) raise(q, c, tx);
	return wanted;
}

/* A model that learns from signals is told how far the driver was. */
static void tell(struct moderation *m, bool raised)
{
	struct queue *q = m->q;
	struct held *h = &m->held;
	queue_settle(q);
	h->driver_packets = h->tx ? q->n.tx_packets : q->n.rx_packets;
	h->driver_bytes = h->tx ? q->n.tx_bytes : q->n.rx_bytes;
	q->models.moderate.ops->signalled(q->models.moderate.self, h, q->engine->now, raised);
}

/* For all that waits. */
static void release(struct moderation *m, struct core *c)
{
	bool raised = raise_if_wanted(m->q, c, m->held.tx);
	if (m->q->models.moderate.ops->signalled) tell(m, raised);
	m->held.packets = 0;
}

/* n more wait: for all of them at once, or when the timer rings. */
static COLD void moderate(struct moderation *m, struct core *c, int64_t n)
{
	struct queue *q = m->q;
	if (m->id == SIGNALS_NOBODY) {
		q->front->published(q, m->held.tx);
		return;
	}
	if (m->held.packets == 0) m->held.since = q->engine->now;
	m->held.packets += n;
	sim_time due = q->models.moderate.ops->used(q->models.moderate.self, &m->held, q->engine->now);
	if (due == MODERATE_NOW) {
		engine_at(q->engine, m->id, TIME_NEVER);
		release(m, c);
	} else if (due != q->engine->wake[m->id]) {
		engine_at(q->engine, m->id, due);
	}
}

void device_signal(struct queue *q, struct core *c, bool tx, int64_t n)
{
	struct moderation *m = tx ? &q->signals->tx : &q->signals->rx;
	if (m->id < 0)
		raise_if_wanted(q, c, tx);
	else
		moderate(m, c, n);
}

static void moderation_step(void *self)
{
	struct moderation *m = self;
	release(m, m->q->host_core);
}

bool signals_init(struct queue *q)
{
	struct signals *s = q->signals = arena_alloc(q->run->arena, sizeof *q->signals);
	if (!s) return false;
	const int id = q->front->published ? SIGNALS_NOBODY : -1;
	s->rx = (struct moderation){.id = id, .q = q};
	s->tx = (struct moderation){.id = id, .q = q, .held.tx = true};
	return true;
}

bool signals_add_timers(struct queue *q)
{
	struct signals *own = q->signals;
	if (own->rx.id == SIGNALS_NOBODY || moderate_is_off(q->models.moderate.ops, q->models.moderate.self)) return true;
	own->rx.id = engine_add(q->engine, "rx moderation timer", moderation_step, &own->rx, q->run->max_actors);
	own->tx.id = engine_add(q->engine, "tx moderation timer", moderation_step, &own->tx, q->run->max_actors);
	return own->rx.id >= 0 && own->tx.id >= 0;
}

bool signals_held(const struct queue *q, bool tx)
{
	const struct moderation *m = tx ? &q->signals->tx : &q->signals->rx;
	return m->id >= 0 && m->id != SIGNALS_NOBODY && q->engine->wake[m->id] != TIME_NEVER;
}
