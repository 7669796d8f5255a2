/*
 * complete_napi.c - transmit interrupts, delayed to 3/4 of what is out, handled by polling.
 *
 * 1. Each transmit turns transmit interrupts off, takes back what was sent, and asks for an interrupt once 3/4 of what is out was
 *    sent (Linux virtnet start_xmit with napi_tx, virtqueue_enable_cb_delayed); without event indices for the next one.
 * 2. The interrupt is handled by polling: take everything back, wake the sender, ask again, look once more.
 */
#include "nic/complete.h"
#include "nic/model.h"
#include "virtio/guest.h"
#include "nic/notify.h"

/* All before the packet is built and added, as start_xmit does: interrupts are on while the sender works. */
static void before_transmit(void *self, struct queue *q, struct core *c)
{
	(void)self;
	do {
		q->models.notify.ops->disarm(&q->tx.ring.from_driver);
		guest_reclaim(q, c);
	} while (!ring_arm_delayed(&q->tx.ring, q->models.notify.ops));
}

static bool stopped(void *self, struct queue *q, struct core *c)
{
	before_transmit(self, q, c);
	return !guest_has_room(q);
}

static void interrupted(void *self, struct queue *q)
{
	(void)self;
	do {
		q->models.notify.ops->disarm(&q->tx.ring.from_driver);
		guest_reclaim(q, q->guest_core);
		q->models.notify.ops->arm(&q->tx.ring.from_driver, q->tx.ring.last_used);
	} while (ring_done(&q->tx.ring));
	guest_tx_wake(q);
}

static const struct complete_ops ops = {.before_transmit = before_transmit, .stopped = stopped, .interrupted = interrupted};

const struct model complete_napi = {.size = 1, .ops = &ops};
