/*
 * traffic_onoff.c - bursts at a constant rate with pauses.
 *
 * 1. On: packets at a constant rate. Off: none. Both last exponentially long on average `on` and `off`, or exactly so long.
 * 2. Nothing answers; what does not fit is lost.
 */
#include "base/param.h"
#include "nic/model.h"
#include "load/pace.h"

enum distribution { CONSTANT, EXPONENTIAL };
static const char *const distributions[] = {"constant", "exponential", NULL};

struct onoff {
	int64_t rate, size, on, off, distribution;
	struct pace pace;
	sim_time ends;
	struct stream stream;
};

static const struct param params[] = {
	{"rate", UNIT_PACKETRATE, 1, MAX_RATE, NULL, NULL, offsetof(struct onoff, rate),
	 "packets per second while on, all queues together"},
	{"size", UNIT_BYTES, FRAME_MIN, FRAME_MAX, "1514B", NULL, offsetof(struct onoff, size), "frame without FCS"},
	{"on", UNIT_TIME, 1, 1000 * PS_PER_S, "1ms", NULL, offsetof(struct onoff, on), "mean length of an on period"},
	{"off", UNIT_TIME, 0, 1000 * PS_PER_S, "1ms", NULL, offsetof(struct onoff, off), "mean length of an off period"},
	{"distribution", UNIT_WORD, 0, 0, "exponential", distributions, offsetof(struct onoff, distribution), "of both periods"},
	{0},
};

static sim_time period(struct onoff *t, int64_t mean)
{
	return t->distribution == EXPONENTIAL ? stream_exponential(&t->stream, (double)mean) : mean;
}

static bool init(void *self, const struct traffic_env *env)
{
	struct onoff *t = self;
	stream_init(&t->stream, env->seed, env->replication, "traffic periods"); /* all queues go on and off together */
	pace_init(&t->pace, t->rate, share(env), 0);
	t->ends = period(t, t->on);
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct onoff *t = self;
	while (t->pace.at >= t->ends) {
		sim_time from = t->ends + period(t, t->off);
		t->ends = from + period(t, t->on);
		if (t->pace.at < from) t->pace.at = from;
	}
	arrival_fill(out, pace_next(&t->pace), t->size);
	return true;
}

static int32_t nominal(const void *self)
{
	return (int32_t)((const struct onoff *)self)->size;
}

static const struct traffic_ops ops = {.init = init, .next = next, .nominal_length = nominal};

#define PERIODS 1000000 /* between two packets, which are gone through one by one */

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct onoff *t = self;
	double gap = 1e15 * (double)setup->queues / (double)t->rate;
	if (gap / PERIODS <= (double)t->on + (double)t->off) return true;
	return complain(c, "traffic.on",
			"%.3g periods pass between two packets of a queue, expected longer ones or a higher rate",
			gap / ((double)t->on + (double)t->off));
}

const struct model traffic_onoff = {.size = sizeof(struct onoff), .params = params, .ops = &ops, .check = check};
