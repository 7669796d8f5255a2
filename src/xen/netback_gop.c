/*
 * netback_gop.c - netback, to the guest: slots of the receive ring, and what filling them takes (xenvif_gop_skb): copies by hypercall;
 * or, where the ring's pages are mapped, by memcpy, and a page that is not: grant copy, and map it if the tree has room.
 */
#include "base/arena.h"
#include "nic/notify.h"
#include "xen/netback.h"
#include "xen/netfront.h"
#include "xen/slots.h"
#include "xen/xen.h"

struct netback_gop {
	bool *kept; /* per token: in the tree */
	int64_t tree;
	int demand; /* free slots before it begins a packet; 0 = those of the packet */
};

bool xenvif_gop_init(struct xen *x)
{
	struct arena *a = x->q->run->arena;
	struct netback_gop *g = x->netback_gop = arena_alloc(a, sizeof *g);
	if (!g) return false;
	g->demand = x->rx_demand == XEN_DEMAND_MTU && !x->grants.gso ? 0 : XEN_RX_DEMAND;
	g->kept = arena_array(a, x->q->rx.ring.size, sizeof *g->kept);
	return g->kept != NULL;
}

/* Free slots before it begins a packet of len bytes: the worst case, or, where no GSO is, what an MTU takes (Linux 4.3). */
static inline int demand(const struct xen *x, int32_t len)
{
	int all = x->netback_gop->demand;
	return all ? all : xen_rx_slots(len, false);
}

bool xenvif_ring_has_room(const struct queue *q, int32_t len)
{
	return (int)ring_ready(&q->rx.ring) >= demand(xen_of(q), len);
}

int64_t xenvif_rx_capacity(const struct queue *q, int32_t len)
{
	const struct xen *x = xen_of(q);
	int each = xen_rx_slots(len, x->grants.gso && len > FRAME_SMALL), least = demand(x, len);
	return (netfront_rx_slots(x) - least) / each + 1;
}

bool xenvif_wait_for_slots(struct queue *q, int32_t len)
{
	if (xenvif_ring_has_room(q, len)) return true;
	q->models.notify.ops->arm(&q->rx.ring.from_device, q->rx.ring.avail_idx);
	if (!q->tally.dry.value) q->n.host_dry++;
	tally_dry(&q->tally, q->engine->now, true);
	return false;
}

/* Whose pages a packet's bytes lie in: a copy between two guests has two grants. */
static enum gnttab_op copy_from(struct gnttab_batch *b, const struct skb *skb)
{
	if (!xenvif_mapped(skb)) return GNTTAB_COPY;
	b->source = xen_of(skb->from)->domain;
	return GNTTAB_COPY_BOTH;
}

/*
 * Copies into a page of the ring that is not mapped: true = it is to be mapped and kept, as there is room. A guest that posts new pages
 * all the time fills the tree with pages that never come again.
 */
static bool miss(struct xen_thread *t, struct xen *x, enum gnttab_op op, int32_t bytes, uint32_t offset, uint16_t token)
{
	struct netback_gop *g = x->netback_gop;
	gnttab_add_copies(&t->batch, op, bytes, offset, false);
	x->n.misses++;
	if (g->tree >= x->grants.tree) return false;
	g->kept[token] = x->grants.rx_reuse;
	g->tree++;
	return true;
}

/* Into mapped pages: by memcpy. */
static void fill_mapped(struct xen_thread *t, struct xen *x, const struct skb *skb, const uint16_t *token)
{
	struct gnttab_batch *b = &t->batch;
	enum gnttab_op op = copy_from(b, skb);
	int maps = 0;
	for (int32_t at = 0, i = 0; at < skb->packet.len; at += PAGE_BYTES, i++) {
		int32_t left = skb->packet.len - at, bytes = left < PAGE_BYTES ? left : PAGE_BYTES;
		xen_spend(t, LEDGER_GRANT, x->price.lookup);
		if (x->netback_gop->kept[token[i]]) {
			x->n.hits++;
			x->n.host_bytes += bytes;
			xen_touch(t, LEDGER_HOST_COPY, bytes, x->price.host_copy_byte);
			continue;
		}
		maps += miss(t, x, op, bytes, x->grants.offset + (uint32_t)at, token[i]);
	}
	while (maps-- > 0)
		gnttab_add(b, GNTTAB_MAP, 0);
}

int xenvif_gop_skb(struct xen_thread *t, struct queue *to, const struct skb *skb, uint16_t *token)
{
	struct xen *x = xen_of(to);
	int n = xen_rx_slots(skb->packet.len, x->grants.gso && skb->packet.len > FRAME_SMALL);
	for (int i = 0; i < n; i++)
		token[i] = ring_pop(&to->rx.ring);
	t->batch.granter = x->domain;
	if (x->grants.rx_tree)
		fill_mapped(t, x, skb, token);
	else
		gnttab_add_copies(&t->batch, copy_from(&t->batch, skb), skb->packet.len, x->grants.offset, x->grants.apart);
	x->n.slots_rx += n;
	tally_dry(&to->tally, to->engine->now, false);
	return n;
}

void xenvif_make_response(struct queue *q, const struct packet *p, const uint16_t *token, int n)
{
	*rx_packet(&q->rx, token[0]) = *p;
	rx_hand_over(&q->rx, token, n, q->engine->now);
}

const char *xenvif_gop_unsound(const struct xen *x)
{
	return x->netback_gop->tree > x->grants.tree ? "more pages are kept mapped than the tree holds" : NULL;
}
