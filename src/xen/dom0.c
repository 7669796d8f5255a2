/*
 * dom0.c - the host's stack: a packet from the guest goes on to another guest, ends in a socket, or is an acknowledgement; and what ends
 * here is acknowledged.
 *
 * What ends in a protocol of the host's own is copied out of the guest's pages first, within netback's poll, and the pages are given back
 * then, not when an application has read (skb_orphan_frags in __netif_receive_skb_core).  A bridge forwards the pages as they are, and a
 * generator's sink drops them before.
 */
#include "xen/dom0.h"
#include "xen/app.h"
#include "xen/netback.h"
#include "xen/slots.h"
#include "xen/xen.h"

/* Bytes of a packet that lie in pages of its guest, mapped here or kept mapped: all but the header, which netback copies. */
static int32_t lent(const struct skb *skb)
{
	const int32_t len = skb->packet.len;
	return skb->from ? len - xen_tx_header(len, xen_of(skb->from)->grants.offset) : 0;
}

/* Does the stack copy the packet out of its guest's pages? */
static bool orphans(const struct xen *x, const struct skb *skb)
{
	return x->orphan_frags && x->tcp && !x->other && skb->packet.answers == 0 && lent(skb) > 0;
}

static void orphan_frags(struct xen_thread *t, const struct skb *skb)
{
	int32_t bytes = lent(skb);
	t->x->n.host_bytes += bytes;
	xen_touch(t, LEDGER_HOST_COPY, bytes, t->x->price.host_copy_byte);
}

void dom0_begin(struct xen_thread *t, const struct skb *skb)
{
	struct xen *x = t->x;
	const struct packet *p = &skb->packet;
	xen_spend(t, LEDGER_BACKEND, x->price.tx_packet);
	t->xmit.to = NULL;
	if (x->other) {
		if (!qdisc_xmit(t, x->other, skb)) t->xmit.to = NULL;
	} else if (p->answers) {
		xen_spend(t, LEDGER_STACK, x->price.tcp_ack);
	} else if (x->tcp) {
		if (orphans(x, skb)) orphan_frags(t, skb);
		xen_spend(t, LEDGER_STACK, x->price.tcp_packet);
		if (!x->reads) xen_touch(t, LEDGER_STACK, p->len, x->price.tcp_byte);
	}
	xen_go(t, XEN_WORKED);
}

static bool answer(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct skb ack = {.packet = peer_acks(q, q->engine->now)};
	if (!qdisc_xmit(t, q, &ack)) return false;
	xen_spend(t, LEDGER_TRANSMIT, t->x->price.tcp_ack);
	xen_go(t, XEN_ANSWERED);
	return true;
}

static bool received(struct xen_thread *t, const struct skb *skb)
{
	struct queue *q = t->q;
	sim_time now = q->engine->now;
	struct packet here;
	if (!q->traits.acks[BY_PEER].every) {
		packet_delivered(q, &skb->packet, now);
		xenvif_free(t, skb);
		return false;
	}
	here = skb->packet;
	bool due = peer_counts(q, &here, now);
	packet_delivered(q, &here, now);
	xenvif_free(t, skb);
	return due && answer(t);
}

const struct app_end dom0_app_end = {received, xenvif_end_xmit};

bool dom0_end(struct xen_thread *t, const struct skb *skb)
{
	struct xen *x = t->x;
	if (x->other) {
		if (!t->xmit.to) return false;
		packet_leaves(t->q, &skb->packet, AT_BACKEND_TX, t->q->engine->now);
		packet_leaves(t->q, &skb->packet, AT_HOST_QUEUE, t->q->engine->now);
		xenvif_end_xmit(t);
		return false;
	}
	if (skb->packet.answers == 0) {
		if (!x->reads) return received(t, skb);
		struct skb own = *skb;
		packet_leaves(t->q, &skb->packet, AT_BACKEND_TX, t->q->engine->now);
		if (orphans(x, skb)) {
			xenvif_free(t, skb);
			own.from = NULL;
		}
		app_receive(t, t->q, &own);
		return false;
	}
	source_answered(t->q, t->q->engine->now, &skb->packet);
	xenvif_free(t, skb);
	return false;
}
