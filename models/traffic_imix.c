/*
 * traffic_imix.c - a mix of small, middle and large packets at random.
 *
 * 1. Packets with independent exponential gaps; each is 60, 590 or 1514 B long with weights 7 : 4 : 1 (simple IMIX: IP packets of 40,
 *    576 and 1500 B in Ethernet, the smallest padded).
 * 2. Nothing answers; what does not fit is lost.
 */
#include "base/param.h"
#include "nic/model.h"
#include "load/pace.h"

struct imix {
	int64_t rate;
	struct random_pace pace;
};

static const struct param params[] = {
	{"rate", UNIT_PACKETRATE, 1, MAX_RATE, NULL, NULL, offsetof(struct imix, rate),
	 "mean packets per second, all queues together"},
	{0},
};

static const struct {
	int weight, len;
} sizes[] = {{7, 60}, {4, 590}, {1, 1514}};
#define N_SIZES 3

static int64_t total_weight(void)
{
	int64_t n = 0;
	for (int i = 0; i < N_SIZES; i++)
		n += sizes[i].weight;
	return n;
}

static bool init(void *self, const struct traffic_env *env)
{
	struct imix *t = self;
	random_pace_init(&t->pace, t->rate, env);
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct imix *t = self;
	int64_t draw = (int64_t)stream_below(&t->pace.stream, (uint64_t)total_weight());
	int i = 0;
	while (draw >= sizes[i].weight)
		draw -= sizes[i++].weight;
	arrival_fill(out, random_pace_next(&t->pace), sizes[i].len);
	return true;
}

static int32_t nominal(const void *self)
{
	int64_t sum = 0;
	(void)self;
	for (int i = 0; i < N_SIZES; i++)
		sum += (int64_t)sizes[i].weight * sizes[i].len;
	return (int32_t)(sum / total_weight());
}

static const struct traffic_ops ops = {.init = init, .next = next, .nominal_length = nominal};

const struct model traffic_imix = {.size = sizeof(struct imix), .params = params, .ops = &ops};
