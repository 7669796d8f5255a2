/*
 * guest_rx.c - the guest's receive side: interrupt, poll rounds, one stretch of work per packet, refill, acknowledgements.
 *
 *   ARMED --interrupt--> POLLING: take up to `budget` packets; refill; fewer than the budget: re-arm and look again; the budget
 *   used up: let others run, poll again.                              (Linux virtnet_poll, virtqueue_napi_schedule/complete)
 */
#include "nic/queue.h"
#include <limits.h>
#include <string.h>

static void sleep_until_due(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	sim_time due = g->irq_due < g->tx_irq_due ? g->irq_due : g->tx_irq_due;
	g->next_due = due < g->delay_timer ? due : g->delay_timer;
	/* It may have been due before: then the guest stands in line for its core. */
	engine_at(q->engine, g->id, g->next_due > q->engine->now ? g->next_due : q->engine->now);
}

void guest_interrupt(struct queue *q, bool tx, sim_time t)
{
	struct guest_rx *g = &q->guest_rx;
	sim_time *due = tx ? &g->tx_irq_due : &g->irq_due;
	if (t < *due) *due = t; /* a pending interrupt swallows the next */
	if (t < g->next_due) g->next_due = t;
	if (g->state == GUEST_IDLE) sleep_until_due(q);
}

/* ---- posting buffers ---- */

/* Where buffers differ: what the next one will take. */
static void next_buffer(struct queue *q)
{
	if (!q->scheme.ops->next_segments) return;
	int32_t segments = q->scheme.ops->next_segments(q->scheme.self);
	q->larger_next = segments == q->rx_segments;
	q->rx_entries = q->ring.ops->entries(q->ring.self, (uint32_t)segments, q->rx_may_indirect);
}

/* Ask the allocator what posting buffer b takes. */
static void price_post(struct queue *q, const struct buffer *b)
{
	q->post_work = (struct alloc_work){0};
	q->alloc.ops->post(q->alloc.self, b, &q->post_work);
	q->post_unattributed = b->pages * q->run->setup->unattributed;
	q->post_cost = q->post_work.cost + b->segments * q->run->setup->guest_descriptor + q->post_unattributed;
}

/* Ask the scheme for the next buffer. */
static void shape_buffer(struct queue *q, struct buffer *b)
{
	*b = (struct buffer){0};
	q->scheme.ops->post(q->scheme.self, b);
	b->entries = (int16_t)q->rx_entries;
	next_buffer(q);
}

/* Book n posts like the last one. */
static void book_posts(struct queue *q, struct core *c, int64_t n)
{
	q->n.pages += n * q->post_work.pages;
	c->spent[LEDGER_ALLOC] += n * q->post_work.cost;
	c->spent[LEDGER_DESCRIPTOR] += n * (q->post_cost - q->post_work.cost - q->post_unattributed);
	c->spent[LEDGER_UNATTRIBUTED] += n * q->post_unattributed;
}

/* Add one buffer to the ring, unpublished, where all are alike and so is what they take. */
static inline void post_uniform(struct queue *q, struct core *c)
{
	ring_add(&q->rx, q->rx_entries);
	q->price.posts++;
	core_note(c, CORE_POST, q->post_cost);
	q->guest_rx.posted++;
	c->open += q->post_cost;
}

/* And where they are not. */
static inline void post_one(struct queue *q, struct core *c)
{
	uint16_t token = ring_add(&q->rx, q->rx_entries);
	struct buffer *b = &q->buffer[token];
	if (!q->alike) {
		shape_buffer(q, b);
		q->guest_rx.posted_bytes += b->posted;
		q->guest_rx.posted_entries += b->entries;
	}
	price_post(q, b);
	book_posts(q, c, 1);
	q->guest_rx.posted++;
	c->open += q->post_cost;
}

/* At most n, as many as there is room for; noted as one, as a whole ring may be filled in one stretch. */
static inline void post_differing(struct queue *q, struct core *c, int n)
{
	sim_time alloc = 0, descriptor = 0, unattributed = 0;
	while (n-- > 0 && q->rx.free >= q->rx_entries) {
		post_one(q, c);
		alloc += q->post_work.cost;
		descriptor += q->post_cost - q->post_work.cost - q->post_unattributed;
		unattributed += q->post_unattributed;
	}
	core_note(c, LEDGER_ALLOC, alloc);
	core_note(c, LEDGER_DESCRIPTOR, descriptor);
	core_note(c, LEDGER_UNATTRIBUTED, unattributed);
}

