/*
 * test_wire.c - a wire is busy for the bits of each frame, padded, with what goes with it, to the nearest picosecond; queues share its
 * rate; a round trip is made of both ways.
 */
#include "load/wire.h"
#include "unit/same.h"
#include "unit/try.h"

#define US PS_PER_US

/* 60 B at the least; halves of a picosecond are rounded up. */
static void one_frame(void)
{
	static const struct {
		int64_t bps, overhead;
		int32_t len;
		sim_time ps;
	} row[] = {
		{1000000000, 0, 60, 480000},    {1000000000, 0, 61, 488000},      {1000000000, 0, 14, 480000},
		{1000000000, 24, 14, 672000},   {1000000000, 24, 1514, 12304000}, {7000000000, 0, 60, 68571},
		{7000000000, 0, 65, 74286},                                  /* 68571.43 and 74285.71 */
		{640000000000, 0, 1514, 18925}, {320000000000000, 0, 61, 2}, /* 1.525 */
		{160000000000000, 0, 70, 4},                                 /* 3.5 */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct wire w = {.bps = row[i].bps, .overhead = row[i].overhead};
		CU_ASSERT(same("its end", wire_send(&w, 1000, row[i].len), 1000 + row[i].ps));
		CU_ASSERT(same("busy", w.busy, row[i].ps));
	}
}

/* One after the other; a gap stays one, and is no busy time. A wire without a rate takes no time. */
static void in_a_row(void)
{
	struct wire w = {.bps = 1000000000};
	CU_ASSERT(same("first", wire_send(&w, 0, 100), 800000));
	CU_ASSERT(same("waits for the first", wire_send(&w, 100, 200), 2400000));
	CU_ASSERT(same("of a length as before", wire_send(&w, 200, 200), 4000000));
	CU_ASSERT(same("after a gap", wire_send(&w, 9000000, 100), 9800000));
	CU_ASSERT(same("busy", w.busy, 800000 + 2 * 1600000 + 800000));
	struct wire none = {.bps = 0};
	CU_ASSERT(same("without a rate", wire_send(&none, 77, 1514), 77));
	CU_ASSERT(same("busy without a rate", none.busy, 0));
}

/* What of a frame is still to come: nothing once it is gone, all of it before it begins. */
static void still_to_come(void)
{
	const struct wire w = {.bps = 1000000000, .overhead = 20};
	CU_ASSERT(same("gone", wire_left(&w, 960, 960, 100), 0));
	CU_ASSERT(same("long gone", wire_left(&w, 5000000, 960, 100), 0));
	CU_ASSERT(same("the last picosecond", wire_left(&w, 960000 - 1, 960000, 100), 1));
	CU_ASSERT(same("the first but one", wire_left(&w, 1, 960000, 100), 959999));
	CU_ASSERT(same("not begun", wire_left(&w, 0, 2000000, 100), 960000));
}

/* Shares of the time: what is carried and what goes with it, on any number of queues. */
static void utilisation(void)
{
	for (int queues = 1; queues <= 5; queues += 2) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "traffic.rate=100kpps traffic.link=10Gb/s traffic.wire_overhead=24B nic.queues=%d run.packets=0 "
				 "run.warmup=1ms run.length=10ms",
				 queues));
		CU_ASSERT(within("wire_utilisation", try_value(&t, "wire_utilisation"), 100 * 100e3 * 8 * 1538 / 10e9, 0.02));
		CU_ASSERT(equals("wire_out_utilisation", try_value(&t, "wire_out_utilisation"), 0));
		try_end(&t);
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_TX,
				 "traffic.model=constant traffic.rate=100kpps traffic.link=10Gb/s traffic.wire_overhead=24B "
				 "nic.queues=%d run.packets=0 run.warmup=1ms run.length=10ms",
				 queues));
		CU_ASSERT(equals("wire_utilisation", try_value(&t, "wire_utilisation"), 0));
		CU_ASSERT(within("wire_out_utilisation", try_value(&t, "wire_out_utilisation"), 100 * 100e3 * 8 * 1538 / 10e9,
				 0.02));
		try_end(&t);
	}
}

/* A burst goes out at each queue's share of the rate, which is rounded up: 1 Gb/s on 3 queues is 333333334 b/s. */
static void shared_rate(void)
{
	struct tried t;
	const int64_t frame = (1514 * 8 * PS_PER_S + 333333334 / 2) / 333333334;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 "traffic.count=30 run.packets=%d traffic.link=1Gb/s traffic.wire_overhead=0B nic.queues=3", 30));
	CU_ASSERT(equals("packet rate", try_value(&t, "packet_rate"), 30e12 / (10. * (double)frame)));
	CU_ASSERT(equals("wire_out_utilisation", try_value(&t, "wire_out_utilisation"), 100));
	try_end(&t);
	/* The same into the guest: those of one queue arrive one frame apart, so that all of 10 take 10. */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "traffic.model=burst traffic.count=30 run.packets=%d traffic.link=1Gb/s traffic.wire_overhead=0B "
			 "nic.queues=3",
			 30));
	CU_ASSERT(equals("packet rate", try_value(&t, "packet_rate"), 30e12 / (10. * (double)frame)));
	CU_ASSERT(equals("wire_utilisation", try_value(&t, "wire_utilisation"), 100));
	try_end(&t);
}

