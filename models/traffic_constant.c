/*
 * traffic_constant.c - one length at a constant rate.
 *
 * 1. Packets of one length at equal distances, without drift: packet k at k/rate.
 * 2. Nothing answers; what does not fit is lost.
 */
#include "base/param.h"
#include "nic/model.h"
#include "load/pace.h"

struct constant {
	int64_t rate, size;
	struct pace pace;
};

static const struct param params[] = {
	{"rate", UNIT_PACKETRATE, 1, MAX_RATE, NULL, NULL, offsetof(struct constant, rate),
	 "packets per second, all queues together"},
	{"size", UNIT_BYTES, FRAME_MIN, FRAME_MAX, "1514B", NULL, offsetof(struct constant, size), "frame without FCS"},
	{0},
};

static bool init(void *self, const struct traffic_env *env)
{
	struct constant *t = self;
	/* Queues take turns. */
	sim_time first = (sim_time)(1e15 / (double)t->rate * env->queue);
	pace_init(&t->pace, t->rate, share(env), first);
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct constant *t = self;
	arrival_fill(out, pace_next(&t->pace), t->size);
	return true;
}

static int32_t nominal(const void *self)
{
	return (int32_t)((const struct constant *)self)->size;
}

static const struct traffic_ops ops = {.one_length = true, .init = init, .next = next, .nominal_length = nominal};

const struct model traffic_constant = {.size = sizeof(struct constant), .params = params, .ops = &ops};
