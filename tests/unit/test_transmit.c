/*
 * test_transmit.c - transmission counted exactly: full rings, timers, acknowledgements that come late or not at all, round trips.
 */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>

static bool near(const struct tried *t, const char *name, double expected)
{
	double value = try_value(t, name);
	if (fabs(value - expected) <= 1e-9 * fabs(expected)) return true;
	printf("%s is %.12g, expected %.12g\n", name, value, expected);
	return false;
}

/* ---- full rings ---- */

/* Rings that fill up, with each completion policy, each suppression and each limit: everything goes out. */
static void full_transmit_rings(void)
{
	static const char *const completes[] = {"orphan", "napi", "every"}, *const notify[] = {"flags", "event_idx", "always"};
	static const char *const flushes[] = {"now", "bh", "timer"};
	for (int entries = 1; entries <= 16; entries *= 2)
		for (int c = 0; c < 27; c++)
			for (int stop = 0; stop <= 19; stop += stop == 0 ? 1 : 18) {
				struct tried t;
				CU_ASSERT_FATAL(
					try_fine(&t, TRY_TX,
						 "nic.ring.entries=%d nic.tx_stop_below=%d nic.notify.tx_complete.model=%s "
						 "nic.notify.host=%s nic.notify.tx_flush.model=%s nic.xmit_more=%s "
						 "prices.host_tx_packet=1us "
						 "prices.host_wakeup=5us",
						 entries, stop, completes[c % 3], notify[c / 3 % 3], flushes[c / 9],
						 entries % 3 == 1 ? "true" : "false"));
				CU_ASSERT(try_is(&t, "delivered", 100));
				try_end(&t);
			}
}

/*
 * Each of 200 kicks books a bottom half on a core that is at the first frame: more pieces than are told apart one by one, which the checked
 * build would not have, and all of their time is there.
 */
static void kicks_while_the_host_works(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 "run.packets=200 traffic.count=200 nic.backend.model=lguest nic.notify.host.model=always "
				 "nic.notify.tx_flush.model=bh prices.host_tx_packet=10ms prices.bh_schedule=2us"));
	CU_ASSERT(try_is(&t, "delivered", 200));
	CU_ASSERT(try_value(&t, "cost_wakeup_per_packet") >= 2);
	try_end(&t);
}

/* A frame of 17 pieces stops a ring that has room for fewer, and goes when they are free; one that never fits is too long. */
static void frames_of_many_descriptors(void)
{
	static const char *const completes[] = {"orphan", "napi", "every"};
	for (int c = 0; c < 3; c++)
		for (int entries = 32; entries <= 64; entries *= 2) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
						 "nic.tx_stop_below=0 nic.tx_fragments=pages nic.ring.entries=%d "
						 "traffic.size=65535B nic.notify.tx_complete.model=%s "
						 "prices.host_tx_packet=1us",
						 entries, completes[c]));
			CU_ASSERT(try_is(&t, "delivered", 100));
			CU_ASSERT(try_value(&t, "tx_stops_per_packet") > 0.2);
			try_end(&t);
		}
	struct tried t;
	CU_ASSERT_FALSE(try_load(&t, TRY_TX, "nic.ring.entries=16 nic.tx_fragments=pages traffic.size=65535B"));
	CU_ASSERT(try_refused(&t, "takes 17, expected at least 17"));
	try_end(&t);
	/* In a mix it is found on the way. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 "nic.ring.entries=16 nic.tx_fragments=pages traffic.model=pcap "
				 "traffic.file=../../scenarios/captures/bulk-gso.pcap "
				 "run.packets=4000 nic.guest_queue=4000 nic.xmit_more=true prices.guest_tx_packet=0.1us"));
	CU_ASSERT(try_is(&t, "dropped_too_long", 2960)); /* those that need 16 pages behind the head */
	CU_ASSERT(try_is(&t, "delivered", 4000 - 2960));
	try_end(&t);
}

