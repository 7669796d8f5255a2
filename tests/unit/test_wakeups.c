/*
 * test_wakeups.c - who is woken when, counted exactly: polling, refill, moderation, busy polling, shared cores.  The checked
 * build these run in also proves after every event that nobody sleeps with work pending.
 */
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

/* ---- receive: interrupt, poll rounds, refill ---- */

/* All packets are in the ring before the guest handles the first interrupt: rounds of 64, and one more look after a full one. */
static void poll_rounds(void)
{
	static const struct {
		int packets, rounds;
	} row[] = {{1, 1}, {63, 1}, {64, 2}, {65, 2}, {200, 4}, {256, 5}};
	for (int i = 0; i < 6; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 "nic.backend.model=qemu run.packets=%d traffic.rate=100Mpps prices.irq_latency=1ms "
					 "prices.napi_resched=1us",
					 row[i].packets));
		CU_ASSERT(near(&t, "poll_rounds_per_packet", (double)row[i].rounds / row[i].packets));
		CU_ASSERT(near(&t, "cost_poll_per_packet", (row[i].rounds - 1.0) / row[i].packets));
		CU_ASSERT(near(&t, "irq_handlers_per_packet", 1.0 / row[i].packets));
		try_end(&t);
	}
}

/* Signals raised and handler runs are counted apart: nobody masks, so each packet raises one; those that pend merge. */
static void interrupts_merge(void)
{
	static const struct {
		const char *notify;
		double raised;
	} row[] = {{"always", 100}, {"flags", 100}, {"event_idx", 1}};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		/* The flag is only set once the handler runs; the event index is passed once. */
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX, "nic.backend.model=qemu nic.notify.host=%s prices.irq_latency=1ms", row[i].notify));
		CU_ASSERT(try_is(&t, "interrupts", row[i].raised));
		CU_ASSERT(try_is(&t, "irq_handlers_per_packet", 0.01));
		try_end(&t);
	}
	/* vhost publishes 64 used entries at a time, and what is left when its queue is empty. */
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "nic.backend.model=vhost nic.notify.host=always traffic.model=burst traffic.count=200 run.packets=200 "
			 "prices.irq_latency=1ms prices.host_rx_packet=1us"));
	CU_ASSERT(try_is(&t, "interrupts", 4));
	try_end(&t);
}

/* A dry ring: the host asks for kicks and sleeps; the refill kicks. Everybody else's kicks are suppressed. */
static void refill_kicks_only_a_dry_host(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.ring.entries=256"));
	CU_ASSERT(try_is(&t, "kicks", 0));
	CU_ASSERT(try_is(&t, "host_dry_per_packet", 0));
	try_end(&t);
	/* Rings of 4, refilled when 3 are free: 4 packets go in, the host runs dry, the guest takes all, refills, kicks. */
	for (int event = 0; event <= 1; event++) {
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "nic.ring.entries=4 nic.notify.guest.refill=free_above traffic.model=burst traffic.count=100 "
				 "nic.backend.model=qemu prices.irq_latency=10us nic.notify.host=%s",
				 event ? "event_idx" : "flags"));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(try_is(&t, "host_dry_per_packet", 0.24)); /* after each four but the last */
		CU_ASSERT(try_is(&t, "kicks", 24));
		CU_ASSERT(try_is(&t, "kick_handlers_per_packet", 0.24));
		try_end(&t);
	}
}

/* Without a queue of its own the host takes what free buffers wait for, and no more. */
static void host_queues(void)
{
	for (int queue = 0; queue <= 3; queue++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "nic.ring.entries=8 nic.host_queue=%d prices.irq_latency=1s run.packets=0 run.warmup=0ms "
				 "run.length=20us",
				 queue));
		CU_ASSERT(try_is(&t, "offered", 20));
		CU_ASSERT(try_is(&t, queue ? "dropped_host_queue" : "dropped_no_buffer", 20 - 8 - queue));
		try_end(&t);
	}
}

