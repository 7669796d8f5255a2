/*
 * test_loads.c - what comes when: each model of traffic against a closed form, or against a second way of drawing the same.  The model is
 * asked as the source asks it, without a run.
 */
#include "engine/random.h"
#include "nic/setup.h"
#include "nic/traffic.h"
#include "unit/same.h"
#include "unit/try.h"

#define US PS_PER_US
#define MS PS_PER_MS
#define SEED 7

/* The traffic of one queue, ready to be asked. */
struct asked {
	struct tried t;
	const struct traffic_ops *ops;
	void *self;
};

static void *copy_of(struct tried *t)
{
	const struct chosen *c = &t->setup.slot[SLOT_TRAFFIC];
	void *self = arena_alloc(&t->arena, c->reg->model->size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(self);
	return memcpy(self, c->conf, c->reg->model->size);
}

static void ask(struct asked *a, int queue, const char *file, const char *settings)
{
	CU_ASSERT_FATAL(try_load(&a->t, file, "%s", settings) || try_say(&a->t));
	a->ops = a->t.setup.slot[SLOT_TRAFFIC].reg->model->ops;
	a->self = copy_of(&a->t);
	struct traffic_env env = {.setup = &a->t.setup, .arena = &a->t.arena, .seed = SEED, .queue = queue};
	CU_ASSERT_FATAL(a->ops->init(a->self, &env));
}

static bool comes(struct asked *a, sim_time at)
{
	struct arrival next;
	if (!a->ops->next(a->self, &next)) return same("the arrival at", -1, at);
	return same("the arrival", next.at, at);
}

static bool nothing_comes(struct asked *a)
{
	struct arrival next;
	bool ok = !a->ops->next(a->self, &next);
	if (!ok) printf("something comes at %lld, expected nothing\n", (long long)next.at);
	return ok;
}

/* Packet k at k/rate: of 3 in a second none drifts; queue q begins q/rate later. */
static void constant(void)
{
	struct asked a;
	ask(&a, 0, TRY_RX, "traffic.rate=3pps");
	for (int64_t k = 0; k < 1000; k++)
		CU_ASSERT(comes(&a, k * PS_PER_S / 3));
	try_end(&a.t);
	for (int q = 0; q < 4; q++) {
		ask(&a, q, TRY_RX, "traffic.rate=1Mpps nic.queues=4");
		for (int64_t k = 0; k < 100; k++)
			CU_ASSERT(comes(&a, (4 * k + q) * US));
		try_end(&a.t);
	}
}

/* 10 us of packets a microsecond apart, then 30 us of none; the same on two queues at half the rate each. */
static void onoff_exactly(void)
{
	struct asked a;
	ask(&a, 0, TRY_RX,
	    "traffic.model=onoff traffic.rate=1Mpps traffic.on=10us traffic.off=30us traffic.distribution=constant");
	for (int64_t k = 0; k < 1000; k++)
		CU_ASSERT(comes(&a, (k / 10 * 40 + k % 10) * US));
	try_end(&a.t);
	for (int q = 0; q < 2; q++) {
		ask(&a, q, TRY_RX,
		    "traffic.model=onoff traffic.rate=1Mpps traffic.on=10us traffic.off=30us traffic.distribution=constant "
		    "nic.queues=2");
		for (int64_t k = 0; k < 100; k++)
			CU_ASSERT(comes(&a, (k / 5 * 40 + 2 * (k % 5)) * US));
		try_end(&a.t);
	}
}

/* Exponential periods, drawn a second time here: all queues go on and off together, and each period is as long as it was drawn. */
static void onoff_at_random(void)
{
	struct asked a;
	int64_t sent = 0;
	struct stream periods;
	ask(&a, 1, TRY_RX, "traffic.model=onoff traffic.rate=200Mpps traffic.on=20us traffic.off=60us nic.queues=2");
	stream_init(&periods, SEED, 0, "traffic periods");
	sim_time from = 0, to = stream_exponential(&periods, 20e6), next = 0;
	for (int period = 0; period < 2000; period++) {
		next = next > from ? next : from;
		for (; next < to; next += 10000, sent++)
			CU_ASSERT_FATAL(comes(&a, next));
		from = to + stream_exponential(&periods, 60e6);
		to = from + stream_exponential(&periods, 20e6);
	}
	/* A quarter of the time on, give or take what 2000 periods leave open. */
	CU_ASSERT(within("share of the time on", (double)sent * 10000 / (double)from, 0.25, 0.015));
	try_end(&a.t);
}

/* 7 : 4 : 1 of 60, 590 and 1514 B; 357 B on average, a mean gap apart. */
static void imix(void)
{
	enum { N = 120000 };
	struct asked a;
	struct arrival next = {0};
	int of[3] = {0};
	ask(&a, 0, TRY_RX, "traffic.model=imix traffic.rate=1Mpps nic.queues=2");
	for (int i = 0; i < N; i++) {
		CU_ASSERT_FATAL(a.ops->next(a.self, &next));
		CU_ASSERT_EQUAL(next.packet.goodput, next.packet.len);
		of[next.packet.len == 60 ? 0 : next.packet.len == 590 ? 1 : 2]++;
		if (of[2] == 1 && next.packet.len != 60 && next.packet.len != 590)
			CU_ASSERT(same("longest", next.packet.len, 1514));
	}
	/* Five standard deviations. */
	CU_ASSERT(within("of 60 B", of[0], N * 7 / 12., 5 * sqrt(N * 7 * 5 / 144.)));
	CU_ASSERT(within("of 590 B", of[1], N * 4 / 12., 5 * sqrt(N * 4 * 8 / 144.)));
	CU_ASSERT(within("of 1514 B", of[2], N / 12., 5 * sqrt(N * 11 / 144.)));
	CU_ASSERT(within("mean gap", (double)next.at / N, 2e6, 5 * 2e6 / sqrt(N)));
	CU_ASSERT(same("nominal length", a.ops->nominal_length(a.self), (7 * 60 + 4 * 590 + 1514) / 12));
	try_end(&a.t);
}

/* Gaps drawn a second time: of a queue's share of the rate. */
static void poisson(void)
{
	struct asked a;
	struct stream gaps;
	sim_time at = 0;
	ask(&a, 2, TRY_RX, "traffic.model=poisson traffic.rate=1Mpps nic.queues=4");
	stream_init_of(&gaps, SEED, 0, "traffic", 2);
	for (int i = 0; i < 1000; i++)
		CU_ASSERT(comes(&a, at += stream_exponential(&gaps, 4e6)));
	try_end(&a.t);
}

/* How many come at once before anything is answered. */
static int first_ones(int queue, const char *settings)
{
	struct asked a;
	struct arrival next;
	int n = 0;
	ask(&a, queue, TRY_RX, settings);
	while (n < 1000 && a.ops->next(a.self, &next)) {
		CU_ASSERT(same("an arrival", next.at, 0));
		n++;
	}
	try_end(&a.t);
	return n;
}

/* What can't be shared out evenly goes to the first queues; a window is at least one segment on each. */
static void shared_out(void)
{
	static const int burst[] = {4, 3, 3}, window[] = {3, 3, 2}, requesters[] = {2, 2, 1};
	for (int q = 0; q < 3; q++) {
		CU_ASSERT(same("of a burst of 10", first_ones(q, "traffic.model=burst traffic.count=10 nic.queues=3"), burst[q]));
		CU_ASSERT(same("of a window of 8 segments",
			       first_ones(q, "traffic.model=window traffic.window=12543B traffic.segment=1448B nic.queues=3"),
			       window[q]));
		CU_ASSERT(same("of a window of one segment",
			       first_ones(q, "traffic.model=window traffic.window=1448B nic.queues=3"), 1));
		CU_ASSERT(same("of 5 requesters", first_ones(q, "traffic.model=rr traffic.outstanding=5 nic.queues=3"),
			       requesters[q]));
		CU_ASSERT(same("of packets ahead", first_ones(q, "traffic.model=pktgen traffic.ahead=100 nic.queues=3"), 100));
	}
}

/* Segments are allowed by answers, at their time and in order; a lost one comes again after the timeout. */
static void window(void)
{
	struct asked a;
	struct packet p = {.len = 1514, .goodput = 1448};
	ask(&a, 0, TRY_RX, "traffic.model=window traffic.window=4344B traffic.rto=5ms");
	for (int i = 0; i < 3; i++)
		CU_ASSERT(comes(&a, 0));
	CU_ASSERT(nothing_comes(&a));
	a.ops->answered(a.self, 70 * US, 2, NULL);
	CU_ASSERT(comes(&a, 70 * US));
	CU_ASSERT(comes(&a, 70 * US));
	CU_ASSERT(nothing_comes(&a));
	a.ops->lost(a.self, 100 * US, &p, DROP_HOST_QUEUE);
	CU_ASSERT(comes(&a, 5 * MS + 100 * US));
	CU_ASSERT(nothing_comes(&a));
	/* A frame is 66 B longer than what it carries. */
	struct arrival next;
	a.ops->answered(a.self, 9 * MS, 1, NULL);
	CU_ASSERT_FATAL(a.ops->next(a.self, &next));
	CU_ASSERT(same("length", next.packet.len, 1514));
	CU_ASSERT(same("goodput", next.packet.goodput, 1448));
	CU_ASSERT(same("nominal length", a.ops->nominal_length(a.self), 1514));
	try_end(&a.t);
}

/* An answer may come before the segment to be sent again: that is put back, at its own time, on its own list. */
static void taken_back(void)
{
	struct asked a;
	struct packet p = {.len = 1514, .goodput = 1448};
	struct arrival again;
	ask(&a, 0, TRY_RX, "traffic.model=window traffic.window=2896B traffic.rto=5ms");
	CU_ASSERT(comes(&a, 0));
	CU_ASSERT(comes(&a, 0));
	a.ops->lost(a.self, 0, &p, DROP_HOST_QUEUE);
	CU_ASSERT_FATAL(a.ops->next(a.self, &again));
	CU_ASSERT(same("again", again.at, 5 * MS));
	a.ops->take_back(a.self, &again);
	a.ops->answered(a.self, 1 * MS, 1, NULL);
	CU_ASSERT(comes(&a, 1 * MS));
	CU_ASSERT(comes(&a, 5 * MS));
	CU_ASSERT(nothing_comes(&a));
	try_end(&a.t);
}

/* Each requester thinks after its response; a lost one asks again after the timeout. */
static void requests(void)
{
	struct asked a;
	struct packet p = {.len = 67};
	ask(&a, 0, TRY_RR, "traffic.outstanding=2 traffic.think=30us traffic.rto=1ms");
	CU_ASSERT(comes(&a, 30 * US));
	CU_ASSERT(comes(&a, 30 * US));
	CU_ASSERT(nothing_comes(&a));
	a.ops->answered(a.self, 100 * US, 1, NULL);
	CU_ASSERT(comes(&a, 130 * US));
	a.ops->lost(a.self, 100 * US, &p, DROP_HOST_QUEUE);
	CU_ASSERT(comes(&a, 1 * MS + 100 * US));
	CU_ASSERT(nothing_comes(&a));
	try_end(&a.t);
	/* Pauses drawn a second time, in order of their ends. */
	ask(&a, 0, TRY_RR, "traffic.outstanding=3 traffic.think=30us traffic.think_distribution=exponential");
	struct stream pauses;
	stream_init_of(&pauses, SEED, 0, "traffic think", 0);
	sim_time due[3], last = 0;
	for (int i = 0; i < 3; i++)
		due[i] = stream_exponential(&pauses, 30e6);
	for (int i = 0; i < 3; i++) {
		int first = 0;
		for (int k = 1; k < 3; k++)
			if (due[k] < due[first]) first = k;
		CU_ASSERT(due[first] >= last);
		CU_ASSERT(comes(&a, last = due[first]));
		due[first] = TIME_NEVER;
	}
	try_end(&a.t);
}

/* Delivered packets are replaced 32 at a time, lost ones a millisecond later. */
static void pktgen(void)
{
	struct asked a;
	struct packet p = {.len = 64};
	ask(&a, 0, TRY_RX, "traffic.model=pktgen traffic.ahead=64");
	for (int i = 0; i < 64; i++)
		CU_ASSERT(comes(&a, 0));
	CU_ASSERT(nothing_comes(&a));
	a.ops->answered(a.self, 10 * US, 31, NULL);
	CU_ASSERT(nothing_comes(&a));
	a.ops->answered(a.self, 20 * US, 1, NULL);
	for (int i = 0; i < 32; i++)
		CU_ASSERT(comes(&a, 20 * US));
	CU_ASSERT(nothing_comes(&a));
	a.ops->lost(a.self, 30 * US, &p, DROP_HOST_QUEUE);
	CU_ASSERT(comes(&a, 1 * MS + 30 * US));
	CU_ASSERT(nothing_comes(&a));
	try_end(&a.t);
}

CU_TestInfo test_loads[] = {
	{"a constant rate has no drift", constant},
	{"periods of constant length", onoff_exactly},
	{"periods at random", onoff_at_random},
	{"shares and gaps of a mix", imix},
	{"gaps at random", poisson},
	{"bursts, windows and requesters over several queues", shared_out},
	{"a window of segments", window},
	{"an answer before what was lost", taken_back},
	{"requests and pauses", requests},
	{"a generator that is always ready", pktgen},
	CU_TEST_INFO_NULL,
};
