/*
 * qdisc.c - in front of netback: packets that wait for room there, and the sender, an application or a generator on the host.  It goes on
 * when there is room.
 */
#include "base/arena.h"
#include "nic/faults.h"
#include "xen/netback.h"
#include "xen/xen.h"

struct qdisc {
	struct xen_thread sender;
	struct skbs waiting; /* handed over while there was no room */
	bool stopped;        /* the sender waits for room */
};

/* Of the packet that goes first; 0 = none does. */
static int32_t first_len(const struct xen *x)
{
	const struct qdisc *d = x->qdisc;
	if (d->waiting.count) return skbs_first(&d->waiting)->packet.len;
	return x->q->host_queue.count ? fifo_head(&x->q->host_queue)->len : 0;
}

/* The sender goes on when there is room. */
static void stop_sender(struct xen *x)
{
	struct qdisc *d = x->qdisc;
	d->stopped = true;
	if (x->grants.rx_in_xmit && xenvif_wait_for_slots(x->q, first_len(x))) xen_call(&d->sender, x->q->engine->now);
}

bool qdisc_xmit(struct xen_thread *t, struct queue *to, const struct skb *skb)
{
	struct xen *x = xen_of(to);
	struct skbs *waiting = &x->qdisc->waiting;
	if (waiting->count == 0 && xenvif_has_room(to, skb->packet.len)) {
		xenvif_start_xmit(t, to, skb);
		return true;
	}
	if (waiting->count == waiting->most) {
		packet_discarded(xen_home(x), &skb->packet, DROP_HOST_QUEUE);
		xenvif_free(t, skb);
		return false;
	}
	packet_leaves(to, &skb->packet, AT_BACKEND_TX, to->engine->now);
	skbs_push(waiting, skb);
	stop_sender(x);
	return false;
}

/* The next packet: one that waits, or what the host sends. */
static void next_packet(struct qdisc *d, struct skb *skb)
{
	struct xen_thread *t = &d->sender;
	const struct xen *x = t->x;
	if (d->waiting.count) {
		skbs_take(&d->waiting, skb);
		packet_leaves(t->q, &skb->packet, AT_HOST_QUEUE, t->q->engine->now);
		return;
	}
	skb->from = NULL;
	skb->first = 0;
	host_take(t->q, &skb->packet);
	if (x->tcp && skb->packet.answers) return;
	if (skb->packet.trail == 0) skb->packet.trail = trail_begin(&t->q->run->trail);
	packet_leaves(t->q, &skb->packet, AT_HOST_QUEUE, t->q->engine->now);
	if (x->tcp) {
		xen_spend(t, LEDGER_SEND, x->price.tcp_send);
		xen_touch(t, LEDGER_SEND, skb->packet.len, x->price.tcp_send_byte);
	}
}

/* What is longer than the MTU of a vif without scatter-gather never gets to it. */
static void drop_too_long(struct queue *q)
{
	struct packet p;
	while (q->host_queue.count && fifo_head(&q->host_queue)->len > FRAME_SMALL) {
		host_take(q, &p);
		packet_discarded(q, &p, DROP_TOO_LONG);
	}
}

static bool begin_sending(struct qdisc *d)
{
	struct xen_thread *t = &d->sender;
	struct queue *q = t->q;
	if (!t->x->grants.sg) drop_too_long(q);
	if (d->waiting.count == 0 && q->host_queue.count == 0) return false;
	if (!xenvif_has_room(q, first_len(t->x))) {
		stop_sender(t->x);
		return false;
	}
	d->stopped = false;
	next_packet(d, &t->xmit.skb);
	xenvif_start_xmit(t, q, &t->xmit.skb);
	xen_go(t, XEN_WORKED);
	return true;
}

HOT static void step(void *self)
{
	struct qdisc *d = self;
	struct xen_thread *t = &d->sender;
	if (!xen_runs(t)) return;
	if (t->xmit.to && (t->state == XEN_WORKED || t->state == XEN_BATCH)) {
		if (t->batch.n && gnttab_step(t)) return;
		xenvif_end_xmit(t);
		t->state = XEN_TURN;
		if (xen_gives_way(t)) return;
	}
	bool resumed = t->state == XEN_RESCHED;
	t->state = XEN_TURN;
	if (resumed && xen_yield(t)) return;
	if (begin_sending(d)) return;
	xen_rest(t, TIME_NEVER);
}

bool qdisc_init(struct xen *x)
{
	static const struct xen_job job = {"host sender", "host sender", step, false, 0};
	const struct run *run = x->q->run;
	struct qdisc *d = x->qdisc = arena_alloc(run->arena, sizeof *d);
	if (x->other) trail_expect(&x->q->run->trail, 0, run->setup->host_queue + x->q->tx.ring.size);
	return d && xen_thread_init(&d->sender, x, &job, d, 4 * XEN_PACKET_SLOTS) &&
	       skbs_init(&d->waiting, run->setup->host_queue + x->q->tx.ring.size, run->arena);
}

void qdisc_ready(struct xen *x)
{
	if (x->qdisc->stopped && !xenvif_has_room(x->q, first_len(x))) return;
	xen_call(&x->qdisc->sender, x->q->engine->now);
}

void qdisc_wake(struct xen *x, struct xen_thread *t)
{
	if (x->qdisc->stopped && xenvif_has_room(x->q, first_len(x))) xen_wake(&x->qdisc->sender, t);
}

bool qdisc_kicked(struct xen *x, sim_time at)
{
	return xen_call(&x->qdisc->sender, at);
}

bool qdisc_stuck(const struct xen *x)
{
	const struct qdisc *d = x->qdisc;
	return xen_asleep(&d->sender) && (x->q->host_queue.count || d->waiting.count) && xenvif_has_room(x->q, first_len(x)) &&
	       !faults_excuse(x->q, FAULT_HOST, false);
}
