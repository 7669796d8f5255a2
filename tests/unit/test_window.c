/* test_window.c - a statistic over a window counts the part within the window: what began before it, and what is booked beyond it. */
#include "base/arena.h"
#include "machine/booked.h"
#include "machine/bookings.h"
#include "unit/suites.h"
#include "unit/try.h"
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static void begin(struct booked *b, const sim_time *clock, struct arena *a)
{
	*a = (struct arena){0};
	CU_ASSERT_FATAL(booked_init(b, clock, a));
}

static void booked_ahead(void)
{
	struct arena a;
	struct booked b;
	begin(&b, &(sim_time){0}, &a);
	booked_add(&b, 100, 50);
	booked_add(&b, 200, 50);
	CU_ASSERT_EQUAL(booked_until(&b, 0), 0);
	CU_ASSERT_EQUAL(booked_until(&b, 120), 20);
	CU_ASSERT_EQUAL(booked_until(&b, 170), 50);
	CU_ASSERT_EQUAL(booked_until(&b, 240), 90);
	booked_add(&b, 150, 50); /* into what is free, and behind it */
	booked_add(&b, 250, 20);
	CU_ASSERT_EQUAL(booked_until(&b, 200), 100);
	CU_ASSERT_EQUAL(booked_until(&b, 260), 160);
	CU_ASSERT_EQUAL(booked_until(&b, 270), 170);
	booked_add(&b, 300, 10);
	CU_ASSERT_EQUAL(booked_until(&b, 300), 170);
	CU_ASSERT_EQUAL(booked_until(&b, 305), 175);
	CU_ASSERT_EQUAL(booked_last(&b, 90), 0);
	CU_ASSERT_EQUAL(booked_last(&b, 299), 270);
	CU_ASSERT_EQUAL(booked_last(&b, 305), 305);
	CU_ASSERT_EQUAL(booked_last(&b, 400), 310);
	arena_free(&a);
}

/* From the very start of time on, where a ring without entries looks alike. */
static void booked_at_once(void)
{
	struct arena a;
	struct booked b;
	begin(&b, &(sim_time){0}, &a);
	booked_add(&b, 0, 50);
	booked_add(&b, 50, 50);
	CU_ASSERT_EQUAL(booked_until(&b, 10), 10);
	booked_add(&b, 120, 10);
	CU_ASSERT_EQUAL(booked_until(&b, 70), 70);
	CU_ASSERT_EQUAL(booked_until(&b, 125), 105);
	arena_free(&a);
}

/*
 * The same by colouring each picosecond: who books takes the next ones that are free. The clock moves on meanwhile. Each look asks at
 * other times.
 */
static void booked_by_colour(void)
{
	enum { END = 40000 };
	uint64_t state = 1;
	long wrong = 0;
	for (int round = 0; round < 40; round++) {
		static bool busy[END];
		struct arena a;
		struct booked b;
		sim_time now = 0;
		int most = 0;
		begin(&b, &now, &a);
		memset(busy, 0, sizeof busy);
		for (int i = 0; i < 1500; i++) {
			state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			/* Now and then far ahead: what is booked last does not lie last. */
			int reach = round % 2 ? 200 : 9000, from = (int)now + (int)((state >> 40) % (uint64_t)reach),
			    ps = (int)(state >> 33) % 9, at = from;
			for (; ps > 0; at++)
				if (!busy[at]) busy[at] = true, ps--, booked_add(&b, at, 1);
			most = at > most ? at : most;
			if (state >> 62 == 0) now += (int)(state >> 50) % 40;
			int64_t sum = 0;
			for (int t = 0; i % 150 == 0 && t < most; t++) {
				if (t >= now && t % 10 == i / 150) wrong += booked_until(&b, t) != sum;
				sum += busy[t];
			}
		}
		arena_free(&a);
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

/* So much ahead of the clock that there is no more room for it: never busy for more than the time, and in the end for all that was booked. */
static void booked_beyond_room(void)
{
	struct arena a;
	struct booked b;
	const int most = 3 * BOOKED_MOST;
	bool below = true;
	begin(&b, &(sim_time){0}, &a);
	for (int i = 0; i < most; i++)
		booked_add(&b, 10 * (sim_time)(most - i), 7);
	CU_ASSERT(b.n <= b.room);
	CU_ASSERT_EQUAL(b.room, BOOKED_MOST);
	CU_ASSERT_EQUAL(b.busy, 7 * (int64_t)most);
	for (int i = 0; i <= 8; i++) {
		sim_time t = 10 * (sim_time)most / 8 * i;
		below &= booked_until(&b, t) <= t;
	}
	CU_ASSERT(below);
	CU_ASSERT_EQUAL(booked_until(&b, 11 * (sim_time)most), b.busy);
	arena_free(&a);
}

static double costs(const struct tried *t, const char *core)
{
	double sum = try_value(t, "unattributed_per_packet"), delivered = try_value(t, "delivered");
	char name[80];
	for (int i = 0; i < t->out.n_stats; i++)
		if (strncmp(t->out.stat[i].name, "cost_", 5) == 0) sum += t->out.stat[i].value;
	snprintf(name, sizeof name, "cpu_%s_busy", core);
	double busy = try_value(t, name) / 100 * delivered / try_value(t, "packet_rate") * 1e6;
	CU_ASSERT(busy > 0);
	return sum * delivered - busy;
}

/* A core at work from before the window until after it: 100 %, and its costs are that. */
static void cut_at_the_edges(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "run.packets=0 run.warmup=10us run.length=%s traffic.rate=50kpps prices.guest_rx_packet=150us "
				 "prices.guest_descriptor=7us",
				 "1ms"));
	CU_ASSERT(fabs(try_value(&t, "cpu_guest0_busy") - 100) < 1.01);
	CU_ASSERT(try_value(&t, "cpu_guest0_busy") <= 100);
	CU_ASSERT(fabs(costs(&t, "guest0")) < 1e-6);
	CU_ASSERT_EQUAL(try_value(&t, "in_flight_before") + try_value(&t, "offered"),
			try_value(&t, "delivered") + try_value(&t, "dropped") + try_value(&t, "in_flight"));
	CU_ASSERT(try_value(&t, "in_flight") > 0);
	try_end(&t);
}

