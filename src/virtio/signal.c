/* signal.c - interrupts from the device to the guest: suppression, then moderation, then the raise. */
#include "nic/queue.h"

void device_raise(struct queue *q, struct core *c, bool tx)
{
	q->n.interrupts++;
	if (tx)
		q->n.tx_completion_signals++;
	else if (q->policy.auto_mask)
		q->masked = true;
	core_fold(c); /* signals of a device or a timer may come while it works */
	core_spend(c, LEDGER_IRQ, q->policy.irq_inject);
	sim_time there = q->backend.ops->interrupt ? q->backend.ops->interrupt(q->backend.self, q) : q->engine->now + c->open;
	guest_interrupt(q, tx, there + q->policy.irq_latency);
}

static void raise_if_wanted(struct queue *q, struct core *c, bool tx)
{
	struct ring *r = tx ? &q->tx : &q->rx;
	if (notify_test(q->notify.ops, &r->from_driver, r->used_idx, &r->signalled_at) && !(q->masked && !tx))
		device_raise(q, c, tx);
}

/* virtio 1.x 5.1.6.5.13: counters start at the first packet after the last notification. */
void device_signal(struct queue *q, struct core *c, bool tx, int64_t n)
{
	struct moderation *m = tx ? &q->tx_mod : &q->rx_mod;
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
	raise_if_wanted(m->q, m->tx ? m->q->host_tx.core : m->q->host_rx.core, m->tx);
}

bool moderation_init(struct queue *q)
{
	const struct setup *s = q->run->setup;
	q->rx_mod = (struct moderation){.id = -1, .q = q};
	q->tx_mod = (struct moderation){.id = -1, .q = q, .tx = true};
	if (s->mod_time == 0 || s->mod_packets == 0) return true;
	q->rx_mod.id = engine_add(q->engine, "rx moderation timer", moderation_step, &q->rx_mod, q->run->max_actors);
	q->tx_mod.id = engine_add(q->engine, "tx moderation timer", moderation_step, &q->tx_mod, q->run->max_actors);
	return q->rx_mod.id >= 0 && q->tx_mod.id >= 0;
}
