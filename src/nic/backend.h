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
	int64_t weight_packets, weight_bytes; /* let others have the core after so much */
	bool mask_at_kick; /* the kick's handler runs in the kick and masks at once, not only when the worker runs */
	bool auto_mask;    /* raising a receive interrupt masks further ones, as NICs do */
	bool kick_exits, kick_hypercall; /* what a kick is counted as besides */
	double service_mean;             /* > 0: exponential service, ps; replaces rx_packet and tx_packet */
};

struct backend_ops {
	bool picks_buffers; /* can look for the available buffer that suits a packet; without, it takes them in order */
	bool uses_link;     /* reaches the host's memory through nic.link; without, a link is refused */
	/* Software back ends: describe the worker, once before the run; p comes zeroed. NULL for others: it stays so. */
	void (*policy)(const void *self, const struct setup *setup, struct host_policy *p);
	/* Create this queue's actors; its rings, cores and memory are there. False when memory or actors are exhausted. */
	bool (*init)(void *self, struct queue *q);
	/* A packet was put into the host queue: take it now, or be woken. Not called while it is known to be busy. */
	void (*rx_ready)(void *self, struct queue *q);
	/* A kick for the ring (tx: the transmit ring) was sent by the guest and reaches the host at time t, now or later. */
	void (*kicked)(void *self, struct queue *q, bool tx, sim_time t);
	/* The guest published transmit buffers: for back ends that spin. NULL = they need kicks. */
	void (*tx_published)(void *self, struct queue *q);
	/* A frame has left on the wire out: there is room for another. NULL = does not wait for it. */
	void (*wire_room)(void *self, struct queue *q);
	/* An interrupt sent now: when it has reached the CPU. NULL = once the core that raises it has done so. */
	sim_time (*interrupt)(void *self, struct queue *q);
	/* For the checked build, after every event: work it could do, nothing that will make it do it. NULL = never. */
	bool (*stuck)(const void *self, const struct queue *q);
	/* The driver that goes with it, where that is not the virtio driver: its actors are init's. NULL = virtio's. */
	const struct front_ops *front;
	/*
	 * Into how many pools the machine's cores are to be dealt evenly, instead of those the scenario names; 0 = none. NULL = none. In a pool
	 * an actor runs where there is room.
	 */
	int (*pools)(const void *self, const struct setup *setup);
};

struct front_ops {
	/* A packet entered the guest's transmit queue. self: the back end's. */
	void (*ready)(void *self, struct queue *q);
	/* For the checked build: the first of its invariants that does not hold, in words of static life; NULL = all do. */
	const char *(*unsound)(const struct queue *q);
};

/* Prices every software back end has, as the first member `prices` of its struct. */
struct software_prices {
	int64_t rx_packet, tx_packet, descriptor, rx_byte, tx_byte, irq_inject, irq_latency, kick, kick_handle, wakeup;
};
#define SOFTWARE_PRICE(T, key, unit, kind, field, help)                    \
	{                                                                  \
		key, unit, kind, offsetof(T, prices.field), help, REQUIRED \
	}
#define SOFTWARE_PRICES(T)                                                                                                      \
	SOFTWARE_PRICE(T, "host_rx_packet", UNIT_TIME, "backend", rx_packet, "host work per received packet"),                  \
		SOFTWARE_PRICE(T, "host_rx_byte", UNIT_TIME_PER_BYTE, "host_copy", rx_byte,                                     \
			       "copying a received byte into the guest"),                                                       \
		SOFTWARE_PRICE(T, "host_tx_packet", UNIT_TIME, "backend", tx_packet, "host work per transmitted packet"),       \
		SOFTWARE_PRICE(T, "host_tx_byte", UNIT_TIME_PER_BYTE, "host_copy", tx_byte, "copying a byte out of the guest"), \
		SOFTWARE_PRICE(T, "host_descriptor", UNIT_TIME, "descriptor", descriptor, "walking one ring descriptor"),       \
		SOFTWARE_PRICE(T, "irq_inject", UNIT_TIME, "irq", irq_inject, "host work to raise one interrupt"),              \
		SOFTWARE_PRICE(T, "irq_latency", UNIT_TIME, NULL, irq_latency, "from the raise to the guest's handler"),        \
		SOFTWARE_PRICE(T, "kick", UNIT_TIME, "kick", kick, "guest core time of one kick: exit and entry"),              \
		SOFTWARE_PRICE(T, "kick_handle", UNIT_TIME, "wakeup", kick_handle, "host work per kick handler run"),           \
		SOFTWARE_PRICE(T, "host_wakeup", UNIT_TIME, NULL, wakeup, "from a signal until the sleeping worker runs")

/* Copy the prices into the policy. */
void software_policy(const struct software_prices *s, struct host_policy *p);
/* Slots of struct backend_ops for software back ends (host_rx.c, host_tx.c). */
bool software_init(void *self, struct queue *q);
void software_rx_ready(void *self, struct queue *q);
void software_kicked(void *self, struct queue *q, bool tx, sim_time t);
void software_tx_published(void *self, struct queue *q);
void software_wire_room(void *self, struct queue *q);
bool software_stuck(const void *self, const struct queue *q);
#define SOFTWARE_OPS(describe)                                                                                     \
	{                                                                                                          \
		.picks_buffers = true, .policy = (describe), .init = software_init, .rx_ready = software_rx_ready, \
		.kicked = software_kicked, .tx_published = software_tx_published, .wire_room = software_wire_room, \
		.stuck = software_stuck                                                                            \
	}
/* The flush policy's word to the worker: send what is in the ring. */
void host_tx_start(struct queue *q);
/* Now, for a flush policy: a kick that is being handled reaches the host a little later than the guest sent it. */
sim_time host_tx_moment(const struct queue *q);
/* Ask for kicks on the transmit ring, or not. arm returns true when the ring is not empty: look again. */
bool host_tx_arm(struct queue *q);
void host_tx_disarm(struct queue *q);
#endif
