/*
 * guest_rx.c - the guest's receive side: interrupt, poll rounds, one stretch of work per packet, refill, acknowledgements.
 *
 *   ARMED --interrupt--> POLLING: take up to `budget` packets; refill; fewer than the budget: re-arm and look again; the budget
 *   used up: let others run, poll again.                              (Linux virtnet_poll, virtqueue_napi_schedule/complete)
 */
#include "virtio/guest_state.h"
#include "virtio/signal.h"
#include "virtio/software.h"
#include "nic/cache_lines.h"
#include "nic/complete.h"
#include "nic/notify.h"
#include "nic/poll.h"
#include <limits.h>
#include <string.h>

static void sleep_until_due(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	sim_time due = g->irq_due < g->tx_irq_due ? g->irq_due : g->tx_irq_due;
	g->next_due = due < g->acks.timer ? due : g->acks.timer;
	/* It may have been due before: then the guest stands in line for its core. */
	engine_at(q->engine, g->id, g->next_due > q->engine->now ? g->next_due : q->engine->now);
}

void guest_interrupt(struct queue *q, bool tx, sim_time t)
{
	struct guest_rx *g = rx_of(q);
	sim_time *due = tx ? &g->tx_irq_due : &g->irq_due;
	if (t < *due) *due = t; /* a pending interrupt swallows the next */
	if (t < g->next_due) g->next_due = t;
	if (g->state == GUEST_IDLE) sleep_until_due(q);
}

/* ---- posting buffers ---- */

/* Where buffers differ: what the next one will take. */
static void next_buffer(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (!q->models.scheme.ops->next_segments) return;
	int32_t segments = q->models.scheme.ops->next_segments(q->models.scheme.self);
	g->larger_next = segments == g->segments;
	g->next_entries = q->models.ring.ops->entries(q->models.ring.self, (uint32_t)segments, g->may_indirect);
}

/* Ask the allocator what posting buffer b takes. */
static void price_post(struct queue *q, const struct buffer *b)
{
	struct guest_rx *g = rx_of(q);
	g->post_work = (struct alloc_work){0};
	q->models.alloc.ops->post(q->models.alloc.self, b, &g->post_work);
	g->post_unattributed = b->pages * q->run->setup->unattributed;
	g->post_cost = g->post_work.cost + b->segments * q->run->setup->guest_descriptor + g->post_unattributed;
}

/* Ask the scheme for the next buffer. */
static void shape_buffer(struct queue *q, struct buffer *b)
{
	struct guest_rx *g = rx_of(q);
	*b = (struct buffer){0};
	q->models.scheme.ops->post(q->models.scheme.self, b);
	b->entries = (int16_t)g->next_entries;
	next_buffer(q);
}

/* Book n posts like the last one. */
static void book_posts(struct queue *q, struct core *c, int64_t n)
{
	struct guest_rx *g = rx_of(q);
	q->n.pages += n * g->post_work.pages;
	c->spent[LEDGER_ALLOC] += n * g->post_work.cost;
	c->spent[LEDGER_DESCRIPTOR] += n * (g->post_cost - g->post_work.cost - g->post_unattributed);
	c->spent[LEDGER_UNATTRIBUTED] += n * g->post_unattributed;
}

/* Add one buffer to the ring, unpublished, where all are alike and so is what they take. */
static inline void post_uniform(struct queue *q, struct core *c)
{
	struct guest_rx *g = rx_of(q);
	ring_add(&q->rx.ring, g->next_entries);
	g->price.posts++;
	bookings_add(&c->bookings, BOOKING_POST, g->post_cost);
	g->posted++;
	c->open += g->post_cost;
}

/* And where they are not. */
static inline void post_one(struct queue *q, struct core *c)
{
	struct guest_rx *g = rx_of(q);
	struct buffer *b = rx_post(&q->rx, g->next_entries);
	if (!q->traits.alike) {
		shape_buffer(q, b);
		g->posted_bytes += b->posted;
		g->posted_entries += b->entries;
	}
	price_post(q, b);
	book_posts(q, c, 1);
	g->posted++;
	c->open += g->post_cost;
}

