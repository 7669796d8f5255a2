/*
 * guest_rx.c - the guest's receive side: interrupts, poll rounds, one stretch of work per packet.  What each stretch does stands in guest_take.c,
 * guest_price.c, guest_post.c and guest_deliver.c.
 *
 *   ARMED --interrupt--> POLLING: take up to `budget` packets; refill; fewer than the budget: re-arm and look again; the budget
 *   used up: let others run, poll again.                              (Linux virtnet_poll, virtqueue_napi_schedule/complete)
 */
#include "virtio/guest_rx.h"
#include "virtio/guest_turns.h"
#include "nic/complete.h"
#include "nic/faults.h"
#include "nic/notify.h"
#include "nic/poll.h"
#include "virtio/software.h"

static inline void begin_packet(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	int n;
	uint16_t token = guest_rx_take(q, &n);
	if (g->refill_each) guest_rx_post_again(q, n);
	g->state = GUEST_PACKET;
	q->rx.posted_at[token] = core_go(g->core, g->id);
}

static void finish_packet(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	g->received++;
	if (g->refill_each) guest_rx_publish(q);
	if (g->packet.answers)
		source_answered(q, q->engine->now, &g->packet);
	else
		guest_rx_deliver(q, g);
}

/* ---- acknowledgements go out from the poll loop ---- */

static HOT COLD bool begin_answer(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (!guest_transmit_begin(q, g->core, q->traits.acks[BY_GUEST].how.len)) return false;
	g->state = GUEST_TRANSMIT;
	core_go(g->core, g->id);
	return true;
}

static HOT COLD void finish_answer(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct packet ack = acks_take(&g->acks, q, q->engine->now);
	guest_transmit_end(q, g->core, &ack, true);
}

/* ---- the poll loop ---- */

static COLD void begin_refill(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	guest_rx_refill(q);
	g->state = GUEST_REFILL;
	core_go(g->core, g->id);
}

/* True = a timer's handler was begun, behind which the ring is looked at. */
static COLD bool handle_interrupts(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	sim_time now = q->engine->now;
	if (g->irq_due <= now) {
		g->irq_due = TIME_NEVER;
		q->n.irq_handlers++;
		core_spend(g->core, LEDGER_IRQ, q->run->setup->irq_handler);
		if (!g->polling) {
			guest_begins_to_poll(q);
			q->models.notify.ops->disarm(&q->rx.ring.from_driver);
		}
	}
	if (g->tx_irq_due <= now) {
		g->tx_irq_due = TIME_NEVER;
		q->n.irq_handlers++;
		core_spend(g->core, LEDGER_IRQ, q->run->setup->irq_handler);
		q->models.complete.ops->interrupted(q->models.complete.self, q);
	}
	acks_timeout(&g->acks, now);
	const bool timer = guest_rx_timer(q);
	g->next_due = g->irq_due < g->tx_irq_due ? g->irq_due : g->tx_irq_due;
	if (g->poll_due < g->next_due) g->next_due = g->poll_due;
	if (g->acks.timer < g->next_due) g->next_due = g->acks.timer;
	return timer;
}

/* Ask for interrupts again, unless they stay off for a while; true when nothing came in meanwhile. */
static COLD bool end_polling(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (q->traits.defers && guest_rx_defers(q)) return true;
	if (q->put_off) host_rx_resume(q);
	if (q->run->faults && faults_skip_look(q, FAULT_GUEST, false, q->rx.ring.last_used)) {
		guest_ends_polling(q);
		return true;
	}
	q->rx.ring.from_driver.masked = false;
	q->models.notify.ops->arm(&q->rx.ring.from_driver, q->rx.ring.last_used);
	if (ring_done(&q->rx.ring)) {
		q->models.notify.ops->disarm(&q->rx.ring.from_driver);
		g->received = 0;
		return false;
	}
	guest_ends_polling(q);
	return true;
}

/* One turn of a poll round: begins a stretch and returns true, or finds the round over. */
static bool poll_turn(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	for (;;) {
		if (guest_rx_delivers(q, false)) return true;
		if (ring_done(&q->rx.ring) && g->received < g->budget) {
			begin_packet(q);
			if (q->put_off == PUT_OFF_RUN) guest_rx_run(q);
			return true;
		}
		if (guest_rx_delivers(q, true)) return true;
		if (!g->refill_each && guest_may_post(q) &&
		    (g->larger_next ||
		     q->models.poll.ops->refill_due(q->models.poll.self, &q->rx.ring, g->posted, q->rx.available.most))) {
			begin_refill(q);
			return true;
		}
		if (g->received >= g->budget) {
			g->received = 0;
			q->n.polls++;
			core_spend(g->core, LEDGER_POLL, q->run->setup->napi_resched);
			g->state = GUEST_RESCHED;
			core_go(g->core, g->id);
			return true;
		}
		if (end_polling(q)) return false;
	}
}

