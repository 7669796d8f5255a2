/*
 * test_flows.c - flows dealt to queues: the hash against the published vectors, the indirection table, how flows fall together against
 * closed forms, and what that makes of a run.
 */
#include "load/flows.h"
#include "unit/same.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Microsoft, "Verifying the RSS Hash Calculation": source and destination address, source and destination port. */
static void hash_vectors(void)
{
	static const struct {
		unsigned char bytes[12];
		uint32_t addresses, all;
	} row[] = {{{66, 9, 149, 187, 161, 142, 100, 80, 2794 >> 8, 2794 & 255, 1766 >> 8, 1766 & 255}, 0x323e8fc2, 0x51ccc178},
		   {{199, 92, 111, 2, 65, 69, 140, 83, 14230 >> 8, 14230 & 255, 4739 >> 8, 4739 & 255}, 0xd718262a, 0xc626b0ea}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		CU_ASSERT_EQUAL(toeplitz(row[i].bytes, 8), row[i].addresses);
		CU_ASSERT_EQUAL(toeplitz(row[i].bytes, 12), row[i].all);
	}
}

/* 128 entries, i mod queues: three queues have 43, 43 and 42 of them; more queues than entries get nothing. */
static void table(void)
{
	static const int of[] = {43, 43, 42};
	for (int queues = 1; queues <= 256; queues++) {
		int n[256] = {0};
		for (uint32_t hash = 0; hash < RSS_TABLE; hash++)
			n[rss_queue(hash, queues)]++;
		for (int i = 0; i < queues; i++) {
			CU_ASSERT(n[i] == RSS_TABLE / queues + (i < RSS_TABLE % queues));
			if (queues == 3) CU_ASSERT_EQUAL(n[i], of[i]);
		}
	}
}

#define SEEDS 20000
struct mean {
	double sum, squares;
};
static void add(struct mean *m, double x)
{
	m->sum += x;
	m->squares += x * x;
}
/* Is the mean of SEEDS draws what is expected, within four times what chance makes of it? */
static bool is(const struct mean *m, const char *what, int flows, int queues, double expected, double rounded)
{
	double mean = m->sum / SEEDS, half = 4 * sqrt((m->squares / SEEDS - mean * mean) / SEEDS) + rounded;
	if (fabs(mean - expected) <= half) return true;
	printf("%d flows on %d queues, %s: %g, expected %g +- %g\n", flows, queues, what, mean, expected, half);
	return false;
}

/* E[max] by the multinomial sum over k of 1 - P(all <= k), worked out elsewhere; queues used by its closed form. */
static void falling_together(void)
{
	static const struct {
		int flows, queues;
		double most;
	} row[] = {{2, 2, 1.5},   {4, 2, 2.75},   {4, 4, 2.125},   {8, 4, 3.538},
		   {8, 8, 2.597}, {16, 4, 6.139}, {64, 8, 12.235}, {32, 1, 32}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const int n = row[i].flows, queues = row[i].queues;
		struct mean most = {0, 0}, used = {0, 0};
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct arena a = {0};
			struct flows *f = flows_deal(n, queues, seed, 0, &a);
			CU_ASSERT_PTR_NOT_NULL_FATAL(f);
			add(&most, flows_most(f, queues));
			add(&used, flows_used(f, queues));
			arena_free(&a);
		}
		CU_ASSERT(is(&most, "flows on one queue", n, queues, row[i].most, 0.0005));
		CU_ASSERT(is(&used, "queues used", n, queues, queues * (1 - pow(1 - 1.0 / queues, n)), 1e-9));
	}
}

/* Shares of all queues are the whole, to the last packet. */
static void shares(void)
{
	struct setup s = {.queues = 5};
	for (int flows = 0; flows <= 12; flows++)
		for (int64_t n = 0; n <= 40; n++) {
			struct arena a = {0};
			struct flows *f = flows ? flows_deal(flows, 5, 7, 0, &a) : NULL;
			int64_t sum = 0, parts = 0;
			for (int q = 0; q < 5; q++) {
				struct traffic_env env = {.setup = &s, .queue = q, .flows = f};
				sum += share_of(&env, n);
				if (!f || flows_of(f, q)) parts += share(&env).of;
			}
			CU_ASSERT(same("all of them", sum, n));
			CU_ASSERT(same("all of it", parts, flows ? flows : 5));
			arena_free(&a);
		}
}

/* Greedy flows carry what the queues they use carry: half of the seeds put two on one, so that two queues are worth 1.5 on average. */
static void greedy(void)
{
	double sum = 0;
	int apart = 0;
	for (int seed = 1; seed <= 40; seed++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_RX,
			"nic.queues=2 traffic.flows=2 traffic.rate=10Mpps nic.host_queue=16 cores.guest=[a,b] run.packets=0 "
			"run.warmup=1ms run.length=1ms prices.guest_rx_packet=1us run.seed=%d",
			seed));
		double used = try_value(&t, "queues_used"), rate = try_value(&t, "packet_rate") / 1e6;
		CU_ASSERT(fabs(rate - used) < 0.01);
		CU_ASSERT(try_is(&t, "most_flows_per_queue", 3 - used));
		apart += used == 2;
		sum += rate;
		try_end(&t);
	}
	CU_ASSERT(apart > 8 && apart < 32);
	CU_ASSERT(fabs(sum / 40 - 1 - apart / 40.0) < 0.01);
}

/* Each kind of traffic, at the most queues there can be: everything that is offered is carried, by the queues that the table has. */
static void many_queues(void)
{
	static const char *const kinds[] = {
		"traffic.model=constant traffic.rate=1Mpps", "traffic.model=poisson traffic.rate=1Mpps",
		"traffic.model=burst traffic.count=1000",    "traffic.model=imix traffic.rate=1Mpps",
		"traffic.model=onoff traffic.rate=1Mpps",    "traffic.model=window traffic.window=1MiB"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (int flows = 0; flows <= 400; flows += getenv("LONG") ? 200 : 400) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
						 "nic.queues=256 traffic.flows=%d run.packets=1000 nic.ring.entries=32 %s", flows,
						 kinds[i]));
			CU_ASSERT(try_is(&t, "delivered", 1000));
			if (flows) CU_ASSERT(try_value(&t, "queues_used") <= RSS_TABLE);
			try_end(&t);
		}
}

CU_TestInfo test_flows[] = {
	{"hash_vectors", hash_vectors},
	{"table", table},
	{"falling_together", falling_together},
	{"shares", shares},
	{"greedy", greedy},
	{"many_queues", many_queues},
	CU_TEST_INFO_NULL,
};
