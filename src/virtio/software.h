/* software.h - a software back end: a worker for each ring of a queue; what the models of back ends and of flushing use. */
#ifndef VIRTIO_SOFTWARE_H
#define VIRTIO_SOFTWARE_H
#include "nic/backend.h"
#include "nic/queue.h"
#include "virtio/guest.h"

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
/* Slots of struct backend_ops for software back ends. */
bool software_init(void *self, struct queue *q);
void software_rx_ready(void *self, struct queue *q);
void software_kicked(void *self, struct queue *q, bool tx, sim_time t);
void software_tx_published(void *self, struct queue *q);
void software_wire_room(void *self, struct queue *q);
bool software_waits(const void *self, const struct queue *q);
void software_settle(void *self, struct queue *q);
bool software_stuck(const void *self, const struct queue *q);
void software_catch_up(void *self, struct queue *q, sim_time t);
#define SOFTWARE_OPS(describe)                                                                                   \
	{                                                                                                        \
		.picks_buffers = true, .front = &virtio_front, .polled = &polled_front, .policy = (describe),    \
		.init = software_init, .rx_ready = software_rx_ready, .kicked = software_kicked,                 \
		.tx_published = software_tx_published, .wire_room = software_wire_room, .waits = software_waits, \
		.settle = software_settle, .stuck = software_stuck, .catch_up = software_catch_up                \
	}

/*
 * While q->put_off: have the receive worker do what is due before t, with the arrivals up to then, those at t itself if `with`.  And give both
 * their events again, once that is done up to now.
 */
void host_rx_catch_up(struct queue *q, sim_time t, bool with);
void host_catch_up(struct queue *q); /* for the guest's receive side, now; or step by step, where it is steps that are put off */
void host_rx_resume(struct queue *q);
/* The same, but no more than it takes for one more packet to be in the ring before t: false = there is none. */
bool host_rx_fetch(struct queue *q, sim_time t);

/* Bytes that a worker copies in the stretch that it begins; 0 = none, or it is none of this queue's. */
int64_t software_moves(const struct queue *q, int actor);
bool software_owns(const struct queue *q, int actor);

/* The flush policy's word to the worker: send what is in the ring. */
void host_tx_start(struct queue *q);
/* Now, for a flush policy: a kick that is being handled reaches the host a little later than the guest sent it. */
sim_time host_tx_moment(const struct queue *q);
/* Ask for kicks on the transmit ring, or not. arm returns true when the ring is not empty: look again. */
bool host_tx_arm(struct queue *q);
void host_tx_disarm(struct queue *q);
#endif
