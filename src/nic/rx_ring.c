/* rx_ring.c - a receive ring made, and filled for the first time. */
#include "nic/rx_ring.h"
#include "base/arena.h"

#define MOST_TOKENS 65535 /* as many as a 16-bit index tells apart from none */

bool rx_ring_init(struct rx_ring *r, uint32_t size, bool in_ring, uint16_t start, bool alike, int shelves, struct arena *a)
{
	uint32_t spare = in_ring ? (size < MOST_TOKENS - size ? size : MOST_TOKENS - size) : 0, tokens = size + spare;
	r->buffer = arena_array(a, tokens, sizeof *r->buffer);
	r->packet = arena_array(a, tokens, sizeof *r->packet);
	r->taken = arena_array(a, tokens, sizeof *r->taken);
	r->posted_at = arena_array(a, tokens, sizeof *r->posted_at);
	r->chain = arena_array(a, tokens, sizeof *r->chain);
	r->available = (struct available){.ring = &r->ring, .buffer = r->buffer, .alike = alike};
	return r->buffer && r->packet && r->taken && r->posted_at && r->chain && ring_init(&r->ring, size, spare, start, a) &&
	       available_init(&r->available, shelves, a);
}

void rx_filled(struct rx_ring *r, int32_t posted)
{
	ring_publish(&r->ring);
	r->ring.kicked_at = r->ring.avail_idx;
	r->available.most = posted;
	for (uint32_t i = 1; r->available.alike && i < r->ring.tokens; i++) /* whichever names a buffer later */
		r->buffer[i] = r->buffer[0];
}
