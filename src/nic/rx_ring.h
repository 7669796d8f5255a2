/*
 * rx_ring.h - the receive ring with what lies in it: per token a buffer, which the front posts, and the packet that the back end puts
 * there.  A packet may take several buffers: it lies with the first of them; or none, then it lies in a used entry that has a token, too.  Only what stands here writes them.
 */
#ifndef NIC_RX_RING_H
#define NIC_RX_RING_H
#include "nic/llc.h"
#include "nic/packet.h"
#include "nic/place.h"
#include "nic/ring.h"

#define CHAIN_REST UINT8_MAX /* of the token of a packet's second buffer, or a later one */

struct rx_ring {
	struct ring ring;
	struct buffer *buffer; /* per token; void for one that is no buffer's */
	struct packet *packet; /* per token: the packet whose first buffer it is */
	sim_time *taken;       /* and when virtio's back end took that packet from the host queue */
	sim_time *
		posted_at; /* per token: when virtio's driver publishes that buffer, known from when it adds it; 0 = at the start */
	uint8_t *chain;    /* per token: buffers of that packet, 0 = it lies in the ring itself; CHAIN_REST */
	struct cache_lines *lines; /* between two cores that poll (cache_lines.h); NULL = nobody counts them */
	struct llc_ring *llc; /* which of its packets are still in the cache that the device writes into; NULL = nobody asks */
	struct available available; /* the same buffers, as the back end looks for one that suits */
};

/* Memory from a; false when it is exhausted. in_ring: packets may lie in the ring itself; alike: all buffers are. */
bool rx_ring_init(struct rx_ring *r, uint32_t size, bool in_ring, uint16_t start, bool alike, int shelves, struct arena *a);

/* ---- the front ---- */

/* Add a buffer of so many entries to the ring, unpublished: its shape is to be filled in, where it is not the last one's of this token. */
static inline struct buffer *rx_post(struct rx_ring *r, uint32_t entries)
{
	return &r->buffer[ring_add(&r->ring, entries)];
}
/* Before time starts `posted` buffers have filled the ring: published, and nobody needs to be told. */
void rx_filled(struct rx_ring *r, int32_t posted);
/*
 * Take the next packet and its first buffer, or entry, whose token it is; ring_get takes the others. Returns how many buffers it has. Its
 * stamp tells when the back end was done with it.
 */
static inline int rx_take(struct rx_ring *r, uint16_t *token, struct packet *p)
{
	uint16_t first = *token = ring_get(&r->ring);
	*p = r->packet[first];
	return r->chain[first];
}

/* ---- the back end ---- */

/* Where the packet belongs whose first buffer, or entry, this is. */
static inline struct packet *rx_packet(struct rx_ring *r, uint16_t first)
{
	return &r->packet[first];
}
/* It takes that packet from the host queue now. */
static inline void rx_taken(struct rx_ring *r, uint16_t first, sim_time now)
{
	r->taken[first] = now;
}
/* While it is under way: the packet whose first buffer this is has n of them, CHAIN_REST = it is no first one. They may go back one by one. */
static inline void rx_chain(struct rx_ring *r, uint16_t token, int n)
{
	r->chain[token] = (uint8_t)n;
}
static inline void rx_push(struct rx_ring *r, uint16_t token, sim_time now)
{
	if (r->chain[token] != CHAIN_REST) r->packet[token].stamp = now;
	ring_push(&r->ring, token);
}
/* Its packet has been written by a device, `header` bytes in front of it. */
static inline void rx_cached(struct rx_ring *r, uint16_t first, int32_t header)
{
	if (__builtin_expect(r->llc != 0, 0)) llc_write(r->llc, first, llc_lines(r->packet[first].len + header));
}
/* A packet is in its n buffers, or its entry, now: hand it over at once, unpublished. Returns the used entries that takes. */
static inline int rx_hand_over(struct rx_ring *r, const uint16_t *token, int n, sim_time now)
{
	uint16_t first = token[0];
	r->packet[first].stamp = now;
	r->chain[first] = (uint8_t)n;
	ring_push(&r->ring, first);
	int i = 1;
	for (; i < n; i++)
		ring_push(&r->ring, token[i]);
	return i;
}
#endif
