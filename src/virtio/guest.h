/* guest.h - the virtio driver in the guest, for models of completion and back ends. */
#ifndef VIRTIO_GUEST_H
#define VIRTIO_GUEST_H
#include "nic/front.h"
#include "nic/queue.h"

/* The one that waits for interrupts, and the one that polls for ever. */
extern const struct front_ops virtio_front, polled_front;

/* What the driver does with a packet can be put off: it takes the same time for each, and tells nobody. */
bool guest_rx_can_wait(const struct queue *q);
/* It learns by its own steps alone what came into the receive ring while it polls. */
bool guest_rx_can_lag(const struct queue *q);
/* An interrupt raised for the receive (tx = false) or transmit ring reaches the guest at time t. */
void guest_interrupt(struct queue *q, bool tx, sim_time t);
/* It polls for ever, in a program, with buffers that are alike: cache lines can be told from their places. */
bool guest_counts_lines(const struct queue *q);
/* Take back all sent buffers: how many. Booked on core c. */
int guest_reclaim(struct queue *q, struct core *c);
/* Enough of the transmit ring is free to go on sending. */
bool guest_has_room(const struct queue *q);
/* Room in the transmit ring, perhaps: go on. False = there is not enough, the queue stays stopped. */
bool guest_tx_wake(struct queue *q);
/* Bytes that an actor of the driver's, or the program that reads, copies in the stretch that it begins; 0 = none, or it is none of theirs. */
int64_t guest_moves(const struct queue *q, int actor);
bool guest_owns(const struct queue *q, int actor);
#endif
