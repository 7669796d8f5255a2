/* tx_ring.h - the transmit ring with the packets in it: the front adds them, the back end reads them until it hands their chain back. */
#ifndef NIC_TX_RING_H
#define NIC_TX_RING_H
#include "base/arena.h"
#include "nic/packet.h"
#include "nic/ring.h"

struct tx_ring {
	struct ring ring;
	struct packet *packet; /* per token */
};

/* Memory from a; false when it is exhausted. */
static inline bool tx_ring_init(struct tx_ring *r, uint32_t size, uint16_t start, struct arena *a)
{
	r->packet = arena_array(a, size, sizeof *r->packet);
	return r->packet && ring_init(&r->ring, size, 0, start, a);
}
/* Front: a packet that takes so many entries, unpublished. Caller checked that there is room. Returns its token. */
static inline uint16_t tx_add(struct tx_ring *r, uint32_t entries, const struct packet *p)
{
	uint16_t token = ring_add(&r->ring, entries);
	r->packet[token] = *p;
	return token;
}
#endif
