/* guest_price.c - what a received packet takes of the guest, priced once per length; how that is booked, and taken off again. */
#include "virtio/guest_rx.h"
#include "nic/llc.h"
#include "nic/notify.h"

/* What receiving len bytes in the n buffers b takes, or out of the ring itself; asked of the models, as their state may depend on it. */
static void price_packet(struct queue *q, struct packet_price *price, int32_t len, const struct buffer *b, int n)
{
	struct guest_rx *g = rx_of(q);
	const struct setup *s = q->run->setup;
	*price = (struct packet_price){.len = len};
	q->models.scheme.ops->receive(q->models.scheme.self, len, b, n, &price->receipt);
	if (n > 0 && (g->uniform || !q->traits.alike))
		q->models.alloc.ops->release(q->models.alloc.self, b, n, &price->receipt, &price->release);
	const struct receipt *r = &price->receipt;
	for (int i = 0; i < n; i++)
		price->memory += b[i].truesize;
	if (n == 0) price->memory = r->truesize;
	price->kept = r->head && r->frags == 0 ? 0 : n;
	price->stack = rx_of(q)->gro.on ? s->guest_gro_frame : s->guest_rx_packet + bytes_cost(len, s->guest_rx_byte);
	price->copy = bytes_cost(r->copied, s->guest_copy_byte);
	price->steps =
		(r->head ? s->guest_head : s->guest_build) + r->frags * s->guest_fragment + r->returned * s->guest_page_return;
	price->total = price->stack + price->copy + price->release.cost + price->steps;
}

/* All lines of the packet in hand are read, whose first token this is: those that are in the device's part of the cache no more take longer. */
static void price_misses(struct queue *q, struct packet_price *price, uint16_t token)
{
	int64_t missed = llc_missed(q->rx.llc, token, llc_lines(price->len + q->traits.header));
	sim_time longer = llc_cost(q->rx.llc->llc, missed);
	q->n.cache_missed += missed;
	price->stack += longer;
	price->total += longer;
}

void guest_rx_release(struct queue *q, const struct buffer *b, int n)
{
	struct guest_rx *g = rx_of(q);
	struct alloc_work work = {0};
	q->models.alloc.ops->release(q->models.alloc.self, b, n, &g->price.receipt, &work);
	q->n.pages += work.pages;
	core_spend(g->core, LEDGER_ALLOC, work.cost);
}

void guest_rx_settle(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct packet_price *p = &g->price;
	struct core *c = g->core;
	q->n.rx_packets += p->packets;
	q->n.rx_bytes += p->packets * p->len;
	q->n.truesize += p->packets * p->receipt.truesize;
	q->n.memory += p->packets * p->memory;
	q->n.copied += p->packets * p->receipt.copied;
	q->n.pages += p->packets * p->release.pages;
	q->n.entries += p->packets * p->entries;
	c->spent[LEDGER_STACK] += p->packets * p->stack;
	c->spent[LEDGER_COPY] += p->packets * p->copy;
	c->spent[LEDGER_ALLOC] += p->packets * (p->release.cost + p->steps);
	guest_rx_book_posts(q, c, p->posts);
	p->packets = p->posts = 0;
}

/* The parts of what a packet takes, in the order in which bookings at the edge of a window are cut. */
#define PACKET_PARTS 3
static const enum ledger packet_kind[PACKET_PARTS] = {LEDGER_STACK, LEDGER_COPY, LEDGER_ALLOC};
static void packet_parts(const struct packet_price *p, int64_t *part)
{
	part[0] = p->stack;
	part[1] = p->copy;
	part[2] = p->release.cost + p->steps;
}

COLD void guest_rx_price(struct queue *q, uint16_t token, int n)
{
	struct guest_rx *g = rx_of(q);
	struct buffer b[MAX_CHAIN];
	int64_t part[PACKET_PARTS];
	packet_parts(&g->price, part);
	bookings_tell_apart(&g->core->bookings, BOOKING_PACKET, PACKET_PARTS, packet_kind, part);
	guest_rx_settle(q);
	b[0] = q->rx.buffer[token];
	for (int i = 1; i < n; i++)
		b[i] = q->rx.buffer[ring_get(&q->rx.ring)];
	for (int i = 0; i < n && !q->traits.alike; i++) {
		g->posted_bytes -= b[i].posted;
		g->posted_entries -= b[i].entries;
	}
	price_packet(q, &g->price, g->packet.len, b, n);
	if (q->rx.llc) price_misses(q, &g->price, token);
	for (int i = 0; i < n; i++)
		g->price.entries += b[i].entries;
	if (n == 0) g->price.entries = 1;
	guest_rx_next_buffer(q);
	tally_buffers(&q->tally, n);
	if (n > 0 && q->traits.alike && !g->uniform) guest_rx_release(q, b, n);
	if (n == 1 && q->traits.alike && !q->rx.llc) return;
	g->price.packets = 1; /* good for this one only */
	guest_rx_settle(q);
	g->price.packets = -1;
	g->price.len = 0;
}

bool guest_rx_can_wait(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	return g->uniform && g->refill_each && g->answers < 0 && g->posting.kick_after == 1 && !g->aside && !q->traits.defers;
}

bool guest_rx_can_lag(const struct queue *q)
{
	return !q->front->spins && !q->guest->reader.on && !q->traits.defers; /* while it sleeps nobody looks */
}

/* Off spent: `left` ps, the last of so many equal pieces of work, each of n parts one after the other. */
static void cut_parts(int64_t *spent, int64_t left, int n, const enum ledger *kind, const int64_t *part)
{
	int64_t whole = 0;
	for (int i = 0; i < n; i++)
		whole += part[i];
	int64_t times = whole > 0 ? left / whole : 0;
	left -= times * whole;
	for (int i = n - 1; i >= 0; i--) {
		int64_t some = part[i] < left && i > 0 ? part[i] : left;
		spent[kind[i]] -= times * part[i] + some;
		left -= some;
	}
}

bool guest_rx_cut(const struct queue *q, const struct core *c, bool surely, const int64_t *cut, int64_t *spent)
{
	static const enum ledger post[] = {LEDGER_ALLOC, LEDGER_DESCRIPTOR, LEDGER_UNATTRIBUTED};
	const struct guest_rx *g = rx_of(q);
	int64_t part[PACKET_PARTS];
	if (g->id != c->owner && !surely) return false;
	packet_parts(&g->price, part);
	cut_parts(spent, cut[BOOKING_PACKET], PACKET_PARTS, packet_kind, part);
	cut_parts(spent, cut[BOOKING_POST], 3, post,
		  (int64_t[]){g->post_work.cost, g->post_cost - g->post_work.cost - g->post_unattributed, g->post_unattributed});
	return true;
}
