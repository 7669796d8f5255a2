/*
 * traffic_rr.c - requests and responses, a fixed number at a time (closed loop).
 *
 * 1. `outstanding` requesters each send a request, wait for its response, think, and send the next (netperf TCP_RR: one, no thinking).
 * 2. Direction rr: the application in the guest asks, the peer answers at once (its time is part of traffic.base_rtt), the response
 *    has the request's length. Direction rx or tx: a packet counts as answered when it is delivered (closed queueing network).
 * 3. A dropped packet is sent again `rto` later.
 */
#include "base/arena.h"
#include "base/param.h"
#include "device/credits.h"
#include "nic/model.h"
#include "load/pace.h"
#include <stdlib.h>

enum distribution { CONSTANT, EXPONENTIAL };
static const char *const distributions[] = {"constant", "exponential", NULL};

struct rr {
	int64_t size, outstanding, think, distribution, rto;
	struct credits fresh, again;
	struct stream stream;
};

static const struct param params[] = {
	{"size", UNIT_BYTES, FRAME_MIN, FRAME_MAX, "67B", NULL, offsetof(struct rr, size),
	 "frame of request and response (one byte of TCP payload)"},
	{"outstanding", UNIT_COUNT, 1, 1 << 20, "1", NULL, offsetof(struct rr, outstanding),
	 "requests out at a time, all queues together"},
	{"think", UNIT_TIME, 0, 1000 * PS_PER_S, "0us", NULL, offsetof(struct rr, think),
	 "mean pause between a response and the next request"},
	{"think_distribution", UNIT_WORD, 0, 0, "constant", distributions, offsetof(struct rr, distribution),
	 ONLY("think!=0us") "of the pause"},
	{"rto", UNIT_TIME, 1, 100 * PS_PER_S, "200ms", NULL, offsetof(struct rr, rto), "a lost packet is sent again after this"},
	{0},
};

static sim_time pause(struct rr *t)
{
	return t->distribution == EXPONENTIAL ? stream_exponential(&t->stream, (double)t->think) : t->think;
}

/* Exponential pauses end in any order: a sorted insert keeps the FIFO in time order. */
static void add_sorted(struct credits *c, sim_time at)
{
	credits_add(c, at, 1);
	for (uint32_t i = c->count - 1; i > 0; i--) {
		struct credit *a = &c->slot[(c->head + i - 1) & c->mask], *b = &c->slot[(c->head + i) & c->mask];
		if (a->at <= b->at) break;
		struct credit swap = *a;
		*a = *b;
		*b = swap;
	}
}

static int sooner(const void *a, const void *b)
{
	sim_time x = ((const struct credit *)a)->at, y = ((const struct credit *)b)->at;
	return (x > y) - (x < y);
}

static bool init(void *self, const struct traffic_env *env)
{
	struct rr *t = self;
	int64_t ours = share_of(env, t->outstanding);
	stream_init_of(&t->stream, env->seed, env->replication, "traffic think", env->queue);
	if (!credits_init(&t->fresh, ours + 1, ours, env->arena) || !credits_init(&t->again, ours + 1, 0, env->arena))
		return false;
	if (env->arena->measured) return true; /* to draw and sort a million pauses takes its time */
	for (int64_t i = 0; i < ours; i++)
		credits_add(&t->fresh, pause(t), 1);
	qsort(t->fresh.slot, t->fresh.count, sizeof *t->fresh.slot, sooner); /* one by one, a million would take minutes */
	return true;
}

static bool next(void *self, struct arrival *out)
{
	struct rr *t = self;
	bool again;
	sim_time at;
	if (!credits_take(&t->fresh, &t->again, &at, &again)) return false;
	arrival_fill(out, at, t->size);
	return true;
}

static void answered(void *self, sim_time at, int64_t units, const struct packet *p)
{
	struct rr *t = self;
	(void)p;
	for (int64_t i = 0; i < units; i++)
		add_sorted(&t->fresh, at + pause(t));
}

static void take_back(void *self, const struct arrival *a)
{
	add_sorted(&((struct rr *)self)->fresh, a->at);
}

static void lost(void *self, sim_time at, const struct packet *p, enum drop_cause why)
{
	struct rr *t = self;
	(void)p, (void)why;
	credits_add_same(&t->again, at + t->rto);
}

static int32_t nominal(const void *self)
{
	return (int32_t)((const struct rr *)self)->size;
}

static const struct traffic_ops ops = {.out_at_a_time = "requests out",
				       .thinks = true,
				       .init = init,
				       .next = next,
				       .answered = answered,
				       .lost = lost,
				       .take_back = take_back,
				       .nominal_length = nominal};

const struct model traffic_rr = {.size = sizeof(struct rr), .params = params, .ops = &ops};
