/*
 * test_turns.c - the driver, the workers and the load take turns: what is put back, what may run ahead, what a worker does before it lets
 * others go, what it waits for; by what packets take on their way, to the picosecond.
 */
#include "unit/same.h"
#include "unit/try.h"

/* ---- the load ---- */

/*
 * Three segments, of which a queue of one loses the third; it is to be sent again 50 ms later.  The answer to the first comes before that:
 * the wire is as free as if the lost one had not been thought of.
 */
static void wire_of_what_is_put_back(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "traffic.model=window traffic.window=%dB traffic.ack_every=1 traffic.rto=50ms traffic.link=1Gb/s "
			 "traffic.wire_overhead=0B nic.host_queue=1 prices.host_rx_packet=1ms run.packets=0 run.warmup=0ms "
			 "run.length=40.5ms",
			 3 * 1448));
	/* The first comes after 12.112 us, and the worker is never idle again. */
	CU_ASSERT(try_is(&t, "delivered", 40));
	CU_ASSERT(try_is(&t, "dropped_host_queue", 1));
	/* What came in until then: three, and one for each answer. */
	CU_ASSERT(within("wire busy", try_value(&t, "wire_utilisation") / 100 * 40.5e-3, 43 * 12.112e-6, 1e-9));
	try_end(&t);
}

/* Arrivals that join the queue while the worker is busy are those until the clock looks, however long it is busy. */
static void ahead_of_the_clock(void)
{
	static const char *const lengths[] = {"1ms", "2.5ms", "4ms"};
	static const int come[] = {50, 125, 200};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "nic.backend.model=qemu traffic.rate=50kpps prices.host_rx_packet=7ms nic.host_queue=4000 "
				 "run.packets=0 run.warmup=10.01ms run.length=%s",
				 lengths[i]));
		CU_ASSERT(try_is(&t, "offered", come[i]));
		/* Until 10.01 ms there came 501, the first at 0, of which one is done. */
		CU_ASSERT(try_is(&t, "in_flight_before", 500));
		try_end(&t);
	}
}

/* A process that writes ten at a time waits for ten: of packets a microsecond apart the first waits for nine. */
static void whole_writes(void)
{
	static const int bursts[] = {1, 2, 10, 50};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.backend.model=qemu traffic.sender.model=local traffic.sender.burst=%d",
					 bursts[i]));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), (bursts[i] - 1) / 2.));
		try_end(&t);
	}
}

/* ---- the worker ---- */

/* Busy polling sees a packet at once, for as long as it lasts and no longer; the time is told apart. */
static void busy_polling(void)
{
	static const struct {
		int spins;
		double latency, spun; /* us per packet, the first comes to a sleeping core; the last is followed by a whole one */
	} row[] = {{150, 2 + 5 / 100., (99 * 98 + 150) / 100.}, {50, 2 + 5, 50}, {0, 2 + 5, 0}};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 "nic.backend.busyloop=%dus traffic.rate=10kpps prices.host_rx_packet=2us "
					 "prices.host_wakeup=5us",
					 row[i].spins));
		CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), row[i].latency));
		/* The first was 5 us late: so much less until the second. */
		double late = i == 0 ? 5 / 100. : 0;
		CU_ASSERT(equals("spun", try_value(&t, "cost_spin_per_packet"), row[i].spun - late));
		try_end(&t);
	}
}

/* Used entries are published 64 at a time: buffers, whatever packets they are of. */
static void published_by_buffers(void)
{
	static const struct {
		int len, buffers;
	} row[] = {{1514, 1}, {9000, 3}, {40000, 10}};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		int each = (64 + row[i].buffers - 1) / row[i].buffers, n = 240 / row[i].buffers;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "traffic.model=burst traffic.size=%dB traffic.count=%d run.packets=%d nic.notify.host=always "
				 "prices.irq_latency=1ms prices.host_rx_packet=1us",
				 row[i].len, n, n));
		CU_ASSERT(equals("buffers", try_value(&t, "buffers_per_packet"), row[i].buffers));
		CU_ASSERT(try_is(&t, "interrupts", (n + each - 1) / each));
		try_end(&t);
	}
}

