/*
 * guest.c - netfront: the sending thread, and the poll that takes what came and what was sent.
 *
 *   send: take back answered slots; no more than tx_stop_below left: stop; grant a page per slot (or copy into granted ones), publish, maybe
 *   tell netback                                                              (xennet_start_xmit, xennet_tx_buf_gc)
 *   poll: up to XEN_ROUND packets, all slots of each; fill the ring up again; nothing left: ask for events, look again
 *                                                                             (xennet_poll, xennet_alloc_rx_buffers)
 */
#include "xen/xen.h"
#include "nic/notify.h"

/* ---- transmit ---- */

/* Take back answered slots; ask to be told when half of what is out is answered (rsp_event). */
static int take_back(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	int n = 0;
	for (; ring_done(&q->tx.ring); n++) {
		uint16_t token = ring_get(&q->tx.ring);
		if (x->tx_mapped[token]) x->broken = "the guest ends a grant that is still mapped";
		x->granted[token] = x->grants.tx_pool;
	}
	uint16_t out = (uint16_t)(q->tx.ring.avail_idx - q->tx.ring.last_used);
	if (!x->spins) q->models.notify.ops->arm(&q->tx.ring.from_driver, (uint16_t)(q->tx.ring.last_used + out / 2));
	sim_time each = q->run->setup->guest_tx_reclaim + (x->grants.tx_pool ? 0 : x->price.guest_grant);
	if (n) xen_spend(t, LEDGER_TRANSMIT, n * each);
	return n;
}

static uint32_t slots_of(const struct queue *q, int32_t len)
{
	return (uint32_t)q->models.scheme.ops->transmit_segments(q->models.scheme.self, len);
}

/* netfront_tx_slot_available: not with XEN_TX_STOP slots in use, where the default leaves 19. */
static bool has_room(const struct queue *q)
{
	struct xen *x = xen_of(q);
	return q->tx.ring.free > x->stop_below && q->tx.ring.free >= x->wanted;
}

static void tell_netback(struct xen_thread *t, bool tx)
{
	struct queue *q = t->q;
	struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	if (!notify_test(q->models.notify.ops, &r->from_device, r->avail_idx, &r->kicked_at)) return;
	struct xen *x = xen_of(q);
	q->n.kicks++;
	q->n.hypercalls++;
	x->n.events++;
	xen_spend(t, LEDGER_KICK, x->price.kick);
	q->models.backend.ops->kicked(x, q, tx, xen_soon(t) + x->price.irq_latency);
}

bool xen_transmit_begin(struct xen_thread *t, int32_t len)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	const struct setup *s = q->run->setup;
	if (x->stopped) return false;
	take_back(t);
	uint32_t n = slots_of(q, len);
	x->wanted = n;
	if (!has_room(q)) {
		x->stopped = true;
		q->n.tx_stops++;
		tell_netback(t, true); /* of a burst that ends here */
		return false;
	}
	xen_spend(t, LEDGER_TRANSMIT, s->guest_tx_packet + bytes_cost(len, s->guest_tx_byte));
	xen_spend(t, LEDGER_DESCRIPTOR, n * s->guest_descriptor);
	if (x->grants.tx_pool) {
		x->n.guest_bytes += len;
		xen_touch(t, LEDGER_COPY, len, s->guest_copy_byte);
	} else {
		xen_spend(t, LEDGER_DESCRIPTOR, n * x->price.guest_grant);
	}
	return true;
}

void xen_transmit_end(struct xen_thread *t, const struct packet *p, bool last)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	uint32_t n = slots_of(q, p->len);
	uint16_t first = tx_add(&q->tx, 1, p);
	x->tx_slots[first] = (uint8_t)n;
	x->granted[first] = true;
	for (uint32_t i = 1; i < n; i++)
		x->granted[ring_add(&q->tx.ring, 1)] = true;
	x->n.slots_tx += n;
	q->n.tx_packets++;
	ring_publish(&q->tx.ring);
	x->wanted = 0;
	if (last || !has_room(q)) tell_netback(t, true);
}

static bool begin_sending(struct queue *q)
{
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->guest_tx;
	if (q->guest_queue.count == 0 || !xen_transmit_begin(t, fifo_head(&q->guest_queue)->len)) return false;
	x->tx_hand = *fifo_head(&q->guest_queue);
	fifo_drop_head(&q->guest_queue);
	if (x->tcp) {
		xen_spend(t, LEDGER_SEND, x->price.tcp_send);
		xen_touch(t, LEDGER_SEND, x->tx_hand.len, x->price.tcp_send_byte);
	}
	xen_go(t, XEN_WORKED);
	return true;
}

