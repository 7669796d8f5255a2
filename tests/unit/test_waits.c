/*
 * test_waits.c - where the latency goes: what each place takes in runs that can be worked out by hand, whole stays of packets that were
 * there before measuring began, and the sum of all in runs that can't.
 */
#include "nic/statistic.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool near(const struct tried *t, const char *name, double expected)
{
	double value = try_value(t, name);
	if (fabs(value - expected) <= 1e-9 * fabs(expected)) return true;
	printf("%s is %.12g, expected %.12g\n", name, value, expected);
	return false;
}

/* Waits and services that exist, added up. */
static double sum_of_stays(const struct tried *t)
{
	double sum = 0;
	for (int i = 0; i < t->out.n_stats; i++) {
		const struct stat *s = &t->out.stat[i];
		bool stay = strncmp(s->name, "wait_", 5) == 0 || strncmp(s->name, "service_", 8) == 0;
		if (stay && !isnan(s->value)) sum += s->value;
	}
	return sum;
}

static bool adds_up(const struct tried *t)
{
	double latency = try_value(t, "latency_mean");
	return near(t, "waits_and_services", latency) && fabs(sum_of_stays(t) - latency) <= 1e-9 * latency;
}

/* ---- worked out by hand ---- */

/* A frame is ready after 1 us, and sent in 3: the i-th waits i for its turn, and 2 i in the ring. */
static void out_of_a_guest(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX, "prices.guest_tx_packet=1us prices.host_tx_packet=3us"));
	CU_ASSERT(near(&t, "wait_guest_queue", 49.5) && near(&t, "service_guest_tx", 1));
	CU_ASSERT(near(&t, "wait_tx_ring", 99) && near(&t, "service_backend_tx", 3));
	CU_ASSERT(isnan(try_value(&t, "wait_wire_out")) && isnan(try_value(&t, "wait_host_queue")));
	CU_ASSERT(adds_up(&t));
	try_end(&t);
}

/* 1538 B at 1 Gb/s take 12.304 us. */
static void onto_a_wire(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX, "traffic.link=1Gb/s"));
	CU_ASSERT(near(&t, "wait_wire_out", 49.5 * 12.304) && near(&t, "service_wire_out", 12.304));
	CU_ASSERT(adds_up(&t));
	try_end(&t);
}

/* 91 B take 0.728 us each way, and half a trip 15. Each worker is woken. */
static void there_and_back(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RR,
			 "traffic.base_rtt=30us traffic.link=1Gb/s prices.guest_tx_packet=1us prices.host_tx_packet=3us "
			 "prices.host_rx_packet=2us prices.guest_rx_packet=4us prices.irq_latency=5us prices.host_wakeup=6us"));
	CU_ASSERT(near(&t, "service_guest_tx", 1) && near(&t, "wait_tx_ring", 6) && near(&t, "service_backend_tx", 3));
	CU_ASSERT(near(&t, "service_wire_out", 0.728) && near(&t, "wait_flight", 15));
	CU_ASSERT(near(&t, "service_wire", 0.728) && near(&t, "wait_flight_back", 15));
	CU_ASSERT(near(&t, "wait_host_queue", 6) && near(&t, "service_backend_rx", 2));
	CU_ASSERT(near(&t, "wait_ring", 5) && near(&t, "service_guest_rx", 4));
	CU_ASSERT(adds_up(&t));
	try_end(&t);
}

/*
 * One comes each us and takes 3: packet i, from 0 on, waits 2 i and is delivered at 3 i + 3.  From 31 to 91 these are numbers 10 to 29, all of
 * whose waits count, as their latencies do.
 */
static void whole_stays_count(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "cores.host=h cores.guest=g run.packets=0 run.warmup=31us run.length=60us "
				 "nic.backend.model=ideal nic.backend.service=3us"));
	CU_ASSERT(try_is(&t, "delivered", 20));
	CU_ASSERT(near(&t, "wait_host_queue", 39) && near(&t, "service_backend_rx", 3));
	CU_ASSERT(near(&t, "latency_mean", 42) && adds_up(&t));
	try_end(&t);
}

/* The sender's own: a packet of a write of 100 waits for those before it, 2 us each, and is sent. */
static void from_a_sender(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "traffic.model=burst traffic.count=100 traffic.sender.model=local traffic.sender.burst=100 "
				 "prices.host_send_packet=2us"));
	CU_ASSERT(near(&t, "wait_sender", 101) && adds_up(&t));
	try_end(&t);
}

/* ---- the sum ---- */

/* A ring of 256 slots, 300 packets at once, an event that takes 20 ms: what does not fit waits in netback. */
static void netbacks_queue(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_XEN,
			 "traffic.model=burst traffic.count=300 run.packets=300 nic.host_queue=1000 prices.irq_latency=20ms"));
	CU_ASSERT(try_value(&t, "wait_netback_queue") > 1000 && try_value(&t, "wait_ring") > 15000);
	CU_ASSERT(adds_up(&t));
	try_end(&t);
}

static void every_direction(void)
{
	static const char *const files[] = {TRY_RX, TRY_TX, TRY_RR, TRY_XEN, "tests/scenarios/hardware.yaml"};
	static const char *const directions[] = {"rx", "tx", "guest2guest"}, *const schemes[] = {"grants", "persistent"};
	static const char *const prices = "prices.guest_rx_packet=3us prices.guest_tx_packet=2us prices.irq_latency=5us";
	struct tried t;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		CU_ASSERT_FATAL(try_fine(&t, files[i], "%s run.jitter=10%%", prices));
		CU_ASSERT(adds_up(&t));
		try_end(&t);
	}
	for (int i = 0; i < 12; i++) {
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_XEN, "%s traffic.direction=%s nic.scheme.model=%s traffic.model=%s", prices,
				 directions[i % 3], schemes[i / 3 % 2],
				 i / 6 ? "window traffic.segment=9000B traffic.window=128KiB" : "burst traffic.count=100"));
		CU_ASSERT(adds_up(&t));
		try_end(&t);
	}
}

/* More than the guest can send, behind queues that are no powers of two: as many are inside as rate and latency say (Little). */
static void overloaded(void)
{
	static const int queues[] = {10, 1000, 1024, 1100};
	for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_TX,
				 "traffic.model=constant traffic.rate=2Mpps traffic.sender.model=peer nic.guest_queue=%d "
				 "nic.tx_stop_below=0 prices.guest_tx_packet=1us run.packets=0 run.warmup=20ms run.length=20ms",
				 queues[i]));
		double inside = try_value(&t, "packet_rate") * try_value(&t, "latency_mean") * 1e-6;
		CU_ASSERT(fabs(inside - try_value(&t, "in_system")) < 0.01 * inside);
		CU_ASSERT(inside > queues[i] + 200); /* and the ring's room before them */
		try_end(&t);
	}
}

CU_TestInfo test_waits[] = {
	{"out of a guest", out_of_a_guest},       {"onto a wire", onto_a_wire},     {"there and back", there_and_back},
	{"whole stays count", whole_stays_count}, {"from a sender", from_a_sender}, {"netback's queue", netbacks_queue},
	{"every direction", every_direction},     {"overloaded", overloaded},       CU_TEST_INFO_NULL,
};
