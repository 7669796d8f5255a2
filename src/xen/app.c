/*
 * app.c - the application that receives bulk data, on the host or in a guest: it is woken, reads segment by segment, and its reading is
 * what acknowledges. Pages of the transmit ring are free when it has read what lies in them.
 */
#include "xen/xen.h"

void xen_to_socket(struct xen_thread *t, struct queue *q, const struct skb *skb)
{
	struct xen *x = xen_of(q);
	if (x->socket.count == XEN_SOCKET) {
		packet_discarded(xen_home(x), &skb->packet, DROP_HOST_QUEUE);
		xen_free(t, skb);
		return;
	}
	skbs_push(&x->socket, skb);
	xen_wake(&x->app, t);
}

static bool begin_reading(struct xen_thread *t)
{
	struct xen *x = xen_of(t->q);
	if (x->socket.count == 0) return false;
	x->app_hand = skbs_take(&x->socket);
	xen_touch(t, LEDGER_STACK, x->app_hand.packet.len, x->price.tcp_byte);
	xen_go(t, XEN_WORKED);
	return true;
}

/* It has read a segment: true = a stretch was begun for an acknowledgement. */
static bool finish_reading(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = xen_of(q);
	struct skb skb = x->app_hand;
	if (t->guest) {
		xen_guest_received(q, &skb.packet);
		if (x->answer_due) return xen_guest_answer(t);
		if (x->delay_timer != TIME_NEVER) xen_call_by(&x->guest_poll, x->delay_timer);
		return false;
	}
	bool answer = xen_host_received(q, &skb.packet);
	xen_free(t, &skb);
	return answer && xen_host_answer(t);
}

void xen_app_step(void *self)
{
	struct queue *q = self;
	struct xen *x = xen_of(q);
	struct xen_thread *t = &x->app;
	if (!xen_runs(t)) return;
	if (t->state == XEN_BATCH && grants_step(t)) return;
	if (t->state == XEN_ANSWERED && t->batch.n) {
		t->after = XEN_ANSWERED;
		if (grants_step(t)) return;
	}
	enum xen_state ended = t->after ? t->after : t->state;
	t->after = XEN_SLEEPS;
	t->state = XEN_TURN;
	if (ended == XEN_WORKED && finish_reading(t)) return;
	if (ended == XEN_ANSWERED && t->guest) xen_guest_answered(t);
	if (ended == XEN_ANSWERED && !t->guest) xen_xmit_end(t);
	if (ended == XEN_RESCHED ? xen_yield(t) : xen_gives_way(t)) return;
	if (begin_reading(t)) return;
	xen_rest(t, TIME_NEVER);
}
