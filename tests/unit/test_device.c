/*
 * test_device.c - what a NIC in hardware has of its own: a buffer, descriptors on chip, work at a time.  Against closed forms: each alone
 * as the limit, and losses of bursts.
 */
#include "device/device.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define TRY_HARDWARE "tests/scenarios/hardware.yaml"
#define PACKED "nic.ring.format=packed "
#define BYTES_PER_NS 14.4712 /* of a link of generation 4, x8, for TLPs */
#define LINK "nic.link.generation=4 prices.dma_read_latency=900ns "
#define FAST LINK "nic.scheme.layout=mtu "
#define LIMIT \
	"nic.notify.guest.refill=each traffic.model=constant traffic.rate=60Mpps traffic.size=60B nic.backend.batch_wait=0us "

static bool close_to(const char *what, double is, double expected, double part)
{
	if (fabs(is / expected - 1) <= part) return true;
	printf("%s: %g, expected %g\n", what, is, expected);
	return false;
}

/* ---- the buffer ---- */

/*
 * n frames `apart` ns apart, each in service for d ns, and room for k: one is lost when k are there. (what has left by then has left)
 */
static int lost_of(int n, double apart, double d, int k)
{
	int lost = 0, inside = 0;
	double left[4096]; /* when those inside leave */
	for (int i = 0; i < n; i++) {
		double now = i * apart;
		int gone = 0;
		while (gone < inside && left[gone] <= now)
			gone++;
		memmove(left, left + gone, (size_t)(inside - gone) * sizeof *left);
		inside -= gone;
		if (inside == k) {
			lost++;
			continue;
		}
		left[inside] = (inside ? left[inside - 1] : now) + d;
		inside++;
	}
	return lost;
}

/*
 * A packed ring, packet by packet, nothing asked: 1514 B take 1526 + 6 * 24 and 2 of padding, a used descriptor 40, a read's request 24,
 * an interrupt 28 at most. Reads take no time.
 */
static void a_burst_beyond_the_buffer_is_lost_there(void)
{
	static const int counts[] = {4, 20, 100, 1000};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct tried t;
		int n = counts[i], k = 8;
		CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
					 PACKED
					 "nic.link.generation=4 nic.backend.batch_wait=0us nic.backend.waits_in=buffer "
					 "nic.link.prefetch=64 nic.link.tags=0 nic.backend.buffer=%dB traffic.model=constant "
					 "traffic.rate=20Mpps run.packets=%d",
					 k * 1514 + 100, n));
		double each = try_value(&t, "link_up_bytes_per_packet") * 1000 / BYTES_PER_NS / 1000;
		CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "dropped_device_buffer"), lost_of(n, 50, each, k), 2 + n * 0.002);
		CU_ASSERT_EQUAL(try_value(&t, "dropped"), try_value(&t, "dropped_device_buffer"));
		CU_ASSERT_EQUAL(try_value(&t, "delivered") + try_value(&t, "dropped"), n);
		try_end(&t);
	}
}

/* Behind the host queue: what is booked on the link is no more than the buffer, so no packet is longer in the device than that takes. */
static void no_more_is_under_way_than_the_buffer_holds(void)
{
	for (int k = 1; k <= 64; k *= 4) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
					 PACKED LINK
					 "nic.scheme.model=mergeable nic.link.prefetch=256 nic.link.tags=0 nic.host_queue=16 "
					 "nic.backend.batch_wait=0us nic.backend.buffer=%dB traffic.model=constant "
					 "traffic.rate=10Mpps traffic.size=9014B run.packets=0 run.warmup=100us "
					 "run.length=500us",
					 k * 9014));
		/* Each has 36 TLPs of 24 B, header and padding, and 3 used descriptors of 40 B, a request of 24 B, an interrupt. */
		double each = (9014 + 14 + 36 * 24 + 3 * 40 + 24 + 28) / BYTES_PER_NS / 1000;
		double there = try_value(&t, "service_backend_rx");
		CU_ASSERT(there <= (k + 1) * each + 0.95);
		CU_ASSERT(there >= (k - 1) * each);
		CU_ASSERT(try_value(&t, "dropped_device_buffer") > 0);
		CU_ASSERT_EQUAL(try_value(&t, "dropped_host_queue"), 0);
		if (k >= 4) CU_ASSERT(close_to("a full link", try_value(&t, "packet_rate"), 1e6 / each, 0.01));
		if (k >= 4) CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "link up");
		try_end(&t);
	}
}

/* Who is short of reads and not of room loses packets in front of it. */
static void a_short_host_queue_is_no_full_buffer(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
				 PACKED FAST "nic.link.prefetch=1 nic.host_queue=16 traffic.model=constant traffic.rate=10Mpps "
					     "nic.backend.batch_wait=0us run.packets=2000"));
	CU_ASSERT(try_value(&t, "dropped_host_queue") > 0);
	CU_ASSERT_EQUAL(try_value(&t, "dropped_device_buffer"), 0);
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
	try_end(&t);
}

