/*
 * netback_tx.c - netback, from the guest: the poll, and the dealloc thread.
 *
 *   poll: up to XEN_ROUND packets off the ring; one copy of 128 B each, one map per page that holds more; one hypercall for all
 *   copies, one for all maps; then packet by packet through the stack, in line           (xenvif_tx_build_gops, xenvif_tx_submit)
 *   dealloc: when the stack is done with a packet its pages are unmapped, then answered slot by slot   (xenvif_tx_dealloc_action)
 */
#include "xen/xen.h"
#include "xen/slots.h"
#include "nic/notify.h"

/* ---- taking packets off the ring ---- */

/* The pages of a packet that are not kept mapped: n of them, in the batch after the copies. */
static void look_up(struct xen_thread *t, const struct xen_held *h, int data_slots, bool *header_there)
{
	struct xen *x = xen_of(t->q);
	for (int i = 0; i < data_slots; i++) {
		bool kept = x->tx_kept[h->token[i]];
		xen_spend(t, LEDGER_GRANT, x->price.lookup);
		x->n.hits += kept;
		x->n.misses += !kept;
		if (i == 0) *header_there = kept;
	}
}

static void take_packet(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	uint16_t first = ring_pop(&q->tx.ring);
	struct xen_held *h = &x->held[first];
	*h = (struct xen_held){.n = x->tx_slots[first]};
	h->token[0] = first;
	for (int i = 1; i < h->n; i++)
		h->token[i] = ring_pop(&q->tx.ring);
	for (int i = 0; i < h->n; i++)
		if (!x->granted[h->token[i]]) x->broken = "netback uses a grant that was ended";
	const struct packet *p = &q->tx.packet[first];
	int32_t header = xen_tx_header(p->len, x->grants.offset);
	bool there = false;
	core_fold(t->seat.core);
	xen_spend(t, LEDGER_DESCRIPTOR, h->n * x->price.request);
	if (x->grants.tx_pool) look_up(t, h, xen_tx_slots(p->len, x->grants.offset, false), &there);
	if (there) {
		x->n.host_bytes += header;
		xen_touch(t, LEDGER_HOST_COPY, header, x->price.host_copy_byte);
	} else {
		grants_add(&t->batch, GRANT_COPY, header);
	}
	x->round[x->taken].packet = *p;
	x->round[x->taken++].first = first;
}

/* Map the pages of a packet that hold more than its header, and those to be kept. */
static void add_maps(struct xen_thread *t, uint16_t first, int32_t len)
{
	struct xen *x = xen_of(t->q);
	struct xen_held *h = &x->held[first];
	int copies, maps, pages = xen_tx_slots(len, x->grants.offset, false);
	xen_tx_ops(len, x->grants.offset, &copies, &maps);
	for (int i = 0; i < pages; i++) {
		uint16_t token = h->token[i];
		bool keep = x->grants.tx_pool && !x->tx_kept[token] && x->tx_tree < x->grants.tree;
		if (x->tx_kept[token] || (!keep && i < pages - maps)) continue;
		grants_add(&t->batch, GRANT_MAP, 0);
		if (keep) {
			x->tx_kept[token] = true;
			x->tx_tree++;
		} else {
			x->tx_mapped[token] = h->maps = true;
			x->tx_maps++;
		}
	}
}

static bool begin_round(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	x->taken = x->submitted = 0;
	t->batch.granter = x->domain;
	while (ring_ready(&q->tx.ring) && x->taken < XEN_ROUND)
		take_packet(t);
	for (int i = 0; i < x->taken; i++)
		add_maps(t, x->round[i].first, x->round[i].packet.len);
	return x->taken > 0;
}

/* ---- handing them to the stack ---- */

/* Work for the packet at hand, through the bridge or into a socket. */
static void begin_packet(struct xen_thread *t)
{
	struct xen *x = xen_of(t->q);
	const struct packet *p = &x->round[x->submitted].packet;
	struct skb skb = {*p, t->q, x->round[x->submitted].first};
	xen_spend(t, LEDGER_BACKEND, x->price.tx_packet);
	t->xmit.to = NULL;
	if (x->other) {
		if (!xen_xmit(t, x->other, &skb)) t->xmit.to = NULL;
	} else if (p->answers) {
		xen_spend(t, LEDGER_STACK, x->price.tcp_ack);
	} else if (x->tcp) {
		xen_spend(t, LEDGER_STACK, x->price.tcp_packet);
		if (!x->reads) xen_touch(t, LEDGER_STACK, p->len, x->price.tcp_byte);
	}
	xen_go(t, XEN_WORKED);
}

bool xen_host_received(struct queue *q, const struct packet *p)
{
	sim_time now = q->engine->now;
	packet_delivered(q, p, now);
	return q->traits.answer_every && peer_counts(q, now);
}

bool xen_host_answer(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct skb ack = {.packet = peer_acks(q, q->engine->now)};
	if (!xen_xmit(t, q, &ack)) return false;
	xen_spend(t, LEDGER_TRANSMIT, xen_of(q)->price.tcp_ack);
	xen_go(t, XEN_ANSWERED);
	return true;
}

