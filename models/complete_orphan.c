/*
 * complete_orphan.c - sent buffers are taken back at the next transmit (no transmit interrupts).
 *
 * 1. Packets are orphaned when sent: nobody waits for their completion, interrupts for the transmit ring stay off.
 * 2. Each transmit first takes back what was sent before.
 * 3. Ring nearly full: transmission stops and an interrupt is asked for, with event indices once 3/4 of what is out was sent
 *    (Linux virtqueue_enable_cb_delayed). The interrupt turns itself off again and wakes the sender.
 */
#include "nic/complete.h"
#include "nic/model.h"
#include "virtio/guest.h"
#include "nic/notify.h"

static void before_transmit(void *self, struct queue *q, struct core *c)
{
	(void)self;
	q->models.notify.ops->disarm(&q->tx.ring.from_driver);
	guest_reclaim(q, c);
}

static bool stopped(void *self, struct queue *q, struct core *c)
{
	(void)self;
	while (!ring_arm_delayed(&q->tx.ring, q->models.notify.ops)) {
		guest_reclaim(q, c);
		if (!guest_has_room(q)) continue;
		q->models.notify.ops->disarm(&q->tx.ring.from_driver);
		return false;
	}
	return true;
}

static void interrupted(void *self, struct queue *q)
{
	(void)self;
	q->models.notify.ops->disarm(&q->tx.ring.from_driver);
	guest_reclaim(q, q->guest_core);
	if (!guest_tx_wake(q)) ring_arm_delayed(&q->tx.ring, q->models.notify.ops); /* all is taken back: this always holds */
}

static const struct complete_ops ops = {
	.orphans = true, .before_transmit = before_transmit, .stopped = stopped, .interrupted = interrupted};

const struct model complete_orphan = {.size = 1, .ops = &ops};
