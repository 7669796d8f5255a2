/* test_away.c - cores that are taken away: what is lost, how long work takes, against closed forms; edges. */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the loss of one pause: what arrives in it, less posted buffers and the queue ---- */

#define ONE_PAUSE "run.packets=5000 run.warmup=0us prices.guest_rx_packet=100ns away.guest.model=periodic away.guest.every=1s "
static void loss_of_one(int entries, int queue, int pause_us, int lost)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 ONE_PAUSE "away.guest.phase=1ms nic.ring.entries=%d nic.host_queue=%d away.guest.for=%dus",
				 entries, queue, pause_us));
	CU_ASSERT(try_near(&t, "dropped", lost, 1));
	try_end(&t);
}

static void losses(void)
{
	loss_of_one(256, 0, 300, 44);
	loss_of_one(256, 20, 300, 24);
	loss_of_one(256, 100, 300, 0);
	loss_of_one(128, 0, 300, 172);
	loss_of_one(512, 0, 300, 0);
	loss_of_one(512, 0, 1000, 488);
	loss_of_one(1024, 1000, 3000, 976);
}

/* The last that a ring takes, and the first that it does not. */
static void edge_of_loss(void)
{
	struct tried t;
	for (int beyond = 0; beyond < 2; beyond++) {
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, ONE_PAUSE "away.guest.phase=1000500ns nic.host_queue=0 away.guest.for=%dus",
					 256 + 10 * beyond));
		CU_ASSERT((try_value(&t, "dropped") > 0) == (beyond == 1));
		try_end(&t);
	}
}

/* The pause it says loses nothing, within a packet; and the rate times what goes beyond it is what a longer one loses. */
static void longest_without_loss(void)
{
	static const struct {
		int entries, queue, expected;
	} of[] = {{256, 0, 256}, {256, 100, 356}, {1024, 0, 1024}};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		for (int beyond = -2; beyond <= 150; beyond += 152) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
						 ONE_PAUSE
						 "away.guest.phase=1ms nic.ring.entries=%d nic.host_queue=%d away.guest.for=%dus",
						 of[i].entries, of[i].queue, of[i].expected + beyond));
			CU_ASSERT(try_near(&t, "pause_without_loss", of[i].expected, 0.5));
			CU_ASSERT(try_near(&t, "dropped", beyond > 0 ? beyond : 0, 1));
			try_end(&t);
		}
}

/* While the back end's core is away only its queue fills. */
static void back_end_away(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "run.packets=5000 run.warmup=0us prices.host_rx_packet=100ns nic.host_queue=100 "
				 "away.host.model=periodic away.host.every=1s away.host.phase=1ms away.host.for=300us"));
	CU_ASSERT(try_near(&t, "dropped", 200, 2));
	CU_ASSERT(try_is(&t, "dropped_host_queue", try_value(&t, "dropped")));
	try_end(&t);
}

/* ---- no difference where there is none ---- */

static void nothing_changes(const char *settings)
{
	struct tried t, plain;
	CU_ASSERT_FATAL(try_fine(&plain, TRY_RX, "prices.guest_rx_packet=300ns run.jitter=10%%"));
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "prices.guest_rx_packet=300ns run.jitter=10%% %s", settings));
	CU_ASSERT(try_is(&t, "latency_mean", try_value(&plain, "latency_mean")));
	CU_ASSERT(try_is(&t, "interrupts", try_value(&plain, "interrupts")));
	try_end(&t);
	try_end(&plain);
}

static void no_absence(void)
{
	nothing_changes("away.guest.model=never");
	nothing_changes("away.guest.model=periodic away.guest.for=0us away.guest.every=1us");
	nothing_changes("away.guest.model=periodic away.guest.for=1ms away.guest.phase=2ms"); /* behind the last packet */
	nothing_changes("away.guest.model=random away.guest.for=0us away.guest.every=10us");
	nothing_changes("away.guest.model=quota away.guest.quota=1ms away.guest.period=1ms");
	nothing_changes("away.guest.model=quota away.guest.quota=1ms away.guest.period=10ms"); /* needs less */
	nothing_changes("away.guest.model=slices away.guest.others=0");
}

/* ---- delay ---- */

/* Constant arrivals, nothing lost: T^2 / (2 P (1 - rho)) on average, T at most. */
static void mean_delay(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "run.packets=40000 run.warmup=0us nic.ring.entries=4096 prices.guest_rx_packet=500ns "
				 "away.guest.model=periodic away.guest.for=200us away.guest.every=10ms"));
	CU_ASSERT(try_near(&t, "latency_mean", 0.5 + 200.0 * 200 / (2 * 10000 * 0.5), 0.1));
	CU_ASSERT(try_near(&t, "latency_p999", 196, 4));
	CU_ASSERT(try_is(&t, "dropped", 0));
	try_end(&t);
}