/* The stretch of a packet is over, and what it copied by hypercall: true = another stretch follows for it. */
static bool finish_packet(struct xen_thread *t)
{
	struct xen *x = xen_of(t->q);
	struct packet p = x->round[x->submitted].packet;
	struct skb skb = {p, t->q, x->round[x->submitted].first};
	x->submitted++;
	if (x->other) {
		if (t->xmit.to) xen_xmit_end(t);
		return false;
	}
	if (x->reads && p.answers == 0) {
		xen_to_socket(t, t->q, &skb);
		return false;
	}
	bool answer = false;
	if (p.answers)
		source_answered(t->q, t->q->engine->now, p.answers);
	else
		answer = xen_host_received(t->q, &p);
	xen_free(t, &skb);
	return answer && xen_host_answer(t);
}

/* ---- freeing ---- */

static void respond(struct xen_thread *t, struct queue *q, uint16_t token)
{
	core_fold(t->seat.core);
	xen_spend(t, LEDGER_DESCRIPTOR, xen_of(q)->price.response);
	ring_push(&q->tx.ring, token);
	ring_publish_used(&q->tx.ring);
	xen_event(t, q, true);
}

void xen_free(struct xen_thread *t, const struct skb *skb)
{
	if (!skb->from) return;
	struct queue *q = skb->from;
	struct xen *x = xen_of(q);
	const struct xen_held *h = &x->held[skb->first];
	if (!h->maps) {
		for (int i = 0; i < h->n; i++)
			respond(t, q, h->token[i]);
		return;
	}
	core_fold(t->seat.core);
	xen_spend(t, LEDGER_BACKEND, x->price.zerocopy);
	for (int i = 0; i < h->n; i++)
		x->unmap[(x->unmap_head + x->unmap_count++) & x->unmap_mask] = h->token[i];
	xen_wake(&x->dealloc, t);
}

static bool begin_unmapping(struct xen_thread *t)
{
	struct xen *x = xen_of(t->q);
	x->unmapping = x->unmap_count;
	t->batch.granter = x->domain;
	for (uint32_t i = 0; i < x->unmapping; i++)
		if (x->tx_mapped[x->unmap[(x->unmap_head + i) & x->unmap_mask]]) grants_add(&t->batch, GRANT_UNMAP, 0);
	return x->unmapping > 0;
}

static void answer_unmapped(struct xen_thread *t)
{
	struct xen *x = xen_of(t->q);
	for (; x->unmapping > 0; x->unmapping--, x->unmap_count--, x->unmap_head++) {
		uint16_t token = x->unmap[x->unmap_head & x->unmap_mask];
		x->tx_maps -= x->tx_mapped[token];
		x->tx_mapped[token] = false;
		respond(t, t->q, token);
	}
}

void xen_dealloc_step(void *self)
{
	struct queue *q = self;
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->dealloc;
	if (!xen_runs(t)) return;
	if (t->state == XEN_BATCH) {
		if (grants_step(t)) return;
		answer_unmapped(t);
	}
	bool resumed = t->state == XEN_RESCHED, done = t->state == XEN_BATCH;
	t->state = XEN_TURN;
	if ((done || resumed) && xen_yield(t)) return;
	if (begin_unmapping(t) && grants_step(t)) return;
	xen_rest(t, TIME_NEVER);
}

/* ---- the poll ---- */

static void begin_poll(struct xen_thread *t)
{
	t->q->n.kick_handlers++;
	xen_spend(t, LEDGER_WAKEUP, xen_of(t->q)->price.kick_handle);
}

/* What is at hand is done: the next packet of the round, the next round, or nothing. */
static void next_turn(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	if (x->submitted < x->taken) {
		begin_packet(t);
		return;
	}
	if (x->taken == XEN_ROUND) { /* the budget is used up: others first */
		x->taken = x->submitted = 0;
		xen_spend(t, LEDGER_POLL, q->run->setup->napi_resched);
		xen_go(t, XEN_RESCHED);
		return;
	}
	if (!ring_ready(&q->tx.ring)) q->models.notify.ops->arm(&q->tx.ring.from_device, q->tx.ring.last_avail);
	if (begin_round(t)) {
		xen_go(t, XEN_BATCH);
		return;
	}
	xen_rest(t, TIME_NEVER);
}

void xen_poll_step(void *self)
{
	struct queue *q = self;
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->poll;
	if (!xen_runs(t)) return;
	if ((t->state == XEN_BATCH || t->state == XEN_WORKED || t->state == XEN_ANSWERED) && t->batch.n) {
		enum xen_state of = t->state;
		if (of != XEN_BATCH) t->after = of;
		if (grants_step(t)) return;
	}
	enum xen_state ended = t->after ? t->after : t->state;
	t->after = XEN_SLEEPS;
	t->state = XEN_TURN;
	if (ended == XEN_WAKES) begin_poll(t);
	if (ended == XEN_WORKED && finish_packet(t)) return;
	if (ended == XEN_ANSWERED) xen_xmit_end(t);
	if (ended == XEN_RESCHED && xen_yield(t)) return;
	next_turn(t);
}