/* A packet that needs more buffers than were left posted, fewer than the refill rule asks for: said, not hidden. */
static void standing_still(void)
{
	struct tried t;
	/* 20 of 32 are used and not refilled (rule: more than half free is refilled, so 16 are): 65535 B need 17. */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX, "nic.ring.entries=32 nic.notify.guest.refill=free_above run.packets=16 traffic.size=60B"));
	try_end(&t);
	CU_ASSERT_FALSE(
		try_run(&t, TRY_RX,
			"nic.ring.entries=16 nic.notify.guest.refill=free_above nic.scheme.buffers=ewma traffic.model=pcap "
			"traffic.file=../../scenarios/captures/bulk-gso.pcap run.packets=4000 nic.host_queue=4000"));
	CU_ASSERT_PTR_NOT_NULL(strstr(t.out.failure, "reception stalled"));
	try_end(&t);
}

/* ---- moderation ---- */

static void moderated(void)
{
	static const struct {
		const char *settings;
		double interrupts;
	} row[] = {
		{"", 100},
		{"nic.moderation.time=10us nic.moderation.packets=0", 100}, /* either 0: every packet */
		{"nic.moderation.time=0us nic.moderation.packets=4", 100},
		{"nic.moderation.time=10us nic.moderation.packets=1", 100},
		{"nic.moderation.time=10us nic.moderation.packets=4", 25},        /* by count */
		{"nic.moderation.time=2.5us nic.moderation.packets=4", 34},       /* by time: 3 packets each, the last alone */
		{"nic.moderation.time=2.999999us nic.moderation.packets=64", 34}, /* the fourth comes too late, by a ps */
		{"nic.moderation.time=3.000001us nic.moderation.packets=64", 25}, /* or just in time */
		{"nic.moderation.time=3.000001us nic.moderation.packets=5", 25},
		{"nic.moderation.time=3.000001us nic.moderation.packets=3", 34},
		{"nic.moderation.time=1s nic.moderation.packets=64", 2}, /* 64, and the rest a second later */
		{"nic.moderation.time=1s nic.moderation.packets=1000", 1},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.backend.model=qemu %s", row[i].settings));
		if (!try_is(&t, "interrupts", row[i].interrupts)) printf("  %s\n", row[i].settings);
		CU_ASSERT(try_value(&t, "interrupts") == row[i].interrupts);
		CU_ASSERT(try_is(&t, "delivered", 100));
		try_end(&t);
	}
	/* Completions are counted as packets, also when the completion policy already gathers them by tens. */
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_TX,
			 "nic.backend.model=venet nic.notify.tx_complete.model=every prices.host_wakeup=1ms nic.xmit_more=true "
			 "prices.host_tx_packet=1us nic.moderation.time=1s nic.moderation.packets=20"));
	CU_ASSERT(try_is(&t, "tx_completion_signals", 5));
	try_end(&t);
}

/* ---- busy polling ---- */

static void busy_polling(void)
{
	static const struct {
		const char *file, *settings;
		double wakeups, kicks;
	} row[] = {
		/* 100 us between packets: who spins longer never sleeps */
		{TRY_RX, "nic.backend.busyloop=150us traffic.rate=10kpps", 1, 0},
		{TRY_RX, "nic.backend.busyloop=50us traffic.rate=10kpps", 100, 0},
		{TRY_RX, "nic.backend.busyloop=0us traffic.rate=10kpps", 100, 0},
		/* while it spins it sees what is published: no kicks but the first */
		{TRY_TX, "traffic.model=constant traffic.rate=10kpps nic.backend.busyloop=150us", 1, 1},
		{TRY_TX, "traffic.model=constant traffic.rate=10kpps nic.backend.busyloop=50us", 100, 100},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int event = 0; event <= 1; event++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, row[i].file, "%s nic.notify.host=%s", row[i].settings,
						 event ? "event_idx" : "flags"));
			CU_ASSERT(try_is(&t, "wakeups_per_packet", row[i].wakeups / 100));
			CU_ASSERT(try_is(&t, "kicks", row[i].kicks));
			try_end(&t);
		}
}

/* The spinning receive worker gives way to the transmit worker on the same core, and the time is booked as spent spinning. */
static void busy_polling_shares_the_core(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, "nic.backend.busyloop=1ms prices.host_wakeup=5us"));
	CU_ASSERT(try_is(&t, "delivered", 100));
	CU_ASSERT(near(&t, "latency_mean", 20 + 5.0 / 100)); /* only the first request finds a sleeping core */
	CU_ASSERT(try_value(&t, "cost_spin_per_packet") >= 19);
	try_end(&t);
}

