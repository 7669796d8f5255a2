/*
 * netback_rx.c - netback, to the guest: handing a packet over, the sender on the host, and the receive thread.
 *
 *   hand over: into the receive thread's queue, up to XEN_HOST_BYTES of it          (xenvif_start_xmit)
 *              or, where the ring's pages are mapped, by memcpy into them at once; a page that is not: grant copy, and map it if the tree
 *              has room
 *   thread: while a packet of the worst case would fit, take packets, all at a time or rx_batch; one hypercall for all copies; publish,
 *           one event                                                                (xenvif_kthread_guest_rx, xenvif_rx_action)
 */
#include "xen/xen.h"
#include "base/widen.h"
#include "xen/slots.h"
#include "nic/notify.h"

/* ---- room ---- */

bool xen_ring_has_room(const struct queue *q)
{
	return ring_ready(&q->rx.ring) >= (q->rx.ring.size < XEN_RX_GATE + 1 ? q->rx.ring.size : XEN_RX_GATE + 1);
}

/* Ask to be told when there are enough slots (req_event): true = there are already. */
static bool wait_for_slots(struct queue *q)
{
	if (xen_ring_has_room(q)) return true;
	q->models.notify.ops->arm(&q->rx.ring.from_device, q->rx.ring.avail_idx);
	if (!q->tally.dry.value) q->n.host_dry++;
	tally_dry(&q->tally, q->engine->now, true);
	return false;
}

bool xen_room(struct queue *to)
{
	const struct xen *x = xen_of(to);
	return x->grants.rx_in_xmit ? xen_ring_has_room(to) : x->rx_queue.bytes < XEN_HOST_BYTES;
}

void xen_rx_kicked(struct queue *q, sim_time at)
{
	struct xen *x = xen_of(q);
	struct xen_thread *t = x->grants.rx_in_xmit ? &x->sender : &x->rx_thread;
	q->n.kick_handlers++;
	if (xen_call(t, at + x->price.wakeup)) q->n.wakeups++;
}

/* ---- slots and copies ---- */

/* Whose pages a packet's bytes lie in: a copy between two guests has two grants. */
static enum grant_op copy_from(struct grant_batch *b, const struct skb *skb)
{
	if (!skb->from || !xen_of(skb->from)->held[skb->first].maps) return GRANT_COPY;
	b->source = xen_of(skb->from)->domain;
	return GRANT_COPY_BOTH;
}

static void count_slots(struct queue *q, int n)
{
	xen_of(q)->n.slots_rx += n;
	tally_dry(&q->tally, q->engine->now, false);
}

/*
 * Copies into a page of the ring that is not mapped: true = it is to be mapped and kept, as there is room. A guest that posts new pages all the
 * time fills the tree with pages that never come again.
 */
static bool miss(struct xen_thread *t, struct queue *to, enum grant_op op, int32_t bytes, uint32_t offset, uint16_t token)
{
	struct xen *x = xen_of(to);
	grants_add_copies(&t->batch, op, bytes, offset, false);
	x->n.misses++;
	if (x->rx_tree >= x->grants.tree) return false;
	x->rx_kept[token] = x->grants.rx_reuse;
	x->rx_tree++;
	return true;
}

/* Into mapped pages: by memcpy. */
static void fill_mapped(struct xen_thread *t, struct queue *to, const struct skb *skb, const uint16_t *token)
{
	struct xen *x = xen_of(to);
	struct grant_batch *b = &t->batch;
	enum grant_op op = copy_from(b, skb);
	int maps = 0;
	for (int32_t at = 0, i = 0; at < skb->packet.len; at += PAGE_BYTES, i++) {
		int32_t left = skb->packet.len - at, bytes = left < PAGE_BYTES ? left : PAGE_BYTES;
		bool kept = x->rx_kept[token[i]];
		xen_spend(t, LEDGER_GRANT, x->price.lookup);
		if (kept) {
			x->n.hits++;
			x->n.host_bytes += bytes;
			xen_touch(t, LEDGER_HOST_COPY, bytes, x->price.host_copy_byte);
			continue;
		}
		maps += miss(t, to, op, bytes, x->grants.offset + (uint32_t)at, token[i]);
	}
	while (maps-- > 0)
		grants_add(b, GRANT_MAP, 0);
}

/* Take the slots of a packet and book, or put into the batch, what filling them takes: how many. */
static int take_slots(struct xen_thread *t, struct queue *to, const struct skb *skb, uint16_t *token)
{
	const struct xen *x = xen_of(to);
	int n = xen_rx_slots(skb->packet.len, x->grants.gso && skb->packet.len > FRAME_SMALL);
	for (int i = 0; i < n; i++)
		token[i] = ring_pop(&to->rx.ring);
	t->batch.granter = x->domain;
	if (x->grants.rx_tree)
		fill_mapped(t, to, skb, token);
	else
		grants_add_copies(&t->batch, copy_from(&t->batch, skb), skb->packet.len, x->grants.offset, x->grants.apart);
	count_slots(to, n);
	return n;
}

/* Answer the slots of a packet; not yet told. */
static void answer_slots(struct queue *q, const struct packet *p, const uint16_t *token, int n)
{
	*rx_packet(&q->rx, token[0]) = *p;
	rx_hand_over(&q->rx, token, n, q->engine->now);
}

/* ---- handing over ---- */

bool xen_xmit_begin(struct xen_thread *t, struct queue *to, const struct skb *skb)
{
	const struct xen *x = xen_of(to);
	if (!xen_room(to)) return false;
	t->xmit.to = to;
	t->xmit.skb = *skb;
	xen_spend(t, LEDGER_BACKEND, x->price.rx_packet);
	t->xmit.n = x->grants.rx_in_xmit ? take_slots(t, to, skb, t->xmit.token) : 0;
	return true;
}

