/*
 * test_polling.c - guests and back ends that poll for ever: nobody signals, and rates, latencies and losses are closed forms of the prices
 * of a call and of a packet.
 */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>

#define POLLED "nic.backend.model=vhost_user nic.notify.guest.model=poll "
#define FOR_EVER "run.packets=0 run.warmup=1ms run.length=4ms "

static const char *const rings[] = {"nic.ring.format=split", "nic.ring.format=packed"};
static const char *const schemes[] = {"small", "mergeable", "big"};
static const char *const bases[] = {TRY_RX, TRY_TX, TRY_RR};

/* Within one part in `parts`. */
static bool near(const struct tried *t, const char *name, double expected, double parts)
{
	double is = try_value(t, name);
	bool ok = is > expected - expected / parts && is < expected + expected / parts;
	if (!ok) printf("%s is %.9g, not %.9g\n", name, is, expected);
	return ok;
}

static void nobody_signals(void)
{
	for (int i = 0; i < 18; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, bases[i % 3],
					 POLLED
					 "%s nic.scheme.model=%s prices.pmd_look=7ns prices.host_look=11ns prices.pmd_call=13ns "
					 "prices.host_call=17ns prices.pmd_rx_packet=19ns prices.host_rx_packet=23ns",
					 rings[i / 9], schemes[i / 3 % 3]));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(try_is(&t, "kicks", 0));
		CU_ASSERT(try_is(&t, "interrupts", 0));
		CU_ASSERT(try_is(&t, "wakeups_per_packet", 0));
		try_end(&t);
	}
}

/* Each side alone: the other one is served as the kernel does it. */
static void one_side_polls(void)
{
	static const char *const sides[] = {
		"nic.backend.model=vhost_user nic.notify.guest.model=napi", "nic.backend.model=vhost nic.notify.guest.model=poll",
		"nic.backend.model=qemu nic.notify.guest.model=poll", "nic.backend.model=vhost nic.notify.guest.model=spin"};
	for (int i = 0; i < 24; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, bases[i % 3],
					 "%s %s prices.napi_resched=50ns prices.host_call=17ns prices.host_rx_packet=23ns "
					 "prices.irq_latency=5us prices.host_wakeup=3us",
					 sides[i / 6], rings[i / 3 % 2]));
		CU_ASSERT(try_is(&t, "delivered", 100));
		if (i / 6 == 0) CU_ASSERT(try_is(&t, "kicks", 0));
		if (i / 6 > 0) CU_ASSERT(try_is(&t, "interrupts", 0));
		try_end(&t);
	}
}

/*
 * Two packets on an idle system, to the looks that find them and through both calls.  The first, at 0, is found at once; the host is done at
 * 0.13 us, the guest looks at 0.14 us and is done at 0.178 us.  From then on each looks once a round: the host finds the second, which
 * comes at 1 us, at 0.13 + 3 x 0.3 us and is done at 1.16 us, and the guest finds it at 0.178 + 15 x 0.07 us.
 */
static void lone_packets(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 POLLED
				 "run.packets=2 prices.host_look=300ns prices.host_call=100ns prices.host_rx_packet=30ns "
				 "prices.pmd_look=70ns prices.pmd_call=20ns prices.pmd_rx_packet=9ns prices.pmd_rx_buffer=4ns "
				 "prices.pmd_work=5ns"));
	CU_ASSERT(near(&t, "wait_host_queue", (0 + 0.03) / 2, 1e9));
	CU_ASSERT(near(&t, "service_backend_rx", 0.13, 1e9));
	CU_ASSERT(near(&t, "wait_ring", (0.01 + 0.068) / 2, 1e9));
	CU_ASSERT(near(&t, "service_guest_rx", 0.038, 1e9));
	CU_ASSERT(try_is(&t, "guest_polls_busy_per_packet", 1));
	CU_ASSERT(try_is(&t, "host_polls_busy_per_packet", 1));
	try_end(&t);
}

/* So many looks as there is time for between two packets, less the call that found the last. */
static void idle_looks_are_counted(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX,
		POLLED "run.packets=0 run.length=10ms traffic.rate=100kpps prices.pmd_look=100ns prices.pmd_call=150ns"));
	CU_ASSERT(try_is(&t, "guest_polls_busy_per_packet", 1));
	CU_ASSERT(near(&t, "guest_polls_idle_per_packet", (10000 - 150) / 100, 100));
	CU_ASSERT(near(&t, "guest_polling_useful", 1.5, 1000));
	CU_ASSERT(try_is(&t, "cpu_guest0_busy", 100));
	try_end(&t);
}