/* At most n, as many as there is room for; noted as one, as a whole ring may be filled in one stretch. */
static inline void post_differing(struct queue *q, struct core *c, int n)
{
	struct guest_rx *g = rx_of(q);
	sim_time alloc = 0, descriptor = 0, unattributed = 0;
	while (n-- > 0 && guest_may_post(q)) {
		post_one(q, c);
		alloc += g->post_work.cost;
		descriptor += g->post_cost - g->post_work.cost - g->post_unattributed;
		unattributed += g->post_unattributed;
	}
	bookings_add(&c->bookings, LEDGER_ALLOC, alloc);
	bookings_add(&c->bookings, LEDGER_DESCRIPTOR, descriptor);
	bookings_add(&c->bookings, LEDGER_UNATTRIBUTED, unattributed);
}

static void publish_buffers(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct ring *r = &q->rx.ring;
	ring_publish(r);
	if ((uint16_t)(r->avail_idx - r->kicked_at) < g->posting.kick_after) return;
	if (notify_test(q->models.notify.ops, &r->from_device, r->avail_idx, &r->kicked_at)) guest_kick(q, g->core, false);
}

void guest_fill_first(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	while (guest_may_post(q)) {
		struct buffer *b = rx_post(&q->rx, g->next_entries);
		shape_buffer(q, b);
		price_post(q, b);
		g->posted++;
		g->posted_bytes += b->posted;
		g->posted_entries += b->entries;
	}
	rx_filled(&q->rx, g->posted);
	if (q->guest->reader.holds) g->posting.most = g->posted;
}

/* ---- one packet ---- */

/* What receiving len bytes in the n buffers b takes, or out of the ring itself; asked of the models, as their state may depend on it. */
static void price_packet(struct queue *q, struct packet_price *price, int32_t len, const struct buffer *b, int n)
{
	struct guest_rx *g = rx_of(q);
	const struct setup *s = q->run->setup;
	*price = (struct packet_price){.len = len};
	q->models.scheme.ops->receive(q->models.scheme.self, len, b, n, &price->receipt);
	if (n > 0 && (g->uniform || !q->traits.alike))
		q->models.alloc.ops->release(q->models.alloc.self, b, n, &price->receipt, &price->release);
	const struct receipt *r = &price->receipt;
	for (int i = 0; i < n; i++)
		price->memory += b[i].truesize;
	if (n == 0) price->memory = r->truesize;
	price->kept = r->head && r->frags == 0 ? 0 : n;
	price->stack = rx_of(q)->gro.on ? s->guest_gro_frame : s->guest_rx_packet + bytes_cost(len, s->guest_rx_byte);
	price->copy = bytes_cost(r->copied, s->guest_copy_byte);
	price->steps =
		(r->head ? s->guest_head : s->guest_build) + r->frags * s->guest_fragment + r->returned * s->guest_page_return;
	price->total = price->stack + price->copy + price->release.cost + price->steps;
}

/* The n buffers b of a packet at the present price, where the allocator has to be asked for each. */
static void release_alike(struct queue *q, const struct buffer *b, int n)
{
	struct guest_rx *g = rx_of(q);
	struct alloc_work work = {0};
	q->models.alloc.ops->release(q->models.alloc.self, b, n, &g->price.receipt, &work);
	q->n.pages += work.pages;
	core_spend(g->core, LEDGER_ALLOC, work.cost);
}

void guest_rx_settle(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct packet_price *p = &g->price;
	struct core *c = g->core;
	q->n.rx_packets += p->packets;
	q->n.rx_bytes += p->packets * p->len;
	q->n.truesize += p->packets * p->receipt.truesize;
	q->n.memory += p->packets * p->memory;
	q->n.copied += p->packets * p->receipt.copied;
	q->n.pages += p->packets * p->release.pages;
	q->n.entries += p->packets * p->entries;
	c->spent[LEDGER_STACK] += p->packets * p->stack;
	c->spent[LEDGER_COPY] += p->packets * p->copy;
	c->spent[LEDGER_ALLOC] += p->packets * (p->release.cost + p->steps);
	book_posts(q, c, p->posts);
	p->packets = p->posts = 0;
}

/* A packet that differs from the last one, or whose buffers may: take its n buffers, the first is `token`, if any, and ask what it costs. */
static COLD void price_anew(struct queue *q, uint16_t token, int n)
{
	struct guest_rx *g = rx_of(q);
	struct buffer b[MAX_CHAIN];
	guest_rx_settle(q);
	b[0] = q->rx.buffer[token];
	for (int i = 1; i < n; i++)
		b[i] = q->rx.buffer[ring_get(&q->rx.ring)];
	for (int i = 0; i < n && !q->traits.alike; i++) {
		g->posted_bytes -= b[i].posted;
		g->posted_entries -= b[i].entries;
	}
	price_packet(q, &g->price, g->packet.len, b, n);
	for (int i = 0; i < n; i++)
		g->price.entries += b[i].entries;
	if (n == 0) g->price.entries = 1;
	next_buffer(q);
	tally_buffers(&q->tally, n);
	if (n > 0 && q->traits.alike && !g->uniform) release_alike(q, b, n);
	if (n == 1 && q->traits.alike) return;
	g->price.packets = 1; /* good for this one only */
	guest_rx_settle(q);
	g->price.packets = -1;
	g->price.len = 0;
}

