/* test_reader.c - a program in the guest that reads: what its socket holds, what it drops, and what is left of it when one core does both. */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>

/* Datagrams a socket of 212992 B holds that is not read: floor(212992 / truesize) + 1 (Linux __udp_enqueue_schedule_skb). */
static void socket_holds(void)
{
	static const struct {
		const char *scheme;
		int truesize, held;
	} row[] = {
		{"nic.scheme.model=small", 2176, 98},
		{"nic.scheme.model=mergeable nic.scheme.buffers=fixed nic.scheme.size=1536B", 2816, 76},
		{"nic.scheme.model=big nic.scheme.skb_frags=17", 4352, 49},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_RX,
			"cores.guest=[g,r] reader.core=1 reader.rcvbuf=212992B prices.reader_packet=1s traffic.model=burst "
			"traffic.size=1514B traffic.count=500 run.packets=500 %s",
			row[i].scheme));
		CU_ASSERT(try_is(&t, "dropped_socket", 500 - row[i].held));
		CU_ASSERT(try_is(&t, "delivered", row[i].held));
		CU_ASSERT(try_is(&t, "dropped_host_queue", 0));
		try_end(&t);
	}
}

/* Packets read a second of so many that come, at 1 us in the driver and 3 us to read each; in units of what the driver alone carries. */
static double goodput_with(double load, int core, const char *more)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX,
		"cores.guest=[g,r] reader.core=%d reader.rcvbuf=212992B prices.reader_packet=3us prices.guest_rx_packet=1us "
		"prices.guest_rx_byte=0ns/B prices.guest_descriptor=0ns prices.irq_handler=0ns prices.napi_resched=0ns "
		"prices.guest_copy_byte=0ns/B prices.page_alloc=0ns prices.page_free=0ns prices.page_block=0ns "
		"prices.kick=0ns prices.host_rx_packet=0.1us "
		"nic.scheme.model=small traffic.model=constant traffic.rate=%.0fpps traffic.size=60B run.packets=0 "
		"run.warmup=20ms run.length=50ms run.jitter=0%% %s",
		core, load * 1e6, more));
	double rate = try_value(&t, "packet_rate") / 1e6;
	try_end(&t);
	return rate;
}

static double goodput(double load, int core)
{
	return goodput_with(load, core, "");
}

/* On a core of its own it reads min(load, 1/3); with the driver on one core less and less, once both have no time: receive livelock. */
static void one_core_or_two(void)
{
	static const double load[] = {0.1, 0.2, 0.5, 0.9};
	for (int i = 0; i < 4; i++) {
		double two = goodput(load[i], 1), one = goodput(load[i], 0);
		double most = load[i] < 1 / 3. ? load[i] : 1 / 3.;
		bool good = fabs(two - most) < 0.02 * most && one < two + 0.01;
		if (load[i] < 0.25) good &= fabs(one - load[i]) < 0.02 * load[i];
		if (load[i] > 0.25) good &= one < 0.26;
		if (!good) printf("load %g: %g on two cores, %g on one\n", load[i], two, one);
		CU_ASSERT(good);
	}
	CU_ASSERT(goodput(0.9, 0) < goodput(0.5, 0));
}

/*
 * Where polling that goes on becomes a thread's (ksoftirqd), program and driver have half of the core each once more comes than the driver alone
 * carries, instead of nothing for the program; whatever the slice, and with two queues on the core, too.  As long as the ring is emptied now and then, softirqs come first.
 */
static void thread_takes_turns(void)
{
	static const double load[] = {0.1, 0.9, 1.1, 2};
#define TURNS "nic.notify.guest.ksoftirqd_after=2ms run.length=200ms "
	static const char *const turns[] = {TURNS "nic.notify.guest.sched_slice=1us", TURNS "nic.notify.guest.sched_slice=5ms",
					    TURNS "nic.queues=2 cores.guest=[g]"};
	for (int i = 0; i < 12; i++) {
		const double at = load[i / 3];
		double got = goodput_with(at, 0, turns[i % 3]), want = at > 1 ? 1 / 6. : goodput(at, 0);
		if (fabs(got - want) > 0.05 * want) printf("load %g, %s: %g, expected %g\n", at, turns[i % 3], got, want);
		CU_ASSERT(fabs(got - want) < 0.05 * want);
	}
	CU_ASSERT(goodput(1.1, 0) < 0.02);
}

/* The faster reader is the limit no more; nothing is lost elsewhere, and what it waits for is told. */
static void waits_are_told(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX,
		"cores.guest=[g,r] reader.core=1 reader.rcvbuf=212992B prices.reader_packet=7us prices.reader_wakeup=11us "
		"traffic.model=constant traffic.rate=1kpps traffic.size=60B nic.scheme.model=small"));
	CU_ASSERT(fabs(try_value(&t, "wait_socket") - 0) < 1e-9);
	CU_ASSERT(fabs(try_value(&t, "service_application") - 18) < 1e-9);
	CU_ASSERT(fabs(try_value(&t, "waits_and_services") - try_value(&t, "latency_mean")) < 1e-6);
	CU_ASSERT(try_is(&t, "dropped_socket", 0));
	try_end(&t);
}

