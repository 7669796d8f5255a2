/*
 * moderate_fixed.c - an interrupt after a number of packets or a time, whichever comes first.
 *
 * 1. Counter and timer start with the first packet that is used after the last signal (virtio 1.x 5.1.6.5.13, notifications coalescing).
 * 2. With `packets` used there is a signal at once, else `time` after the first of them.
 * 3. Either 0: a signal for whatever is used.
 */
#include "base/param.h"
#include "nic/features.h"
#include "nic/model.h"
#include "nic/moderate.h"

struct fixed {
	int64_t time, packets;
};

#define LONGEST PS_PER_S
#define MOST (1 << 20)

static const struct param params[] = {
	{"time", UNIT_TIME, 0, LONGEST, "0us", NULL, offsetof(struct fixed, time),
	 ONLY("packets!=0|1") "an interrupt at the latest so long after the first packet (max_usecs)"},
	{"packets", UNIT_COUNT, 0, MOST, "0", NULL, offsetof(struct fixed, packets),
	 ONLY("time!=0us") "an interrupt after so many packets (max_packets); 0 = every one"},
	{0},
};

#define NEEDS_COALESCING(key, most)                                                                                           \
	{                                                                                                                     \
		.path = "nic.moderation." key, .from = 1, .to = most, .any_of = BIT_OF(F_NOTF_COAL) | BIT_OF(F_VQ_NOTF_COAL), \
		.rule = "virtio 1.x 5.1.6.5, notifications coalescing",                                                       \
	}
static const struct need needs[] = {NEEDS_COALESCING("time", LONGEST), NEEDS_COALESCING("packets", MOST), {0}};

static void traits(const void *self, struct moderate_traits *t)
{
	const struct fixed *f = self;
	bool on = f->time && f->packets;
	*t = (struct moderate_traits){.longest = on ? f->time : 0, .most = on ? f->packets : 1};
}

static sim_time used(void *self, const struct held *h, sim_time now)
{
	const struct fixed *f = self;
	(void)now;
	return h->packets >= f->packets ? MODERATE_NOW : h->since + f->time;
}

static const struct moderate_ops ops = {.traits = traits, .used = used};

const struct model moderate_fixed = {.size = sizeof(struct fixed), .params = params, .needs = needs, .ops = &ops};
