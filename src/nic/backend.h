/* backend.h - the seam of back ends: who moves packets between the wire and the rings. */
#ifndef NIC_BACKEND_H
#define NIC_BACKEND_H
#include "base/param.h"
#include "engine/time.h"
#include <stdbool.h>

struct packet;
struct queue;
struct setup;

/* What a software back end's worker does; filled by the model from its parameters and prices. Times in ps, per byte in fs. */
struct host_policy {
	sim_time rx_packet, tx_packet, descriptor;
	int64_t rx_byte, tx_byte;
	sim_time irq_inject, irq_latency;     /* on the host's core, and until the guest's handler runs */
	sim_time kick, kick_handle;           /* on the guest's core, and on the host's */
	sim_time wakeup;                      /* from a signal until a sleeping worker runs */
	sim_time busyloop;                    /* spin so long before sleeping */
	int64_t used_batch;                   /* used entries published and signalled together */
	int64_t tx_batch;                     /* frames that go to the wire in one call, if a page holds each; 0 = as 1 */
	sim_time tx_call;                     /* one such call */
	int64_t weight_packets, weight_bytes; /* let others have the core after so much */
	bool polls;                           /* it looks at everything itself, all the time: it is never told of anything */
	bool mask_at_kick; /* the kick's handler runs in the kick and masks at once, not only when the worker runs */
	bool auto_mask;    /* raising a receive interrupt masks further ones, as NICs do */
	bool far;          /* its core from the guest's: cache lines take longer (line_prices.h) */
	bool kick_exits, kick_hypercall; /* what a kick is counted as besides */
	double service_mean;             /* > 0: exponential service, ps; replaces rx_packet and tx_packet */
	int functions;                   /* of a device on its link, queues are dealt to them in turn; 0 = as 1 */
	const char *weights; /* each queue's share is told, and how fair they are by these (weights.h); NULL = they are not */
};

struct backend_ops {
	bool picks_buffers; /* can look for the available buffer that suits a packet; without, it takes them in order */
	bool by_grants;     /* reaches only what the guest has granted, and serves Xen's ring */
	bool links_guests;  /* carries traffic between two guests */
	bool uses_link;     /* reaches the host's memory through nic.link; without, a link is refused */
	/* Software back ends: describe the worker, once before the run; p comes zeroed. NULL for others: it stays so. */
	void (*policy)(const void *self, const struct setup *setup, struct host_policy *p);
	/* Create this queue's actors; its rings, cores and memory are there. False when memory or actors are exhausted. */
	bool (*init)(void *self, struct queue *q);
	/* A packet was put into the host queue: take it now, or be woken. Not called while it is known to be busy. */
	void (*rx_ready)(void *self, struct queue *q);
	/* What finds no room in the host queue is lost because the device's own buffer is full. NULL = never. */
	bool (*is_full)(const void *self, const struct queue *q);
	/* A kick for the ring (tx: the transmit ring) was sent by the guest and reaches the host at time t, now or later. */
	void (*kicked)(void *self, struct queue *q, bool tx, sim_time t);
	/* The guest published transmit buffers: for back ends that spin. NULL = they need kicks. */
	void (*tx_published)(void *self, struct queue *q);
	/* A frame has left on the wire out: there is room for another. NULL = does not wait for it. */
	void (*wire_room)(void *self, struct queue *q);
	/* An interrupt sent now: when it has reached the CPU. NULL = once the core that raises it has done so. */
	sim_time (*interrupt)(void *self, struct queue *q);
	/* Dry, and nothing is on its way that would wake it. NULL = dry is enough. */
	bool (*waits)(const void *self, const struct queue *q);
	/* Somebody is about to look: book what is under way, up to now. NULL = it is. */
	void (*settle)(void *self, struct queue *q);
	/* Do what was put off and is due before t, arrivals included. NULL = nothing ever is. */
	void (*catch_up)(void *self, struct queue *q, sim_time t);
	/* For the checked build, after every event: work it could do, nothing that will make it do it. NULL = never. */
	bool (*stuck)(const void *self, const struct queue *q);
	/* The driver in the guest that goes with it; and the one that polls for ever, NULL = it can't serve one that is not `front`. */
	const struct front_ops *front, *polled;
	/*
	 * Into how many pools the machine's cores are to be dealt evenly, instead of those the scenario names; 0 = none. NULL = none. In a pool
	 * an actor runs where there is room.
	 */
	int (*pools)(const void *self, const struct setup *setup);
};

#endif
