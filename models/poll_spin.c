/*
 * poll_spin.c - the front end busy polls (netfront in MiniOS).
 *
 * 1. The front end busy polls both rings and names no index from which on it wants to be told: netback never sends it an event.
 * 2. Up to `budget` packets at a time, then its ring is filled up again, as with napi.
 * 3. While there is nothing it takes all that the guest's other threads leave of its core, and keeps none of them waiting: it looks between
 *    their packets.
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
	(void)self;
	if (((const struct backend_ops *)backend->reg->model->ops)->front->spins) return true;
	return complain(c, "nic.notify.guest.model",
			"the virtio driver does not busy poll, expected napi, or nic.backend netback");
}

static const struct poll_ops ops = {.spins = true, .budget = budget, .refill_each = refill_each, .refill_due = refill_due};

const struct model poll_spin = {.size = sizeof(struct spin), .params = params, .ops = &ops, .check = check};