/* A round trip: the request's bits, half the trip, the answer's bits, half the trip; a short frame is padded both ways. */
static void round_trip(void)
{
	static const struct {
		int len, bits;
	} row[] = {{67, (67 + 24) * 8}, {60, 84 * 8}, {20, 84 * 8}};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RR, "traffic.size=%dB traffic.link=1Gb/s traffic.wire_overhead=24B", row[i].len));
		CU_ASSERT(equals("latency", try_value(&t, "latency_mean"), 20 + 2 * row[i].bits * 1e-3));
		try_end(&t);
	}
}

/* ---- delayed acknowledgements of what is received ---- */

/* Three segments out, acknowledged in pairs: two at once, the third 10 ms after it came, and so on. */
static void delayed_acknowledgements(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "traffic.model=window traffic.window=%dB traffic.delayed_ack=10ms traffic.base_rtt=2ms run.packets=0 "
			 "run.warmup=0ms run.length=100ms",
			 1448));
	/* One segment: it comes after 1 ms, is acknowledged 10 ms later, and the next comes 2 ms after that: 1, 13, 25, ... 97. */
	CU_ASSERT(try_is(&t, "delivered", 9));
	CU_ASSERT(equals("acknowledgements", try_value(&t, "answers_per_packet"), 8. / 9));
	try_end(&t);
	/* Answers of two go at once: a round trip takes 2 ms, the timer never runs out. */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "traffic.model=window traffic.window=%dB traffic.delayed_ack=10ms traffic.base_rtt=2ms run.packets=0 "
			 "run.warmup=0ms run.length=100ms",
			 2 * 1448));
	CU_ASSERT(try_is(&t, "delivered", 100)); /* two at 1, 3, ... 99 ms */
	CU_ASSERT(try_is(&t, "answers_per_packet", 0.5));
	try_end(&t);
	/* Of three acknowledged in fours the timer runs from the first, whatever comes later. */
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX,
			 "traffic.model=window traffic.window=%dB traffic.delayed_ack=10ms traffic.ack_every=4 "
			 "traffic.link=10Mb/s traffic.wire_overhead=0B traffic.ack_size=60B run.packets=6 prices.irq_latency=0us",
			 3 * 1448));
	/* 1514 B take 1211.2 us: they come at 1211.2, 2422.4, 3633.6; acknowledged at 11211.2, whose 48 us ... */
	double second = 1211.2 + 10000 + 48;
	CU_ASSERT(equals("packet rate", try_value(&t, "packet_rate"), 6 / ((second + 3 * 1211.2) * 1e-6)));
	CU_ASSERT(equals("acknowledgements", try_value(&t, "answers_per_packet"), 2. / 6)); /* the last one's goes out, too */
	try_end(&t);
}

/* So many segments of a length out at a time, a round trip of 2 ms, 100 ms long: how many come, and how often they are acknowledged. */
static void counted(int bytes, int segments, const char *how, int delivered, double answers)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "traffic.model=window traffic.segment=%dB traffic.window=%dB traffic.delayed_ack=10ms "
				 "traffic.base_rtt=2ms run.packets=0 run.warmup=0ms run.length=100ms %s",
				 bytes, bytes * segments, how));
	CU_ASSERT(try_is(&t, "delivered", delivered));
	CU_ASSERT(equals(how, try_value(&t, "answers_per_packet") * delivered, answers));
	try_end(&t);
}

/*
 * Acknowledgements go by full-sized segments (RFC 1122 4.2.3.2, RFC 5681 4.2; Linux: at once when more than an MSS has come).  At 1, 3, ...
 * 99 ms there are 50 rounds; one segment that waits for the timer comes at 1, 13, ... 97 ms.
 */
static void acknowledged_by_mss(void)
{
	counted(65160, 1, "", 50, 50); /* 45 MSS */
	counted(65160, 1, "traffic.ack_unit=frame", 9, 8);
	counted(65160, 3, "", 150, 150);
	counted(1449, 1, "", 50, 50); /* one byte more than an MSS */
	counted(1448, 1, "", 9, 8);
	counted(1460, 1, "traffic.headers=54B", 9, 8); /* without timestamps it is larger */
	counted(8948, 1, "traffic.mtu=9000B", 9, 8);
	counted(8949, 1, "traffic.mtu=9000B", 50, 50);
	counted(100, 2, "", 100, 50);                         /* short segments: full-sized is what comes */
	counted(2896, 2, "traffic.ack_every=4", 100, 50);     /* four in two */
	counted(2896, 2, "traffic.ack_every=5", 18, 8);       /* four do not make five: 1, 13, ... 97 ms, two each */
	counted(1448 * 3, 2, "traffic.ack_every=6", 100, 50); /* more than five in the second */
	counted(65160, 2, "traffic.ack_every=45", 100, 100);  /* more than 44: one is enough */
	counted(65160, 2, "traffic.ack_every=46", 100, 50);
}

