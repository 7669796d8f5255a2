/*
 * test_forward.c - a guest that sends on what it receives, both sides polling: where a packet is by hand, rates and losses by closed forms,
 * and the cache lines of its data.
 */
#include "unit/suites.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>

#define FORWARD "traffic.direction=forward nic.backend.model=vhost_user nic.notify.guest.model=poll nic.scheme.model=small "
#define FOR_EVER "run.packets=0 run.warmup=1ms run.length=4ms "

static const char *const rings[] = {"nic.ring.format=split", "nic.ring.format=packed"};

/* Within one part in `parts`. */
static bool near(const struct tried *t, const char *name, double expected, double parts)
{
	double is = try_value(t, name);
	bool ok = is >= expected - expected / parts && is <= expected + expected / parts;
	if (!ok) printf("%s is %.9g, not %.9g\n", name, is, expected);
	return ok;
}

/*
 * One packet, in us: a switch's call and its copy 0.13; the driver's call, packet, buffer and the program's work 0.038; its transmit call
 * 0.031, at once; a switch's call and its copy 0.123; 88 B on a wire of 1 Gb/s 0.704.  Between them at most a round of the other side's looks.
 */
static void a_packet_by_hand(void)
{
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 FORWARD "%s run.packets=1 traffic.size=64B traffic.link=1Gb/s prices.host_look=300ns "
						 "prices.host_call=100ns prices.host_rx_packet=30ns prices.host_tx_packet=23ns "
						 "prices.pmd_look=70ns prices.pmd_call=20ns prices.pmd_rx_packet=9ns "
						 "prices.pmd_rx_buffer=4ns prices.pmd_work=5ns prices.pmd_tx_packet=11ns",
					 rings[i]));
		CU_ASSERT(near(&t, "service_backend_rx", 0.13, 1e9));
		CU_ASSERT(near(&t, "service_guest_rx", 0.038, 1e9));
		CU_ASSERT(near(&t, "wait_guest_queue", 0, 1));
		CU_ASSERT(near(&t, "service_guest_tx", 0.031, 1e9));
		CU_ASSERT(near(&t, "service_backend_tx", 0.123, 1e9));
		CU_ASSERT(near(&t, "wait_wire_out", 0, 1));
		CU_ASSERT(near(&t, "service_wire_out", 0.704, 1e9));
		CU_ASSERT(try_value(&t, "wait_ring") < 0.14);
		CU_ASSERT(try_value(&t, "wait_tx_ring") < 0.6);
		CU_ASSERT(near(&t, "waits_and_services", try_value(&t, "latency_mean"), 1e9));
		try_end(&t);
	}
}

/* One core of the host has a packet twice, and so has the guest's: the slower one sets the rate. */
static void the_slower_core_sets_the_rate(void)
{
	static const struct {
		const char *prices;
		double ns;
		const char *lost;
	} row[] = {{"prices.host_rx_packet=40ns prices.host_tx_packet=50ns prices.pmd_rx_packet=10ns", 90, "dropped_host_queue"},
		   {"prices.host_rx_packet=40ns prices.host_tx_packet=50ns prices.host_call=320ns", 110, "dropped_host_queue"},
		   {"prices.pmd_rx_packet=60ns prices.pmd_tx_packet=50ns prices.pmd_work=10ns prices.host_rx_packet=20ns", 120,
		    "dropped_no_buffer"},
		   {"traffic.link=1Gb/s traffic.size=576B prices.host_rx_packet=40ns", 4800, NULL}};
	for (size_t i = 0; i < 2 * sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX, FORWARD FOR_EVER "traffic.rate=25Mpps %s %s", rings[i % 2], row[i / 2].prices));
		CU_ASSERT(near(&t, "packet_rate", 1e9 / row[i / 2].ns, 200));
		if (row[i / 2].lost) CU_ASSERT(near(&t, row[i / 2].lost, try_value(&t, "dropped"), 1e9));
		CU_ASSERT(try_is(&t, "interrupts", 0));
		CU_ASSERT(near(&t, "waits_and_services", try_value(&t, "latency_mean"), 1e9));
		try_end(&t);
	}
}

