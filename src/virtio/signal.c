/* signal.c - interrupts from the device to the guest: suppression, then moderation, then the raise. */
#include "virtio/signal.h"
#include "base/arena.h"
#include "nic/notify.h"
#include "virtio/guest.h"

/* Interrupts of one ring: merged while pending, held back by moderation. */
struct moderation {
	int id; /* timer actor; -1 = none */
	struct queue *q;
	bool tx;
	int64_t count;
};

struct signals {
	struct moderation rx, tx;
	bool masked; /* by the device itself, since it raised a receive interrupt; until the driver re-arms */
};

static void raise(struct queue *q, struct core *c, bool tx)
{
	q->n.interrupts++;
	if (tx)
		q->n.tx_completion_signals++;
	else if (q->traits.policy.auto_mask)
		q->signals->masked = true;
	core_fold(c); /* signals of a device or a timer may come while it works */
	core_spend(c, LEDGER_IRQ, q->traits.policy.irq_inject);
	sim_time there = q->models.backend.ops->interrupt ? q->models.backend.ops->interrupt(q->models.backend.self, q)
							  : q->engine->now + c->open;
	guest_interrupt(q, tx, there + q->traits.policy.irq_latency);
}

static void raise_if_wanted(struct queue *q, struct core *c, bool tx)
{
	struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	if (notify_test(q->models.notify.ops, &r->from_driver, r->used_idx, &r->signalled_at) && !(q->signals->masked && !tx))
		raise(q, c, tx);
}

/* virtio 1.x 5.1.6.5.13: counters start at the first packet after the last notification. */
void device_signal(struct queue *q, struct core *c, bool tx, int64_t n)
{
	struct moderation *m = tx ? &q->signals->tx : &q->signals->rx;
	if (m->id < 0) {
		raise_if_wanted(q, c, tx);
		return;
	}
	bool first = m->count == 0;
	m->count += n;
	if (m->count >= q->run->setup->mod_packets) {
		m->count = 0;
		engine_at(q->engine, m->id, TIME_NEVER);
		raise_if_wanted(q, c, tx);
	} else if (first) {
		engine_at(q->engine, m->id, q->engine->now + q->run->setup->mod_time);
	}
}

static void moderation_step(void *self)
{
	struct moderation *m = self;
	m->count = 0;
	raise_if_wanted(m->q, m->q->host_core, m->tx);
}

bool signals_init(struct queue *q)
{
	struct signals *s = q->signals = arena_alloc(q->run->arena, sizeof *q->signals);
	if (!s) return false;
	s->rx = (struct moderation){.id = -1, .q = q};
	s->tx = (struct moderation){.id = -1, .q = q, .tx = true};
	return true;
}

bool signals_add_timers(struct queue *q)
{
	const struct setup *s = q->run->setup;
	struct signals *own = q->signals;
	if (s->mod_time == 0 || s->mod_packets == 0) return true;
	own->rx.id = engine_add(q->engine, "rx moderation timer", moderation_step, &own->rx, q->run->max_actors);
	own->tx.id = engine_add(q->engine, "tx moderation timer", moderation_step, &own->tx, q->run->max_actors);
	return own->rx.id >= 0 && own->tx.id >= 0;
}

void signals_rearmed(struct queue *q)
{
	q->signals->masked = false;
}

bool signals_held(const struct queue *q, bool tx)
{
	const struct moderation *m = tx ? &q->signals->tx : &q->signals->rx;
	return m->id >= 0 && q->engine->wake[m->id] != TIME_NEVER;
}