/* Data is acknowledged when it is read, and nothing is lost of a window that the socket holds. */
static void acknowledged_when_read(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX,
		"cores.guest=[g,r] reader.core=1 reader.rcvbuf=212992B prices.reader_packet=10us traffic.model=window "
		"traffic.window=64KiB nic.scheme.model=small run.packets=0 run.warmup=10ms run.length=50ms run.jitter=0%%"));
	CU_ASSERT(try_is(&t, "dropped", 0));
	CU_ASSERT(fabs(try_value(&t, "packet_rate") - 1e5) < 1e3);
	try_end(&t);
}

/*
 * 200 frames into a ring of 64 of which nothing is read: the buffers of the first 64 stay out of the ring, 10 wait before it, the rest
 * is lost there. With memory of its own the driver posts others, and the socket holds what its buffer allows.
 */
static void buffers_are_held(void)
{
	static const struct {
		const char *settings;
		int delivered, host_queue, posted;
	} row[] = {{"nic.scheme.model=small", 64 + 10, 126, 0},
		   {"nic.scheme.model=small nic.notify.guest.posted=48", 48 + 10, 142, 0},
		   {"nic.scheme.model=small run.packets=40", 40, 0, 24},
		   {"nic.scheme.model=small reader.holds=false", 200, 0, -1},
		   /* What is copied out of its buffer leaves that in the ring. */
		   {"nic.scheme.model=big nic.scheme.guest_gso=false traffic.size=100B", 200, 0, -2}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "cores.guest=[g,r] reader.core=1 reader.holds=true reader.rcvbuf=4MiB traffic.size=1514B "
				 "nic.ring.entries=64 nic.host_queue=10 traffic.model=constant traffic.rate=100kpps "
				 "prices.reader_packet=1s run.packets=200 %s",
				 row[i].settings));
		CU_ASSERT(try_is(&t, "delivered", row[i].delivered));
		CU_ASSERT(try_is(&t, "dropped_host_queue", row[i].host_queue));
		CU_ASSERT(try_is(&t, "dropped_socket", 0));
		double posted = row[i].posted == -1 ? -1 : try_value(&t, "fewest_posted");
		CU_ASSERT(row[i].posted == -2 ? posted > 0 : posted == row[i].posted);
		try_end(&t);
	}
}

/* One buffer is enough as long as each packet is read before the next comes; a reader that is slower sets the rate, whatever the ring. */
static void held_buffers_return(void)
{
	static const char *const schemes[] = {"small", "mergeable nic.scheme.buffers=ewma", "big nic.scheme.guest_gso=false",
					      "mergeable nic.notify.guest.gro=true traffic.flows=3"};
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		for (int fast = 0; fast < 2; fast++) {
			struct tried t;
			CU_ASSERT_FATAL(
				try_fine(&t, TRY_RX,
					 "cores.guest=[g,r] reader.core=1 reader.holds=true reader.rcvbuf=4MiB "
					 "traffic.size=1514B nic.ring.entries=64 nic.host_queue=10 traffic.model=constant "
					 "traffic.rate=100kpps prices.reader_packet=%s run.packets=0 run.warmup=20ms "
					 "run.length=100ms nic.scheme.model=%s",
					 fast ? "9us" : "20us", schemes[i]));
			double rate = try_value(&t, "packet_rate");
			if (fabs(rate - (fast ? 1e5 : 5e4)) > 200) printf("%s: %g\n", schemes[i], rate);
			CU_ASSERT(fabs(rate - (fast ? 1e5 : 5e4)) <= 200);
			CU_ASSERT(fast ? try_value(&t, "dropped") == 0 : try_value(&t, "dropped_host_queue") > 0);
			try_end(&t);
		}
}

/*
 * Memory of 36.336 Gb/s: a frame of 1514 B that the back end and the guest copy, three bytes of memory for each, passes 9084 B: 500 kpps of
 * the 1 Mpps that come; as many whoever copies for the guest. With two cores at it, each waits for the other.
 */
static void memory_is_shared(void)
{
	static const struct {
		const char *settings;
		double rate;
	} row[] = {{"memory.bandwidth=36.336Gb/s", 5e5},
		   {"memory.bandwidth=36.336Gb/s cores.guest=[g,r] reader.core=1 reader.rcvbuf=1MiB", 5e5},
		   {"memory.bandwidth=36.336Gb/s nic.notify.guest.gro=true", 5e5},
		   {"memory.bandwidth=36.336Gb/s memory.per_byte=6", 2.5e5},
		   {"memory.bandwidth=36.336Gb/s memory.per_byte=1", 1e6},
		   {"memory.bandwidth=1000Gb/s", 1e6}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.scheme.model=small run.packets=0 run.warmup=20ms run.length=100ms %s",
					 row[i].settings));
		double rate = try_value(&t, "packet_rate");
		if (fabs(rate - row[i].rate) > 0.01 * row[i].rate) printf("%s: %g\n", row[i].settings, rate);
		CU_ASSERT(fabs(rate - row[i].rate) <= 0.01 * row[i].rate);
		CU_ASSERT(row[i].rate >= 1e6 || try_value(&t, "cost_interference_per_packet") > 1);
		try_end(&t);
	}
}

CU_TestInfo test_reader[] = {
	{"memory_is_shared", memory_is_shared},
	{"buffers_are_held", buffers_are_held},
	{"held_buffers_return", held_buffers_return},
	{"socket_holds", socket_holds},
	{"one_core_or_two", one_core_or_two},
	{"thread_takes_turns", thread_takes_turns},
	{"waits_are_told", waits_are_told},
	{"acknowledged_when_read", acknowledged_when_read},
	CU_TEST_INFO_NULL,
};