static void publish_buffers(struct queue *q)
{
	struct ring *r = &q->rx;
	ring_publish(r);
	if (notify_test(q->notify.ops, &r->from_device, r->avail_idx, &r->kicked_at)) guest_kick(q, q->guest_rx.core, false);
}

void guest_fill_first(struct queue *q)
{
	while (q->rx.free >= q->rx_entries) {
		struct buffer *b = &q->buffer[ring_add(&q->rx, q->rx_entries)];
		shape_buffer(q, b);
		price_post(q, b);
		q->guest_rx.posted++;
		q->guest_rx.posted_bytes += b->posted;
		q->guest_rx.posted_entries += b->entries;
	}
	ring_publish(&q->rx);
	q->rx.kicked_at = q->rx.avail_idx;
	q->available.most = q->guest_rx.posted;
}

/* ---- one packet ---- */

/* What receiving len bytes in the n buffers b takes; asked of the models, as their state may depend on it. */
static void price_packet(struct queue *q, struct packet_price *price, int32_t len, const struct buffer *b, int n)
{
	const struct setup *s = q->run->setup;
	*price = (struct packet_price){.len = len};
	q->scheme.ops->receive(q->scheme.self, len, b, n, &price->receipt);
	if (q->uniform || !q->alike) q->alloc.ops->release(q->alloc.self, b, n, &price->receipt, &price->release);
	price->stack = s->guest_rx_packet + bytes_cost(len, s->guest_rx_byte);
	price->copy = bytes_cost(price->receipt.copied, s->guest_copy_byte);
	price->total = price->stack + price->copy + price->release.cost;
}

/* The n buffers b of a packet at the present price, where the allocator has to be asked for each. */
static void release_alike(struct queue *q, const struct buffer *b, int n)
{
	struct alloc_work work = {0};
	q->alloc.ops->release(q->alloc.self, b, n, &q->price.receipt, &work);
	q->n.pages += work.pages;
	core_spend(q->guest_rx.core, LEDGER_ALLOC, work.cost);
}

void guest_rx_settle(struct queue *q)
{
	struct packet_price *p = &q->price;
	struct core *c = q->guest_rx.core;
	q->n.rx_packets += p->packets;
	q->n.rx_bytes += p->packets * p->len;
	q->n.truesize += p->packets * p->receipt.truesize;
	q->n.copied += p->packets * p->receipt.copied;
	q->n.pages += p->packets * p->release.pages;
	c->spent[LEDGER_STACK] += p->packets * p->stack;
	c->spent[LEDGER_COPY] += p->packets * p->copy;
	c->spent[LEDGER_ALLOC] += p->packets * p->release.cost;
	book_posts(q, c, p->posts);
	p->packets = p->posts = 0;
}

/* A packet that differs from the last one, or whose buffers may: take its n buffers, the first is `token`, and ask what it costs. */
static COLD void price_anew(struct queue *q, uint16_t token, int n)
{
	struct guest_rx *g = &q->guest_rx;
	struct buffer b[MAX_CHAIN];
	guest_rx_settle(q);
	b[0] = q->buffer[token];
	for (int i = 1; i < n; i++)
		b[i] = q->buffer[ring_get(&q->rx)];
	for (int i = 0; i < n && !q->alike; i++) {
		g->posted_bytes -= b[i].posted;
		g->posted_entries -= b[i].entries;
		q->n.entries += b[i].entries;
	}
	price_packet(q, &q->price, g->packet.len, b, n);
	next_buffer(q);
	if (n > q->most_buffers) q->most_buffers = n;
	if (n < q->fewest_buffers || q->fewest_buffers == 0) q->fewest_buffers = n;
	if (q->alike && !q->uniform) release_alike(q, b, n);
	if (n == 1 && q->alike) return;
	q->price.packets = 1; /* good for this one only */
	guest_rx_settle(q);
	q->price.packets = -1;
	q->price.len = 0;
}

static inline void begin_packet(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	uint16_t token = ring_get(&q->rx);
	int n = q->rx_chain[token];
	g->packet = q->rx_packet[token];
	q->n.waited_ring += q->engine->now - g->packet.stamp;
	if (n != 1 || g->packet.len != q->price.len)
		price_anew(q, token, n);
	else if (!q->uniform)
		release_alike(q, &q->buffer[token], 1);
	q->price.packets++;
	q->n.buffers += n;
	g->core->open += q->price.total;
	core_note(g->core, CORE_PACKET, q->price.total);
	g->posted -= n;
	if (q->refill_each) {
		if (!q->uniform) post_differing(q, g->core, n);
		for (int i = 0; i < n && q->uniform; i++)
			post_uniform(q, g->core);
	}
	g->state = GUEST_PACKET;
	core_go(g->core, g->id);
}