/* Two queues are two ports: each has its own program, and one core for both has twice the work. */
static void ports_share_a_core(void)
{
	for (int queues = 1; queues <= 4; queues *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 FORWARD FOR_EVER "cores.host=io nic.queues=%d traffic.rate=25Mpps "
							  "prices.host_rx_packet=40ns prices.host_tx_packet=50ns",
					 queues));
		CU_ASSERT(near(&t, "packet_rate", 1e9 / 90, 100));
		try_end(&t);
	}
}

/*
 * A burst of 32 into a transmit ring of 16: the other 16 are lost by the program, and have a name.  And what the wire loses on its way in and
 * out is no matter of the guest.
 */
static void losses_have_names(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 FORWARD "nic.ring.tx_entries=16 traffic.model=burst traffic.count=32 run.packets=32 "
					 "prices.host_call=1us nic.notify.guest.line_end=%s",
				 "false"));
	CU_ASSERT(try_is(&t, "delivered", 16));
	CU_ASSERT(try_is(&t, "dropped_guest_queue", 16));
	CU_ASSERT(try_is(&t, "in_flight", 0));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, FORWARD "run.packets=%d traffic.loss=10%%", 20000));
	CU_ASSERT(near(&t, "dropped_wire", 20000 * (1 - 0.9 * 0.9), 25));
	CU_ASSERT(near(&t, "dropped", try_value(&t, "dropped_wire"), 1e9));
	CU_ASSERT(try_is(&t, "in_flight", 0));
	try_end(&t);
}

/*
 * Lines of a packet's own data that move, host core and guest core one each (D = lines of a frame): a program that hands packets on as they
 * are has read the first; one that writes to it gives it back, too; one that goes over all of it has each line twice.
 */
static void lines_of_data(void)
{
	static const struct {
		const char *how;
		double small, large;
	} row[] = {{"nic.notify.guest.rewrites=false", 1, 1},
		   {"nic.notify.guest.rewrites=true", 2, 2},
		   {"nic.notify.guest.rewrites=true nic.notify.guest.touches=all", 2, 2 * 24}};
	for (int i = 0; i < 6; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, FORWARD FOR_EVER "%s traffic.size=%s prices.host_rx_packet=50ns",
					 row[i / 2].how, i % 2 ? "1500B" : "64B"));
		CU_ASSERT(near(&t, "lines_data_per_packet", i % 2 ? row[i / 2].large : row[i / 2].small, 100));
		try_end(&t);
	}
}

/* Of the two rings, with full bursts one after the other: 2 x 112/256 lines of a split ring, 2 x 1/2 of a packed one. */
static void lines_of_rings(void)
{
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 FORWARD FOR_EVER "%s nic.ring.start_index=0 traffic.rate=25Mpps traffic.size=64B "
							  "prices.host_rx_packet=40ns prices.host_tx_packet=40ns "
							  "prices.pmd_rx_packet=30ns prices.pmd_tx_packet=30ns",
					 rings[i]));
		CU_ASSERT(near(&t, "lines_ring_per_packet", i ? 1 : 2 * 112.0 / 256, 12));
		try_end(&t);
	}
}

#define GUESTS                                                                                                           \
	"traffic.direction=guest2guest nic.backend.model=vhost_user nic.notify.guest.model=poll nic.scheme.model=small " \
	"cores.guest=[a,b] "

/* From guest to guest, in us: a look at the receive ring 0.07, and the transmit call 0.031; the switch's call out 0.123 and in 0.13; receive call, buffer and work 0.038. */
static void guest_to_guest_by_hand(void)
{
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 GUESTS "%s run.packets=1 traffic.size=64B prices.host_look=300ns prices.host_call=100ns "
						"prices.host_rx_packet=30ns prices.host_tx_packet=23ns prices.pmd_look=70ns "
						"prices.pmd_call=20ns prices.pmd_rx_packet=9ns prices.pmd_rx_buffer=4ns "
						"prices.pmd_work=5ns prices.pmd_tx_packet=11ns",
					 rings[i]));
		CU_ASSERT(near(&t, "service_guest_tx", 0.101, 1e9));
		CU_ASSERT(near(&t, "service_backend_tx", 0.123, 1e9));
		CU_ASSERT(near(&t, "service_backend_rx", 0.13, 1e9));
		CU_ASSERT(near(&t, "service_guest_rx", 0.038, 1e9));
		CU_ASSERT(near(&t, "waits_and_services", try_value(&t, "latency_mean"), 1e9));
		CU_ASSERT(try_is(&t, "delivered", 1));
		CU_ASSERT(try_is(&t, "in_flight", 0));
		try_end(&t);
	}
}

