/*
 * device.h - what all queues of a NIC in hardware, or of one of its functions, share besides the link: room for received packets, work
 * under way, and descriptors on chip.  Queues that find no room take turns, first come, first served: a job each (round robin), or with a quantum as many as their
 * weight allows, in jobs (weighted round robin) or in bytes (deficit weighted round robin, DWRR: what a turn has begun too much is owed
 * in the next; Shreedhar and Varghese, SIGCOMM 1995).
 */
#ifndef NIC_DEVICE_H
#define NIC_DEVICE_H
#include "device/pipeline.h"

struct device {
	int64_t buffer,
		stored; /* bytes of packets that fit; that were taken up and whose writes have not left, or that wait there as well */
	int64_t most, under_way;       /* jobs of all queues at a time, 0 = no limit */
	int64_t cache, cached;         /* descriptors on chip or on their way, 0 = no limit */
	int64_t quantum;               /* credit of weight 1 for a turn; 0 = turns do not go by weight */
	bool by_bytes;                 /* it is bytes; else jobs */
	struct pipeline *first, **end; /* lines that wait for room; the one whose turn it is, where turns go by weight */
};

/*
 * What function number i, from 0 on, of `functions` has: all are made when the first is asked for. NULL when memory is exhausted.
 */
struct device *device_of(struct run *run, int functions, int i);

/* Do so many bytes of one job fit? One alone does, however large. */
static inline bool device_stores(const struct device *d, int64_t bytes)
{
	return d->stored == 0 || d->stored + bytes <= d->buffer;
}
static inline bool device_works(const struct device *d)
{
	return d->most == 0 || d->under_way < d->most;
}
/* Line p has work, and there is room for it or not: may it begin? If not it is looked at again when it is its turn. */
bool device_turn(struct device *d, struct pipeline *p, bool room);
static inline bool device_admits(struct device *d, struct pipeline *p, bool room)
{
	return __builtin_expect(room && !d->first && !d->quantum, 1) || device_turn(d, p, room);
}
/* It was admitted, and a job of so many bytes of packets is under way. */
void device_served(struct device *d, struct pipeline *p, int64_t bytes);
/* It has no work for the time being. */
void device_leave(struct device *d, struct pipeline *p);
/* There is room again: a job of line `ended` has ended, which does not count it as done yet. */
void device_next(struct device *d, const struct pipeline *ended);
#endif