static void finish_packet(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	sim_time now = q->engine->now;
	g->received++;
	if (q->refill_each) publish_buffers(q);
	if (g->packet.answers) {
		source_answered(q, now, g->packet.answers);
		return;
	}
	packet_delivered(q, &g->packet, now);
	if (!q->rx_answered) return;
	if (++g->unanswered >= q->answer_every)
		g->answer_due = true;
	else if (g->unanswered == 1)
		g->delay_timer = now + q->answer_delay;
	if (g->delay_timer < g->next_due) g->next_due = g->delay_timer;
}

/* ---- acknowledgements go out from the poll loop ---- */

static COLD bool begin_answer(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	if (!guest_transmit_begin(q, g->core, q->answer_len)) return false;
	g->answering = true;
	g->state = GUEST_TRANSMIT;
	core_go(g->core, g->id);
	return true;
}

static COLD void finish_answer(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	struct packet ack = {.born = q->engine->now, .len = q->answer_len, .answers = g->unanswered};
	g->unanswered = 0;
	g->answer_due = g->answering = false;
	g->delay_timer = TIME_NEVER;
	q->n.answers++;
	guest_transmit_end(q, g->core, &ack, true);
}

/* ---- the poll loop ---- */

static COLD void begin_refill(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	if (!q->uniform) post_differing(q, g->core, INT_MAX);
	while (q->rx.free >= q->rx_entries)
		post_uniform(q, g->core);
	g->state = GUEST_REFILL;
	core_go(g->core, g->id);
}

static COLD void handle_interrupts(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	sim_time now = q->engine->now;
	if (g->irq_due <= now) {
		g->irq_due = TIME_NEVER;
		q->n.irq_handlers++;
		core_spend(g->core, LEDGER_IRQ, q->run->setup->irq_handler);
		if (!g->polling) {
			g->polling = true;
			g->received = 0;
			q->n.polls++;
			q->notify.ops->disarm(&q->rx.from_driver);
		}
	}
	if (g->tx_irq_due <= now) {
		g->tx_irq_due = TIME_NEVER;
		q->n.irq_handlers++;
		core_spend(g->core, LEDGER_IRQ, q->run->setup->irq_handler);
		q->complete.ops->interrupted(q->complete.self, q);
	}
	if (g->delay_timer <= now) {
		g->delay_timer = TIME_NEVER;
		g->answer_due = true;
	}
	g->next_due = g->irq_due < g->tx_irq_due ? g->irq_due : g->tx_irq_due;
	if (g->delay_timer < g->next_due) g->next_due = g->delay_timer;
}

/* Ask for interrupts again; true when nothing came in meanwhile. */
static COLD bool end_polling(struct queue *q)
{
	q->masked = false;
	q->notify.ops->arm(&q->rx.from_driver, q->rx.last_used);
	if (ring_done(&q->rx)) {
		q->notify.ops->disarm(&q->rx.from_driver);
		q->guest_rx.received = 0;
		return false;
	}
	q->guest_rx.polling = false;
	return true;
}

/* One turn of a poll round: begins a stretch and returns true, or finds the round over. */
static bool poll_turn(struct queue *q)
{
	struct guest_rx *g = &q->guest_rx;
	for (;;) {
		if (ring_done(&q->rx) && g->received < q->budget) {
			begin_packet(q);
			return true;
		}
		if (!q->refill_each && q->rx.free >= q->rx_entries &&
		    (q->larger_next || q->poll.ops->refill_due(q->poll.self, &q->rx, g->posted, q->available.most))) {
			begin_refill(q);
			return true;
		}
		if (g->received >= q->budget) {
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

HOT void guest_rx_step(void *self)
{
	struct queue *q = self;
	struct guest_rx *g = &q->guest_rx;
	if (!core_take(g->core, g->id, CONTEXT_GUEST)) return;
	enum guest_state ended = g->state;
	g->state = GUEST_SETTLE;
	if (ended == GUEST_PACKET) finish_packet(q);
	if (ended == GUEST_REFILL) publish_buffers(q);
	if (ended == GUEST_TRANSMIT) finish_answer(q);
	if (ended == GUEST_RESCHED && core_yield(g->core, g->id, CONTEXT_GUEST)) return;

	if (g->next_due <= q->engine->now) handle_interrupts(q);
	if (g->answer_due && begin_answer(q)) return;
	if (g->polling && poll_turn(q)) return;
	if (g->core->open > 0) { /* a kick or an interrupt is still to be paid for */
		core_go(g->core, g->id);
		return;
	}
	g->state = GUEST_IDLE;
	core_leave(g->core);
	sleep_until_due(q);
}
