/*
 * traffic_burst.c - one burst at the start.
 *
 * 1. `count` packets at time 0, then nothing.
 */
#include "base/param.h"
#include "nic/model.h"
#include "load/pace.h"

struct burst {
	int64_t count, size;
	int64_t left;
};

static const struct param params[] = {
	{"count", UNIT_COUNT, 1, INT64_C(1) << 40, NULL, NULL, offsetof(struct burst, count), "packets, all queues together"},
	{"size", UNIT_BYTES, FRAME_MIN, FRAME_MAX, "1514B", NULL, offsetof(struct burst, size), "frame without FCS"},
	{0},
};

static bool init(void *self, const struct traffic_env *env)
{
	struct burst *t = self;
	t->left = share_of(env, t->count);
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct burst *t = self;
	if (t->left == 0) return false;
	t->left--;
	arrival_fill(out, 0, t->size);
	return true;
}

static int32_t nominal(const void *self)
{
	return (int32_t)((const struct burst *)self)->size;
}

static const struct traffic_ops ops = {.init = init, .next = next, .nominal_length = nominal};

const struct model traffic_burst = {.size = sizeof(struct burst), .params = params, .ops = &ops};
