/*
 * test_reads.c - reads that take different times: Little's law where tags come back as answers do, less where they come back in order, and
 * pages that an IOTLB holds or does not.
 */
#include "unit/asked.h"
#include <math.h>

#define WIDE "nic.link.generation=5 nic.link.width=16 nic.link.mps=256B nic.link.mrrs=512B "
enum { N = 60000 };

/* Million reads of 64 B a second, when all are asked for at once, after the first half of them. */
static double rate(struct asked *a)
{
	sim_time half = 0, last = 0;
	for (int n = 0; n < N; n++) {
		sim_time end = bus_read(&a->b, &a->c, 0, 0, 64);
		if (end > last) last = end;
		if (n == N / 2 - 1) half = last;
	}
	return N / 2 * 1e6 / (double)(last - half);
}

/* 32 tags, 500 ns and one in ten 1500: 32 / 600 ns, not 32 / 500; a little less than half of it where tags come back in order. */
static void tails(void)
{
	static const struct {
		const char *settings;
		double rate, tolerance;
	} row[] = {
		{"nic.link.read_tail=0%", 64, 0.005},
		{"nic.link.read_tail=10%", 32 / 0.6, 0.01},
		{"nic.link.read_tail=100%", 32 / 1.5, 0.005},
		{"nic.link.read_tail=10% nic.link.release=in_order", 26.3, 0.02},
		{"nic.link.read_tail=100% nic.link.release=in_order", 32 / 1.5, 0.005},
		{"nic.link.read_tail=10% nic.link.tags=1 nic.link.release=in_order", 1 / 0.6, 0.01},
		{"nic.link.read_tail=10% nic.link.tags=1", 1 / 0.6, 0.01},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct asked a;
		char settings[300];
		snprintf(settings, sizeof settings,
			 WIDE "nic.link.tags=32 nic.link.read_tail_latency=1us prices.dma_read_latency=500ns %s",
			 row[i].settings);
		ask(&a, settings);
		CU_ASSERT(within(row[i].settings, rate(&a), row[i].rate, row[i].tolerance * row[i].rate));
		try_end(&a.t);
	}
}

/* 64 entries, 330 ns a walk, 32 tags, 500 ns: reads from so many bytes. */
static void pages(void)
{
	static const struct {
		const char *page;
		int64_t kib;
		double rate;
	} row[] = {
		{"4KiB", 0, 64},       {"4KiB", 256, 64},   {"4KiB", 512, 32 / (0.5 + 0.5 * 0.33)},
		{"4KiB", 65536, 38.6}, {"2MiB", 65536, 64}, {"2MiB", 262144, 32 / (0.5 + 0.5 * 0.33)},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct asked a;
		char settings[300];
		snprintf(settings, sizeof settings,
			 WIDE "nic.link.tags=32 nic.link.iotlb_entries=64 nic.link.iotlb_walk=330ns nic.link.iotlb_page=%s "
			      "prices.dma_read_latency=500ns",
			 row[i].page);
		ask(&a, settings);
		bus_spread(&a.b, row[i].kib * 1024);
		CU_ASSERT(within(row[i].page, rate(&a), row[i].rate, 0.01 * row[i].rate));
		try_end(&a.t);
	}
}

/* An IOTLB that holds all pages is as none, also where the requests of a read share few tags. */
static void all_pages(void)
{
	for (int tags = 1; tags <= 8; tags++) {
		struct asked with, without;
		char settings[300];
		int wrong = 0;
		snprintf(settings, sizeof settings, WIDE "nic.link.tags=%d prices.dma_read_latency=1us nic.link.iotlb_entries=%d",
			 tags, 0);
		ask(&without, settings);
		snprintf(settings, sizeof settings, WIDE "nic.link.tags=%d prices.dma_read_latency=1us nic.link.iotlb_entries=%d",
			 tags, 64);
		ask(&with, settings);
		bus_spread(&with.b, 64 * 4096);
		for (int i = 0; i < 300; i++)
			wrong += bus_read(&with.b, &with.c, 0, 0, 1 + i * 97 % 4096) !=
				 bus_read(&without.b, &without.c, 0, 0, 1 + i * 97 % 4096);
		CU_ASSERT(same("reads that take another time", wrong, 0));
		try_end(&with.t);
		try_end(&without.t);
	}
}

