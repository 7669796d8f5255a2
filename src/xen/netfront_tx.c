/*
 * netfront_tx.c - netfront, sending: take back answered slots; no more than tx_stop_below left: stop; grant a page per slot (or copy into
 * granted ones), publish, maybe tell netback (xennet_start_xmit, xennet_tx_buf_gc).
 */
#include "base/arena.h"
#include "nic/fragments.h"
#include "nic/notify.h"
#include "xen/evtchn.h"
#include "xen/netfront.h"
#include "xen/xen.h"

struct netfront_tx {
	struct xen_thread thread;
	uint8_t *slots; /* per token of a first slot */
	int sent;       /* packets since it told of them */
	struct packet hand;
	bool stopped;        /* until the ring has room */
	uint32_t stop_below; /* entries of it */
	uint32_t wanted;     /* slots of the frame that waits or is under way */
	int32_t asked;       /* the last length whose slots the scheme was asked for, 0 = none; they, and the memory */
	uint32_t slots_of_it;
	int32_t truesize;
};

/* Of a packet of several slots the first one's answer frees it. */
static void release(struct xen_thread *t, uint16_t token)
{
	struct queue *q = t->q;
	gnttab_end(t->x->gnttab, token, t->x->grants.tx_pool);
	if (!q->traits.releases) return;
	if (t->x->netfront_tx->slots[token]) source_released(q, &q->tx.packet[token]);
	t->x->netfront_tx->slots[token] = 0;
}

/* Take back answered slots; ask to be told when half of what is out is answered (rsp_event). */
static void take_back(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct xen *x = t->x;
	int n = 0;
	for (; ring_done(&q->tx.ring); n++)
		release(t, ring_get(&q->tx.ring));
	uint16_t out = (uint16_t)(q->tx.ring.avail_idx - q->tx.ring.last_used);
	if (!x->spins) q->models.notify.ops->arm(&q->tx.ring.from_driver, (uint16_t)(q->tx.ring.last_used + out / 2));
	sim_time each = q->run->setup->guest_tx_reclaim + (x->grants.tx_pool ? 0 : x->price.guest_grant);
	if (n) xen_spend(t, LEDGER_TRANSMIT, n * each);
}

static uint32_t slots_of(const struct queue *q, struct netfront_tx *n, int32_t len)
{
	if (__builtin_expect(n->asked != len, 0)) {
		n->asked = len;
		n->truesize = transmit_truesize(len);
		n->slots_of_it = (uint32_t)q->models.scheme.ops->transmit_segments(q->models.scheme.self, len, 0);
	}
	return n->slots_of_it;
}

/* netfront_tx_slot_available: not with XEN_TX_STOP slots in use, where the default leaves 19. */
static bool has_room(const struct netfront_tx *n, const struct ring *r)
{
	return r->free > n->stop_below && r->free >= n->wanted;
}

bool netfront_transmit_begin(struct xen_thread *t, int32_t len)
{
	struct queue *q = t->q;
	struct xen *x = t->x;
	struct netfront_tx *n = x->netfront_tx;
	const struct setup *s = q->run->setup;
	if (n->stopped) return false;
	take_back(t);
	n->wanted = slots_of(q, n, len);
	if (!has_room(n, &q->tx.ring)) {
		n->stopped = true;
		tally_stopped(&q->tally, q->engine->now, true);
		q->n.tx_stops++;
		evtchn_to_host(t, true); /* of a burst that ends here */
		return false;
	}
	xen_spend(t, LEDGER_TRANSMIT, s->guest_tx_packet + bytes_cost(len, s->guest_tx_byte));
	xen_spend(t, LEDGER_DESCRIPTOR, n->wanted * s->guest_descriptor);
	if (x->grants.tx_pool) {
		x->n.guest_bytes += len;
		xen_touch(t, LEDGER_COPY, len, s->guest_copy_byte);
	} else {
		xen_spend(t, LEDGER_DESCRIPTOR, n->wanted * x->price.guest_grant);
	}
	return true;
}

