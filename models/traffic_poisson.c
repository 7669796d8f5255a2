/*
 * traffic_poisson.c - one length at random (Poisson).
 *
 * 1. Packets of one length with independent exponential gaps.
 * 2. Nothing answers; what does not fit is lost.
 */
#include "base/param.h"
#include "nic/model.h"
#include "load/pace.h"

struct poisson {
	int64_t rate, size;
	struct random_pace pace;
};

static const struct param params[] = {
	{"rate", UNIT_PACKETRATE, 1, MAX_RATE, NULL, NULL, offsetof(struct poisson, rate),
	 "mean packets per second, all queues together"},
	{"size", UNIT_BYTES, FRAME_MIN, FRAME_MAX, "1514B", NULL, offsetof(struct poisson, size), "frame without FCS"},
	{0},
};

static bool init(void *self, const struct traffic_env *env)
{
	struct poisson *t = self;
	random_pace_init(&t->pace, t->rate, env);
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct poisson *t = self;
	arrival_fill(out, random_pace_next(&t->pace), t->size);
	return true;
}

static sim_time next_at(void *self)
{
	return random_pace_next(&((struct poisson *)self)->pace);
}

static int32_t nominal(const void *self)
{
	return (int32_t)((const struct poisson *)self)->size;
}

static const struct traffic_ops ops = {
	.one_length = true, .init = init, .next = next, .next_at = next_at, .nominal_length = nominal};

const struct model traffic_poisson = {.size = sizeof(struct poisson), .params = params, .ops = &ops};