void xen_guest_tx_step(void *self)
{
	struct queue *q = self;
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->guest_tx;
	if (!xen_runs(t)) return;
	enum xen_state ended = t->state;
	t->state = XEN_TURN;
	if (ended == XEN_RESCHED && xen_yield(t)) return;
	if (ended == XEN_WORKED) {
		x->sent = x->sent + 1 < x->burst ? x->sent + 1 : 0;
		xen_transmit_end(t, &x->tx_hand, !q->run->setup->xmit_more || x->sent == 0 || q->guest_queue.count == 0);
		if (q->guest_queue.count == 0) starved_update(q);
		if (xen_gives_way(t)) return;
	}
	if (begin_sending(q)) return;
	xen_rest(t, TIME_NEVER);
}

/* ---- receive ---- */

static void post_all(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	int n = (int)q->rx.ring.free;
	for (int i = 0; i < n; i++)
		ring_add(&q->rx.ring, 1);
	x->posted += n;
	q->n.pages += n * x->post_work.pages;
	xen_spend(t, LEDGER_ALLOC, n * x->post_work.cost);
	xen_spend(t, LEDGER_DESCRIPTOR, n * (q->run->setup->guest_descriptor + (x->grants.rx_reuse ? 0 : x->price.guest_grant)));
	xen_spend(t, LEDGER_UNATTRIBUTED, n * x->post_unattributed);
}

void xen_fill_first(struct queue *q)
{
	struct xen *x = xen_of(q);
	while (q->rx.ring.free) {
		struct buffer *b = rx_post(&q->rx, 1);
		*b = (struct buffer){.entries = 1};
		q->models.scheme.ops->post(q->models.scheme.self, b);
		x->post_work = (struct alloc_work){0};
		q->models.alloc.ops->post(q->models.alloc.self, b, &x->post_work);
		x->post_unattributed = b->pages * q->run->setup->unattributed;
		x->posted++;
	}
	rx_filled(&q->rx, x->posted);
}

/* Every slot's page ends its grant and leaves with the packet, or is copied out of into a new one. */
static void book_pages(struct xen_thread *t, int n, int32_t len)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	struct receipt r = {0};
	struct alloc_work w = {0};
	q->models.scheme.ops->receive(q->models.scheme.self, len, &q->rx.buffer[0], n, &r);
	x->n.guest_bytes += r.copied;
	q->n.copied += r.copied;
	q->n.truesize += r.truesize;
	xen_touch(t, LEDGER_COPY, r.copied, q->run->setup->guest_copy_byte);
	struct buffer pages[XEN_PACKET_SLOTS]; /* all alike; what was consumed is said of them together */
	for (int i = 0; i < n; i++)
		pages[i] = q->rx.buffer[0];
	q->models.alloc.ops->release(q->models.alloc.self, pages, n, &r, &w);
	xen_spend(t, LEDGER_ALLOC, w.cost);
	struct buffer page = {.bytes = PAGE_BYTES, .posted = PAGE_BYTES, .truesize = PAGE_BYTES, .segments = 1, .pages = 1};
	for (int i = 0; i < r.frags; i++) { /* pages the driver takes to copy into */
		w = (struct alloc_work){0};
		q->models.alloc.ops->post(q->models.alloc.self, &page, &w);
		q->n.pages += w.pages;
		xen_spend(t, LEDGER_ALLOC, w.cost);
	}
	if (!x->grants.rx_reuse) xen_spend(t, LEDGER_DESCRIPTOR, n * x->price.guest_grant);
}

static void begin_packet(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	const struct setup *s = q->run->setup;
	uint16_t first;
	int n = rx_take(&q->rx, &first, &x->rx_hand);
	for (int i = 1; i < n; i++)
		ring_get(&q->rx.ring);
	x->posted -= n;
	q->n.rx_packets++;
	q->n.rx_bytes += x->rx_hand.len;
	q->n.buffers += n;
	q->n.entries += n;
	q->n.waited_ring += q->engine->now - x->rx_hand.stamp;
	tally_buffers(&q->tally, n);
	xen_spend(t, LEDGER_STACK, s->guest_rx_packet + bytes_cost(x->rx_hand.len, s->guest_rx_byte));
	book_pages(t, n, x->rx_hand.len);
	if (x->rx_hand.answers) {
		xen_spend(t, LEDGER_STACK, x->price.tcp_ack);
	} else if (x->tcp) {
		xen_spend(t, LEDGER_STACK, x->price.tcp_packet);
		if (!x->reads) xen_touch(t, LEDGER_STACK, x->rx_hand.len, x->price.tcp_byte);
	}
	xen_go(t, XEN_WORKED);
}

