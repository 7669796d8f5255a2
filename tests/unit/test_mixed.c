/* test_mixed.c - two kinds of buffers in one ring, data in one piece, and rings of a size that the specification forbids. */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>

#define MIXED "nic.backend.model=qemu nic.scheme.model=mixed nic.scheme.skb_frags=18 "

/* Small packets: L large buffers of 20 entries, and small ones of 2 in what is left. Large packets: L. */
static void capacity(void)
{
	static const struct {
		int ring, large;
	} row[] = {{128, 1}, {128, 6}, {256, 1}, {256, 12}, {1024, 20}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int len = 1518; len <= 1519; len++) {
			struct tried t;
			int small = (row[i].ring - 20 * row[i].large) / 2;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX, MIXED "nic.ring.entries=%d nic.scheme.large=%d traffic.size=%dB",
						 row[i].ring, row[i].large, len));
			CU_ASSERT(try_is(&t, "ring_capacity", row[i].large + (len == 1518 ? small : 0)));
			CU_ASSERT(try_is(&t, "descriptors_per_packet", len == 1518 ? 2 : 20));
			CU_ASSERT(try_is(&t, "pages_allocated_per_packet", len == 1518 ? 0 : 18));
			CU_ASSERT(try_is(&t, "posted_bytes", (small + row[i].large) * 1530.0 + row[i].large * 18 * 4096.0));
			try_end(&t);
		}
}

/* The guest sleeps while 55 packets come: the 54 small buffers first, then the only large one; the next would have to wait. */
static void smallest_first(void)
{
	for (int n = 53; n <= 57; n++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 MIXED "nic.ring.entries=128 traffic.model=burst traffic.count=%d run.packets=%d "
					       "prices.irq_latency=1ms",
					 n, n));
		double large = n >= 55;
		CU_ASSERT(try_is(&t, "delivered", n));
		CU_ASSERT(try_is(&t, "descriptors_per_packet", (2 * n + 18 * large) / n));
		CU_ASSERT(try_is(&t, "pages_allocated_per_packet", 18 * large / n));
		CU_ASSERT(try_is(&t, "host_dry_per_packet", n > 55 ? 1.0 / n : 0));
		try_end(&t);
	}
}

/* A missing large buffer is posted although more than half of all buffers still are, and neither kind starves the other. */
static void large_ones_come_back(void)
{
	struct tried t;
	CU_ASSERT_FATAL(
		try_fine(&t, TRY_RX, MIXED "nic.ring.entries=128 nic.notify.guest.refill=posted_below traffic.size=60000B"));
	CU_ASSERT(try_is(&t, "delivered", 100));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, MIXED "nic.host_queue=0 nic.ring.entries=128 nic.notify.guest.refill=posted_below"));
	CU_ASSERT(try_is(&t, "delivered", 100));
	try_end(&t);
}

/* One header and one piece of the next power of two of pages. */
static void one_piece(void)
{
	static const struct {
		int frags, pages;
	} row[] = {{1, 1}, {15, 16}, {16, 16}, {17, 32}, {18, 32}, {45, 64}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX,
				 "nic.scheme.model=big nic.scheme.contiguous=true nic.scheme.skb_frags=%d nic.ring.entries=128",
				 row[i].frags));
		CU_ASSERT(try_is(&t, "ring_capacity", 64));
		CU_ASSERT(try_is(&t, "descriptors_per_packet", 2));
		CU_ASSERT(try_is(&t, "pages_allocated_per_packet", row[i].pages));
		CU_ASSERT(try_is(&t, "posted_bytes", 64 * (12 + 4096.0 * row[i].pages)));
		try_end(&t);
	}
}

static void hypothetical_rings(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_RX, "nic.scheme.model=big nic.scheme.skb_frags=18 nic.ring.entries=1280 nic.ring.hypothetical=true"));
	CU_ASSERT(try_is(&t, "ring_capacity", 64));
	CU_ASSERT(try_is(&t, "delivered", 100));
	try_end(&t);
	CU_ASSERT(!try_load(&t, TRY_RX, "nic.ring.entries=1280"));
	CU_ASSERT(try_refused(&t, "expected 1024 or 2048"));
	try_end(&t);
}

CU_TestInfo test_mixed[] = {
	{"capacity", capacity},   {"smallest_first", smallest_first},         {"large_ones_come_back", large_ones_come_back},
	{"one_piece", one_piece}, {"hypothetical_rings", hypothetical_rings}, CU_TEST_INFO_NULL,
};