void netfront_transmit_end(struct xen_thread *t, const struct packet *p, bool last)
{
	struct queue *q = t->q;
	struct xen *x = t->x;
	struct netfront_tx *f = x->netfront_tx;
	uint32_t n = slots_of(q, f, p->len);
	packet_leaves(q, p, AT_GUEST_TX, q->engine->now);
	uint16_t first = tx_add(&q->tx, 1, p);
	f->slots[first] = (uint8_t)n;
	gnttab_grant(x->gnttab, first);
	for (uint32_t i = 1; i < n; i++)
		gnttab_grant(x->gnttab, ring_add(&q->tx.ring, 1));
	x->n.slots_tx += n;
	tx_count(&q->n, p->len, n, f->truesize);
	ring_publish(&q->tx.ring);
	f->wanted = 0;
	if (last || !has_room(f, &q->tx.ring)) evtchn_to_host(t, true);
}

static bool begin_sending(struct netfront_tx *n)
{
	struct xen_thread *t = &n->thread;
	struct queue *q = t->q;
	struct xen *x = t->x;
	if (q->guest_queue.count == 0 || !netfront_transmit_begin(t, fifo_head(&q->guest_queue)->len)) return false;
	guest_take(q, &n->hand, q->engine->now);
	if (x->tcp) {
		xen_spend(t, LEDGER_SEND, x->price.tcp_send);
		xen_touch(t, LEDGER_SEND, n->hand.len, x->price.tcp_send_byte);
	}
	xen_go(t, XEN_WORKED);
	return true;
}

HOT static void step(void *self)
{
	struct netfront_tx *n = self;
	struct xen_thread *t = &n->thread;
	struct queue *q = t->q;
	if (!xen_runs(t)) return;
	enum xen_state ended = t->state;
	t->state = XEN_TURN;
	if (ended == XEN_RESCHED && xen_yield(t)) return;
	if (ended == XEN_WORKED) {
		n->sent = n->sent + 1 < t->x->burst ? n->sent + 1 : 0;
		netfront_transmit_end(t, &n->hand, !q->run->setup->xmit_more || n->sent == 0 || q->guest_queue.count == 0);
		if (q->guest_queue.count == 0) starved_update(q);
		if (xen_gives_way(t)) return;
	}
	if (begin_sending(n)) return;
	xen_rest(t, TIME_NEVER);
}

/* ---- for others ---- */

bool netfront_tx_init(struct xen *x)
{
	static const struct xen_job job = {"netfront tx", "guest sender", step, true, 0};
	const struct run *run = x->q->run;
	uint32_t size = x->q->tx.ring.size;
	struct netfront_tx *n = x->netfront_tx = arena_alloc(run->arena, sizeof *n);
	if (!n || !xen_thread_init(&n->thread, x, &job, n, 0)) return false;
	n->stop_below = (uint32_t)(run->setup->tx_stop_below < size ? run->setup->tx_stop_below : size - 1);
	n->slots = arena_array(run->arena, size, sizeof *n->slots);
	return n->slots != NULL;
}

bool netfront_can_send(struct queue *q, int32_t len)
{
	const struct xen *x = xen_of(q);
	return len <= XEN_TX_LONGEST && (x->grants.sg || len <= FRAME_SMALL) &&
	       slots_of(q, x->netfront_tx, len) <= q->tx.ring.size;
}

int64_t netfront_tx_capacity(const struct queue *q, int32_t len)
{
	struct netfront_tx *n = xen_of(q)->netfront_tx;
	uint32_t each = slots_of(q, n, len), least = each > n->stop_below ? each : n->stop_below + 1;
	return least > q->tx.ring.size ? 0 : (q->tx.ring.size - least) / each + 1;
}

void netfront_tx_ready(struct queue *q)
{
	struct netfront_tx *n = xen_of(q)->netfront_tx;
	if (!n->stopped) xen_call(&n->thread, q->engine->now);
}

void netfront_tx_answered(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct netfront_tx *n = t->x->netfront_tx;
	if (!ring_done(&q->tx.ring)) return;
	take_back(t);
	if (!n->stopped || !has_room(n, &q->tx.ring)) return;
	n->stopped = false;
	tally_stopped(&q->tally, q->engine->now, false);
	if (q->guest_queue.count) xen_call(&n->thread, q->engine->now);
}

int netfront_tx_slots(const struct xen *x, uint16_t token)
{
	return x->netfront_tx->slots[token];
}

bool netfront_tx_asleep(const struct xen *x)
{
	return xen_asleep(&x->netfront_tx->thread);
}

bool netfront_tx_stopped(const struct xen *x)
{
	return x->netfront_tx->stopped;
}
