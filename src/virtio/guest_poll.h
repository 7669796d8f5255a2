/* guest_poll.h - what a virtio driver that polls for ever knows; only guest_poll*.c see it. */
#ifndef VIRTIO_GUEST_POLL_H
#define VIRTIO_GUEST_POLL_H
#include "virtio/guest_state.h"
#include "virtio/poller.h"

/* A packet in the program's hands: when the back end took it from the host queue, and the driver from the ring. */
struct in_hand {
	struct packet packet;
	sim_time taken, begun;
};

struct polled {
	struct polling how;
	struct poll_job rx, tx;
	int32_t n; /* packets of the call under way, in hand[how.burst] */
	struct in_hand *hand;
	int32_t sent,
		refused; /* of the transmit call: packets that the ring took, and that it had no room for and the program loses */
	bool published;  /* the call is over, the program works on them */
};

static inline struct polled *polled_of(const struct queue *q)
{
	return q->guest->polled;
}

sim_time polled_rx_due(const struct poll_job *j);
void polled_rx_begin(struct poll_job *j, struct core *c);
bool polled_rx_end(struct poll_job *j, struct core *c);
sim_time polled_tx_due(const struct poll_job *j);
void polled_tx_begin(struct poll_job *j, struct core *c);
bool polled_tx_end(struct poll_job *j, struct core *c);
#endif