/* Ten packets in 100000 looks: what jitter makes of the looks is more than all that was useful. */
static void jitter_of_looks_is_no_use(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX,
		POLLED
		"run.packets=0 run.length=10ms run.jitter=10%% traffic.rate=1kpps prices.pmd_look=100ns prices.pmd_call=150ns"));
	CU_ASSERT(near(&t, "guest_polling_useful", 0.015, 100));
	try_end(&t);
}

/* However they come, packets that find nothing before them wait for no more than a round of each side. */
static void within_a_round(void)
{
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 POLLED "%s " FOR_EVER "traffic.rate=97kpps prices.host_look=150ns prices.pmd_look=90ns "
						"prices.host_rx_packet=200ns prices.pmd_rx_packet=100ns",
					 rings[i]));
		CU_ASSERT(try_value(&t, "latency_mean") > 0.3);
		CU_ASSERT(near(&t, "latency_mean", 0.3 + 0.075 + 0.045, 30));
		CU_ASSERT(try_value(&t, "latency_p999") < 1.005 * (0.3 + 0.15 + 0.09));
		try_end(&t);
	}
}

/* The slowest of guest, host and wire; a call is shared by the packets of a burst. */
static void the_slowest_sets_the_rate(void)
{
	static const struct {
		const char *prices;
		double rate;
	} row[] = {{"prices.pmd_rx_packet=60ns prices.pmd_call=320ns prices.host_rx_packet=40ns", 1e9 / 70},
		   {"prices.pmd_rx_packet=40ns prices.host_rx_packet=50ns prices.host_call=640ns", 1e9 / 70},
		   {"prices.pmd_rx_packet=40ns prices.pmd_rx_buffer=20ns prices.pmd_work=40ns prices.host_rx_packet=40ns",
		    1e10 / 1000},
		   {"traffic.link=10Gb/s prices.pmd_rx_packet=40ns prices.host_rx_packet=50ns", 1e10 / 8 / 1538}};
	for (size_t i = 0; i < 2 * sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, POLLED FOR_EVER "traffic.rate=25Mpps nic.scheme.model=small %s %s",
					 rings[i % 2], row[i / 2].prices));
		CU_ASSERT(near(&t, "packet_rate", row[i / 2].rate, 300));
		CU_ASSERT(try_is(&t, "kicks", 0));
		try_end(&t);
	}
}

/* Nothing is lost without a name: a guest that stands still takes the ring's buffers, a host that does, its own ring's. */
static void losses_have_names(void)
{
	struct tried t;
	const char *burst = "traffic.model=burst traffic.count=1000 run.packets=1000 nic.scheme.model=small nic.host_queue=700";
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, POLLED "%s prices.pmd_call=1ms", burst));
	CU_ASSERT(try_is(&t, "dropped_host_queue", 300));
	CU_ASSERT(try_is(&t, "dropped_no_buffer", 700 - 256));
	CU_ASSERT(try_is(&t, "delivered", 256));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, POLLED "%s prices.host_call=1ms", burst));
	CU_ASSERT(try_is(&t, "dropped_host_queue", 300));
	CU_ASSERT(try_is(&t, "dropped_no_buffer", 0));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 POLLED
				 "traffic.count=1000 run.packets=1000 traffic.sender.model=program traffic.sender.full=lose "
				 "prices.host_call=1ms"));
	CU_ASSERT(try_is(&t, "dropped_guest_queue", 1000 - 256)); /* before the host has looked */
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 POLLED "traffic.count=1000 run.packets=1000 traffic.sender.model=program prices.host_call=1us"));
	CU_ASSERT(try_is(&t, "delivered", 1000));
	try_end(&t);
}

/* Full buffers of a split ring are seen all at once, those of a packed ring four by four. */
static void batches_of_used_entries(void)
{
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 POLLED "%s traffic.model=burst traffic.count=32 run.packets=32 nic.scheme.model=small "
						"nic.ring.start_index=0 prices.host_rx_packet=100ns",
					 rings[i]));
		CU_ASSERT(near(&t, "latency_mean", i ? (400 + 3200) / 2 * 1e-3 : 3.2, 1e9));
		try_end(&t);
	}
}