/*
 * Both ways alike: what the peer has sent and is half a round trip away is neither left out nor taken off twice.  A frame counts where
 * it comes off the wire, some microseconds before it is delivered: but where the window begins or ends just there, their numbers agree.
 */
static void wire_both_ways(void)
{
	const double frame = 91 * 8e-9; /* seconds; a request of one byte at 1 Gb/s */
	int alike = 0;
	for (int phase = 0; phase < 20; phase++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RR,
					 "run.packets=0 run.length=19500us traffic.link=1Gb/s traffic.base_rtt=1ms "
					 "run.warmup=%dus",
					 100 + 50 * phase));
		double in = try_value(&t, "wire_utilisation") / 100 * 19.5e-3 / frame,
		       out = try_value(&t, "wire_out_utilisation");
		CU_ASSERT(fabs(in - out / 100 * 19.5e-3 / frame) < 1.001);
		CU_ASSERT(fabs(in - try_value(&t, "delivered")) < 1.001);
		alike += fabs(in - try_value(&t, "delivered")) < 1e-6;
		try_end(&t);
	}
	CU_ASSERT(alike >= 18);
}

/* Frames that follow each other at once, and take less time than their way: the wire is busy all the time, from its first bit on. */
static void wire_always_busy(void)
{
	static const struct {
		const char *warmup;
		double share;
	} of[] = {{"0us", 90}, {"7us", 97}, {"10us", 100}, {"4321ns", 94.321}};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 "run.packets=0 run.length=100us run.warmup=%s traffic.model=pktgen traffic.size=1kB "
					 "traffic.link=100Gb/s traffic.base_rtt=20us",
					 of[i].warmup));
		CU_ASSERT(fabs(try_value(&t, "wire_utilisation") - of[i].share) < 1e-9);
		try_end(&t);
	}
}

/* Host and guest take turns on one core whose stretches are longer than the measured time: shares end at 100 % all the same. */
static void one_core_for_both(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_XEN,
		"run.packets=0 run.warmup=10us run.length=%s traffic.model=burst traffic.count=3 traffic.direction=guest2guest "
		"nic.queues=2 nic.scheme.model=persistent nic.ring.entries=32 nic.notify.guest.model=napi "
		"cores.host=d cores.guest=d prices.guest_rx_packet=900us",
		"1ms"));
	double d = try_value(&t, "cpu_d_busy");
	CU_ASSERT(d > 99 && d <= 100);
	try_end(&t);
}

/* A run of one packet is over long before the clock notices. */
static void over_before_it_is_noticed(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RR, "run.packets=%d prices.guest_rx_packet=1us", 1));
	CU_ASSERT(try_value(&t, "source_blocked") <= 100);
	try_end(&t);
}

/* A stretch that posts more buffers than bookings are kept of: it is cut by kind all the same. */
static void many_pieces(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_XEN,
			 "run.packets=0 run.warmup=0us run.length=%s nic.notify.guest.model=spin nic.notify.guest.budget=2000 "
			 "traffic.model=pktgen prices.guest_descriptor=1ms prices.page_alloc=7us prices.guest_rx_packet=759ps "
			 "prices.host_tx_packet=3979ps prices.host_rx_packet=1ps",
			 "1us"));
	CU_ASSERT(try_value(&t, "delivered") > 86); /* three bookings each are more than are kept */
	CU_ASSERT(try_value(&t, "cost_alloc_per_packet") > 0);
	CU_ASSERT_EQUAL(try_value(&t, "cost_descriptor_per_packet"), 0);
	try_end(&t);
}