/* As many buffers as a packet took. */
static inline void post_again(struct queue *q, int n)
{
	struct guest_rx *g = rx_of(q);
	if (!g->uniform) {
		post_differing(q, g->core, n);
		return;
	}
	if (__builtin_expect(n == 1, 1)) {
		post_uniform(q, g->core);
		return;
	}
	while (n-- > 0)
		post_uniform(q, g->core);
}

/* The next packet is taken off the ring and what it takes is booked: its token, and how many buffers it had to *n. */
static inline uint16_t take_packet(struct queue *q, int *buffers)
{
	struct guest_rx *g = rx_of(q);
	uint16_t token;
	int n = *buffers = rx_take(&q->rx, &token, &g->packet);
	g->taken = q->rx.taken[token];
	g->begun = q->engine->now;
	if (n != 1 || g->packet.len != g->price.len)
		price_anew(q, token, n);
	else if (!g->uniform)
		release_alike(q, &q->rx.buffer[token], 1);
	g->price.packets++;
	q->n.buffers += n;
	g->core->open += g->price.total;
	bookings_add(&g->core->bookings, BOOKING_PACKET, g->price.total);
	g->posted -= n;
	return token;
}

static inline void begin_packet(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	int n;
	uint16_t token = take_packet(q, &n);
	if (g->refill_each) post_again(q, n);
	g->state = GUEST_PACKET;
	q->rx.posted_at[token] = core_go(g->core, g->id);
}

/* A packet came that is acknowledged. */
static inline void count_answered(struct queue *q, struct guest_rx *g, struct packet *p, sim_time now)
{
	acks_count(&g->acks, q, p, now);
	if (g->acks.timer < g->next_due) g->next_due = g->acks.timer;
}

/* The stack has a frame. */
static inline void goes_up(struct queue *q, struct packet *p, sim_time taken, sim_time begun, sim_time now)
{
	struct guest_rx *g = rx_of(q);
	if (g->answered) count_answered(q, g, p, now);
	packet_received(q, p, taken, begun, now);
}

void guest_rx_keep(struct queue *q, int32_t n)
{
	struct guest_rx *g = rx_of(q);
	g->posting.most -= n;
	tally_posted(&q->tally, g->posted);
}

/* A ring that is dry brings no interrupt: the driver is told to look (virtnet's refill work). */
void guest_rx_give_back(struct queue *q, int32_t n, sim_time now)
{
	struct guest_rx *g = rx_of(q);
	g->posting.most += n;
	if (g->state != GUEST_IDLE || g->polling || !guest_may_post(q) ||
	    !q->models.poll.ops->refill_due(q->models.poll.self, &q->rx.ring, g->posted, q->rx.available.most))
		return;
	g->polling = true;
	g->received = 0;
	q->n.polls++;
	q->models.notify.ops->disarm(&q->rx.ring.from_driver);
	engine_at(q->engine, g->id, now);
}

void guest_rx_read(struct queue *q, struct packet *p, sim_time now)
{
	struct guest_rx *g = rx_of(q);
	if (!g->answered) return;
	count_answered(q, g, p, now);
	if (g->state != GUEST_IDLE) return;
	/* It may have been due before: then the guest stands in line for its core. */
	engine_at(q->engine, g->id, g->acks.due || g->next_due < now ? now : g->next_due);
}

static void merge(struct queue *q, struct guest_rx *g, const struct gro_frame *f)
{
	struct merged *m;
	int32_t saved = gro_saves(&g->price.receipt, gro_take(&g->gro, f, &m));
	m->frame[m->n - 1].charge -= saved;
	if (q->guest->reader.holds) guest_rx_keep(q, m->frame[m->n - 1].kept = g->price.kept);
	q->n.truesize -= saved;
}

static void into_socket(struct queue *q, struct guest_rx *g, struct gro_frame *f, sim_time now)
{
	struct reader *r = &q->guest->reader;
	if (r->holds) guest_rx_keep(q, f->kept = g->price.kept);
	reader_take(q, r, f, 1, now);
}