/* Others on the core have their turn after so many packets, or so many bytes, whichever comes first. */
static void weight(void)
{
	static const struct {
		const char *weight;
		int turn;
	} row[] = {{"nic.backend.weight_packets=20 nic.backend.weight_bytes=0B", 20},
		   {"nic.backend.weight_packets=0 nic.backend.weight_bytes=15140B", 10},
		   {"nic.backend.weight_packets=0 nic.backend.weight_bytes=15141B", 11},
		   {"nic.backend.weight_packets=20 nic.backend.weight_bytes=15140B", 10},
		   {"nic.backend.weight_packets=20 nic.backend.weight_bytes=1MiB", 20}};
	for (int i = 0; i < 5; i++) {
		struct tried t;
		int n = 440;
		/* The guest and the worker share a core; all packets are there at once, and the guest is told of each. */
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_RX,
			"%s cores.host=one cores.guest=one traffic.model=burst traffic.count=%d run.packets=%d "
			"nic.ring.entries=1024 nic.backend.used_batch=1 prices.core_switch=3us prices.host_rx_packet=2us "
			"prices.guest_rx_packet=4us",
			row[i].weight, n, n));
		/* Into the guest and back for each turn; after the last one not back. */
		int turns = n / row[i].turn;
		CU_ASSERT(equals("switches", try_value(&t, "core_switches_per_packet") * n, 2 * turns - 1));
		try_end(&t);
	}
}

/* ---- signals ---- */

/* What moderation costs: each packet waits for the fourth, or until the timer that the first one started ends. */
static void moderated(void)
{
	static const struct {
		const char *settings;
		double latency;
	} row[] = {{"nic.moderation.time=10us nic.moderation.packets=4", (3 + 2 + 1 + 0) / 4.},
		   {"nic.moderation.time=2.5us nic.moderation.packets=4", (33 * (2.5 + 1.5 + 0.5) + 2.5) / 100},
		   {"nic.moderation.time=0.5us nic.moderation.packets=4", 0.5},
		   {"nic.moderation.time=30.5us nic.moderation.packets=1000",
		    (3 * (31 * 30.5 - 30 * 31 / 2.) + 7 * 30.5 - 21) / 100}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.backend.model=qemu %s", row[i].settings));
		CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), row[i].latency));
		try_end(&t);
	}
}

/* A ring of 4 that is filled up when it is empty: the host waits all the time but for the last four packets. */
static void dry(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "nic.ring.entries=4 nic.notify.guest.refill=free_above traffic.model=burst traffic.count=%d "
				 "nic.backend.model=qemu prices.irq_latency=10us prices.guest_rx_packet=10us",
				 100));
	CU_ASSERT(equals("latency", try_value(&t, "packet_rate"), 1e6 / 12.5));
	CU_ASSERT(equals("share of the time the ring is dry", try_value(&t, "ring_dry"), 96));
	/* Twice as fast a guest: 4 packets in 30 us, not 50; twice the ring: 8 in 90. */
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "guest core");
	CU_ASSERT_STRING_EQUAL(t.out.limit[1].name, "ring");
	try_end(&t);
}

/* Taking back n buffers costs n times as much as one: of ten that were sent, at the signal for them. */
static void taken_back(void)
{
	static const int each[] = {1, 10, 25, 100};
	for (int i = 0; i < 4; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_TX,
				 "nic.backend.model=venet nic.notify.tx_complete.model=every nic.notify.tx_complete.packets=%d "
				 "prices.host_wakeup=1ms prices.guest_tx_reclaim=3us prices.host_tx_packet=1us",
				 each[i]));
		CU_ASSERT(try_is(&t, "tx_completion_signals", 100. / each[i]));
		CU_ASSERT(equals("cost", try_value(&t, "cost_transmit_per_packet"), 3));
		try_end(&t);
	}
}

CU_TestInfo test_turns[] = {
	{"the wire of what is put back", wire_of_what_is_put_back},
	{"arrivals do not pass the clock", ahead_of_the_clock},
	{"writes are whole", whole_writes},
	{"busy polling ends in time", busy_polling},
	{"published by buffers", published_by_buffers},
	{"turns by packets and bytes", weight},
	{"what moderation costs", moderated},
	{"a dry ring", dry},
	{"what was sent is taken back", taken_back},
	CU_TEST_INFO_NULL,
};