void xen_guest_received(struct queue *q, const struct packet *p)
{
	struct xen *x = xen_of(q);
	packet_delivered(xen_home(xen_of(q)), p, q->engine->now);
	if (!q->traits.answer_every) return;
	if (++x->unanswered >= q->traits.answer_every)
		x->answer_due = true;
	else if (x->unanswered == 1)
		x->delay_timer = q->engine->now + q->traits.answer_delay;
}

static void finish_packet(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	const struct packet *p = &x->rx_hand;
	x->received++;
	if (p->answers)
		source_answered(xen_home(x), q->engine->now, p->answers);
	else if (x->reads)
		xen_to_socket(t, q, &(struct skb){.packet = *p});
	else
		xen_guest_received(q, p);
}

bool xen_guest_answer(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	if (x->answering || !xen_transmit_begin(t, q->traits.answer_len)) return false;
	x->answering = true;
	xen_spend(t, LEDGER_TRANSMIT, xen_of(q)->price.tcp_ack);
	xen_go(t, XEN_ANSWERED);
	return true;
}

void xen_guest_answered(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	struct packet ack = {.born = q->engine->now, .len = q->traits.answer_len, .answers = x->unanswered};
	x->unanswered = 0;
	x->answer_due = x->answering = false;
	x->delay_timer = TIME_NEVER;
	q->n.answers++;
	xen_transmit_end(t, &ack, true);
}

/* ---- the poll ---- */

static void handle_events(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	int n = x->tx_event + x->rx_event;
	q->n.irq_handlers += n;
	xen_spend(t, LEDGER_IRQ, n * q->run->setup->irq_handler);
	if (x->rx_event && !x->polling) {
		x->polling = true;
		x->received = 0;
		q->n.polls++;
	}
	x->tx_event = x->rx_event = false;
	if (x->delay_timer <= q->engine->now) {
		x->delay_timer = TIME_NEVER;
		x->answer_due = x->unanswered > 0;
	}
}

/* Answers to what was sent: room again, perhaps. */
static void look_at_answers(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	if (!ring_done(&q->tx.ring)) return;
	take_back(t);
	if (!x->stopped || !has_room(q)) return;
	x->stopped = false;
	if (q->guest_queue.count) xen_call(&xen_of(q)->guest_tx, q->engine->now);
}

static void fill_up(struct xen_thread *t)
{
	post_all(t);
	xen_go(t, XEN_BATCH);
}

static void publish(struct xen_thread *t)
{
	struct queue *q = t->q;
	ring_publish(&q->rx.ring);
	tell_netback(t, false);
}

/* One turn of the poll: true = a stretch was begun. */
static bool poll_turn(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	if (ring_done(&q->rx.ring) && x->received < x->budget) {
		begin_packet(t);
		return true;
	}
	if (q->rx.ring.free) {
		fill_up(t);
		return true;
	}
	if (x->received >= x->budget) {
		x->received = 0;
		q->n.polls++;
		xen_spend(t, LEDGER_POLL, q->run->setup->napi_resched);
		xen_go(t, XEN_RESCHED);
		return true;
	}
	if (!xen_of(q)->spins) q->models.notify.ops->arm(&q->rx.ring.from_driver, q->rx.ring.last_used);
	x->received = 0;
	x->polling = ring_done(&q->rx.ring) > 0;
	return x->polling && poll_turn(t);
}

void xen_guest_poll_step(void *self)
{
	struct queue *q = self;
	struct xen *x = xen_of(q);
	struct xen_thread *t = &xen_of(q)->guest_poll;
	if (!xen_runs(t)) return;
	enum xen_state ended = t->state;
	t->state = XEN_TURN;
	if (ended == XEN_WORKED) finish_packet(t);
	if (ended == XEN_BATCH) publish(t);
	if (ended == XEN_ANSWERED) xen_guest_answered(t);
	if (ended == XEN_RESCHED && xen_yield(t)) return;
	handle_events(t);
	look_at_answers(t);
	if (x->answer_due && xen_guest_answer(t)) return;
	if (x->polling && poll_turn(t)) return;
	xen_rest(t, x->delay_timer);
}

/* ---- events ---- */

void xen_event(struct xen_thread *t, struct queue *q, bool tx)
{
	struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	struct xen *x = xen_of(q);
	if (x->spins) { /* it sees what was published, without being told */
		xen_of(x->guest_poll.q)->polling |= !tx;
		xen_call(&x->guest_poll, q->engine->now);
		return;
	}
	if (!notify_test(q->models.notify.ops, &r->from_driver, r->used_idx, &r->signalled_at)) return;
	q->n.interrupts++;
	q->n.hypercalls++;
	q->n.tx_completion_signals += tx;
	x->n.events++;
	xen_spend(t, LEDGER_IRQ, x->price.irq_inject);
	*(tx ? &x->tx_event : &x->rx_event) = true;
	xen_call(&x->guest_poll, xen_soon(t) + x->price.irq_latency);
}