/* At the start, and after a gap longer than the retransmission time-out, each arrival is acknowledged at once (tcp_incr_quickack). */
static void acknowledged_quickly(void)
{
	counted(1448, 1, "traffic.quick_acks=16", 10, 10); /* 2, however short the window: at 1, 3, 5, then 17, 29, ... 89 */
	counted(1448, 1, "traffic.quick_acks=1", 10, 9);   /* at 1, 3, 15, ... 99; the last is not acknowledged yet */
	/* Half the window, 4: 4 and 2 of the first 8, 4 of later ones. With 3 the last of the first 8 waits for the second round, of 7. */
	counted(1448, 8, "traffic.quick_acks=16", 400, 202);
	counted(1448, 8, "traffic.quick_acks=3", 399, 201);
	counted(1448, 1, "traffic.quick_acks=16 traffic.rto=1ms", 50, 50);
}

/* The same, where an acknowledgement has to wait for the guest: it covers what has come by then, and starts no timer of its own. */
static void acknowledgements_cover(void)
{
	struct tried t;
	/* 4 segments out; receiving takes 1 ms each, so that the first pair is acknowledged at 2 ms, the second at 4 ms. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "traffic.model=window traffic.window=%dB traffic.delayed_ack=10ms prices.guest_rx_packet=1ms "
				 "prices.guest_tx_packet=0.5ms run.packets=0 run.warmup=0ms run.length=100.1ms",
				 4 * 1448));
	/* A pair takes 2 ms, its acknowledgement half of one: 2.5 ms for two, 40 times. */
	CU_ASSERT(try_is(&t, "delivered", 80));
	CU_ASSERT(try_is(&t, "answers_per_packet", 0.5));
	CU_ASSERT(within("guest's core", try_value(&t, "cpu_guest0_busy"), 100, 1e-9));
	try_end(&t);
}

/* Acknowledgements sent and lost while a guest that takes so long for each has received so many segments' worth of them. */
static void answered(int segments, const char *each, const char *until, int delivered, int sent, int lost)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_TX,
			 "traffic.model=window traffic.window=%dB traffic.ack_every=1 traffic.delayed_ack=10ms "
			 "traffic.base_rtt=10us nic.host_queue=1 nic.ring.entries=4 prices.guest_rx_packet=%s run.packets=0 "
			 "run.warmup=0ms run.length=%s",
			 1448 * segments, each, until));
	CU_ASSERT(try_is(&t, "delivered", delivered));
	CU_ASSERT(equals("acknowledgements", try_value(&t, "answers_per_packet") * delivered, sent));
	CU_ASSERT(equals("acknowledgements lost", try_value(&t, "answers_lost_per_packet") * delivered, lost));
	CU_ASSERT(try_is(&t, "dropped", 0));
	try_end(&t);
}

/*
 * Of acknowledgements that come at once the host takes one, one waits, the others are lost.  The guest receives both in one go and only then
 * sends again.  The peer's next one covers what was lost, at the latest 10 ms after the first loss.
 */
static void lost_acknowledgements(void)
{
	/* 8 leave at 0; 2 at 2.01 ms, the first of which is acknowledged with the 6; 8 at 4.02; 2 at 6.03; 8 at 8.04; 2 at 10.05 */
	answered(8, "1ms", "1.9ms", 8, 8, 6);
	answered(8, "1ms", "2.1ms", 10, 10, 6);
	answered(8, "1ms", "5.5ms", 18, 18, 12);
	answered(8, "1ms", "11.5ms", 30, 30, 18);
	/* 3 leave at 0; the third's is sent again at 10.01 ms, and received with the other two, by 150 ms. */
	answered(3, "50ms", "9.9ms", 3, 3, 1);
	answered(3, "50ms", "10.1ms", 3, 4, 1);
	answered(3, "50ms", "149ms", 3, 4, 1);
	answered(3, "50ms", "151ms", 6, 7, 2);
}

CU_TestInfo test_wire[] = {
	{"the bits of a frame", one_frame},
	{"frames in a row", in_a_row},
	{"what is still to come", still_to_come},
	{"share of the time a wire is busy", utilisation},
	{"queues share the rate", shared_rate},
	{"a round trip", round_trip},
	{"delayed acknowledgements on receive", delayed_acknowledgements},
	{"acknowledged by full-sized segments", acknowledged_by_mss},
	{"acknowledged at once where a window may be small", acknowledged_quickly},
	{"acknowledgements cover what has come", acknowledgements_cover},
	{"acknowledgements that are lost", lost_acknowledgements},
	CU_TEST_INFO_NULL,
};
