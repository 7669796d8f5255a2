/*
 * netfront_rx.c - netfront's poll: up to its budget of packets, all slots of each; fill the ring up again; nothing left: ask for events,
 * look again (xennet_poll, xennet_alloc_rx_buffers).
 */
#include "base/arena.h"
#include "nic/alloc.h"
#include "nic/notify.h"
#include "nic/poll.h"
#include "xen/app.h"
#include "xen/evtchn.h"
#include "xen/netfront.h"
#include "xen/xen.h"

/* What a packet of one length takes in so many slots; good for the next like it where the allocator keeps nothing in mind. */
struct rx_price {
	int32_t len; /* 0 = not known */
	int n;
	struct receipt receipt;
	struct alloc_work release;
	int64_t memory;
	sim_time stack, slots;
};

struct netfront_rx {
	struct xen_thread thread;
	struct rx_price price;
	struct packet hand;
	bool polling;
	int32_t budget, received; /* packets of a round of the poll */
	int32_t posted, slots;    /* in the ring, and those it is to keep there */
	struct alloc_work post_work;
	sim_time post_unattributed;
	/* Busy polling finds nothing: on what core (NULL = it does not), since when, and what that core had done by then. */
	struct core *spins_on;
	sim_time idle_from, done_then;
};

/* ---- posting ---- */

int netfront_rx_slots(const struct xen *x)
{
	int size = (int)x->q->rx.ring.size;
	return x->rx_posted && x->rx_posted < size ? (int)x->rx_posted : size;
}

/* Slots to be filled again. */
static int missing(const struct netfront_rx *f)
{
	return f->slots - f->posted;
}

static void post_all(struct netfront_rx *f)
{
	struct xen_thread *t = &f->thread;
	struct queue *q = t->q;
	const struct xen *x = t->x;
	int n = missing(f);
	for (int i = 0; i < n; i++)
		ring_add(&q->rx.ring, 1);
	f->posted += n;
	q->n.pages += n * f->post_work.pages;
	xen_spend(t, LEDGER_ALLOC, n * f->post_work.cost);
	xen_spend(t, LEDGER_DESCRIPTOR, n * (q->run->setup->guest_descriptor + (x->grants.rx_reuse ? 0 : x->price.guest_grant)));
	xen_spend(t, LEDGER_UNATTRIBUTED, n * f->post_unattributed);
}

void netfront_fill_first(struct queue *q)
{
	struct netfront_rx *f = xen_of(q)->netfront_rx;
	while (missing(f) > 0) {
		struct buffer *b = rx_post(&q->rx, 1);
		*b = (struct buffer){.entries = 1};
		q->models.scheme.ops->post(q->models.scheme.self, b);
		f->post_work = (struct alloc_work){0};
		q->models.alloc.ops->post(q->models.alloc.self, b, &f->post_work);
		f->post_unattributed = b->pages * q->run->setup->unattributed;
		f->posted++;
	}
	rx_filled(&q->rx, f->posted);
}

static void publish(struct xen_thread *t)
{
	ring_publish(&t->q->rx.ring);
	evtchn_to_host(t, false);
}

/* ---- one packet ---- */

static COLD void price_anew(struct netfront_rx *f, int n, int32_t len)
{
	const struct queue *q = f->thread.q;
	const struct xen *x = f->thread.x;
	const struct setup *s = q->run->setup;
	const struct buffer *b = &q->rx.buffer[0]; /* all are alike; what was consumed is said of them together */
	struct rx_price *p = &f->price;
	*p = (struct rx_price){.len = q->models.alloc.ops->stateless ? len : 0, .n = n, .memory = n * b->truesize};
	q->models.scheme.ops->receive(q->models.scheme.self, len, b, n, &p->receipt);
	q->models.alloc.ops->release(q->models.alloc.self, b, n, &p->receipt, &p->release);
	p->stack = s->guest_rx_packet + bytes_cost(len, s->guest_rx_byte);
	/* A page that stays in the ring takes nothing of its own; one that leaves it does, and so does one that is copied to. */
	const struct receipt *r = &p->receipt;
	int changed = r->consumed > r->frags ? r->consumed : r->frags, extra = x->grants.gso && len > FRAME_SMALL;
	if (changed == n) changed -= extra; /* the slot that says GSO has none, and goes back as it is (xennet_move_rx_slot) */
	p->slots = changed * x->price.guest_rx_slot + (x->grants.rx_reuse ? 0 : (n - extra) * x->price.guest_grant);
}

