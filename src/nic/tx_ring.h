/* tx_ring.h - the transmit ring with the packets in it: the front adds them, the back end reads them until it hands their chain back. */
#ifndef NIC_TX_RING_H
#define NIC_TX_RING_H
#include "base/arena.h"
#include "nic/fragments.h"
#include "nic/llc.h"
#include "nic/packet.h"
#include "nic/ring.h"

/* How a frame lies in guest memory: its segments, header included, and the fragments among them. */
struct sent_shape {
	struct fragments fragments;
	int32_t segments;
};

struct tx_ring {
	struct ring ring;
	struct packet *packet;     /* per token */
	struct sent_shape *shape;  /* and where virtio's driver put it */
	struct cache_lines *lines; /* as of the receive ring */
	struct llc_ring *llc; /* which of its packets are still in the cache that the guest writes into; NULL = nobody asks */
};

/* Memory from a; false when it is exhausted. */
static inline bool tx_ring_init(struct tx_ring *r, uint32_t size, uint16_t start, struct arena *a)
{
	r->packet = arena_array(a, size, sizeof *r->packet);
	r->shape = arena_array(a, size, sizeof *r->shape);
	return r->packet && r->shape && ring_init(&r->ring, size, 0, start, a);
}
/* Front: a packet that takes so many entries, unpublished. Caller checked that there is room. Returns its token. */
static inline uint16_t tx_add(struct tx_ring *r, uint32_t entries, const struct packet *p)
{
	uint16_t token = ring_add(&r->ring, entries);
	r->packet[token] = *p;
	return token;
}
/* Front: how that packet lies. */
static inline void tx_lies(struct tx_ring *r, uint16_t token, const struct sent_shape *shape)
{
	r->shape[token] = *shape;
}
#endif
