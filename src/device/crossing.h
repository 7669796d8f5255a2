/*
 * crossing.h - what a device has given back is on its way to the host's memory, through switches or to another socket: the driver sees it, and
 * is signalled, when it is there.  The device itself is done with it when it has left.
 */
#ifndef DEVICE_CROSSING_H
#define DEVICE_CROSSING_H
#include "engine/agenda.h"
#include "nic/queue.h"

/* n used entries, or so many chains, have been published at now: signal the driver. */
typedef void crossing_told(struct queue *q, bool tx, int n, sim_time now);

struct arriving {
	sim_time due;
	uint16_t used; /* the ring's used index then */
	int n;
};
struct crossing {
	struct errand arrives; /* of the first of them */
	struct queue *q;
	bool tx;
	sim_time takes; /* ps, 0 = it is there at once */
	crossing_told *told;
	struct arriving *slot;
	uint32_t head, count, mask;
};

/* Of one direction of a queue whose link is there. False when memory is exhausted. */
bool crossing_init(struct crossing *x, struct queue *q, bool tx, crossing_told *told);
/* All that was pushed into the ring leaves the device at now: n >= 1 more. */
void crossing_begin(struct crossing *x, int n, sim_time now);
/* The same, or where that takes no time, all of it at once; told: as in crossing_init. */
static inline void crossing_publish(struct crossing *x, crossing_told *told, int n, sim_time now)
{
	if (__builtin_expect(x->takes != 0, 0)) {
		crossing_begin(x, n, now);
		return;
	}
	ring_publish_used(x->tx ? &x->q->tx.ring : &x->q->rx.ring);
	told(x->q, x->tx, n, now);
}
/* Is anything on its way? */
static inline bool crossing_has(const struct crossing *x)
{
	return x->count > 0;
}
#endif
