/*
 * complete_every.c - a completion signal every so many packets or when drained (venet).
 *
 * 1. Host: counts packets sent since the last completion signal; signals after every `packets` of them, or when nothing is left to
 *    send, whichever comes first; the count then starts again (Gregory Haskins 2009, venet: every 10 packets or on drain).
 * 2. Guest: takes everything sent back in the interrupt. Completion signals are not masked.
 */
#include "base/param.h"
#include "nic/complete.h"
#include "nic/model.h"
#include "virtio/guest.h"
#include "nic/notify.h"

struct every {
	int64_t packets;
};

static const struct param params[] = {
	{"packets", UNIT_COUNT, 1, 1 << 20, "10", NULL, offsetof(struct every, packets),
	 ONLY("transmits software") "packets per completion signal (venet: 10)"},
	{0},
};

static void before_transmit(void *self, struct queue *q, struct core *c)
{
	(void)self, (void)q, (void)c;
}

static bool stopped(void *self, struct queue *q, struct core *c)
{
	(void)self;
	guest_reclaim(q, c);
	q->models.notify.ops->arm(&q->tx.ring.from_driver, q->tx.ring.last_used);
	return !guest_has_room(q);
}

static void interrupted(void *self, struct queue *q)
{
	(void)self;
	guest_reclaim(q, q->guest_core);
	q->models.notify.ops->arm(&q->tx.ring.from_driver, q->tx.ring.last_used);
	guest_tx_wake(q);
}

static bool signal(const void *self, int64_t since, bool drained)
{
	return since > 0 && (drained || since >= ((const struct every *)self)->packets);
}

static const struct complete_ops ops = {
	.before_transmit = before_transmit, .stopped = stopped, .interrupted = interrupted, .signal = signal};

const struct model complete_every = {.size = sizeof(struct every), .params = params, .ops = &ops};