/* Every slot's page ends its grant and leaves with the packet, or is copied out of into a new one. */
static void book_packet(struct netfront_rx *f, int n, int32_t len)
{
	struct xen_thread *t = &f->thread;
	struct queue *q = t->q;
	struct xen *x = t->x;
	const struct rx_price *p = &f->price;
	const struct receipt *r = &p->receipt;
	struct alloc_work w;
	if (len != p->len || n != p->n) price_anew(f, n, len);
	xen_spend(t, LEDGER_STACK, p->stack);
	x->n.guest_bytes += r->copied;
	q->n.copied += r->copied;
	q->n.truesize += r->truesize;
	q->n.memory += p->memory;
	xen_touch(t, LEDGER_COPY, r->copied, q->run->setup->guest_copy_byte);
	xen_spend(t, LEDGER_ALLOC, p->release.cost);
	for (int i = 0; i < r->frags; i++) { /* pages the driver takes to copy into */
		struct buffer page = {
			.bytes = PAGE_BYTES, .posted = PAGE_BYTES, .truesize = PAGE_BYTES, .segments = 1, .pages = 1};
		w = (struct alloc_work){0};
		q->models.alloc.ops->post(q->models.alloc.self, &page, &w);
		q->n.pages += w.pages;
		xen_spend(t, LEDGER_ALLOC, w.cost);
	}
	xen_spend(t, LEDGER_DESCRIPTOR, p->slots);
}

/* Take all slots of the packet at the head of the ring: how many. */
static int take_packet(struct netfront_rx *f, struct queue *q)
{
	uint16_t first;
	int n = rx_take(&q->rx, &first, &f->hand);
	for (int i = 1; i < n; i++)
		ring_get(&q->rx.ring);
	f->posted -= n;
	q->n.rx_packets++;
	q->n.rx_bytes += f->hand.len;
	q->n.buffers += n;
	q->n.entries += n;
	packet_leaves(q, &f->hand, AT_BACKEND_RX, f->hand.stamp);
	packet_leaves(q, &f->hand, AT_RX_RING, q->engine->now);
	tally_buffers(&q->tally, n);
	return n;
}

static void begin_packet(struct netfront_rx *f)
{
	struct xen_thread *t = &f->thread;
	struct xen *x = t->x;
	int n = take_packet(f, t->q);
	book_packet(f, n, f->hand.len);
	if (f->hand.answers) {
		xen_spend(t, LEDGER_STACK, x->price.tcp_ack);
	} else if (x->tcp) {
		xen_spend(t, LEDGER_STACK, x->price.tcp_packet);
		if (!x->reads) xen_touch(t, LEDGER_STACK, f->hand.len, x->price.tcp_byte);
	}
	xen_go(t, XEN_WORKED);
}

static void to_application(struct netfront_rx *f)
{
	struct queue *q = f->thread.q;
	packet_leaves(q, &f->hand, AT_GUEST_RX, q->engine->now);
	app_receive(&f->thread, q, &(struct skb){.packet = f->hand});
}

static void finish_packet(struct netfront_rx *f)
{
	struct xen_thread *t = &f->thread;
	struct queue *q = t->q;
	struct xen *x = t->x;
	const struct packet *p = &f->hand;
	f->received++;
	if (p->answers)
		source_answered(xen_home(x), q->engine->now, p);
	else if (x->reads)
		to_application(f);
	else
		netfront_received(q, p);
}

/* ---- the poll ---- */

static void handle_interrupts(struct netfront_rx *f, bool tx, bool rx)
{
	struct xen_thread *t = &f->thread;
	struct queue *q = t->q;
	int n = t->x->channels == XEN_CHANNELS_SHARED ? tx || rx : tx + rx;
	q->n.irq_handlers += n;
	xen_spend(t, LEDGER_IRQ, n * q->run->setup->irq_handler);
	if (!rx || f->polling) return;
	f->polling = true;
	f->received = 0;
	q->n.polls++;
}

static void handle_events(struct netfront_rx *f)
{
	struct xen *x = f->thread.x;
	bool tx = evtchn_take(x, true), rx = evtchn_take(x, false);
	if (x->spins)
		f->polling |= rx;
	else
		handle_interrupts(f, tx, rx);
	netfront_ack_timeout(x, x->q->engine->now);
}