/* The earliest of tags, against looking at all of them. */
static void earliest_tag(void)
{
	enum { TAGS = 13 };
	const struct link_traits t = {.tags = TAGS, .read_tail_ppm = 1};
	struct arena arena = {0};
	struct reads r;
	sim_time twin[TAGS] = {0};
	uint32_t random = 7;
	int wrong = 0;
	CU_ASSERT_FATAL(reads_init(&r, &t, 1, 0, &arena));
	for (int n = 0; n < 2000; n++) {
		int first = 0;
		for (int k = 1; k < TAGS; k++)
			if (twin[k] < twin[first]) first = k;
		wrong += reads_tag(&r) != twin[first];
		random = random * 1664525u + 1013904223u;
		twin[first] += 1 + random % 1000;
		reads_hold_tag(&r, twin[first]);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	arena_free(&arena);
}

/* A run's own rings and buffers: 4096 buffers of a page each and their ring are 4122 pages, of which the IOTLB holds 64. */
static void of_a_run(void)
{
	struct tried with, without;
	const char *base =
		"nic.backend.model=hardware nic.link.model=pcie " WIDE
		"nic.scheme.model=coalesced nic.ring.format=split nic.ring.entries=%d traffic.rate=10kpps run.packets=400 "
		"prices.dma_read_latency=500ns nic.link.iotlb_walk=%s nic.link.iotlb_entries=64";
	double longer[2];
	for (int i = 0; i < 2; i++) {
		char settings[500];
		snprintf(settings, sizeof settings, base, i ? 4096 : 16, "10us");
		CU_ASSERT_FATAL(try_fine(&with, TRY_RX, "%s", settings));
		snprintf(settings, sizeof settings, base, i ? 4096 : 16, "0ns");
		CU_ASSERT_FATAL(try_fine(&without, TRY_RX, "%s", settings));
		longer[i] = try_value(&with, "latency_mean") - try_value(&without, "latency_mean");
		try_end(&with);
		try_end(&without);
	}
	CU_ASSERT_DOUBLE_EQUAL(longer[0], 0, 1e-9);
	/* Nearly each of the reads that a packet waits for walks: of 10 us each, a whole number of them. */
	double walks = longer[1] / (10 * (1 - 64 / 4122.));
	if (!(walks > 0.9 && fabs(walks - round(walks)) < 0.06)) printf("%g walks a packet\n", walks);
	CU_ASSERT(walks > 0.9);
	CU_ASSERT(fabs(walks - round(walks)) < 0.06);
}

/* 160 packets under way, of which a slow one holds up all behind it: no part of the link is busy all the time, and their number binds. */
static void dependency(void)
{
	struct tried t, twice;
	const char *base =
		"nic.backend.nic=plain traffic.direction=tx traffic.size=64B prices.dma_read_latency=500ns nic.link.tags=768 "
		"nic.link.read_tail=20% nic.link.read_tail_latency=2us";
	CU_ASSERT_FATAL(try_fine(&t, "tests/scenarios/reference.yaml", "%s nic.backend.in_flight=160", base));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
	CU_ASSERT_FATAL(try_fine(&twice, "tests/scenarios/reference.yaml", "%s nic.backend.in_flight=320", base));
	CU_ASSERT_STRING_EQUAL(twice.out.limit[0].name, "link down");
	CU_ASSERT(try_value(&twice, "packet_rate") > 1.2 * try_value(&t, "packet_rate"));
	try_end(&t);
	try_end(&twice);
}

CU_TestInfo test_reads[] = {
	{"tails", tails},
	{"pages", pages},
	{"all pages are held", all_pages},
	{"the earliest tag", earliest_tag},
	{"of a run", of_a_run},
	{"dependency", dependency},
	CU_TEST_INFO_NULL,
};
