/*
 * test_tcp_app.c - what stands above a TCP connection: how large packets become, what is made of messages, how the receiver's buffer grows,
 * and what is left of the window after a pause; against closed forms.
 */
#include "load/tcp_app.h"
#include "unit/same.h"
#include "unit/try.h"
#include <stdlib.h>

#define TRY_TCP "tests/scenarios/tcp.yaml" /* into a guest, round trip 10 ms, nothing takes time */
#define SEGMENT 1448
#define US PS_PER_US
#define MS PS_PER_MS

static double get(const struct tried *t, const char *name)
{
	double v = try_value(t, name);
	if (isnan(v)) printf("no %s\n", name);
	return v;
}

/* tcp_tso_autosize: rate / 1024 + 65215 B halved per 512 us, in segments of 1448 B. */
static void autosize(void)
{
	static const struct {
		int64_t rate; /* B/s */
		sim_time least;
		int32_t segments;
	} row[] = {{12500000, 0, 45},         {12500000, 511 * US, 45}, {12500000, 512 * US, 30},
		   {12500000, 1024 * US, 19}, {12500000, 10 * MS, 8},   {1250000, 10 * MS, 2},
		   {125000000, 10 * MS, 45},  {1000, 10 * MS, 2},       {INT64_MAX, 100 * MS, 45}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CU_ASSERT(same("segments", tcp_autosize(row[i].rate, row[i].least, SEGMENT, 45), row[i].segments));
	CU_ASSERT(same("no more than may be", tcp_autosize(INT64_MAX, 0, SEGMENT, 1), 1));
}

/* On a wire of 10 Mb/s a millisecond's worth is 1.2 KB, of what is paced no more than five times that while a queue builds up. */
static void autosized_on_a_wire(void)
{
	for (int on = 0; on < 2; on++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP,
					 "traffic.segment=65160B traffic.link=10Mb/s run.length=20s traffic.autosize=%s",
					 on ? "true" : "false"));
		double each = get(&t, "throughput") * 1e9 / 8 / get(&t, "packet_rate") / SEGMENT;
		CU_ASSERT(on ? each >= 2 && each <= 4 : each > 35 && each <= 45);
		CU_ASSERT(within("rate", get(&t, "throughput"), 0.00998, 0.0003));
		try_end(&t);
	}
}

/* ---- messages ---- */

/* Of s bytes each c there go out: with Nagle one small segment a round trip (10 ms), and what is full at once; without it each by itself. */
static void messages(void)
{
	static const struct {
		const char *settings;
		double packets, bytes; /* per second */
	} row[] = {{"traffic.message=100B traffic.message_every=3ms", 100, 100 / 0.003},
		   {"traffic.message=100B traffic.message_every=25ms", 40, 100 / 0.025},
		   {"traffic.message=1000B traffic.message_every=2ms", 400, 1000 / 0.002},
		   {"traffic.message=14480B traffic.message_every=100ms", 100, 14480 / 0.1},
		   {"traffic.message=100B traffic.message_every=3ms traffic.nagle=false", 1 / 0.003, 100 / 0.003},
		   {"traffic.message=1000B traffic.message_every=2ms traffic.nagle=false", 500, 1000 / 0.002}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, "%s run.length=3s", row[i].settings));
		CU_ASSERT(within(row[i].settings, get(&t, "packet_rate"), row[i].packets, 0.005 * row[i].packets));
		CU_ASSERT(within("rate", get(&t, "throughput") * 1e9 / 8, row[i].bytes, 0.005 * row[i].bytes));
		try_end(&t);
	}
}

/* A packet's completion takes 550 us and a write comes each 100 us: 5 or 6 writes are a packet; no acknowledgement comes in between. */
static void autocorking(void)
{
	for (int on = 0; on < 2; on++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_TCP,
				 "traffic.direction=tx traffic.base_rtt=10s traffic.initial_window=1000 traffic.rcvbuf=16MiB "
				 "nic.notify.tx_complete=napi prices.irq_latency=550us traffic.nagle=false traffic.message=100B "
				 "traffic.message_every=100us traffic.autocork=%s run.warmup=0s run.length=100ms",
				 on ? "true" : "false"));
		CU_ASSERT(within("packets", get(&t, "delivered"), on ? 1000 / 5.5 : 1000, 1));
		CU_ASSERT(within("bytes", get(&t, "throughput") * 1e8 / 8, 1000 * 100, 600));
		try_end(&t);
	}
}