/* One turn of the poll: true = a stretch was begun. */
static bool poll_turn(struct netfront_rx *f)
{
	struct xen_thread *t = &f->thread;
	struct queue *q = t->q;
	if (ring_done(&q->rx.ring) && f->received < f->budget) {
		begin_packet(f);
		return true;
	}
	if (missing(f) > 0) {
		post_all(f);
		xen_go(t, XEN_BATCH);
		return true;
	}
	if (f->received >= f->budget) {
		f->received = 0;
		q->n.polls++;
		xen_spend(t, LEDGER_POLL, q->run->setup->napi_resched);
		xen_go(t, XEN_RESCHED);
		return true;
	}
	if (!t->x->spins) q->models.notify.ops->arm(&q->rx.ring.from_driver, q->rx.ring.last_used);
	f->received = 0;
	f->polling = ring_done(&q->rx.ring) > 0;
	return f->polling && poll_turn(f);
}

/* What a core has done by now, of what it has begun. */
static sim_time done_by(const struct core *c)
{
	sim_time now = c->engine->now;
	return c->busy - (c->until > now ? c->until - now : 0);
}

/* Who busy polls takes all that others leave of its core, but never keeps them from it: it looks between their packets. */
static void book_spin(struct netfront_rx *f)
{
	struct core *c = f->spins_on;
	if (!c) return;
	sim_time now = c->engine->now, spun = now - f->idle_from - (done_by(c) - f->done_then);
	if (spun > 0) core_passed(c, LEDGER_SPIN, spun);
	f->idle_from = now;
	f->done_then = done_by(c);
}

void netfront_settle(struct queue *q)
{
	book_spin(xen_of(q)->netfront_rx);
}

static void rest(struct netfront_rx *f)
{
	struct xen_thread *t = &f->thread;
	xen_rest(t, netfront_ack_by(t->x));
	if (!t->x->spins || t->state != XEN_SLEEPS) return;
	f->spins_on = t->seat.core;
	f->idle_from = t->q->engine->now;
	f->done_then = done_by(f->spins_on);
}

HOT static void step(void *self)
{
	struct netfront_rx *f = self;
	struct xen_thread *t = &f->thread;
	if (!xen_runs(t)) return;
	book_spin(f);
	f->spins_on = NULL;
	enum xen_state ended = t->state;
	t->state = XEN_TURN;
	if (ended == XEN_WORKED) finish_packet(f);
	if (ended == XEN_BATCH) publish(t);
	if (ended == XEN_ANSWERED) netfront_ack_end(t);
	if (ended == XEN_RESCHED && xen_yield(t)) return;
	handle_events(f);
	netfront_tx_answered(t);
	if (netfront_ack_due(t->x) && netfront_ack_begin(t)) return;
	if (f->polling && poll_turn(f)) return;
	rest(f);
}

/* ---- for others ---- */

bool netfront_rx_init(struct xen *x)
{
	static const struct xen_job job = {"netfront poll", "guest poll", step, true, 0};
	struct netfront_rx *f = x->netfront_rx = arena_alloc(x->q->run->arena, sizeof *f);
	if (!f || !xen_thread_init(&f->thread, x, &job, f, 0)) return false;
	f->polling = x->spins;
	f->spins_on = x->spins ? f->thread.seat.core : NULL;
	f->slots = netfront_rx_slots(x);
	f->budget = x->q->models.poll.ops->budget(x->q->models.poll.self);
	return evtchn_init(x, &f->thread);
}

static void poll_by(const struct xen *x, sim_time due)
{
	if (due != TIME_NEVER) xen_call_by(&x->netfront_rx->thread, due);
}

/* The application has read a segment. */
static bool read_by_app(struct xen_thread *t, const struct skb *skb)
{
	netfront_received(t->q, &skb->packet);
	if (netfront_ack_due(t->x)) return netfront_ack_begin(t);
	poll_by(t->x, netfront_ack_by(t->x));
	return false;
}

const struct app_end netfront_app_end = {read_by_app, netfront_ack_end};

void netfront_posted(const struct queue *q, struct posted *p)
{
	int32_t n = xen_of(q)->netfront_rx->posted;
	*p = (struct posted){n, (int64_t)n * q->rx.buffer[0].posted, n};
}

bool netfront_rx_asleep(const struct xen *x)
{
	return xen_asleep(&x->netfront_rx->thread);
}