/* The stopped queue is woken once 3/4 of what is out was sent, where events can be named; else at the first. */
static void three_quarters_of_a_full_ring(void)
{
	static const char *const notify[] = {"event_idx", "flags"};
	double signals[2];
	for (int i = 0; i < 2; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
					 "nic.notify.host=%s nic.backend.model=qemu traffic.count=1000 run.packets=1000 "
					 "prices.host_tx_packet=1us",
					 notify[i]));
		CU_ASSERT(try_is(&t, "delivered", 1000));
		signals[i] = try_value(&t, "tx_completion_signals");
		try_end(&t);
	}
	/*
	 * 238 of 256 fill the ring to the limit of 19. After 3/4 of them, 179, the guest refills 179, when 59 + 179 are out
	 * again; after the fifth time the rest fits: (1000 - 238) / 179 = 4.3.
	 */
	CU_ASSERT_EQUAL(signals[0], 5);
	/* By flags each completion may be the one that makes room for one more. */
	CU_ASSERT(signals[1] > 700);
}

/*
 * QEMU's transmit timers of 2008 in a ping-pong that takes 400 us without.  It is late by the interval or the least re-arming
 * time; a host whose clock ticks locks the ping-pong to the tick.
 */
static void transmit_timer(void)
{
	static const struct {
		const char *settings;
		double rtt; /* us */
	} row[] = {
		{"nic.notify.tx_flush.model=now", 400},
		{"nic.notify.tx_flush.model=bh", 400},
		{"nic.notify.tx_flush.model=timer nic.notify.tx_flush.rearm_floor=0us", 550},
		{"nic.notify.tx_flush.model=timer", 650},
		{"nic.notify.tx_flush.model=timer nic.notify.tx_flush.tick=1ms", 1000},
		{"nic.notify.tx_flush.model=timer nic.notify.tx_flush.tick=1ms nic.notify.tx_flush.slack_ticks=1", 2000},
		{"nic.notify.tx_flush.model=timer nic.notify.tx_flush.tick=1ms nic.notify.tx_flush.slack_ticks=2", 3000},
		{"nic.notify.tx_flush.model=timer nic.notify.tx_flush.tick=4ms", 4000},
	};
	static const char *const notify[] = {"flags", "event_idx", "always"};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int n = 0; n < 3; n++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RR,
						 "nic.backend.model=qemu traffic.base_rtt=400us run.packets=0 run.warmup=12ms "
						 "run.length=120ms nic.notify.host=%s %s",
						 notify[n], row[i].settings));
			if (!near(&t, "latency_mean", row[i].rtt)) printf("  %s %s\n", notify[n], row[i].settings);
			CU_ASSERT(near(&t, "latency_mean", row[i].rtt));
			CU_ASSERT(fabs(try_value(&t, "delivered") - 120e3 / row[i].rtt) <= 1);
			try_end(&t);
		}
}

/* While a timer runs more is published; the flush sends it, and what comes during the flush starts the next timer. */
static void transmit_timer_under_load(void)
{
	static const char *const notify[] = {"flags", "event_idx"};
	for (int n = 0; n < 2; n++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
					 "nic.backend.model=qemu nic.notify.tx_flush.model=timer nic.notify.tx_flush.early=0 "
					 "traffic.model=constant traffic.rate=100kpps run.packets=1000 prices.host_tx_packet=3us "
					 "nic.notify.host=%s",
					 notify[n]));
		CU_ASSERT(try_is(&t, "delivered", 1000));
		/* A flush unmasks and takes longer than the next packet needs to come, which kicks: a kick every 250 + 10 us. */
		CU_ASSERT(near(&t, "tx_timer_fired_per_packet", try_value(&t, "kicks") / 1000));
		CU_ASSERT(try_value(&t, "kicks") == 39); /* ceil(10 ms / 260 us) */
		CU_ASSERT(try_value(&t, "latency_mean") > 80);
		try_end(&t);
	}
}

/* ---- acknowledgements ---- */

/* A window of one segment, acknowledged in pairs: each waits for the delayed acknowledgement. */
static void one_segment(void)
{
	static const char *const directions[] = {"rx", "tx"};
	for (int d = 0; d < 2; d++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "traffic.direction=%s traffic.model=window traffic.window=1448B run.packets=0 run.warmup=0ms "
				 "run.length=1s",
				 directions[d]));
		CU_ASSERT(try_is(&t, "delivered", 25)); /* at 0, 40, ... 960 ms */
		CU_ASSERT(try_is(&t, "offered", 25));
		CU_ASSERT(try_is(&t, "answers_per_packet", 24.0 / 25));
		try_end(&t);
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_RX,
			"traffic.direction=%s traffic.model=window traffic.window=1448B traffic.ack_every=1 run.packets=0 "
			"run.warmup=0ms run.length=1s traffic.base_rtt=1ms",
			directions[d]));
		/* One per round trip; received segments come half a trip after they were sent. */
		CU_ASSERT(try_is(&t, "delivered", 1000));
		try_end(&t);
	}
}

