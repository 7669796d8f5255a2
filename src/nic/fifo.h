/* fifo.h - packets in order of arrival. */
#ifndef NIC_FIFO_H
#define NIC_FIFO_H
#include "nic/packet.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

/*
 * A power-of-two array.  Room for the most is reserved, but only as much is used as there ever were packets: the array is doubled when it
 * is full, so that a long queue that stays short takes little memory.
 */
struct fifo {
	struct packet *slot;
	uint32_t head, count, mask;
	uint32_t limit; /* packets accepted before the array must grow, or at all */
	uint32_t most;  /* packets accepted; 0 = somebody else says how many */
	uint32_t slack; /* that may come although it is full */
};

/* Room for at least `room` packets, of which `limit` are accepted. False when memory is exhausted. */
bool fifo_init(struct fifo *f, int64_t limit, int64_t room, struct arena *a);
/* Double the array if more than it holds are accepted; else false. */
bool fifo_grow(struct fifo *f);
static inline bool fifo_full(struct fifo *f)
{
	return f->count >= f->limit && !fifo_grow(f);
}
/*
 * Field by field: born and stamp were or are being written just now, and a wide copy that reads narrow stores still on their way to
 * the cache waits for them.
 */
static inline void fifo_push(struct fifo *f, const struct packet *p, sim_time stamp, sim_time born)
{
	struct packet *slot = &f->slot[(f->head + f->count++) & f->mask];
	slot->stamp = stamp;
	slot->born = born;
	slot->len = p->len;
	slot->goodput = p->goodput;
	slot->answers = p->answers;
	slot->trail = p->trail;
	slot->flow = p->flow;
	slot->id = p->id;
}
static inline struct packet *fifo_head(struct fifo *f)
{
	return &f->slot[f->head & f->mask];
}
static inline void fifo_drop_head(struct fifo *f)
{
	f->head++;
	f->count--;
}
#endif
