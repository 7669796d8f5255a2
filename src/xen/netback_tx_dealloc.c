/*
 * netback_tx_dealloc.c - the dealloc thread: when the stack is done with a packet its pages are unmapped, then answered slot by slot
 * (xenvif_tx_dealloc_action); where none are mapped, they are answered at once.
 */
#include "base/arena.h"
#include "xen/evtchn.h"
#include "xen/netback.h"
#include "xen/netback_tx_state.h"
#include "xen/xen.h"

static void respond(struct xen_thread *t, struct queue *q, uint16_t token)
{
	bookings_fold(&t->seat.core->bookings);
	xen_spend(t, LEDGER_DESCRIPTOR, xen_of(q)->price.response);
	ring_push(&q->tx.ring, token);
	ring_publish_used(&q->tx.ring);
	evtchn_to_guest(t, q, true);
}

bool xenvif_mapped(const struct skb *skb)
{
	return skb->from && xen_of(skb->from)->netback_tx->held[skb->first].maps;
}

void xenvif_free(struct xen_thread *t, const struct skb *skb)
{
	if (!skb->from) return;
	struct queue *q = skb->from;
	struct xen *x = xen_of(q);
	struct netback_tx *n = x->netback_tx;
	const struct xenvif_held *h = &n->held[skb->first];
	if (!h->maps) {
		for (int i = 0; i < h->n; i++)
			respond(t, q, h->token[i]);
		return;
	}
	bookings_fold(&t->seat.core->bookings);
	xen_spend(t, LEDGER_BACKEND, x->price.zerocopy);
	for (int i = 0; i < h->n; i++)
		n->unmap[(n->unmap_head + n->unmap_count++) & n->unmap_mask] = h->token[i];
	xen_wake(&n->dealloc, t);
}

static bool begin_unmapping(struct netback_tx *n)
{
	struct xen_thread *t = &n->dealloc;
	const struct xen *x = t->x;
	n->unmapping = n->unmap_count;
	t->batch.granter = x->domain;
	for (uint32_t i = 0; i < n->unmapping; i++)
		if (gnttab_mapped(x->gnttab, n->unmap[(n->unmap_head + i) & n->unmap_mask]))
			gnttab_add(&t->batch, GNTTAB_UNMAP, 0);
	return n->unmapping > 0;
}

static void answer_unmapped(struct netback_tx *n)
{
	struct xen_thread *t = &n->dealloc;
	for (; n->unmapping > 0; n->unmapping--, n->unmap_count--, n->unmap_head++) {
		uint16_t token = n->unmap[n->unmap_head & n->unmap_mask];
		gnttab_unmap(t->x->gnttab, token);
		respond(t, t->q, token);
	}
}

static void step(void *self)
{
	struct netback_tx *n = self;
	struct xen_thread *t = &n->dealloc;
	if (!xen_runs(t)) return;
	if (t->state == XEN_BATCH) {
		if (gnttab_step(t)) return;
		answer_unmapped(n);
	}
	bool resumed = t->state == XEN_RESCHED, done = t->state == XEN_BATCH;
	t->state = XEN_TURN;
	if ((done || resumed) && xen_yield(t)) return;
	if (begin_unmapping(n) && gnttab_step(t)) return;
	xen_rest(t, TIME_NEVER);
}

bool xenvif_dealloc_init(struct netback_tx *n, struct xen *x)
{
	static const struct xen_job job = {"netback dealloc", "dealloc thread", step, false, 2};
	uint32_t size = x->q->tx.ring.size, room = 1;
	while (room < size)
		room *= 2;
	n->unmap_mask = room - 1;
	n->unmap = arena_array(x->q->run->arena, room, sizeof *n->unmap);
	return n->unmap && xen_thread_init(&n->dealloc, x, &job, n, (int)size + 4 * XEN_PACKET_SLOTS);
}

bool xenvif_dealloc_stuck(const struct netback_tx *n)
{
	return xen_asleep(&n->dealloc) && n->unmap_count;
}