/* Several ports of one thread share its time evenly. */
static void ports_in_turn(void)
{
	for (int queues = 1; queues <= 4; queues *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 POLLED FOR_EVER "cores.host=io nic.queues=%d traffic.rate=40Mpps nic.scheme.model=small "
							 "prices.host_rx_packet=50ns prices.host_call=320ns",
					 queues));
		CU_ASSERT(near(&t, "packet_rate", 1e9 / 60, 200));
		try_end(&t);
	}
}

/*
 * Lines between the cores: packets that come one by one find both sides in lock step, and a full burst is followed by the next; of the packet
 * itself only the first line is read, and it is copied anew each time.  The sums are those of test_cache_lines.
 */
static void lines_move(void)
{
	static const struct {
		const char *settings;
		double ring;
	} row[] = {
		{"nic.ring.format=split", 1048.0 / 256},
		{"nic.ring.format=packed", 2},
		{"nic.ring.format=split traffic.rate=25Mpps prices.host_rx_packet=50ns prices.pmd_rx_packet=40ns", 112.0 / 256},
		{"nic.ring.format=packed traffic.rate=25Mpps prices.host_rx_packet=50ns prices.pmd_rx_packet=40ns", 0.5}};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, POLLED FOR_EVER "nic.ring.start_index=0 nic.scheme.model=small %s",
					 row[i].settings));
		CU_ASSERT(near(&t, "lines_ring_per_packet", row[i].ring, 100));
		CU_ASSERT(near(&t, "lines_data_per_packet", 1, 1000));
		CU_ASSERT(near(&t, "lines_upgraded_per_packet", row[i].ring + 1, 100));
		try_end(&t);
	}
}

/* A lone packet waits for index, entry and data one after the other, on each side; of a packed ring there is no index. */
static void lines_are_waited_for(void)
{
	static const char *const prices[] = {"prices.line_wait=50ns",
					     "nic.backend.distance=far prices.line_wait=7ns prices.line_wait_far=50ns"};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		bool packed = i % 2;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, POLLED FOR_EVER "nic.ring.start_index=0 nic.scheme.model=small %s %s",
					 rings[packed], prices[i / 2]));
		CU_ASSERT(near(&t, "service_backend_rx", packed ? 0.05 : 0.1, 20));
		CU_ASSERT(near(&t, "service_guest_rx", packed ? 0.1 : 0.15, 20));
		try_end(&t);
	}
}

static void refused(void)
{
	static const struct {
		const char *settings, *why;
	} row[] = {{POLLED "traffic.model=window", "no transport that would acknowledge"},
		   {"nic.backend.model=venet nic.notify.guest.model=poll nic.notify.guest.rx_free_thresh=257", "at most 256"},
		   {POLLED "nic.notify.guest.tx_free_thresh=253", "never be filled"},
		   {POLLED "nic.backend.distance=far", "expected the price line_wait_far, or near"},
		   {POLLED "nic.backend.distance=far prices.line_wait_far=100ns prices.line_next=1ns",
		    "expected the price line_next_far, or near"},
		   {POLLED "reader.rcvbuf=64KiB", "expected 0B"}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FALSE(try_load(&t, TRY_RX, "run.packets=0 %s", row[i].settings));
		CU_ASSERT(try_refused(&t, row[i].why));
		try_end(&t);
	}
}

CU_TestInfo test_polling[] = {
	{"nobody_signals", nobody_signals},
	{"one_side_polls", one_side_polls},
	{"lone_packets", lone_packets},
	{"idle_looks_are_counted", idle_looks_are_counted},
	{"jitter_of_looks_is_no_use", jitter_of_looks_is_no_use},
	{"within_a_round", within_a_round},
	{"the_slowest_sets_the_rate", the_slowest_sets_the_rate},
	{"losses_have_names", losses_have_names},
	{"batches_of_used_entries", batches_of_used_entries},
	{"ports_in_turn", ports_in_turn},
	{"lines_move", lines_move},
	{"lines_are_waited_for", lines_are_waited_for},
	{"refused", refused},
	CU_TEST_INFO_NULL,
};
