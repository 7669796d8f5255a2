/* complete.h - the seam of transmit completion: when the guest takes sent buffers back, and when it is told. */
#ifndef NIC_COMPLETE_H
#define NIC_COMPLETE_H
#include <stdbool.h>
#include <stdint.h>

struct queue;
struct core;

/* c: the guest core whose time it takes. */
struct complete_ops {
	/* Guest, before each transmit: take sent buffers back as the policy has it. */
	void (*before_transmit)(void *self, struct queue *q, struct core *c);
	/* Guest, after each transmit that left the queue running. NULL = nothing. */
	void (*after_transmit)(void *self, struct queue *q, struct core *c);
	/* Guest, the ring is (nearly) full and transmission stops: ask to be told. False when there is room already. */
	bool (*stopped)(void *self, struct queue *q, struct core *c);
	/* Guest, a transmit interrupt is being handled: take back, wake the queue, ask again or not. */
	void (*interrupted)(void *self, struct queue *q);
	/* Host, after publishing: raise a signal now? since: completions since the last one, drained: nothing left to send.
	 * NULL = whenever the ring's suppression says so. */
	bool (*signal)(const void *self, int64_t since, bool drained);
};
#endif