/* Poisson wishes for the core before Poisson packets: the two-class M/G/1 with preemption. */
static void random_delay(const char *lengths, double second_moment)
{
	const int seeds = getenv("LONG") ? 8 : 4;
	double sum = 0, v = 500e-6, a = v * 100, r = 0.2, s = 1;
	for (int seed = 1; seed <= seeds; seed++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "traffic.model=poisson traffic.rate=200kpps traffic.size=64B run.packets=100000 run.warmup=0us "
				 "run.seed=%d "
				 "nic.ring.entries=4096 prices.guest_rx_packet=1us away.guest.model=random away.guest.every=2ms "
				 "away.guest.for=100us away.guest.lengths=%s",
				 seed, lengths));
		sum += try_value(&t, "latency_mean") / seeds;
		try_end(&t);
	}
	double truth = s / (1 - a) + (v * second_moment + r * s * s) / (2 * (1 - a) * (1 - a - r * s));
	if (fabs(sum - truth) > 0.06 * truth) printf("%s: latency %.4g, theory says %.4g\n", lengths, sum, truth);
	CU_ASSERT(fabs(sum - truth) <= 0.06 * truth);
}

static void at_random(void)
{
	random_delay("constant", 100.0 * 100);
	random_delay("exponential", 2 * 100.0 * 100);
}

/* ---- shares of a core that never has enough ---- */

static void share_of(const char *settings, double share)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX, "traffic.rate=1Mpps run.packets=0 run.warmup=100ms run.length=200ms prices.guest_rx_packet=2us %s",
		settings));
	CU_ASSERT(try_near(&t, "packet_rate", 5e5 * share, 5e5 * 0.003));
	try_end(&t);
}

static void shares(void)
{
	share_of("away.guest.model=quota away.guest.quota=25ms", 0.25);
	share_of("away.guest.model=quota away.guest.quota=7ms away.guest.period=10ms", 0.7);
	share_of("away.guest.model=slices away.guest.slice=3ms away.guest.switch=20us", 3.0 / 6.04);
	share_of("away.guest.model=slices away.guest.others=3 away.guest.slice=1ms away.guest.switch=0us", 0.25);
	share_of("away.guest.model=periodic away.guest.every=10ms away.guest.for=3ms", 0.7);
	share_of("away.guest.model=random away.guest.every=10us away.guest.for=2us", 0.8);
}

/* ---- refused ---- */

static void refusals(void)
{
	struct tried t;
	try_load(&t, TRY_RX, "away.guest.model=periodic away.guest.every=1ms away.guest.for=1ms");
	CU_ASSERT(try_refused(&t, "away.guest.for: is no shorter than every"));
	try_end(&t);
	try_load(&t, TRY_RX, "away.host.model=random away.host.every=1ms away.host.for=2ms");
	CU_ASSERT(try_refused(&t, "away.host.for: is no shorter than every"));
	try_end(&t);
	try_load(&t, TRY_RX, "away.guest.model=quota away.guest.core=vcpu7");
	CU_ASSERT(try_refused(&t, "'vcpu7' is no name of cores.guest, expected one such as guest0, or all"));
	try_end(&t);
	try_load(&t, TRY_RX, "away.host.model=quota away.host.core=vcpu7");
	CU_ASSERT(try_refused(&t, "'vcpu7' is no name of cores.host, expected one such as host0, or all"));
	try_end(&t);
	try_load(&t, TRY_RX, "cores.host=[one] cores.guest=[one] away.guest.model=quota away.host.model=quota");
	CU_ASSERT(try_refused(&t, "core 'one' is one of both sides and taken away twice"));
	try_end(&t);
	try_load(&t, TRY_RX, "nic.backend.model=hardware nic.link.model=pcie nic.scheme.model=coalesced away.host.model=quota");
	CU_ASSERT(try_refused(&t, "away.host.model: the device needs no core of the host, expected never"));
	try_end(&t);
}

/* On the core that is named, and no other. */
static void one_of_two(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "nic.queues=2 cores.guest=[a,b] cores.host=[c,d] traffic.rate=2Mpps run.packets=0 run.warmup=50ms "
			 "run.length=50ms prices.guest_rx_packet=2us away.guest.model=periodic away.guest.every=10ms "
			 "away.guest.for=5ms away.guest.core=b"));
	CU_ASSERT(try_near(&t, "packet_rate", 7.5e5, 7.5e5 * 0.02));
	try_end(&t);
}

CU_TestInfo test_away[] = {
	{"a pause loses what buffers and queue do not hold", losses},
	{"the edge of that", edge_of_loss},
	{"the longest pause without loss", longest_without_loss},
	{"a back end that is away", back_end_away},
	{"no absence, no change", no_absence},
	{"delay of pauses at fixed times", mean_delay},
	{"delay of pauses at random", at_random},
	{"shares of a core", shares},
	{"refused", refusals},
	{"one core of two", one_of_two},
	CU_TEST_INFO_NULL,
};
