/* complete.h - the seam of transmit completion: when the guest takes sent buffers back, and when it is told. */
#ifndef NIC_COMPLETE_H
#define NIC_COMPLETE_H
#include <stdbool.h>
#include <stdint.h>

struct queue;
struct core;

/* c: the guest core whose time it takes; guest_reclaim (queue.h) books there what it takes back. */
struct complete_ops {
	bool orphans; /* whoever sent a packet is rid of it when it is in the ring; else when it is taken back */
	/* Guest, before each transmit: take sent buffers back as the policy has it, or not. */
	void (*before_transmit)(void *self, struct queue *q, struct core *c);
	/* Guest, after each transmit that left the queue running. NULL = nothing. */
	void (*after_transmit)(void *self, struct queue *q, struct core *c);
	/* Guest, the ring is (nearly) full and transmission stops: ask to be told (true). False when there is room already: it goes on. */
	bool (*stopped)(void *self, struct queue *q, struct core *c);
	/* Guest, a transmit interrupt is being handled on the poll's core: take back, wake the queue (guest_tx_wake), ask again or not. */
	void (*interrupted)(void *self, struct queue *q);
	/*
	 * Host, after publishing: raise a signal now? since: completions since the last one, which may be none; drained: nothing left to
	 * send. NULL = whenever the ring's suppression says so.
	 */
	bool (*signal)(const void *self, int64_t since, bool drained);
};
#endif
