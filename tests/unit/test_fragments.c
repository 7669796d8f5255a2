/* test_fragments.c - how many pieces a sent frame's payload lies in: the rule of a stream of sends, byte by byte, and runs that count it. */
#include "nic/fragments.h"
#include "nic/scheme.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define HEADERS 66 /* linear */

/* The rule for frame k of a lone stream of L bytes each, in 64 bits. */
static int64_t by_rule(int64_t k, int64_t payload)
{
	int64_t s = k * payload;
	return (s + payload - 1) / 32768 - s / 32768 + 1;
}

/* Streams of one length, over more than a period of the block. */
static void of_a_stream(void)
{
	static const int payloads[] = {1453, 4096, 8948, 16384, 32767, 32768, 32769, 65160, 65483};
	for (size_t i = 0; i < sizeof payloads / sizeof *payloads; i++) {
		int32_t at = 0, len = payloads[i] + HEADERS;
		int most = 0;
		for (int k = 0; k < 40000; k++) {
			int n = transmit_fragments(FRAGMENTS_BLOCK, at, len).n;
			CU_ASSERT_FATAL(n == by_rule(k, payloads[i]));
			if (n > most) most = n;
			at = transmit_filled(at, len);
		}
		CU_ASSERT(most <= transmit_fragments_most(FRAGMENTS_BLOCK, len));
	}
}

/* 45 segments of 1448 B: 2 fragments in 1.2 % of the frames, else 3; over a whole period of 4096 frames (65160 = 8 x 8145). */
static void of_45_segments(void)
{
	int32_t at = 0, two = 0, three = 0;
	for (int k = 0; k < 4096; k++, at = transmit_filled(at, 65226)) {
		int n = transmit_fragments(FRAGMENTS_BLOCK, at, 65226).n;
		two += n == 2;
		three += n == 3;
	}
	CU_ASSERT_EQUAL(at, 0);
	CU_ASSERT_EQUAL(two + three, 4096);
	CU_ASSERT_EQUAL(two, 48); /* 47 of 8 B and 1: the frame must end before the second block does */
	CU_ASSERT_EQUAL(transmit_fragments(FRAGMENTS_PAGE, 0, 65226).n, 16);
	CU_ASSERT_EQUAL(transmit_fragments(FRAGMENTS_PAGE, 0, 66 + 16 * 4096).n, 16);
	CU_ASSERT_EQUAL(transmit_fragments(FRAGMENTS_BLOCK, 77, 1518).n, 0);
	CU_ASSERT_EQUAL(transmit_filled(77, 1518), 77);
}

/* What a device reads: linear part and header, then pieces none of which lies across the end of a block; together the frame. */
static void reads_of_a_device(void)
{
	for (int how = FRAGMENTS_BLOCK; how <= FRAGMENTS_PAGE; how++)
		for (int32_t at = 0; at < BLOCK_BYTES; at += 1021)
			for (int32_t len = 1500; len < 65589; len += 977)
				for (int apart = 0; apart <= 1; apart++) {
					struct fragments f = transmit_fragments((enum tx_fragments)how, at, len);
					int32_t out[MAX_SEGMENTS], sum = 0, where = how == FRAGMENTS_BLOCK ? at : 0;
					int n = transmit_reads(len, 12, 1 + apart + f.n, &f, out), head = 1 + apart;
					CU_ASSERT_FATAL(n == head + f.n);
					for (int i = 0; i < n; i++)
						sum += out[i];
					for (int i = head; i < n; i++) {
						CU_ASSERT_FATAL(out[i] > 0 && where % f.each + out[i] <= f.each);
						where += out[i];
					}
					CU_ASSERT_FATAL(sum == len + 12 && (!apart || out[0] == 12));
				}
}

/* Ring entries of packets that leave, in runs: direct with the header in front, one more with it apart, one with a table. */
static void counted_in_runs(void)
{
	static const struct {
		const char *settings;
		double descriptors, capacity;
	} row[] = {
		{"nic.scheme.model=mergeable", 1 + (48 * 2 + 4048 * 3) / 4096., 64},
		{"nic.scheme.model=mergeable nic.scheme.any_layout=false", 2 + (48 * 2 + 4048 * 3) / 4096., 51},
		{"nic.scheme.model=mergeable nic.ring.indirect=true", 1, 256},
		{"nic.scheme.model=mergeable nic.ring.format=packed", 1 + (48 * 2 + 4048 * 3) / 4096., 64},
		{"nic.scheme.model=mergeable nic.tx_fragments=pages", 17, 15},
		{"nic.scheme.model=big nic.tx_fragments=pages", 18, 14},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
					 "traffic.model=constant traffic.rate=10kpps traffic.size=65226B run.packets=4096 "
					 "nic.ring.entries=256 %s",
					 row[i].settings));
		double each = try_value(&t, "descriptors_per_packet");
		CU_ASSERT(fabs(each - row[i].descriptors) < 1e-9 || (printf("%s: %.9g\n", row[i].settings, each), false));
		CU_ASSERT(try_is(&t, "ring_capacity", row[i].capacity));
		try_end(&t);
	}
}

/* A frame that begins in the middle of a block may take one piece more than the first one: a ring has to hold that. */
static void rings_too_short(void)
{
	struct tried t;
	CU_ASSERT(!try_run(
		&t, TRY_TX,
		"traffic.model=constant traffic.rate=10kpps traffic.size=65226B nic.ring.entries=2 nic.scheme.model=mergeable"));
	CU_ASSERT(strstr(t.error.text, "which takes 4") != NULL);
	try_end(&t);
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_TX,
			 "traffic.model=constant traffic.rate=10kpps traffic.size=65226B nic.ring.entries=4 nic.tx_stop_below=0 "
			 "nic.scheme.model=mergeable"));
	CU_ASSERT(try_is(&t, "delivered", 100));
	try_end(&t);
}

CU_TestInfo test_fragments[] = {
	{"of_a_stream", of_a_stream},         {"of_45_segments", of_45_segments},   {"reads_of_a_device", reads_of_a_device},
	{"counted_in_runs", counted_in_runs}, {"rings_too_short", rings_too_short}, CU_TEST_INFO_NULL,
};