/* It is merged with others, or a program reads it. */
static COLD void frame_aside(struct queue *q, struct guest_rx *g, sim_time now)
{
	struct gro_frame frame = {g->packet, g->taken, g->begun, g->price.receipt.truesize, 0};
	if (g->gro.on)
		merge(q, g, &frame);
	else
		into_socket(q, g, &frame, now);
}

static void finish_packet(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	sim_time now = q->engine->now;
	g->received++;
	if (g->refill_each) publish_buffers(q);
	if (g->packet.answers) {
		source_answered(q, now, &g->packet);
		return;
	}
	if (__builtin_expect(g->aside, 0))
		frame_aside(q, g, now);
	else
		goes_up(q, &g->packet, g->taken, g->begun, now);
}

/* ---- merged frames ---- */

/* What each frame cost already is part of guest_rx_packet, which is a packet's that goes up alone. */
static COLD void begin_delivery(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	const struct setup *s = q->run->setup;
	sim_time cost = s->guest_rx_packet > s->guest_gro_frame ? s->guest_rx_packet - s->guest_gro_frame : 0;
	for (int i = 0; i < g->up->n; i++)
		cost += bytes_cost(g->up->frame[i].packet.len, s->guest_rx_byte);
	core_spend(g->core, LEDGER_STACK, cost);
	q->n.stack_packets++;
	g->state = GUEST_DELIVER;
	core_go(g->core, g->id);
}

static COLD void finish_delivery(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (q->guest->reader.on) {
		reader_take(q, &q->guest->reader, g->up->frame, g->up->n, q->engine->now);
	} else {
		for (int i = 0; i < g->up->n; i++) {
			struct gro_frame *f = &g->up->frame[i];
			goes_up(q, &f->packet, f->taken, f->begun, q->engine->now);
		}
	}
	g->up = NULL;
}

/* Is a packet complete that goes up before the next frame is taken? With `all`: is any there? */
static bool delivers(struct queue *q, bool all)
{
	struct guest_rx *g = rx_of(q);
	if (!g->gro.on) return false;
	if (all) gro_flush(&g->gro);
	if (!(g->up = gro_closed(&g->gro))) return false;
	begin_delivery(q);
	return true;
}

/*
 * ---- a run of packets ----
 *
 * While work is put off (host_rx.c) nobody but the clock disturbs the guest between packets, and what it does to them hangs on no time: the
 * ring's buffers say when they were posted.  So it goes on until the clock's next look, its budget, or until it finds no packet when one ends:
 * that end is its next step.
 */

bool guest_rx_can_wait(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	return g->uniform && g->refill_each && !g->answered && g->posting.kick_after == 1 && !g->aside;
}

/* The packet in hand ends at `at`: it is added to the sums of a run, and the next one taken. */
static inline void turn_over(struct queue *q, struct guest_rx *g, struct received *sum, sim_time at, sim_time each)
{
	struct ring *r = &q->rx.ring;
	sum->n++;
	sum->goodput += g->packet.goodput;
	sum->born += (uint64_t)g->packet.born;
	sum->taken += (uint64_t)g->taken;
	sum->stamp += (uint64_t)g->packet.stamp;
	sum->begun += (uint64_t)g->begun;
	sum->at += (uint64_t)at;
	tally_latency(&q->tally, at - g->packet.born);
	ring_publish(r);
	uint16_t token = ring_turn(r);
	q->rx.posted_at[token] = at + each;
	g->packet.born = q->rx.packet[token].born;
	g->packet.stamp = q->rx.packet[token].stamp;
	g->taken = q->rx.taken[token];
	g->begun = at;
}

/* A packet was begun: all that follow it without a pause, and end before anybody else has a step. */
static HOT COLD void run_on(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct core *c = g->core;
	const sim_time each = g->price.total + g->post_cost, until = q->engine->until;
	const int32_t most = g->budget - g->received - 1;
	struct received sum = {0};
	sim_time at = c->until;
	if (c->extra != CORE_PLAIN || g->next_due != TIME_NEVER) return;
	while (at < until && sum.n < most && (ring_done(&q->rx.ring) || host_rx_fetch(q, at))) {
		turn_over(q, g, &sum, at, each);
		at += each;
	}
	if (sum.n == 0) return;
	sum.last = g->begun;
	q->rx.ring.kicked_at = q->rx.ring.avail_idx;
	g->received += (int32_t)sum.n;
	g->price.packets += sum.n;
	g->price.posts += sum.n;
	q->n.buffers += sum.n;
	c->busy += sum.n * each;
	c->until = at;
	q->engine->steps += (uint64_t)sum.n;
	engine_at(q->engine, g->id, at);
	packets_received(q, &sum);
}

