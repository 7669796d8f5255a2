/* guest_post.c - receive buffers are posted: what the scheme makes of each, what the allocator takes for it, and the ring told of them. */
#include "virtio/guest_rx.h"
#include "nic/faults.h"
#include "nic/notify.h"
#include <limits.h>

void guest_rx_next_buffer(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (!q->models.scheme.ops->next_segments) return;
	int32_t segments = q->models.scheme.ops->next_segments(q->models.scheme.self);
	g->larger_next = segments == g->segments;
	g->next_entries = q->models.ring.ops->entries(q->models.ring.self, (uint32_t)segments, g->may_indirect);
}

/* Ask the allocator what posting buffer b takes. */
static void price_post(struct queue *q, const struct buffer *b)
{
	struct guest_rx *g = rx_of(q);
	g->post_work = (struct alloc_work){0};
	q->models.alloc.ops->post(q->models.alloc.self, b, &g->post_work);
	g->post_unattributed = b->pages * q->run->setup->unattributed;
	g->post_cost = g->post_work.cost + b->segments * q->run->setup->guest_descriptor + g->post_unattributed;
}

/* Ask the scheme for the next buffer. */
static void shape_buffer(struct queue *q, struct buffer *b)
{
	struct guest_rx *g = rx_of(q);
	*b = (struct buffer){0};
	q->models.scheme.ops->post(q->models.scheme.self, b);
	b->entries = (int16_t)g->next_entries;
	guest_rx_next_buffer(q);
}

void guest_rx_book_posts(struct queue *q, struct core *c, int64_t n)
{
	struct guest_rx *g = rx_of(q);
	q->n.pages += n * g->post_work.pages;
	c->spent[LEDGER_ALLOC] += n * g->post_work.cost;
	c->spent[LEDGER_DESCRIPTOR] += n * (g->post_cost - g->post_work.cost - g->post_unattributed);
	c->spent[LEDGER_UNATTRIBUTED] += n * g->post_unattributed;
}

/* Add one buffer to the ring, unpublished, where all are alike and so is what they take. */
static inline void post_uniform(struct queue *q, struct core *c)
{
	struct guest_rx *g = rx_of(q);
	ring_add(&q->rx.ring, g->next_entries);
	g->price.posts++;
	bookings_add(&c->bookings, BOOKING_POST, g->post_cost);
	g->posted++;
	c->open += g->post_cost;
}

/* And where they are not. */
static inline void post_one(struct queue *q, struct core *c)
{
	struct guest_rx *g = rx_of(q);
	struct buffer *b = rx_post(&q->rx, g->next_entries);
	if (!q->traits.alike) {
		shape_buffer(q, b);
		g->posted_bytes += b->posted;
		g->posted_entries += b->entries;
	}
	price_post(q, b);
	guest_rx_book_posts(q, c, 1);
	g->posted++;
	c->open += g->post_cost;
}

/* Noted as one, as a whole ring may be filled in one stretch. */
void guest_rx_post(struct queue *q, int n)
{
	struct guest_rx *g = rx_of(q);
	struct core *c = g->core;
	sim_time alloc = 0, descriptor = 0, unattributed = 0;
	while (n-- > 0 && guest_may_post(q)) {
		post_one(q, c);
		alloc += g->post_work.cost;
		descriptor += g->post_cost - g->post_work.cost - g->post_unattributed;
		unattributed += g->post_unattributed;
	}
	bookings_add(&c->bookings, LEDGER_ALLOC, alloc);
	bookings_add(&c->bookings, LEDGER_DESCRIPTOR, descriptor);
	bookings_add(&c->bookings, LEDGER_UNATTRIBUTED, unattributed);
}

void guest_rx_post_again(struct queue *q, int n)
{
	struct guest_rx *g = rx_of(q);
	if (!g->uniform) {
		guest_rx_post(q, n);
		return;
	}
	if (__builtin_expect(n == 1, 1)) {
		post_uniform(q, g->core);
		return;
	}
	while (n-- > 0)
		post_uniform(q, g->core);
}

void guest_rx_refill(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (!g->uniform) guest_rx_post(q, INT_MAX);
	while (guest_may_post(q))
		post_uniform(q, g->core);
}

void guest_rx_publish(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct ring *r = &q->rx.ring;
	ring_publish(r);
	if ((uint16_t)(r->avail_idx - r->kicked_at) < g->posting.kick_after) return;
	if (q->run->faults) faults_published(q, FAULT_HOST, false);
	if (notify_test(q->models.notify.ops, &r->from_device, r->avail_idx, &r->kicked_at)) guest_kick(q, g->core, false);
}

void guest_fill_first(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	while (guest_may_post(q)) {
		struct buffer *b = rx_post(&q->rx, g->next_entries);
		shape_buffer(q, b);
		price_post(q, b);
		g->posted++;
		g->posted_bytes += b->posted;
		g->posted_entries += b->entries;
	}
	rx_filled(&q->rx, g->posted);
	if (q->guest->reader.holds) g->posting.most = g->posted;
}

void guest_rx_post_plain(struct queue *q, int n)
{
	struct guest_rx *g = rx_of(q);
	while (n-- > 0 && guest_may_post(q)) {
		struct buffer *b = rx_post(&q->rx, g->next_entries);
		g->posted++;
		if (q->traits.alike) continue;
		shape_buffer(q, b);
		g->posted_bytes += b->posted;
		g->posted_entries += b->entries;
	}
}
