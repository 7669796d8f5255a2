/* test_alloc.c - pages really taken, and what taking and giving back costs, priced so that each term shows. */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>

/* us */
#define ALLOC 1.0
#define FREE 0.1
#define BLOCK 7.0
#define HIT 0.01
#define GET 0.003
#define PUT 0.0005
#define POOL_RING 0.02
#define SLAB_ALLOC 0.3
#define SLAB_FREE 0.04
#define PRICES                                                                                             \
	"prices.page_alloc=1us prices.page_free=0.1us prices.page_block=7us prices.page_cache_hit=0.01us " \
	"prices.page_pool_get=3ns "                                                                        \
	"prices.page_pool_put=0.5ns prices.page_pool_ring=20ns prices.slab_alloc=0.3us prices.slab_free=0.04us "

/* 1700 x 21 packets: whole numbers of blocks, of which 17 or 21 buffers are carved. */
#define PACKETS 35700
struct row {
	const char *settings;
	int len;
	double pages, cost; /* per packet: pages from the page allocator; us */
};

static void check(const struct row *row)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.size=%dB traffic.rate=1kpps run.packets=%d %s %s", row->len, PACKETS,
				 PRICES, row->settings));
	CU_ASSERT(try_is(&t, "delivered", PACKETS));
	CU_ASSERT(try_is(&t, "pages_allocated_per_packet", row->pages));
	double cost = try_value(&t, "cost_alloc_per_packet");
	bool same = fabs(cost - row->cost) < 1e-9;
	if (!same) printf("%s, %d B: cost %.9f us, expected %.9f\n", row->settings, row->len, cost, row->cost);
	CU_ASSERT(same);
	try_end(&t);
}

#define CHECK_ALL(rows)                                                 \
	do {                                                            \
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) \
			check(&rows[i]);                                \
	} while (0)

#define BIG17 "nic.scheme.model=big nic.scheme.copy_break=0B nic.scheme.skb_frags=17 "
#define BIG18 "nic.scheme.model=big nic.scheme.copy_break=0B nic.scheme.skb_frags=18 "
#define SMALL "nic.scheme.model=small "
#define EWMA "nic.scheme.buffers=ewma "

/* Every page posted is paid for, used or not. */
static void page(void)
{
	static const struct row rows[] = {
		{BIG17, 60, 18, 18 * (ALLOC + FREE)},
		{BIG17, 9014, 18, 18 * (ALLOC + FREE)},
		{BIG18, 60, 18, 18 * (ALLOC + FREE)},
		{BIG18, 65535, 18, 18 * (ALLOC + FREE)},
		{"", 60, 1, ALLOC + FREE},
		{"", 1514, 1, ALLOC + FREE},
		{"", 9014, 3, 3 * (ALLOC + FREE)},
		{"", 65535, 17, 17 * (ALLOC + FREE)},
		{SMALL, 60, 8.0 / 17, BLOCK / 17},
		{EWMA, 1514, 8.0 / 21, BLOCK / 21},
	};
	CHECK_ALL(rows);
}

/* Pages without data come back to the driver's list: taking is saved, giving back is not. */
static void page_cache(void)
{
#define CACHE "nic.alloc.model=page_cache "
	static const struct row rows[] = {
		{CACHE BIG17, 60, 1, ALLOC + 17 * HIT + 18 * FREE},   /* page 0 leaves with the packet */
		{CACHE BIG17, 4064, 1, ALLOC + 17 * HIT + 18 * FREE}, /* all in page 0, behind 32 bytes */
		{CACHE BIG17, 4065, 2, 2 * ALLOC + 16 * HIT + 18 * FREE},
		{CACHE BIG17, 9014, 3, 3 * ALLOC + 15 * HIT + 18 * FREE},
		{CACHE BIG18, 60, 0, 18 * HIT + 18 * FREE}, /* all in the packet buffer */
		{CACHE BIG18, 1519, 1, ALLOC + 17 * HIT + 18 * FREE},
		{CACHE "", 60, 0, HIT + FREE}, /* copied out */
		{CACHE "", 1514, 1, ALLOC + FREE},
		{CACHE "", 9014, 3, 3 * (ALLOC + FREE)},
		{CACHE "nic.scheme.good_copy=0B", 60, 1, ALLOC + FREE},
		{CACHE "nic.alloc.limit=1 " BIG17, 60, 17, 17 * ALLOC + HIT + 18 * FREE},
		{CACHE SMALL, 60, 8.0 / 17, BLOCK / 17},
	};
	CHECK_ALL(rows);
}

static void page_cache_statistics(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.size=9014B " CACHE BIG17));
	CU_ASSERT(try_is(&t, "page_cache_hits_per_packet", 15));
	CU_ASSERT(try_is(&t, "page_cache_misses_per_packet", 3));
	try_end(&t);
}

/* Unused pages stay: neither taken nor given back. */
static void page_recycle(void)
{
#define RECYCLE "nic.alloc.model=page_recycle "
	static const struct row rows[] = {
		{RECYCLE BIG17, 60, 1, ALLOC + FREE},
		{RECYCLE BIG17, 9014, 3, 3 * (ALLOC + FREE)},
		{RECYCLE BIG18, 60, 0, 0},
		{RECYCLE "", 60, 0, 0},
		{RECYCLE "", 1514, 1, ALLOC + FREE},
		{RECYCLE "", 65535, 17, 17 * (ALLOC + FREE)},
		{RECYCLE SMALL, 60, 8.0 / 17, BLOCK / 17},
	};
	CHECK_ALL(rows);
}

/* The pool's pages go round: unused ones straight back, those with data through its ring. */
static void page_pool(void)
{
#define POOL "nic.alloc.model=page_pool "
	static const struct row rows[] = {
		{POOL BIG17, 60, 0, 18 * GET + 17 * PUT + POOL_RING},
		{POOL BIG17, 9014, 0, 18 * GET + 15 * PUT + 3 * POOL_RING},
		{POOL "", 60, 0, GET + PUT},
		{POOL "", 1514, 0, GET + POOL_RING},
		{POOL "", 9014, 0, 3 * (GET + POOL_RING)},
		{POOL SMALL, 60, 0, 8.0 / 17 * (GET + POOL_RING)},
		{POOL EWMA, 1514, 0, 8.0 / 21 * (GET + POOL_RING)},
	};
	CHECK_ALL(rows);
}

/* One object per buffer; a chain of pages is none. */
static void slab(void)
{
#define SLAB "nic.alloc.model=slab "
	static const struct row rows[] = {
		{SLAB SMALL "nic.scheme.layout=legacy", 60, 0, SLAB_ALLOC + SLAB_FREE},
		{SLAB, 9014, 0, 3 * (SLAB_ALLOC + SLAB_FREE)},
	};
	CHECK_ALL(rows);
	struct tried t;
	CU_ASSERT_FALSE(try_run(&t, TRY_RX, "%s", SLAB BIG17));
	CU_ASSERT(try_refused(&t, "one slab object cannot hold the 18 pages"));
	try_end(&t);
}

CU_TestInfo test_alloc[] = {
	{"page", page},
	{"page_cache", page_cache},
	{"page_cache_statistics", page_cache_statistics},
	{"page_recycle", page_recycle},
	{"page_pool", page_pool},
	{"slab", slab},
	CU_TEST_INFO_NULL,
};
