/*
 * poll_napi.c - interrupt, then poll rounds (Linux NAPI).
 *
 * 1. An interrupt masks further ones and starts polling (Linux virtqueue_napi_schedule).
 * 2. A round takes up to `budget` packets. A used-up budget means another round after others had their turn.
 * 3. At the end of a round buffers are posted again if the refill rule says so, all at once, with at most one kick.
 *    With `gro` frames wait until then, and those of one flow go up as one packet: up to 64 KiB, closed by a shorter frame; of more
 *    than eight flows the one that is held longest goes first (Linux dev_gro_receive, tcp_gro_receive).
 * 4. Fewer packets than the budget: ask for interrupts again, look once more, sleep (virtqueue_napi_complete).
 * 5. A driver may post fewer buffers than the ring holds (`posted`), name its threshold as a count (`refill_count`), and look whether the
 *    device wants a kick only after so many buffers (`kick_after`; the Windows driver does after a quarter of them and one). A count that
 *    the ring never reaches stalls reception for good: the device waits for buffers or for the kick, and the run says so.
 * 6. With `gro_flush_timeout` and `defer_hard_irqs` (sysfs) a poll that found packets leaves interrupts off, and a timer polls again; so do
 *    polls that find nothing, until defer_hard_irqs of them came in a row. Interrupts are asked for then, defer_hard_irqs times
 *    gro_flush_timeout after the last packet (Linux napi_complete_done, napi_watchdog).
 * 7. While the timer runs GRO holds frames from one poll to the next, but none from before the present jiffy (napi_gro_flush).
 * 8. Softirqs come before programs on their core: a sender or reader there has a turn of one packet when the budget is used up.
 *    Polling that went on for `ksoftirqd_after` without a pause is a thread's until the ring is empty: it and they have the core for
 *    the same time, of which one may be `sched_slice` ahead.
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/poll.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "nic/setup.h"

enum rule { EACH, POSTED_BELOW, FREE_ABOVE };
static const char *const rules[] = {"each", "posted_below", "free_above", NULL};

struct napi {
	int64_t budget, gro, refill, refill_below, refill_count, posted, kick_after;
	int64_t defer_hard_irqs, gro_flush_timeout, jiffy, ksoftirqd_after, sched_slice;
};

static const struct param params[] = {
	{"budget", UNIT_COUNT, 1, 1 << 16, "64", NULL, offsetof(struct napi, budget),
	 ONLY("receives") "packets per poll round (Linux NAPI_POLL_WEIGHT)"},
	{"gro", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct napi, gro),
	 ONLY("receives nic.backend!=netback") "frames of one flow (traffic.flows) that come in one round reach the stack as one "
					       "packet (Linux GRO)"},
	{"refill", UNIT_WORD, 0, 0, "free_above", rules, offsetof(struct napi, refill),
	 ONLY("receives nic.backend!=netback") "each: with every packet; posted_below: when fewer than refill_below of the most "
					       "buffers are posted (Linux 2.6); "
					       "free_above: when more "
					       "descriptors are free than half the smaller of budget and ring (Linux today)"},
	{"refill_below", UNIT_RATIO, 0, 1000000, "50%", NULL, offsetof(struct napi, refill_below),
	 ONLY("refill=posted_below refill_count=0 receives nic.backend!=netback") "only posted_below: the threshold"},
	{"refill_count", UNIT_COUNT, 0, 32768, "0", NULL, offsetof(struct napi, refill_count),
	 ONLY("refill!=each receives nic.backend!=netback") "the threshold as a count instead: posted_below, of buffers posted; "
							    "free_above, of free descriptors; 0 = by the share, or by half"},
	{"posted", UNIT_COUNT, 0, 32768, "0", NULL, offsetof(struct napi, posted),
	 ONLY("nic.backend!=netback") "receive buffers that the driver posts at most; 0 = as many as the ring holds"},
	{"kick_after", UNIT_COUNT, 1, 32768, "1", NULL, offsetof(struct napi, kick_after),
	 ONLY("receives nic.backend!=netback") "buffers posted since it last looked, until the driver looks whether the device "
					       "wants "
					       "a kick"},
	{"gro_flush_timeout", UNIT_TIME, 0, PS_PER_S, "0s", NULL, offsetof(struct napi, gro_flush_timeout),
	 ONLY("receives deferral nic.backend!=netback") "until the driver polls again without an interrupt, behind a poll that "
							"left interrupts off or frames held (sysfs gro_flush_timeout); 0us "
							"= never"},
	{"defer_hard_irqs", UNIT_COUNT, 0, 1 << 16, "0", NULL, offsetof(struct napi, defer_hard_irqs),
	 ONLY("receives gro_flush_timeout!=0us nic.backend!=netback") "polls by that timer that find nothing, in a row, until "
								      "interrupts are asked for (sysfs napi_defer_hard_irqs)"},
	{"jiffy", UNIT_TIME, PS_PER_US, PS_PER_S, "4ms", NULL, offsetof(struct napi, jiffy),
	 ONLY("receives gro=true gro_flush_timeout!=0us nic.backend!=netback") "the kernel's tick (HZ=250): frames from before "
									       "the present one are held no longer"},
	{"ksoftirqd_after", UNIT_TIME, 0, PS_PER_S, "0s", NULL, offsetof(struct napi, ksoftirqd_after),
	 ONLY("receives program_beside nic.backend!=netback") "polling without a pause after which a thread goes on with it, "
							      "that takes turns "
							      "with a sender or reader "
							      "on its core (Linux: 2 ms); 0us = never: it comes first"},
	{"sched_slice", UNIT_TIME, PS_PER_US, PS_PER_S, "3ms", NULL, offsetof(struct napi, sched_slice),
	 ONLY("receives ksoftirqd_after!=0us program_beside nic.backend!=netback") "how much more of the core one may have had "
										   "than the others "
										   "(base slice of EEVDF "
										   "on 8 processors and more; CFS has 12 ms for "
										   "two tasks "
										   "there)"},
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

static bool merges(const void *self)
{
	return ((const struct napi *)self)->gro;
}

static bool refill_due(const void *self, const struct ring *r, int32_t posted, int32_t most)
{
	const struct napi *n = self;
	if (n->refill_count) return n->refill == POSTED_BELOW ? posted < n->refill_count : r->free > n->refill_count;
	if (n->refill == POSTED_BELOW) return posted * INT64_C(1000000) < most * n->refill_below || posted == 0;
	int64_t smaller = n->budget < r->size ? n->budget : r->size;
	return r->free > smaller / 2 || posted == 0;
}

static void posting(const void *self, struct posting *p)
{
	const struct napi *n = self;
	bool counts = n->refill == FREE_ABOVE && n->refill_count;
	*p = (struct posting){.most = (int32_t)n->posted,
			      .kick_after = (int32_t)n->kick_after,
			      .refill_at = counts ? (int32_t)n->refill_count : -1,
			      .counted = n->refill != EACH && n->refill_count > 0};
}

static void defers(const void *self, struct deferral *d)
{
	const struct napi *n = self;
	*d = (struct deferral){.timeout = n->gro_flush_timeout, .count = (int32_t)n->defer_hard_irqs, .jiffy = n->jiffy};
}

static void turns(const void *self, struct softirq_turns *t)
{
	const struct napi *n = self;
	*t = (struct softirq_turns){.after = n->ksoftirqd_after, .slice = n->sched_slice};
}

static const struct poll_ops ops = {.defers = defers,
				    .turns = turns,
				    .budget = budget,
				    .refill_each = refill_each,
				    .merges = merges,
				    .refill_due = refill_due,
				    .posting = posting};

/* A ring that is full holds no more buffers; of several kinds not all take as much room. */
static bool bounds(const void *self, const struct setup *s, struct complaint *c)
{
	const struct napi *n = self;
	const struct chosen *ring = &s->slot[SLOT_RING], *scheme = &s->slot[SLOT_SCHEME];
	const struct ring_ops *ring_ops = ring->reg->model->ops;
	struct scheme_traits t = {0};
	((const struct scheme_ops *)scheme->reg->model->ops)->traits(scheme->conf, &t);
	int64_t each = t.shelves ? 1 : ring_ops->entries(ring->conf, (uint32_t)t.segments, t.may_indirect),
		most = ring_ops->size(ring->conf, false) / each;
	return n->posted <= most || complain(c, "nic.notify.guest.posted",
					     "is %lld, and the receive ring has room for %lld buffers: as with 0, it is filled",
					     (long long)n->posted, (long long)most);
}

const struct model poll_napi = {.size = sizeof(struct napi), .params = params, .ops = &ops, .bounds = bounds};