/* A lost segment comes again after the timeout; until then the others go on. */
static void lost_segments(void)
{
	struct tried t;
	/* Two segments, room for one: at 0 the second is lost. The first is answered 1 us later, and so on, 10 ms long. */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "traffic.model=window traffic.window=2896B traffic.ack_every=1 traffic.rto=10ms nic.ring.entries=1 "
			 "nic.host_queue=0 nic.backend.model=ideal prices.guest_rx_packet=1us run.packets=0 run.warmup=0ms "
			 "run.length=9ms"));
	CU_ASSERT(try_is(&t, "dropped", 1));
	CU_ASSERT(try_value(&t, "delivered") > 8000);
	try_end(&t);
	/* Requests: those that got through go on as well. */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "traffic.model=rr traffic.outstanding=2 traffic.rto=10ms nic.ring.entries=1 nic.host_queue=0 "
			 "nic.backend.model=ideal prices.guest_rx_packet=1us run.packets=0 run.warmup=0ms run.length=9ms"));
	CU_ASSERT(try_is(&t, "dropped", 1));
	CU_ASSERT(try_value(&t, "delivered") > 8000);
	try_end(&t);
	/* Whatever was lost on the way, each segment counts once as goodput. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "traffic.model=window traffic.window=64KiB traffic.rto=1ms nic.host_queue=10 run.packets=0 "
				 "run.transfer=1448000B prices.host_rx_packet=5us traffic.link=10Gb/s traffic.ack_every=1"));
	CU_ASSERT(try_is(&t, "delivered", 1000));
	CU_ASSERT(try_value(&t, "dropped") > 35);
	try_end(&t);
}

/* Round trips of nothing but the wire and the peer. */
static void round_trips(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, "run.packets=0 run.warmup=0ms run.length=1s"));
	CU_ASSERT(try_is(&t, "delivered", 49999)); /* the 50,000th comes with the end */
	CU_ASSERT(try_is(&t, "latency_mean", 20));
	CU_ASSERT(try_value(&t, "kicks") == 50000);
	CU_ASSERT(try_value(&t, "interrupts") == 49999);
	try_end(&t);
	/* Requests come at their own times however long the host is busy: the guest sends each before the next one comes. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR,
				 "traffic.model=constant traffic.rate=100kpps prices.host_rx_packet=100us "
				 "prices.guest_tx_packet=8us nic.guest_queue=1"));
	CU_ASSERT(try_is(&t, "dropped_guest_queue", 0));
	CU_ASSERT(try_is(&t, "delivered", 100));
	try_end(&t);
	/* Many on the way at once: more than any ring or queue holds. */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RR,
			 "traffic.model=constant traffic.rate=1Mpps traffic.base_rtt=1s nic.guest_queue=10 nic.ring.entries=4 "
			 "nic.host_queue=10 run.packets=5000"));
	CU_ASSERT(try_is(&t, "delivered", 5000));
	CU_ASSERT(near(&t, "latency_mean", 1e6));
	try_end(&t);
}

/* A burst of 1000 from a program in the guest, with a device's queue of one packet: how many are lost. */
static void burst_of_a_program(const char *full, int entries, const char *how, int lost)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 "traffic.count=1000 run.packets=1000 nic.guest_queue=1 nic.tx_stop_below=0 nic.ring.entries=%d "
				 "traffic.sender.model=program traffic.sender.full=%s prices.guest_tx_packet=1us %s",
				 entries, full, how));
	CU_ASSERT(try_is(&t, "dropped", lost));
	CU_ASSERT(try_is(&t, "delivered", 1000 - lost));
	try_end(&t);
}

