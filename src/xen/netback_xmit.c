/*
 * netback_xmit.c - a packet is handed over to netback: into the receive thread's queue, up to QUEUE_BYTES of it, or, where the ring's
 * pages are mapped, into the ring at once                                         (xenvif_start_xmit)
 */
#include "base/arena.h"
#include "xen/evtchn.h"
#include "xen/netback.h"
#include "xen/xen.h"

#define QUEUE_BYTES (128 * 4096) /* its queue stops the sender at so much */

struct netback_xmit {
	struct skbs queue;
	struct xen_thread *reader;
};

struct skbs *xenvif_xmit_init(struct xen *x, struct xen_thread *reader)
{
	struct run *run = x->q->run;
	struct netback_xmit *m = x->netback_xmit = arena_alloc(run->arena, sizeof *m);
	if (!x->grants.rx_in_xmit && x->q->traits.direction != DIR_TX)
		trail_expect(&run->trail, STAY_BIT(AT_HOST_TX) | STAY_BIT(AT_NETBACK_QUEUE), QUEUE_BYTES / FRAME_MIN + 1);
	if (!m) return NULL;
	m->reader = reader;
	/* The smallest frame is FRAME_MIN bytes, and the last to get in may be as long as they come. */
	return skbs_init(&m->queue, QUEUE_BYTES / FRAME_MIN + x->q->tx.ring.size, run->arena) ? &m->queue : NULL;
}

bool xenvif_has_room(const struct queue *to, int32_t len)
{
	const struct xen *x = xen_of(to);
	return x->grants.rx_in_xmit ? xenvif_ring_has_room(to, len) : x->netback_xmit->queue.bytes < QUEUE_BYTES;
}

void xenvif_start_xmit(struct xen_thread *t, struct queue *to, const struct skb *skb)
{
	const struct xen *x = xen_of(to);
	t->xmit.to = to;
	if (skb != &t->xmit.skb) t->xmit.skb = *skb;
	xen_spend(t, LEDGER_BACKEND, x->price.rx_packet);
	t->xmit.n = x->grants.rx_in_xmit ? xenvif_gop_skb(t, to, skb, t->xmit.token) : 0;
}

void xenvif_end_xmit(struct xen_thread *t)
{
	struct xmit *m = &t->xmit;
	struct queue *q = m->to;
	if (m->n == 0) {
		struct netback_xmit *n = xen_of(q)->netback_xmit;
		packet_leaves(q, &m->skb.packet, AT_HOST_TX, q->engine->now);
		skbs_push(&n->queue, &m->skb);
		xen_wake(n->reader, t);
	} else {
		xenvif_make_response(q, &m->skb.packet, m->token, m->n);
		ring_publish_used(&q->rx.ring);
		evtchn_to_guest(t, q, false);
		xenvif_free(t, &m->skb);
	}
	m->to = NULL;
}