/* ---- descriptors on chip ---- */

/* A packet that finds its descriptor waits for its own writes alone: header and data in one TLP, used entry, index (or descriptor). */
static void descriptors_on_chip_are_not_waited_for(void)
{
	static const struct {
		const char *format;
		double up, reads; /* bytes until it is seen; dependent reads without a cache */
	} row[] = {{"split", 72 + 24 + 8 + 24 + 4 + 24, 3}, {"packed", 72 + 24 + 16 + 24, 1}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int cache = 0; cache <= 64; cache += 64)
			for (int rtt = 900; rtt <= 1800; rtt += 900) {
				struct tried t;
				CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
							 FAST "nic.ring.format=%s nic.backend.descriptor_cache=%d "
							      "prices.dma_read_latency=%dns traffic.model=constant "
							      "nic.notify.guest.refill=each traffic.rate=10kpps traffic.size=60B "
							      "run.packets=0 run.warmup=1ms run.length=10ms",
							 row[i].format, cache, rtt));
				double writes = row[i].up / BYTES_PER_NS, reads = cache ? 0 : row[i].reads * rtt;
				CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "service_backend_rx") * 1000, writes + reads, 3);
				try_end(&t);
			}
}

/* As many as are on chip go in a round trip: N / 900 ns, of each queue, and of all of them where the device has no room for more. */
static void descriptors_on_chip_limit_the_rate(void)
{
	static const struct {
		int cache, all, queues;
		double at_a_time;
	} row[] = {{8, 0, 1, 8}, {16, 0, 1, 16}, {8, 0, 2, 16}, {32, 0, 1, 32}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
					 PACKED FAST LIMIT
					 "nic.link.width=16 nic.backend.descriptor_cache=%d nic.queues=%d nic.link.prefetch=64 "
					 "nic.backend.device_cache=%d run.packets=0 run.warmup=20us run.length=180us",
					 row[i].cache, row[i].queues, row[i].all));
		CU_ASSERT(close_to("rate", try_value(&t, "packet_rate"), row[i].at_a_time / 900e-9, 0.01));
		CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
		try_end(&t);
	}
}

/* One read of 8 descriptors for 8 packets, of a split ring the heads with it, and an index for each that a kick does not tell. */
static void fetches_are_counted(void)
{
	static const struct {
		const char *format;
		double most; /* reads per packet, all told */
	} row[] = {{"split", 3 / 8.}, {"packed", 1 / 8.}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
					 FAST LIMIT "nic.ring.format=%s nic.backend.descriptor_cache=64 nic.backend.fetch=8 "
						    "nic.link.prefetch=64 run.packets=0 run.warmup=20us run.length=180us",
					 row[i].format));
		double reads = try_value(&t, "dma_reads_per_packet");
		CU_ASSERT(reads <= row[i].most * 1.01);
		CU_ASSERT(reads >= row[i].most / 3);
		try_end(&t);
	}
}

/* Packets of more descriptors than the cache holds are carried as well. */
static void a_packet_may_need_more_than_the_cache_holds(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
				 LINK "nic.scheme.model=mergeable nic.backend.descriptor_cache=2 nic.backend.batch_wait=0us "
				      "traffic.size=9014B"));
	CU_ASSERT(try_is(&t, "delivered", 64));
	try_end(&t);
}

/* ---- work of all queues ---- */

/* A batch at a time, whatever number of queues: a read of 900 ns and the writes, each packet, and all have the same share. */
static void a_device_has_so_many_batches(void)
{
	for (int batches = 1; batches <= 4; batches *= 2)
		for (int queues = 4; queues <= 16; queues *= 4) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
						 PACKED FAST LIMIT "nic.backend.batches=%d nic.queues=%d nic.link.prefetch=64 "
								   "run.packets=0 run.warmup=20us run.length=180us",
						 batches, queues));
			/* Header, data and used descriptor. */
			double each = 900 + (72 + 24 + 16 + 24) / BYTES_PER_NS;
			CU_ASSERT(close_to("rate", try_value(&t, "packet_rate"), batches * 1e9 / each, 0.01));
			CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
			CU_ASSERT(t.out.limit[0].share > 0.9);
			try_end(&t);
		}
}

CU_TestInfo test_device[] = {
	{"a burst beyond the buffer is lost there", a_burst_beyond_the_buffer_is_lost_there},
	{"no more is under way than the buffer holds", no_more_is_under_way_than_the_buffer_holds},
	{"a short host queue is no full buffer", a_short_host_queue_is_no_full_buffer},
	{"descriptors on chip are not waited for", descriptors_on_chip_are_not_waited_for},
	{"descriptors on chip limit the rate", descriptors_on_chip_limit_the_rate},
	{"fetches are counted", fetches_are_counted},
	{"a packet may need more than the cache holds", a_packet_may_need_more_than_the_cache_holds},
	{"a device has so many batches", a_device_has_so_many_batches},
	CU_TEST_INFO_NULL,
};