/* ---- acknowledgements go out from the poll loop ---- */

static HOT COLD bool begin_answer(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (!guest_transmit_begin(q, g->core, q->traits.answer.len)) return false;
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
	if (!g->uniform) post_differing(q, g->core, INT_MAX);
	while (guest_may_post(q))
		post_uniform(q, g->core);
	g->state = GUEST_REFILL;
	core_go(g->core, g->id);
}

static COLD void handle_interrupts(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	sim_time now = q->engine->now;
	if (g->irq_due <= now) {
		g->irq_due = TIME_NEVER;
		q->n.irq_handlers++;
		core_spend(g->core, LEDGER_IRQ, q->run->setup->irq_handler);
		if (!g->polling) {
			g->polling = true;
			g->received = 0;
			q->n.polls++;
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
	g->next_due = g->irq_due < g->tx_irq_due ? g->irq_due : g->tx_irq_due;
	if (g->acks.timer < g->next_due) g->next_due = g->acks.timer;
}

/* Ask for interrupts again; true when nothing came in meanwhile. */
static COLD bool end_polling(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (q->put_off) host_rx_resume(q);
	q->rx.ring.from_driver.masked = false;
	q->models.notify.ops->arm(&q->rx.ring.from_driver, q->rx.ring.last_used);
	if (ring_done(&q->rx.ring)) {
		q->models.notify.ops->disarm(&q->rx.ring.from_driver);
		g->received = 0;
		return false;
	}
	g->polling = false;
	return true;
}

/* One turn of a poll round: begins a stretch and returns true, or finds the round over. */
static bool poll_turn(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	for (;;) {
		if (delivers(q, false)) return true;
		if (ring_done(&q->rx.ring) && g->received < g->budget) {
			begin_packet(q);
			if (q->put_off) run_on(q);
			return true;
		}
		if (delivers(q, true)) return true;
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
	struct guest_rx *g = rx_of(q);
	if (ended == GUEST_REFILL) publish_buffers(q);
	if (ended == GUEST_DELIVER) finish_delivery(q);
	return ended == GUEST_RESCHED && core_yield(g->core, g->id, CONTEXT_GUEST);
}

HOT void guest_rx_step(void *self)
{
	struct queue *q = self;
	struct guest_rx *g = rx_of(q);
	if (q->put_off) host_rx_catch_up(q, q->engine->now, true);
	if (!core_take(g->core, g->id, CONTEXT_GUEST)) return;
	enum guest_state ended = g->state;
	g->state = GUEST_SETTLE;
	if (ended == GUEST_PACKET)
		finish_packet(q);
	else if (ended == GUEST_TRANSMIT)
		finish_answer(q);
	else if (finish_other(q, ended))
		return;

	if (g->next_due <= q->engine->now) handle_interrupts(q);
	if (g->acks.due && begin_answer(q)) return;
	if (g->polling && poll_turn(q)) return;
	if (g->core->open > 0) { /* a kick or an interrupt is still to be paid for */
		core_go(g->core, g->id);
		return;
	}
	g->state = GUEST_IDLE;
	core_leave(g->core);
	sleep_until_due(q);
}

bool guest_rx_set_up(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct scheme_traits t = {0};
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	int32_t first =
		q->models.scheme.ops->next_segments ? q->models.scheme.ops->next_segments(q->models.scheme.self) : t.segments;
	*g = (struct guest_rx){.core = q->guest_core,
			       .irq_due = TIME_NEVER,
			       .tx_irq_due = TIME_NEVER,
			       .next_due = TIME_NEVER,
			       .segments = t.segments,
			       .may_indirect = t.may_indirect,
			       .next_entries = q->models.ring.ops->entries(q->models.ring.self, (uint32_t)first, t.may_indirect),
			       .uniform = q->traits.alike && q->models.alloc.ops->stateless,
			       .budget = q->models.poll.ops->budget(q->models.poll.self),
			       .refill_each = q->models.poll.ops->refill_each(q->models.poll.self) &&
					      !(q->run->setup->rcvbuf && q->run->setup->reader_holds),
			       .aside = q->traits.merges || q->run->setup->rcvbuf > 0,
			       .answered = q->traits.answer_every > 0 && q->traits.direction == DIR_RX};
	g->posting = (struct posting){.kick_after = 1, .refill_at = -1};
	if (q->models.poll.ops->posting) q->models.poll.ops->posting(q->models.poll.self, &g->posting);
	if (!g->posting.most) g->posting.most = INT32_MAX;
	return acks_init(&g->acks, q);
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

/* ---- for the driver that polls for ever (guest_poll.c) ---- */

int guest_rx_take(struct queue *q)
{
	int n;
	take_packet(q, &n);
	return n;
}

void guest_rx_post(struct queue *q, int n)
{
	post_differing(q, rx_of(q)->core, n);
}

int guest_rx_take_plain(struct queue *q, bool reads_all, int64_t *lines)
{
	struct guest_rx *g = rx_of(q);
	uint16_t token;
	int n = rx_take(&q->rx, &token, &g->packet);
	g->taken = q->rx.taken[token];
	q->n.rx_packets++;
	q->n.rx_bytes += g->packet.len;
	q->n.buffers += n;
	tally_buffers(&q->tally, n);
	struct buffer b[MAX_CHAIN];
	struct receipt receipt = {0}; /* what a stack would do with them; the scheme has to know */
	b[0] = q->rx.buffer[token];
	for (int i = 0; i < n; i++) {
		if (i) token = ring_get(&q->rx.ring);
		b[i] = q->rx.buffer[token];
		if (q->rx.lines && (i == 0 || reads_all)) *lines += lines_read_data(q->rx.lines, token, reads_all ? INT_MAX : 1);
		q->n.entries += b[i].entries;
		q->n.truesize += b[i].truesize;
		q->n.memory += b[i].truesize;
		if (q->traits.alike) continue;
		g->posted_bytes -= b[i].posted;
		g->posted_entries -= b[i].entries;
	}
	if (n == 0) q->n.entries++;
	q->models.scheme.ops->receive(q->models.scheme.self, g->packet.len, b, n, &receipt);
	g->posted -= n;
	next_buffer(q);
	return n;
}

void guest_rx_post_plain(struct queue *q, int n)
{
	struct guest_rx *g = rx_of(q);
	while (n-- > 0 && guest_may_post(q)) {
		struct buffer *b = rx_post(&q->rx, g->next_entries);
		g->posted++;
		if (q->traits.alike) continue;
		shape_buffer(q, b);
		g->posted_bytes += b->posted;
		g->posted_entries += b->entries;
	}
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

/* What a program reads it copies itself. */
int64_t guest_rx_moves(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	const bool read = q->guest->reader.on;
	int64_t bytes = 0;
	if (g->state == GUEST_PACKET) return g->price.receipt.copied + (g->gro.on || read ? 0 : g->packet.len);
	if (g->state != GUEST_DELIVER || read) return 0;
	for (int i = 0; i < g->up->n; i++)
		bytes += g->up->frame[i].packet.len;
	return bytes;
}

/* Off spent: `left` ps, the last of so many equal pieces of work, each of n parts one after the other. */
static void cut_parts(int64_t *spent, int64_t left, int n, const enum ledger *kind, const int64_t *part)
{
	int64_t whole = 0;
	for (int i = 0; i < n; i++)
		whole += part[i];
	int64_t times = whole > 0 ? left / whole : 0;
	left -= times * whole;
	for (int i = n - 1; i >= 0; i--) {
		int64_t some = part[i] < left && i > 0 ? part[i] : left;
		spent[kind[i]] -= times * part[i] + some;
		left -= some;
	}
}

bool guest_rx_cut(const struct queue *q, const struct core *c, bool surely, const int64_t *cut, int64_t *spent)
{
	static const enum ledger packet[] = {LEDGER_STACK, LEDGER_COPY, LEDGER_ALLOC},
				 post[] = {LEDGER_ALLOC, LEDGER_DESCRIPTOR, LEDGER_UNATTRIBUTED};
	const struct guest_rx *g = rx_of(q);
	const struct packet_price *p = &g->price;
	if (g->id != c->owner && !surely) return false;
	cut_parts(spent, cut[BOOKING_PACKET], 3, packet, (int64_t[]){p->stack, p->copy, p->release.cost + p->steps});
	cut_parts(spent, cut[BOOKING_POST], 3, post,
		  (int64_t[]){g->post_work.cost, g->post_cost - g->post_work.cost - g->post_unattributed, g->post_unattributed});
	return true;
}
