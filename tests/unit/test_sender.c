/* test_sender.c - a process on the host and the back end's worker take turns on one core: closed forms, to the picosecond. */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>

#define SHARED "nic.backend.model=qemu traffic.sender.model=local "

static bool near(const struct tried *t, const char *name, double expected, double within)
{
	double value = try_value(t, name);
	if (fabs(value - expected) <= within * fabs(expected)) return true;
	printf("%s is %.12g, expected %.12g\n", name, value, expected);
	return false;
}

/*
 * n writes of b packets, all there at time 0; s a packet to send, r to receive, w to switch.  The worker is woken by the first packet
 * of a write and stands in line until it is over; then it has the core until its queue is empty: n b (s + r) + (2 n - 1) w in all, as
 * the first to run switches from nobody.
 */
static void taking_turns(void)
{
	static const struct {
		int n, b, s, r, w;
	} row[] = {{1, 1, 2, 3, 0}, {1, 45, 2, 3, 1}, {2, 45, 2, 3, 1}, {5, 10, 7, 2, 4}, {8, 32, 1, 1, 10}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int n = row[i].n, b = row[i].b, s = row[i].s, r = row[i].r, w = row[i].w;
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 SHARED "traffic.model=burst traffic.count=%d run.packets=%d traffic.sender.burst=%d "
						"prices.host_send_packet=%dus prices.host_rx_packet=%dus prices.core_switch=%dus",
					 n * b, n * b, b, s, r, w));
		double turn = b * (s + r) + 2 * w, total = n * turn - w;
		CU_ASSERT(try_is(&t, "delivered", n * b));
		CU_ASSERT(near(&t, "packet_rate", 1e6 * n * b / total, 1e-9));
		CU_ASSERT(near(&t, "cost_send_per_packet", s, 1e-9));
		CU_ASSERT(near(&t, "core_switches_per_packet", (2.0 * n - 1) / (n * b), 1e-9));
		CU_ASSERT(near(&t, "cpu_host0_busy", 100, 1e-9));
		/* Packet k of write j is received (j - 1) turns, a write, a switch and k r after time 0. */
		CU_ASSERT(near(&t, "latency_mean", (n - 1) / 2.0 * turn + b * s + w + (b + 1) / 2.0 * r, 1e-9));
		try_end(&t);
	}
}

/* What is delivered may be sent again at once: a write, then the worker, and so on for ever: b packets in b (s + r) + 2 w. */
static void saturated(void)
{
	static const struct {
		int outstanding, burst, b; /* b: packets of a write; a window below a write is written as a whole */
	} row[] = {{64, 16, 16}, {64, 64, 64}, {1, 45, 1}, {7, 45, 7}};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		int b = row[i].b;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 SHARED
					 "traffic.model=rr traffic.outstanding=%d traffic.sender.burst=%d run.packets=0 "
					 "run.warmup=10ms run.length=100ms prices.host_send_packet=2us prices.host_rx_packet=3us "
					 "prices.core_switch=4us",
					 row[i].outstanding, row[i].burst));
		CU_ASSERT(near(&t, "packet_rate", 1e6 * b / (b * 5 + 8), 2e-3));
		CU_ASSERT(near(&t, "cpu_host0_busy", 100, 1e-4));
		try_end(&t);
	}
}

/* On a core where nobody sends, a packet needs the worker only: the sender's price is what makes the difference. */
static void peers_cost_nothing(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "nic.backend.model=qemu traffic.model=burst traffic.count=90 run.packets=90 "
				 "prices.host_send_packet=2us prices.host_rx_packet=3us prices.core_switch=1us"));
	CU_ASSERT(near(&t, "packet_rate", 1e6 / 3, 1e-9));
	CU_ASSERT(try_is(&t, "cost_send_per_packet", 0));
	try_end(&t);
}

/* The rest of a write goes out when nothing can make it a whole one; what does not fit into the socket is lost and counted. */
static void ends_and_losses(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, SHARED "run.packets=100 traffic.sender.burst=45"));
	CU_ASSERT(try_is(&t, "delivered", 100));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 SHARED "traffic.model=burst traffic.count=100 run.packets=100 traffic.sender.burst=20 "
					"traffic.sender.buffer=60"));
	CU_ASSERT(try_is(&t, "delivered", 60));
	CU_ASSERT(try_is(&t, "dropped_sender", 40));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 SHARED "traffic.model=burst traffic.count=100 run.packets=100 nic.host_queue=30 "
					"prices.host_send_packet=1ns prices.host_rx_packet=1ms"));
	CU_ASSERT(try_is(&t, "dropped_host_queue", 30)); /* of each write of 45 all but 30, while the worker stands in line */
	try_end(&t);
}

CU_TestInfo test_sender[] = {
	{"taking_turns", taking_turns},       {"saturated", saturated}, {"peers_cost_nothing", peers_cost_nothing},
	{"ends_and_losses", ends_and_losses}, CU_TEST_INFO_NULL,
};
