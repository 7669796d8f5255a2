/*
 * poll_napi.c - interrupt, then poll rounds (Linux NAPI).
 *
 * 1. An interrupt masks further ones and starts polling (Linux virtqueue_napi_schedule).
 * 2. A round takes up to `budget` packets. A used-up budget means another round after others had their turn.
 * 3. At the end of a round buffers are posted again if the refill rule says so, all at once, with at most one kick.
 * 4. Fewer packets than the budget: ask for interrupts again, look once more, sleep (virtqueue_napi_complete).
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/poll.h"
#include "nic/ring.h"

enum rule { EACH, POSTED_BELOW, FREE_ABOVE };
static const char *const rules[] = {"each", "posted_below", "free_above", NULL};

struct napi {
	int64_t budget, refill, refill_below;
};

static const struct param params[] = {
	{"budget", UNIT_COUNT, 1, 1 << 16, "64", NULL, offsetof(struct napi, budget),
	 ONLY("receives") "packets per poll round (Linux NAPI_POLL_WEIGHT)"},
	{"refill", UNIT_WORD, 0, 0, "free_above", rules, offsetof(struct napi, refill),
	 ONLY("receives nic.backend!=netback") "each: with every packet; posted_below: when fewer than refill_below of the most "
					       "buffers are posted (Linux 2.6); "
					       "free_above: when more "
					       "descriptors are free than half the smaller of budget and ring (Linux today)"},
	{"refill_below", UNIT_RATIO, 0, 1000000, "50%", NULL, offsetof(struct napi, refill_below),
	 ONLY("refill=posted_below receives nic.backend!=netback") "only posted_below: the threshold"},
	{0},
};

static int32_t budget(const void *self)
{
	return (int32_t)((const struct napi *)self)->budget;
}
static bool refill_each(const void *self)
{
	return ((const struct napi *)self)->refill == EACH;
}

static bool refill_due(const void *self, const struct ring *r, int32_t posted, int32_t most)
{
	const struct napi *n = self;
	if (n->refill == POSTED_BELOW) return posted * INT64_C(1000000) < most * n->refill_below || posted == 0;
	int64_t smaller = n->budget < r->size ? n->budget : r->size;
	return r->free > smaller / 2 || posted == 0;
}

static const struct poll_ops ops = {.budget = budget, .refill_each = refill_each, .refill_due = refill_due};

const struct model poll_napi = {.size = sizeof(struct napi), .params = params, .ops = &ops};
