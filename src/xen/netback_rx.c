/*
 * netback_rx.c - netback, to the guest: the receive thread.
 *
 *   thread: while a packet of the worst case would fit, take packets, all at a time or rx_batch; one hypercall for all copies; publish,
 *           one event                                                                (xenvif_kthread_guest_rx, xenvif_rx_action)
 */
#include "base/arena.h"
#include "nic/faults.h"
#include "xen/evtchn.h"
#include "xen/netback.h"
#include "xen/xen.h"

struct netback_rx {
	struct xen_thread thread;
	struct skbs *queue; /* what was handed over */
	/* packets copied now: `taken` of them, n[] slots each, which are in token[] */
	struct skb *skb;
	uint8_t *n;
	uint16_t *token;
	int taken;
};

/* ---- the receive thread ---- */

static bool begin_batch(struct netback_rx *n)
{
	struct xen_thread *t = &n->thread;
	struct queue *q = t->q;
	struct xen *x = t->x;
	int64_t most = x->rx_batch ? x->rx_batch : INT64_MAX;
	int n_slots = 0;
	n->taken = 0;
	while (n->queue->count && n->taken < most && xenvif_ring_has_room(q, skbs_first(n->queue)->packet.len)) {
		struct skb *skb = &n->skb[n->taken];
		skbs_take(n->queue, skb);
		packet_leaves(q, &skb->packet, AT_NETBACK_QUEUE, q->engine->now);
		bookings_fold(&t->seat.core->bookings);
		xen_spend(t, LEDGER_BACKEND, x->price.rx_thread);
		n->n[n->taken] = (uint8_t)xenvif_gop_skb(t, q, skb, &n->token[n_slots]);
		n_slots += n->n[n->taken++];
	}
	qdisc_wake(x, t);
	return n->taken > 0;
}

static void finish_batch(struct netback_rx *n)
{
	struct xen_thread *t = &n->thread;
	struct queue *q = t->q;
	int slot = 0;
	for (int i = 0; i < n->taken; i++) {
		xenvif_make_response(q, &n->skb[i].packet, &n->token[slot], n->n[i]);
		slot += n->n[i];
		bookings_fold(&t->seat.core->bookings);
		xen_spend(t, LEDGER_DESCRIPTOR, n->n[i] * t->x->price.response);
	}
	ring_publish_used(&q->rx.ring);
	evtchn_to_guest(t, q, false);
	for (int i = 0; i < n->taken; i++)
		xenvif_free(t, &n->skb[i]);
}

HOT static void step(void *self)
{
	struct netback_rx *n = self;
	struct xen_thread *t = &n->thread;
	if (!xen_runs(t)) return;
	if (t->state == XEN_BATCH) {
		if (t->batch.n && gnttab_step(t)) return;
		finish_batch(n);
		t->state = XEN_RESCHED;
	}
	bool resumed = t->state == XEN_RESCHED;
	t->state = XEN_TURN;
	if (resumed && xen_yield(t)) return;
	if (n->queue->count && xenvif_wait_for_slots(t->q, skbs_first(n->queue)->packet.len) && begin_batch(n)) {
		xen_go(t, XEN_BATCH);
		return;
	}
	xen_rest(t, TIME_NEVER);
}

/* ---- for others ---- */

bool xenvif_rx_init(struct xen *x)
{
	static const struct xen_job job = {"netback rx", "receive thread", step, false, 1};
	struct arena *a = x->q->run->arena;
	uint32_t size = x->q->rx.ring.size;
	struct netback_rx *n = x->netback_rx = arena_alloc(a, sizeof *n);
	if (!n || !xen_thread_init(&n->thread, x, &job, n, 4 * (int)size + 4 * XEN_PACKET_SLOTS)) return false;
	n->thread.batch.per_call = x->rx_batch;
	n->skb = arena_array(a, size, sizeof *n->skb);
	n->n = arena_array(a, size, sizeof *n->n);
	n->token = arena_array(a, size, sizeof *n->token);
	n->queue = xenvif_xmit_init(x, &n->thread);
	return n->skb && n->n && n->token && n->queue;
}

void xenvif_rx_kicked(struct xen *x, sim_time at)
{
	struct queue *q = x->q;
	sim_time awake = at + x->price.wakeup;
	q->n.kick_handlers++;
	q->n.wakeups += x->grants.rx_in_xmit ? qdisc_kicked(x, awake) : xen_call(&x->netback_rx->thread, awake);
}

bool xenvif_rx_stuck(const struct xen *x)
{
	const struct netback_rx *n = x->netback_rx;
	return xen_asleep(&n->thread) && n->queue->count && xenvif_ring_has_room(x->q, skbs_first(n->queue)->packet.len) &&
	       !faults_excuse(x->q, FAULT_HOST, false);
}
