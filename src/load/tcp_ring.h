/* tcp_ring.h - what a TCP connection remembers, in order and by number: rings whose head is the number of their first item. */
#ifndef LOAD_TCP_RING_H
#define LOAD_TCP_RING_H
#include "base/arena.h"
#include "base/widen.h"
#include "load/tcp_flow.h"

#define RING_FIRST 64 /* items for which there is room from the start */

static inline bool tcp_ring_init(struct tcp_ring *r, int64_t most, size_t bytes, struct arena *a)
{
	size_t room = RING_FIRST;
	while ((int64_t)room < most)
		room *= 2;
	*r = (struct tcp_ring){.bytes = bytes, .mask = RING_FIRST - 1, .most = (uint32_t)room};
	r->slot = arena_reserve(a, room, RING_FIRST, bytes);
	return r->slot != NULL;
}
static inline bool tcp_ring_full(const struct tcp_ring *r)
{
	return r->count == r->most;
}
/* Is there an item of that number? */
static inline bool tcp_ring_has(const struct tcp_ring *r, uint32_t number)
{
	return number - r->head < r->count;
}
static inline void *tcp_ring_at(const struct tcp_ring *r, uint32_t number)
{
	return (char *)r->slot + (size_t)(number & r->mask) * r->bytes;
}
/* One more behind the last, not filled in. Caller checked that there is room. */
static inline void *tcp_ring_push(struct tcp_ring *r)
{
	if (r->count > r->mask) r->mask = widen(r->slot, r->bytes, r->head, r->count, r->mask);
	return tcp_ring_at(r, r->head + r->count++);
}
static inline void tcp_ring_drop(struct tcp_ring *r)
{
	r->head++;
	r->count--;
}

static inline struct tcp_seg *tcp_seg(const struct tcp_flow *f, int64_t segment)
{
	return tcp_ring_at(&f->segs, (uint32_t)segment);
}
static inline struct tcp_tx *tcp_tx(const struct tcp_flow *f, uint32_t serial)
{
	return tcp_ring_at(&f->txs, serial);
}
/* Packets of which nobody will speak any more. */
static inline void tcp_forget(struct tcp_flow *f)
{
	while (f->txs.count) {
		const struct tcp_tx *t = tcp_tx(f, f->txs.head);
		const bool untold = t->has_come && (int32_t)(f->seen - f->txs.head) <= 0;
		if (!t->judged || !t->gone || untold) return;
		tcp_ring_drop(&f->txs);
	}
}
#endif
