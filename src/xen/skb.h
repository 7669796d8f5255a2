/* skb.h - packets inside the host, and queues of them (skb.c). */
#ifndef XEN_SKB_H
#define XEN_SKB_H
#include "nic/fifo.h"

#define XEN_PACKET_SLOTS 20 /* of the longest packet with its extra slot, and one to spare */

struct arena;
struct queue;

/* A packet inside the host. from: the queue whose pages it lies in, `first` its first slot there; NULL = memory of the host's own. */
struct skb {
	struct packet packet;
	struct queue *from;
	uint16_t first;
};
struct skbs {
	struct skb *slot;
	uint32_t head, count, mask;
	uint32_t most; /* it holds; the array grows with use */
	int64_t bytes;
};

/* A packet on its way into a receive ring, in the hands of whoever hands it over. */
struct xmit {
	struct queue *to; /* NULL = none */
	struct skb skb;
	int n; /* slots taken; 0 = it goes to the receive thread */
	uint16_t token[XEN_PACKET_SLOTS];
};

/* An empty queue that holds so many, or a few more. False when memory is exhausted. */
bool skbs_init(struct skbs *s, int64_t room, struct arena *a);
/* There must be room, or one to take. */
void skbs_push(struct skbs *s, const struct skb *skb);
static inline const struct skb *skbs_first(const struct skbs *s)
{
	return &s->slot[s->head & s->mask];
}
static inline void skbs_take(struct skbs *s, struct skb *to)
{
	*to = s->slot[s->head++ & s->mask];
	s->count--;
	s->bytes -= to->packet.len;
}
#endif
