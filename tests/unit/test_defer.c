/*
 * test_defer.c - interrupts that the driver puts off (gro_flush_timeout, defer_hard_irqs): how many come, when packets are found and how often
 * its timer polls, counted by hand from Linux's napi_complete_done.  The checked build also proves that nobody sleeps with work pending.
 */
#include "unit/same.h"
#include "unit/try.h"

#define DEFERS "nic.notify.guest.gro_flush_timeout=%s nic.notify.guest.defer_hard_irqs=%d "

/* All is free of charge, and 100 packets come ten microseconds apart: interrupts return count times the timeout after the last one. */
static void counted(void)
{
	static const struct {
		const char *timeout;
		int count, interrupts, timers;
	} row[] = {
		{"0us", 0, 100, 0},
		{"0us", 5, 100, 0},
		{"3.3us", 0, 100, 0},
		{"3.3us", 1, 100, 100},
		{"3.3us", 3, 100, 300},
		{"3.4us", 3, 1, 292 + 3}, /* packet k is found by poll ceil(k 10 / 3.4), the last one at 990 us by the 292nd */
		{"3.7us", 3, 1, 268 + 3},
		{"9.9us", 1, 100, 100},
		{"10.1us", 1, 1, 99 + 1},
		{"101us", 1, 1, 10 + 1}, /* ten or eleven packets at a time */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.rate=100kpps " DEFERS, row[i].timeout, row[i].count));
		CU_ASSERT(try_is(&t, "delivered", 100));
		if (!try_is(&t, "interrupts", row[i].interrupts)) printf("  %s x %d\n", row[i].timeout, row[i].count);
		CU_ASSERT(try_value(&t, "interrupts") == row[i].interrupts);
		if (row[i].timers) CU_ASSERT(equals("timers", 100 * try_value(&t, "timer_polls_per_packet"), row[i].timers));
		try_end(&t);
	}
}

/* A packet that comes while interrupts are off waits for the timer, which was set when the last poll ended. */
static void found_by_the_timer(void)
{
	static const int ns[] = {3401, 10103, 24301, 101009}; /* at no multiple of which a packet comes */
	for (int i = 0; i < 4; i++) {
		struct tried t;
		double late = 0;
		for (int k = 0; k < 100; k++)
			late += (k * 10000 + ns[i] - 1) / ns[i] * ns[i] - k * 10000;
		char timeout[20];
		snprintf(timeout, sizeof timeout, "%dns", ns[i]); // NOLINT
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.rate=100kpps " DEFERS, timeout, 3));
		CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), late / 100 / 1000));
		try_end(&t);
	}
}

/* Without signals suppressed, or where the device masks them itself; with either ring: each packet comes, whatever was put off. */
static void none_is_lost(void)
{
	static const struct {
		const char *settings;
		int within, beyond; /* interrupts where packets come before and after they are asked for again */
	} row[] = {
		{"nic.notify.host=always", 100, 100},
		{"nic.notify.host=flags", 1, 100},
		{"nic.notify.host=event_idx", 1, 100},
		{"nic.notify.host=flags nic.ring.format=packed", 1, 100},
		{"nic.notify.host=event_idx nic.ring.format=packed", 1, 100},
		{"nic.notify.host=event_idx nic.backend.model=qemu", 1, 100},
		{"nic.notify.host=flags nic.ring.entries=8 nic.notify.guest.refill=free_above nic.host_queue=1000", 1, 100},
		{"nic.notify.host=always nic.backend.model=ideal nic.backend.auto_mask=true", 1, 100},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int beyond = 0; beyond < 2; beyond++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.rate=100kpps %s " DEFERS, row[i].settings, "4.7us",
						 beyond ? 2 : 3));
			CU_ASSERT(try_is(&t, "delivered", 100));
			if (!try_is(&t, "interrupts", beyond ? row[i].beyond : row[i].within)) CU_FAIL(row[i].settings);
			try_end(&t);
		}
}

/* An event that was left behind is passed again after 65536 packets, and no other; a flag stays. */
static void indices_wrap(void)
{
	static const char *const notify[] = {"event_idx", "flags"};
	for (int flags = 0; flags < 2; flags++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.rate=1Mpps run.packets=70000 nic.notify.host=%s " DEFERS,
					 notify[flags], "50.3us", 1));
		CU_ASSERT(try_is(&t, "interrupts", flags ? 1 : 2));
		try_end(&t);
	}
}

/* Its handler takes what an interrupt's does, and the timer itself; only behind them it looks, and the next time counts from there. */
static void costs(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX, "traffic.rate=10kpps prices.irq_handler=1us prices.guest_timer=2us " DEFERS, "20us", 3));
	CU_ASSERT(equals("irq", 100 * try_value(&t, "cost_irq_per_packet"), 100 * 1 + 100 * 3 * 3));
	CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), 1));
	try_end(&t);
	/* Polls 23 us apart, 1 us behind the first packet: the second, 30 us behind the first, comes before the second of them looks. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "traffic.model=constant traffic.rate=33333.333333pps run.packets=2 prices.irq_handler=1us "
				 "prices.guest_timer=2us " DEFERS,
				 "20us", 3));
	CU_ASSERT(try_is(&t, "interrupts", 1));
	CU_ASSERT(within("latency", try_value(&t, "latency_mean"), (1 + 1 + 2 * 23 - 30) / 2., 1e-4));
	try_end(&t);
}

/* ---- frames held by GRO ---- */

#define HELD "nic.notify.guest.gro=true nic.notify.guest.gro_flush_timeout=10us "

static void frames_are_held(void)
{
	static const struct {
		const char *settings;
		int up, interrupts;
	} row[] = {
		{"", 3, 100},                                 /* 45, 45, and 10 when the timer runs out */
		{"traffic.rate=10kpps", 100, 100},            /* none comes before */
		{"nic.notify.guest.jiffy=20us", 5, 100},      /* 0 to 20, four times to the next multiple of 20 */
		{"nic.notify.guest.defer_hard_irqs=2", 3, 1}, /* polled ten at a time */
		{"traffic.flows=2", 4, 100},                  /* 45 and 5 of each */
		{"traffic.flows=9", 100, 100},                /* each pushes the oldest out, and meets none of its own */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, HELD "%s", row[i].settings));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(try_is(&t, "interrupts", row[i].interrupts));
		if (!equals("go up", 100 * try_value(&t, "stack_packets_per_packet"), row[i].up)) CU_FAIL(row[i].settings);
		try_end(&t);
	}
}

/* A lone frame goes up when the timer runs out, or with deferral when interrupts are asked for again. */
static void a_lone_frame_waits(void)
{
	for (int count = 0; count <= 3; count++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, HELD "traffic.rate=10kpps nic.notify.guest.defer_hard_irqs=%d", count));
		CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), count ? 10 * count : 10));
		try_end(&t);
	}
}

CU_TestInfo test_defer[] = {
	{"counted", counted},
	{"found by the timer", found_by_the_timer},
	{"none is lost", none_is_lost},
	{"indices wrap", indices_wrap},
	{"costs", costs},
	{"frames are held", frames_are_held},
	{"a lone frame waits", a_lone_frame_waits},
	CU_TEST_INFO_NULL,
};