/* The host's sender goes on when there is room. */
static void stop_sender(struct queue *to)
{
	struct xen *x = xen_of(to);
	x->rx_stopped = true;
	if (x->grants.rx_in_xmit && wait_for_slots(to)) xen_call(&x->sender, to->engine->now);
}

void skbs_push(struct skbs *s, const struct skb *skb)
{
	if (s->count > s->mask) s->mask = widen(s->slot, sizeof *s->slot, s->head, s->count, s->mask);
	s->slot[(s->head + s->count++) & s->mask] = *skb;
	s->bytes += skb->packet.len;
}

struct skb skbs_take(struct skbs *s)
{
	struct skb skb = s->slot[s->head++ & s->mask];
	s->count--;
	s->bytes -= skb.packet.len;
	return skb;
}

bool xen_xmit(struct xen_thread *t, struct queue *to, const struct skb *skb)
{
	struct xen *x = xen_of(to);
	if (x->waiting.count == 0 && xen_xmit_begin(t, to, skb)) return true;
	if (x->waiting.count == x->waiting.most) {
		packet_discarded(xen_home(x), &skb->packet, DROP_HOST_QUEUE);
		xen_free(t, skb);
		return false;
	}
	skbs_push(&x->waiting, skb);
	stop_sender(to);
	return false;
}

void xen_xmit_end(struct xen_thread *t)
{
	struct xmit *m = &t->xmit;
	struct queue *q = m->to;
	struct xen *x = xen_of(q);
	if (m->n == 0) {
		skbs_push(&x->rx_queue, &m->skb);
		xen_wake(&x->rx_thread, t);
	} else {
		answer_slots(q, &m->skb.packet, m->token, m->n);
		ring_publish_used(&q->rx.ring);
		xen_event(t, q, false);
		xen_free(t, &m->skb);
	}
	m->to = NULL;
}

/* ---- the sender: an application or a generator on the host, and what waited outside ---- */

static bool begin_sending(struct queue *q)
{
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->sender;
	if (x->waiting.count == 0 && q->host_queue.count == 0) return false;
	if (!xen_room(q)) {
		stop_sender(q);
		return false;
	}
	x->rx_stopped = false;
	struct skb skb = {0};
	if (x->waiting.count) {
		skb = skbs_take(&x->waiting);
	} else {
		host_take(q, &skb.packet, q->engine->now);
		if (x->tcp && skb.packet.answers == 0) {
			xen_spend(t, LEDGER_SEND, x->price.tcp_send);
			xen_touch(t, LEDGER_SEND, skb.packet.len, x->price.tcp_send_byte);
		}
	}
	if (!xen_xmit_begin(t, q, &skb)) return false;
	xen_go(t, XEN_WORKED);
	return true;
}

void xen_sender_step(void *self)
{
	struct queue *q = self;
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->sender;
	if (!xen_runs(t)) return;
	if (t->xmit.to && (t->state == XEN_WORKED || t->state == XEN_BATCH)) {
		if (t->batch.n && grants_step(t)) return;
		xen_xmit_end(t);
		t->state = XEN_TURN;
		if (xen_gives_way(t)) return;
	}
	bool resumed = t->state == XEN_RESCHED;
	t->state = XEN_TURN;
	if (resumed && xen_yield(t)) return;
	if (begin_sending(q)) return;
	xen_rest(t, TIME_NEVER);
}

/* ---- the receive thread ---- */

static int64_t copied_in_one_go(const struct xen *x)
{
	return x->rx_batch ? x->rx_batch : INT64_MAX;
}

static bool begin_batch(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	x->rx_taken = 0;
	x->rx_slots = 0;
	while (x->rx_queue.count && x->rx_taken < copied_in_one_go(x) && xen_ring_has_room(q)) {
		struct skb *skb = &x->rx_skb[x->rx_taken];
		*skb = skbs_take(&x->rx_queue);
		core_fold(t->seat.core);
		xen_spend(t, LEDGER_BACKEND, x->price.rx_thread);
		uint16_t *token = &x->rx_token[x->rx_slots];
		x->rx_n[x->rx_taken] = (uint8_t)take_slots(t, q, skb, token);
		x->rx_slots += x->rx_n[x->rx_taken++];
	}
	if (x->rx_stopped && xen_room(q)) xen_wake(&x->sender, t);
	return x->rx_taken > 0;
}

static void finish_batch(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	int slot = 0;
	for (int i = 0; i < x->rx_taken; i++) {
		answer_slots(q, &x->rx_skb[i].packet, &x->rx_token[slot], x->rx_n[i]);
		slot += x->rx_n[i];
		core_fold(t->seat.core);
		xen_spend(t, LEDGER_DESCRIPTOR, x->rx_n[i] * x->price.response);
	}
	ring_publish_used(&q->rx.ring);
	xen_event(t, q, false);
	for (int i = 0; i < x->rx_taken; i++)
		xen_free(t, &x->rx_skb[i]);
}

void xen_rx_thread_step(void *self)
{
	struct queue *q = self;
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->rx_thread;
	if (!xen_runs(t)) return;
	if (t->state == XEN_BATCH) {
		if (t->batch.n && grants_step(t)) return;
		finish_batch(t);
		t->state = XEN_RESCHED;
	}
	bool resumed = t->state == XEN_RESCHED;
	t->state = XEN_TURN;
	if (resumed && xen_yield(t)) return;
	if (x->rx_queue.count && wait_for_slots(q) && begin_batch(t)) {
		xen_go(t, XEN_BATCH);
		return;
	}
	xen_rest(t, TIME_NEVER);
}