/* What comes less often than packets and acknowledgements; true = others have the core now. */
static bool finish_other(struct queue *q, enum guest_state ended)
{
	if (ended == GUEST_RESCHED) return guest_poll_yields(q);
	if (ended == GUEST_REFILL) guest_rx_publish(q);
	if (ended == GUEST_DELIVER) guest_rx_delivered(q);
	if (ended == GUEST_TURN) guest_turn_begins(q);
	return false;
}

HOT void guest_rx_step(void *self)
{
	struct queue *q = self;
	struct guest_rx *g = rx_of(q);
	if (q->put_off) host_catch_up(q);
	if (!core_take(g->core, g->id, CONTEXT_GUEST)) return;
	enum guest_state ended = g->state;
	g->state = GUEST_SETTLE;
	if (ended == GUEST_PACKET)
		finish_packet(q);
	else if (ended == GUEST_TRANSMIT)
		finish_answer(q);
	else if (finish_other(q, ended))
		return;

	if (g->next_due <= q->engine->now && handle_interrupts(q)) return;
	if (g->acks.due && begin_answer(q)) return;
	if (g->polling && poll_turn(q)) return;
	if (g->core->open > 0) { /* a kick or an interrupt is still to be paid for */
		core_go(g->core, g->id);
		return;
	}
	g->state = GUEST_IDLE;
	core_leave(g->core);
	guest_rx_sleep(q);
}

bool guest_rx_set_up(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct scheme_traits t = {0};
	const struct acknowledging *by = &q->traits.acks[BY_GUEST];
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	int32_t first =
		q->models.scheme.ops->next_segments ? q->models.scheme.ops->next_segments(q->models.scheme.self) : t.segments;
	*g = (struct guest_rx){.core = q->guest_core,
			       .irq_due = TIME_NEVER,
			       .tx_irq_due = TIME_NEVER,
			       .poll_due = TIME_NEVER,
			       .next_due = TIME_NEVER,
			       .segments = t.segments,
			       .may_indirect = t.may_indirect,
			       .next_entries = q->models.ring.ops->entries(q->models.ring.self, (uint32_t)first, t.may_indirect),
			       .uniform = q->traits.alike && q->models.alloc.ops->stateless,
			       .budget = q->models.poll.ops->budget(q->models.poll.self),
			       .refill_each = q->models.poll.ops->refill_each(q->models.poll.self) &&
					      !(q->run->setup->rcvbuf && q->run->setup->reader_holds),
			       .aside = q->traits.merges || q->run->setup->rcvbuf > 0,
			       .answers = by->every > 0 ? by->traffic : -1};
	g->posting = (struct posting){.kick_after = 1, .refill_at = -1};
	if (q->models.poll.ops->posting) q->models.poll.ops->posting(q->models.poll.self, &g->posting);
	if (!g->posting.most) g->posting.most = INT32_MAX;
	if (!guest_defers(q->run->setup, &g->defer)) g->defer.timeout = 0;
	return guest_turns_init(q) && acks_init(&g->acks, q, BY_GUEST);
}

bool guest_rx_init(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (!guest_rx_set_up(q)) return false;
	if (q->traits.merges && !gro_init(&g->gro, q->run->arena)) return false;
	if (q->traits.merges) trail_expect(&q->run->trail, 0, GRO_HELD * GRO_FRAMES);
	g->id = engine_add(q->engine, "guest rx", guest_rx_step, q, q->run->max_actors);
	return g->id >= 0;
}

/* ---- looked at ---- */

void guest_posted(const struct queue *q, struct posted *p)
{
	const struct guest_rx *g = rx_of(q);
	*p = (struct posted){g->posted, g->posted_bytes, g->posted_entries};
	if (!q->traits.alike) return;
	p->bytes = (int64_t)g->posted * q->rx.buffer[0].posted;
	p->entries = (int64_t)g->posted * g->next_entries;
}