/* In the guest's time: a socket waits for room, poll mode loses what exceeds the ring and what was sent meanwhile. */
static void programs_in_the_guest(void)
{
	for (int entries = 256; entries <= 1024; entries *= 2) {
		/* The host wakes up long after the last: nothing was sent meanwhile. */
		burst_of_a_program("lose", entries, "prices.host_wakeup=100ms", entries < 1000 ? 1000 - entries : 0);
		burst_of_a_program("wait", entries, "prices.host_wakeup=100ms", 0);
		burst_of_a_program("wait", entries, "prices.host_tx_packet=10us", 0);
	}
	burst_of_a_program("lose", 256, "prices.host_tx_packet=0.5us", 0); /* sent sooner than handed over */
	burst_of_a_program("wait", 256, "traffic.sender.buffer=900", 100); /* the program's own room */
}

/* Without a program of its own a burst is there at once: what the ring has no room for waits, and what finds that full, too, is lost. */
static void bursts_in_front_of_a_ring(void)
{
	for (int entries = 256; entries <= 1024; entries *= 2)
		for (int queue = 1; queue <= 100; queue *= 10) {
			struct tried t;
			int room = entries + queue;
			CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
						 "traffic.count=1000 run.packets=1000 nic.guest_queue=%d nic.tx_stop_below=0 "
						 "nic.ring.entries=%d prices.guest_tx_packet=1us prices.host_wakeup=100ms",
						 queue, entries));
			CU_ASSERT(try_is(&t, "dropped_guest_queue", room < 1000 ? 1000 - room : 0));
			try_end(&t);
		}
	struct tried t; /* 19 descriptors stay free, and a frame of several takes as many */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_TX,
			 "traffic.count=1000 run.packets=1000 nic.guest_queue=10 nic.tx_stop_below=19 nic.ring.entries=256 "
			 "prices.guest_tx_packet=1us prices.host_wakeup=100ms"));
	CU_ASSERT(try_is(&t, "dropped_guest_queue", 1000 - 10 - (256 - 19 + 1)));
	try_end(&t);
}

/* Who sends when nobody says: a program in the guest what a guest sends by TCP; it loses nothing however short the device's queue. */
static void who_sends(void)
{
	static const struct {
		const char *file, *settings, *sender;
	} row[] = {{TRY_RX, "", "peer"},
		   {TRY_TX, "", "peer"},
		   {TRY_TX, "traffic.model=window", "program"},
		   {TRY_TX, "traffic.model=window traffic.sender=peer", "peer"},
		   {TRY_TX, "traffic.model=tcp", "peer"},
		   {TRY_RX, "traffic.model=window", "peer"},
		   {TRY_RX, "traffic.model=window traffic.direction=tx", "program"},
		   {TRY_XEN, "traffic.model=window traffic.direction=tx", "peer"},
		   {TRY_RR, "", "peer"}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_load(&t, row[i].file, "%s", row[i].settings) || try_say(&t));
		CU_ASSERT_STRING_EQUAL(t.setup.slot[SLOT_SENDER].reg->name, row[i].sender);
		try_end(&t);
	}
	for (int peer = 0; peer < 2; peer++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
					 "traffic.model=window traffic.window=1MiB nic.guest_queue=16 nic.ring.entries=64 "
					 "prices.host_tx_packet=1us run.packets=0 run.warmup=0ms run.length=1ms %s",
					 peer ? "traffic.sender=peer" : ""));
		CU_ASSERT((try_value(&t, "dropped") > 0) == peer);
		try_end(&t);
	}
}

CU_TestInfo test_transmit[] = {
	{"bursts_in_front_of_a_ring", bursts_in_front_of_a_ring},
	{"who_sends", who_sends},
	{"programs_in_the_guest", programs_in_the_guest},
	{"full_transmit_rings", full_transmit_rings},
	{"kicks_while_the_host_works", kicks_while_the_host_works},
	{"frames_of_many_descriptors", frames_of_many_descriptors},
	{"three_quarters_of_a_full_ring", three_quarters_of_a_full_ring},
	{"transmit_timer", transmit_timer},
	{"transmit_timer_under_load", transmit_timer_under_load},
	{"one_segment", one_segment},
	{"lost_segments", lost_segments},
	{"round_trips", round_trips},
	CU_TEST_INFO_NULL,
};
