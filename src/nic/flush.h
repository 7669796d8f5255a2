/* flush.h - the seam of transmit flushing: what the host does between a kick and sending, and when the ring is empty again. */
#ifndef NIC_FLUSH_H
#define NIC_FLUSH_H
#include <stdbool.h>
#include <stdint.h>

struct queue;

/* Only software back ends ask for it; all ops work on the transmit ring of q, with host_tx_start, _arm, _disarm and _moment (backend.h). */
struct flush_ops {
	/* Prepare; may add actors. False when memory or actors are exhausted. NULL = nothing to do. */
	bool (*init)(void *self, struct queue *q);
	/* A kick's handler runs on the host: start the worker (host_tx_start), or let it wait. */
	void (*kicked)(void *self, struct queue *q);
	/* The worker runs on its core and is about to send, after a kick's handler or a timer. NULL = nothing to do. */
	void (*begin)(void *self, struct queue *q);
	/*
	 * The ring is empty, `sent` packets (>= 0) after the worker started. True = look again at once (the ring was found to be filled);
	 * false = the worker asks for kicks and sleeps, unless waiting().
	 */
	bool (*drained)(void *self, struct queue *q, int64_t sent);
	/* A timer is running that will start the worker. NULL = there is none. */
	bool (*waiting)(const void *self);
	/* The worker sent as much in one go as the back end lets it, and more waits: going on may cost something. NULL = it does not. */
	void (*burst_over)(void *self, struct queue *q);
};
#endif
