/*
 * netback_tx.c - netback's poll: up to XEN_ROUND packets off the ring; one copy of 128 B each, one map per page that holds more; one
 * hypercall for all copies, one for all maps; then packet by packet through the stack, in line (xenvif_tx_build_gops, xenvif_tx_submit).
 */
#include "base/arena.h"
#include "nic/faults.h"
#include "nic/notify.h"
#include "xen/dom0.h"
#include "xen/netback.h"
#include "xen/netback_tx_state.h"
#include "xen/netfront.h"
#include "xen/slots.h"
#include "xen/xen.h"

/* ---- taking packets off the ring ---- */

static inline const struct xenvif_shape *shape_of(struct netback_tx *n, int32_t len)
{
	if (__builtin_expect(n->shape.len != len, 0)) {
		uint32_t offset = n->poll.x->grants.offset;
		int copies;
		n->shape.len = len;
		n->shape.header = xen_tx_header(len, offset);
		n->shape.pages = xen_tx_slots(len, offset, false);
		xen_tx_ops(len, offset, &copies, &n->shape.maps);
	}
	return &n->shape;
}

/* The pages of a packet that are not kept mapped: n of them, in the batch after the copies. */
static void look_up(struct netback_tx *n, const struct xenvif_held *h, int data_slots, bool *header_there)
{
	struct xen_thread *t = &n->poll;
	struct xen *x = t->x;
	for (int i = 0; i < data_slots; i++) {
		bool kept = n->kept[h->token[i]];
		xen_spend(t, LEDGER_GRANT, x->price.lookup);
		x->n.hits += kept;
		x->n.misses += !kept;
		if (i == 0) *header_there = kept;
	}
}

/* Take the slots of the packet at the head of the ring, which is to hold them. */
static struct xenvif_held *take_slots(struct netback_tx *n)
{
	struct xen *x = n->poll.x;
	struct ring *r = &x->q->tx.ring;
	uint16_t first = ring_pop(r);
	struct xenvif_held *h = &n->held[first];
	h->n = (uint8_t)netfront_tx_slots(x, first);
	h->maps = false;
	h->token[0] = first;
	for (int i = 1; i < h->n; i++)
		h->token[i] = ring_pop(r);
	for (int i = 0; i < h->n; i++)
		gnttab_use(x->gnttab, h->token[i]);
	return h;
}

static void take_packet(struct netback_tx *n)
{
	struct xen_thread *t = &n->poll;
	struct xen *x = t->x;
	const struct xenvif_held *h = take_slots(n);
	const struct packet *p = &t->q->tx.packet[h->token[0]];
	const struct xenvif_shape *shape = shape_of(n, p->len);
	bool there = false;
	bookings_fold(&t->seat.core->bookings);
	xen_spend(t, LEDGER_DESCRIPTOR, h->n * x->price.request);
	if (x->grants.tx_pool) look_up(n, h, shape->pages, &there);
	if (there) {
		x->n.host_bytes += shape->header;
		xen_touch(t, LEDGER_HOST_COPY, shape->header, x->price.host_copy_byte);
	} else {
		gnttab_add(&t->batch, GNTTAB_COPY, shape->header);
	}
	packet_leaves(t->q, p, AT_TX_RING, t->q->engine->now);
	n->round[n->taken++] = (struct skb){*p, t->q, h->token[0]};
}

/* Map the pages of a packet that hold more than its header, and those to be kept. */
static void add_maps(struct netback_tx *n, uint16_t first, int32_t len)
{
	const struct xen *x = n->poll.x;
	struct xenvif_held *h = &n->held[first];
	const struct xenvif_shape *shape = shape_of(n, len);
	for (int i = 0; i < shape->pages; i++) {
		uint16_t token = h->token[i];
		bool keep = x->grants.tx_pool && !n->kept[token] && n->tree < x->grants.tree;
		if (n->kept[token] || (!keep && i < shape->pages - shape->maps)) continue;
		gnttab_add(&n->poll.batch, GNTTAB_MAP, 0);
		if (keep) {
			n->kept[token] = true;
			n->tree++;
		} else {
			gnttab_map(x->gnttab, token);
			h->maps = true;
		}
	}
}