/* Every byte that was written comes once, whatever is lost. */
static void messages_survive_losses(void)
{
	static const char *const ways[] = {"traffic.direction=rx", "traffic.direction=tx",
					   "traffic.segment=65160B traffic.autosize=false nic.scheme.model=small"};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP,
					 "%s traffic.loss=1%% traffic.message=5000B traffic.message_every=10ms run.warmup=0s "
					 "run.length=20s",
					 ways[i]));
		CU_ASSERT(get(&t, "tcp_retransmissions") > 20);
		/* But what is on its way, or waits for the end of a recovery. */
		CU_ASSERT(within(ways[i], get(&t, "throughput") * 1e9 / 8 * 20, 2000 * 5000., 50 * 5000));
		try_end(&t);
	}
}

/* ---- the receiver's buffer ---- */

/* 14600 B in one round trip, 29200 in the next: 2 * 29200 + 16 * 1460 = 81760, and twice that times the growth of 1: 245280. */
static void space(void)
{
	struct tcp_space s = {.at_most = 14600};
	CU_ASSERT(same("not yet", tcp_space_read(&s, 5 * MS, 29199, 10 * MS, 1460), 0));
	CU_ASSERT(same("window", tcp_space_read(&s, 10 * MS, 1, 10 * MS, 1460), 245280));
	CU_ASSERT(same("as much again is nothing new", tcp_space_read(&s, 20 * MS, 29200, 10 * MS, 1460), 0));
	CU_ASSERT(same("nor is less", tcp_space_read(&s, 30 * MS, 100, 10 * MS, 1460), 0));
	CU_ASSERT(same("a fifth more", tcp_space_read(&s, 40 * MS, 35040, 10 * MS, 1460), 93440 + 2 * 93440 / 5));
	CU_ASSERT(same("no round trip is known", tcp_space_read(&s, 90 * MS, 1000000, 0, 1460), 0));
}

/* It never holds slow start up, ends where all is there from the start whatever is written. */
static void autotuned(void)
{
	double window[2];
	for (int on = 0; on < 2; on++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TCP, "traffic.autotune=%s traffic.window_opens=true run.warmup=1s run.length=1s",
					 on ? "true" : "false"));
		window[on] = get(&t, "packet_rate") * 0.01;
		try_end(&t);
	}
	CU_ASSERT(within("window", window[1], window[0], 0.001 * window[0]));
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_TCP, "traffic.autotune=true traffic.message=1000B traffic.message_every=2ms run.length=1s"));
	CU_ASSERT(within("rate", get(&t, "throughput") * 1e9 / 8, 500000, 2500));
	try_end(&t);
}

/* ---- after a pause ---- */

/* RTO 210 ms of a round trip of 10: idle for n of them, 400 segments are halved n - 1 times, not below the initial 10. */
static void restart(void)
{
	struct arena arena = {0};
	static const struct {
		int idle_ms, cwnd;
	} row[] = {{100, 400}, {210, 400}, {211, 200}, {420, 200}, {421, 100}, {1000, 25}, {10000, 10}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct tcp_limits limits = {.segments = 1, .window = 1000, .rto_least = 200 * MS};
		struct tcp_counts n = {0};
		struct tcp_flow f = {0};
		CU_ASSERT_FATAL(tcp_flow_init(&f, &limits, &n, &arena));
		tcp_cong_init(&f.cong, TCP_NEWRENO, 10, 1 << 28, false);
		tcp_rtt_sample(&f.rtt, 10 * MS, limits.rto_least, 0, 1);
		f.cong.cwnd = 400;
		f.last_sent = 5 * MS;
		tcp_restart(&f, (5 + row[i].idle_ms) * MS, 10);
		CU_ASSERT(same("cwnd", f.cong.cwnd, row[i].cwnd));
		CU_ASSERT(f.cong.ssthresh >= (row[i].cwnd < 400 ? 300 : 0));
	}
	arena_free(&arena);
}

CU_TestInfo test_tcp_app[] = {
	{"autosize", autosize},
	{"autosized_on_a_wire", autosized_on_a_wire},
	{"messages", messages},
	{"autocorking", autocorking},
	{"messages_survive_losses", messages_survive_losses},
	{"space", space},
	{"autotuned", autotuned},
	{"restart", restart},
	CU_TEST_INFO_NULL,
};
