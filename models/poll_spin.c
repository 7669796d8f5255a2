/*
 * poll_spin.c - the driver in the guest's kernel busy polls and never asks for an interrupt (netfront in MiniOS; a thread that polls).
 *
 * 1. The front end busy polls both rings and names no index from which on it wants to be told: netback never sends it an event. Over
 *    virtio it says once that it wants no interrupts.
 * 2. Up to `budget` packets at a time, then its ring is filled up again, as with napi.
 * 3. While there is nothing it takes all that the guest's other threads leave of its core, and keeps none of them waiting: it looks between
 *    their packets.
 * 4. Over virtio packets take the stack's time and memory, as with napi, and a look at a ring takes napi_resched, found or not.
 */
#include "base/param.h"
#include "nic/backend.h"
#include "nic/front.h"
#include "nic/model.h"
#include "nic/poll.h"
#include "nic/ring.h"
#include "nic/setup.h"

struct spin {
	int64_t budget;
};

static const struct param params[] = {
	{"budget", UNIT_COUNT, 1, 1 << 16, "64", NULL, offsetof(struct spin, budget),
	 ONLY("receives") "packets before the ring is filled up again"},
	{0},
};

static int32_t budget(const void *self)
{
	return (int32_t)((const struct spin *)self)->budget;
}
static bool refill_each(const void *self)
{
	(void)self;
	return false;
}
static bool refill_due(const void *self, const struct ring *r, int32_t posted, int32_t most)
{
	(void)self, (void)posted, (void)most;
	return r->free > 0;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct chosen *backend = &setup->slot[SLOT_BACKEND];
	const struct backend_ops *ops = backend->reg->model->ops;
	(void)self;
	return ops->front->spins || polling_check(setup, c);
}

static void polling(const void *self, const struct setup *s, struct polling *p)
{
	*p = (struct polling){.burst = budget(self), .refill = 1, .kernel = true};
	p->look = p->call = s->napi_resched;
	p->tx_packet = s->guest_tx_packet;
	p->tx_reclaim = s->guest_tx_reclaim;
}

static const struct poll_ops ops = {
	.spins = true, .budget = budget, .refill_each = refill_each, .refill_due = refill_due, .polling = polling};

const struct model poll_spin = {.size = sizeof(struct spin), .params = params, .ops = &ops, .check = check};