/* One core of the host copies each packet twice; of two each has one copy, and the slower sets the rate. What is lost has its place. */
static void guest_to_guest_rates(void)
{
	static const struct {
		const char *settings;
		double ns;
		const char *lost;
	} row[] = {{"prices.host_rx_packet=40ns prices.host_tx_packet=50ns", 90, "dropped_guest_queue"},
		   {"cores.host=[x,y] prices.host_rx_packet=40ns prices.host_tx_packet=50ns", 50, "dropped_guest_queue"},
		   {"cores.host=[x,y] prices.host_rx_packet=60ns prices.host_tx_packet=50ns nic.host_queue=500", 60,
		    "dropped_host_queue"},
		   {"prices.pmd_rx_packet=100ns prices.host_rx_packet=10ns prices.host_tx_packet=10ns prices.pmd_tx_packet=40ns",
		    100, "dropped_no_buffer"}};
	for (size_t i = 0; i < 2 * sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX, GUESTS FOR_EVER "traffic.rate=25Mpps %s %s", rings[i % 2], row[i / 2].settings));
		CU_ASSERT(near(&t, "packet_rate", 1e9 / row[i / 2].ns, 100));
		CU_ASSERT(try_value(&t, row[i / 2].lost) > 0);
		CU_ASSERT(near(&t, "waits_and_services", try_value(&t, "latency_mean"), 1e9));
		CU_ASSERT_EQUAL(try_value(&t, "in_flight_before") + try_value(&t, "offered"),
				try_value(&t, "delivered") + try_value(&t, "dropped") + try_value(&t, "in_flight"));
		try_end(&t);
	}
}

/* A generator that is always ready is held by the rings alone: nothing is lost. */
static void guest_to_guest_closed(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 GUESTS "traffic.model=pktgen traffic.size=64B run.packets=%d prices.host_rx_packet=40ns "
					"prices.host_tx_packet=50ns",
				 3000));
	CU_ASSERT(try_is(&t, "delivered", 3000));
	CU_ASSERT(try_is(&t, "dropped", 0));
	try_end(&t);
}

static void refused(void)
{
	static const struct {
		const char *settings, *why;
	} row[] = {{"nic.backend.model=vhost_user", "expected poll or spin"},
		   {"nic.backend.model=vhost nic.notify.guest.model=napi", "expected poll or spin"},
		   {"nic.backend.model=vhost_user nic.notify.guest.model=poll traffic.model=rr", "answers"},
		   {"nic.backend.model=vhost_user nic.notify.guest.model=poll traffic.sender.model=local", "expected peer"},
		   {"nic.backend.model=vhost_user nic.notify.guest.model=poll reader.rcvbuf=64KiB", "expected 0B"},
		   {"traffic.direction=guest2guest nic.backend.model=vhost", "one guest"},
		   {"traffic.direction=guest2guest nic.backend.model=vhost_user", "expected poll or spin"},
		   {GUESTS "traffic.model=window", "acknowledge"},
		   {GUESTS "nic.queues=2", "expected 4 of them"},
		   {GUESTS "traffic.link=1Gb/s", "expected 0b/s"}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FALSE(try_load(&t, TRY_RX, "run.packets=0 traffic.direction=forward %s", row[i].settings));
		CU_ASSERT(try_refused(&t, row[i].why));
		try_end(&t);
	}
}

CU_TestInfo test_forward[] = {
	{"a_packet_by_hand", a_packet_by_hand},
	{"the_slower_core_sets_the_rate", the_slower_core_sets_the_rate},
	{"ports_share_a_core", ports_share_a_core},
	{"losses_have_names", losses_have_names},
	{"lines_of_data", lines_of_data},
	{"lines_of_rings", lines_of_rings},
	{"guest_to_guest_by_hand", guest_to_guest_by_hand},
	{"guest_to_guest_rates", guest_to_guest_rates},
	{"guest_to_guest_closed", guest_to_guest_closed},
	{"refused", refused},
	CU_TEST_INFO_NULL,
};