/* Packets of several lengths in one call of a driver that polls, which lasts longer than the window: each is cut at its own price. */
static void several_prices_in_a_stretch(void)
{
	static const char *const scheme[] = {"small", "mergeable"};
	for (int i = 0; i < 10; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_RX,
			"run.packets=0 run.warmup=0us run.length=500us run.seed=%d nic.scheme.model=%s "
			"nic.notify.guest.model=spin traffic.model=imix traffic.rate=400kpps prices.guest_rx_packet=10us "
			"prices.guest_rx_byte=20ns/B prices.guest_fragment=100us prices.guest_copy_byte=100ns/B",
			1 + i / 2, scheme[i % 2]));
		for (int k = 0; k < t.out.n_stats; k++)
			if (strncmp(t.out.stat[k].name, "cost_", 5) == 0) CU_ASSERT(t.out.stat[k].value >= 0);
		CU_ASSERT(fabs(costs(&t, "guest0")) < 1e-6);
		try_end(&t);
	}
}

/* Two packets of 3 + 2 + 1 ps with other work between them, told apart: however much is cut, each picosecond is of its own kind. */
static void told_apart(void)
{
	static const enum ledger kind[] = {LEDGER_STACK, LEDGER_COPY, LEDGER_ALLOC};
	static const int64_t part[] = {3, 2, 1};
	static const char order[] = "sssccanssscca"; /* as they are done */
	struct bookings b = {.n = 250, .begun = 250};
	bookings_add(&b, BOOKING_PACKET, 6);
	bookings_add(&b, LEDGER_SPIN, 1);
	bookings_add(&b, BOOKING_PACKET, 6);
	bookings_tell_apart(&b, BOOKING_PACKET, 3, kind, part);
	int wrong = 0;
	for (int left = 0; left <= 13; left++) {
		int64_t cut[BOOKING_KINDS] = {0}, due[BOOKING_KINDS] = {0};
		for (const char *p = order + 13 - left; *p; p++)
			due[*p == 's' ? LEDGER_STACK : *p == 'c' ? LEDGER_COPY : *p == 'a' ? LEDGER_ALLOC : LEDGER_SPIN]++;
		bookings_cut(&b, left, cut);
		wrong += memcmp(cut, due, sizeof cut) != 0;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	for (int i = 0; i < 100; i++) { /* more than there is room for: by kind in one go, none lost */
		bookings_add(&b, BOOKING_PACKET, 6);
		bookings_add(&b, LEDGER_SPIN, 1);
	}
	bookings_tell_apart(&b, BOOKING_PACKET, 3, kind, part);
	int64_t cut[BOOKING_KINDS] = {0};
	bookings_cut(&b, 713, cut);
	CU_ASSERT_EQUAL(cut[LEDGER_STACK], 306);
	CU_ASSERT_EQUAL(cut[LEDGER_ALLOC], 102);
	CU_ASSERT_EQUAL(cut[BOOKING_PACKET], 0);
}

/* The last frames arrive long after anybody here has anything to do: shares are of all that time. */
static void wire_at_the_end(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 "run.packets=20 traffic.link=%s nic.backend.model=descriptor_nic nic.backend.nic=kernel "
				 "nic.link.model=pcie prices.guest_tx_packet=1us",
				 "2kb/s"));
	double seconds = 20 / try_value(&t, "packet_rate");
	CU_ASSERT(fabs(try_value(&t, "cpu_guest0_busy") / 100 * seconds - 20e-6) < 1e-9);
	CU_ASSERT(try_value(&t, "wire_out_utilisation") > 99.999);
	try_end(&t);
}

static void no_time(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "run.packets=0 run.transfer=%s traffic.model=pktgen", "1B"));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "no time was measured");
	CU_ASSERT_EQUAL(t.out.n_limits, 1);
	try_end(&t);
}

CU_TestInfo test_window[] = {
	{"booked_ahead", booked_ahead},
	{"booked_at_once", booked_at_once},
	{"booked time against coloured picoseconds", booked_by_colour},
	{"booked_beyond_room", booked_beyond_room},
	{"cut_at_the_edges", cut_at_the_edges},
	{"wire_both_ways", wire_both_ways},
	{"wire_always_busy", wire_always_busy},
	{"one_core_for_both", one_core_for_both},
	{"over_before_it_is_noticed", over_before_it_is_noticed},
	{"many_pieces", many_pieces},
	{"several prices in a stretch", several_prices_in_a_stretch},
	{"told_apart", told_apart},
	{"wire_at_the_end", wire_at_the_end},
	{"no_time", no_time},
	CU_TEST_INFO_NULL,
};
