/* rx_ring.c - a receive ring made, and filled for the first time. */
#include "nic/rx_ring.h"
#include "base/arena.h"

bool rx_ring_init(struct rx_ring *r, uint32_t size, uint16_t start, bool alike, int shelves, struct arena *a)
{
	r->buffer = arena_array(a, size, sizeof *r->buffer);
	r->packet = arena_array(a, size, sizeof *r->packet);
	r->chain = arena_array(a, size, sizeof *r->chain);
	r->available = (struct available){.ring = &r->ring, .buffer = r->buffer, .alike = alike};
	return r->buffer && r->packet && r->chain && ring_init(&r->ring, size, start, a) &&
	       available_init(&r->available, shelves, a);
}

void rx_filled(struct rx_ring *r, int32_t posted)
{
	ring_publish(&r->ring);
	r->ring.kicked_at = r->ring.avail_idx;
	r->available.most = posted;
}
