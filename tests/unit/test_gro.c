/*
 * test_gro.c - frames that are merged before the stack: how many packets go up, by the rules of Linux's gro.c counted by hand, what they cost,
 * and what is acknowledged.
 */
#include "unit/try.h"
#include "virtio/guest_gro.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>

/* All frames are in the ring before the guest looks: one round, if they are no more than the budget. */
#define AT_ONCE                                                                                                            \
	"nic.notify.guest.gro=true traffic.model=burst traffic.size=%dB traffic.count=%d run.packets=%d traffic.flows=%d " \
	"prices.guest_rx_packet=5us prices.guest_rx_byte=0ns/B prices.irq_latency=1ms nic.scheme.model=small "             \
	"nic.ring.entries=1024 "

/* Packets that go up, of n frames of a length. */
static double go_up(int len, int n, int flows, const char *more)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, AT_ONCE "%s", len, n, n, flows, more));
	CU_ASSERT(try_is(&t, "delivered", n));
	double up = round(try_value(&t, "stack_packets_per_packet") * n);
	try_end(&t);
	return up;
}

static void counted_per_round(void)
{
	static const struct {
		int len, n, flows, up;
	} row[] = {
		{1514, 1, 1, 1},   {1514, 45, 1, 1},   {1514, 46, 1, 2}, /* 45 + 1 */
		{1514, 64, 1, 2},                                        /* 45 + 19 */
		{1514, 128, 1, 4},                                       /* two rounds of 45 + 19 */
		{1514, 64, 2, 2},  {1514, 64, 8, 8},                     /* as if alone */
		{1514, 63, 9, 63}, {1514, 60, 20, 60},                   /* none meets the one before */
		{1506, 64, 1, 2},  /* 45 of 1440: 65520, below what IP holds with its headers no longer: 45 */
		{9014, 64, 1, 10}, /* 7 of 8948 */
		{66, 64, 1, 64},   /* no payload, nothing to merge */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const char *more = row[i].len > 1518 ? "nic.scheme.model=mergeable" : "";
		double up = go_up(row[i].len, row[i].n, row[i].flows, more);
		if (up != row[i].up) printf("%d frames of %d B, %d flows: %g\n", row[i].n, row[i].len, row[i].flows, up);
		CU_ASSERT_EQUAL(up, row[i].up);
	}
}

/* A shorter frame ends a packet, a longer one begins another, and no payload ends one and is none. */
static void of_differing_lengths(void)
{
	static const int len[] = {1514, 1514, 700, 1514, 1514, 66, 700, 1514, 1514};
	static const int place[] = {0, 1, 2, 0, 1, 0, 0, 0, 1};
	struct arena a = {0};
	struct gro g;
	int packets = 0, frames = 0;
	CU_ASSERT_FATAL(gro_init(&g, &a));
	for (size_t i = 0; i < sizeof len / sizeof *len; i++) {
		struct gro_frame f = {.packet = {.len = len[i], .flow = 3}};
		struct merged *to;
		CU_ASSERT_EQUAL(gro_take(&g, &f, &to), place[i]);
		for (struct merged *m; (m = gro_closed(&g)); packets++)
			frames += m->n;
	}
	gro_flush(&g);
	for (struct merged *m; (m = gro_closed(&g)); packets++)
		frames += m->n;
	CU_ASSERT_EQUAL(packets, 5); /* 3, 2, 1, 1, 2 */
	CU_ASSERT_EQUAL(frames, 9);
	arena_free(&a);
}

/* What the socket is charged for 1, 2 and 45 frames of 1448 B: the table of Linux 6.1 and 6.12. */
static void charged(void)
{
	static const struct {
		const char *scheme;
		int n, truesize;
	} row[] = {
		{"nic.scheme.model=small", 1, 2176},
		{"nic.scheme.model=small", 2, 4096},
		{"nic.scheme.model=small", 45, 87168},
		{"nic.scheme.model=mergeable nic.scheme.buffers=fixed nic.scheme.size=1536B", 1, 2816},
		{"nic.scheme.model=mergeable nic.scheme.buffers=fixed nic.scheme.size=1536B", 2, 4352},
		{"nic.scheme.model=mergeable nic.scheme.buffers=fixed nic.scheme.size=1536B", 45, 72960},
		{"nic.scheme.model=big nic.scheme.skb_frags=17", 1, 4352},
		{"nic.scheme.model=big nic.scheme.skb_frags=17", 2, 8448},
		{"nic.scheme.model=big nic.scheme.skb_frags=17", 45, 185088},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, AT_ONCE "%s", 1514, row[i].n, row[i].n, 0, row[i].scheme));
		double all = try_value(&t, "truesize_per_packet") * row[i].n;
		if (fabs(all - row[i].truesize) > 1e-6) printf("%s, %d: %g\n", row[i].scheme, row[i].n, all);
		CU_ASSERT(fabs(all - row[i].truesize) < 1e-6);
		try_end(&t);
	}
}

/* k frames as one cost what one alone does, and for each further one the frame's share. */
static void costs(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, AT_ONCE "prices.guest_gro_frame=1us", 1514, 64, 64, 1));
	CU_ASSERT(fabs(64 * try_value(&t, "cost_stack_per_packet") - (64 * 1 + 2 * 4)) < 1e-6);
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, AT_ONCE "prices.guest_gro_frame=1us", 1514, 1, 1, 1));
	CU_ASSERT(fabs(try_value(&t, "cost_stack_per_packet") - 5) < 1e-9);
	try_end(&t);
}

/* Each packet of two frames or more is acknowledged, whatever it holds; without GRO every second frame is. */
static void acknowledged_as_they_go_up(void)
{
	static const char *const gro[] = {"false", "true"};
	for (int on = 0; on < 2; on++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "nic.notify.guest.gro=%s traffic.model=window traffic.window=%dB run.packets=0 run.warmup=0ms "
				 "run.length=50ms traffic.base_rtt=10ms prices.irq_latency=1ms prices.guest_rx_packet=5us "
				 "prices.guest_gro_frame=1us nic.scheme.model=small nic.ring.entries=1024",
				 gro[on], 40 * 1448));
		double answers = try_value(&t, "answers_per_packet");
		if (on)
			CU_ASSERT(try_value(&t, "stack_packets_per_packet") < 0.5 &&
				  fabs(answers - try_value(&t, "stack_packets_per_packet")) < 0.02);
		if (!on) CU_ASSERT(fabs(answers - 0.5) < 0.02);
		try_end(&t);
	}
}

CU_TestInfo test_gro[] = {
	{"counted_per_round", counted_per_round},
	{"of_differing_lengths", of_differing_lengths},
	{"charged", charged},
	{"costs", costs},
	{"acknowledged_as_they_go_up", acknowledged_as_they_go_up},
	CU_TEST_INFO_NULL,
};
