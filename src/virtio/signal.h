/* signal.h - interrupts from the device to the guest. */
#ifndef VIRTIO_SIGNAL_H
#define VIRTIO_SIGNAL_H
#include "nic/queue.h"

/* Their state (which the front makes), and the timers of moderation (a back end that signals by device_signal); false = no memory, no actors. */
bool signals_init(struct queue *q);
bool signals_add_timers(struct queue *q);
/* The device published n (>= 1) used chains: raise an interrupt if the driver wishes one, subject to moderation. Booked on the host core c. */
void device_signal(struct queue *q, struct core *c, bool tx, int64_t n);
/* A signal is being held back. */
bool signals_held(const struct queue *q, bool tx);
#endif