static bool begin_round(struct netback_tx *n)
{
	struct xen_thread *t = &n->poll;
	n->taken = n->submitted = 0;
	t->batch.granter = t->x->domain;
	while (ring_ready(&t->q->tx.ring) && n->taken < XEN_ROUND)
		take_packet(n);
	for (int i = 0; i < n->taken; i++)
		add_maps(n, n->round[i].first, n->round[i].packet.len);
	return n->taken > 0;
}

/* ---- the poll ---- */

static bool finish_packet(struct netback_tx *n)
{
	return dom0_end(&n->poll, &n->round[n->submitted++]);
}

static void begin_poll(struct xen_thread *t)
{
	t->q->n.kick_handlers++;
	xen_spend(t, LEDGER_WAKEUP, t->x->price.kick_handle);
}

/* What is at hand is done: the next packet of the round, the next round, or nothing. */
static void next_turn(struct netback_tx *n)
{
	struct xen_thread *t = &n->poll;
	struct queue *q = t->q;
	if (n->submitted < n->taken) {
		dom0_begin(t, &n->round[n->submitted]);
		return;
	}
	if (n->taken == XEN_ROUND) { /* the budget is used up: others first */
		n->taken = n->submitted = 0;
		xen_spend(t, LEDGER_POLL, q->run->setup->napi_resched);
		xen_go(t, XEN_RESCHED);
		return;
	}
	if (!ring_ready(&q->tx.ring)) q->models.notify.ops->arm(&q->tx.ring.from_device, q->tx.ring.last_avail);
	if (begin_round(n)) {
		xen_go(t, XEN_BATCH);
		return;
	}
	xen_rest(t, TIME_NEVER);
}

HOT static void step(void *self)
{
	struct netback_tx *n = self;
	struct xen_thread *t = &n->poll;
	if (!xen_runs(t)) return;
	if ((t->state == XEN_BATCH || t->state == XEN_WORKED || t->state == XEN_ANSWERED) && t->batch.n) {
		enum xen_state of = t->state;
		if (of != XEN_BATCH) t->after = of;
		if (gnttab_step(t)) return;
	}
	enum xen_state ended = t->after ? t->after : t->state;
	t->after = XEN_SLEEPS;
	t->state = XEN_TURN;
	if (ended == XEN_WAKES) begin_poll(t);
	if (ended == XEN_WORKED && finish_packet(n)) return;
	if (ended == XEN_ANSWERED) xenvif_end_xmit(t);
	if (ended == XEN_RESCHED && xen_yield(t)) return;
	next_turn(n);
}

/* ---- for others ---- */

bool xenvif_tx_init(struct xen *x)
{
	static const struct xen_job poll = {"netback poll", "netback poll", step, false, 0};
	struct arena *a = x->q->run->arena;
	uint32_t size = x->q->tx.ring.size;
	struct netback_tx *n = x->netback_tx = arena_alloc(a, sizeof *n);
	if (!n || !xen_thread_init(&n->poll, x, &poll, n, 2 * (int)size + 4 * XEN_PACKET_SLOTS)) return false;
	n->kept = arena_array(a, size, sizeof *n->kept);
	n->held = arena_array(a, size, sizeof *n->held);
	return n->kept && n->held && xenvif_dealloc_init(n, x);
}

void xenvif_tx_kicked(struct xen *x, sim_time at)
{
	xen_call(&x->netback_tx->poll, at);
}

bool xenvif_tx_asleep(const struct xen *x)
{
	return xen_asleep(&x->netback_tx->poll);
}

bool xenvif_tx_stuck(const struct xen *x)
{
	const struct ring *r = &x->q->tx.ring;
	return (xenvif_tx_asleep(x) && ring_ready(r) && r->kicked_at == r->avail_idx && !faults_excuse(x->q, FAULT_HOST, true)) ||
	       xenvif_dealloc_stuck(x->netback_tx);
}

const char *xenvif_tx_unsound(const struct xen *x)
{
	return x->netback_tx->tree > x->grants.tree ? "more pages are kept mapped than the tree holds" : NULL;
}