/*
 * Sent every 10 us, acknowledged at once: what comes back ends the transmit worker's spin, which goes on behind it with kicks off, so that only
 * the first frame is kicked for.  A spin that is shorter than the pauses has each frame kicked for, as none has.
 */
static void busy_polling_both_ways(void)
{
	static const struct {
		int spins;
		double kicks;
	} row[] = {{0, 100}, {2, 100}, {12, 1}, {50, 1}};
	for (int i = 0; i < 4; i++)
		for (int event = 0; event <= 1; event++) {
			struct tried t;
			CU_ASSERT_FATAL(
				try_fine(&t, TRY_TX,
					 "traffic.model=window traffic.window=64KiB traffic.ack_every=1 traffic.base_rtt=2us "
					 "prices.guest_tx_packet=10us prices.host_tx_packet=1us prices.host_rx_packet=0.5us "
					 "nic.backend.busyloop=%dus nic.notify.host=%s",
					 row[i].spins, event ? "event_idx" : "flags"));
			CU_ASSERT(try_is(&t, "kicks", row[i].kicks));
			try_end(&t);
		}
}

/* Whatever the spin: no more kicks than without one. */
static void busy_polling_brings_no_kicks(void)
{
	static const char *const spins[] = {"0us", "1us", "2us", "5us", "10us", "50us", "1ms"};
	double without = 0;
	for (int i = 0; i < 7; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, "scenarios/vhost-busyloop.yaml",
					 "traffic.direction=tx traffic.model=window traffic.window=1MiB nic.backend.busyloop=%s "
					 "run.length=20ms nic.notify.tx_complete=orphan",
					 spins[i]));
		double kicks = try_value(&t, "kicks_per_packet");
		if (i == 0) without = kicks;
		if (kicks > without) printf("%s: %g kicks a packet, %g without\n", spins[i], kicks, without);
		CU_ASSERT(kicks <= without);
		try_end(&t);
	}
}

/* ---- one core for host and guest ---- */

static void shared_core(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "nic.backend.model=lguest cores.host=one cores.guest=one traffic.rate=10kpps prices.core_switch=3us "
			 "prices.host_rx_packet=2us prices.guest_rx_packet=4us"));
	CU_ASSERT(try_is(&t, "core_switches_per_packet", 1.99)); /* into the guest and back, but the first from nobody */
	CU_ASSERT(near(&t, "cost_switch_per_packet", 3 * 1.99));
	CU_ASSERT(near(&t, "latency_mean", 2 + 3 + 4 + 3 * 0.99));
	try_end(&t);
	/* A burst: the host reads tap until it is empty or the ring is dry, then the guest runs: two switches per ring. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "nic.backend.model=lguest cores.host=one cores.guest=one traffic.model=burst traffic.count=128 "
				 "run.packets=128 nic.ring.entries=16 nic.notify.guest.refill=free_above prices.core_switch=3us "
				 "prices.host_rx_packet=2us "
				 "prices.guest_rx_packet=4us"));
	CU_ASSERT(try_is(&t, "core_switches_per_packet", 15.0 / 128));
	CU_ASSERT(near(&t, "packet_rate", 128 / (128 * 6e-6 + 15 * 3e-6)));
	try_end(&t);
}

CU_TestInfo test_wakeups[] = {
	{"poll_rounds", poll_rounds},
	{"interrupts_merge", interrupts_merge},
	{"refill_kicks_only_a_dry_host", refill_kicks_only_a_dry_host},
	{"host_queues", host_queues},
	{"standing_still", standing_still},
	{"moderated", moderated},
	{"busy_polling", busy_polling},
	{"busy_polling_shares_the_core", busy_polling_shares_the_core},
	{"busy_polling_both_ways", busy_polling_both_ways},
	{"busy_polling_brings_no_kicks", busy_polling_brings_no_kicks},
	{"shared_core", shared_core},
	CU_TEST_INFO_NULL,
};
