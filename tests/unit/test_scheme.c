/* test_scheme.c - what the schemes post, and how mergeable buffers follow the packets they see; by the models' own functions. */
#include "nic/fragments.h"
#include "nic/scheme.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

/* A configured scheme with its state, as a queue has it. */
struct shown {
	struct tried t;
	const struct scheme_ops *ops;
	void *self;
};

static void show(struct shown *s, uint32_t ring, const char *settings)
{
	CU_ASSERT_FATAL(try_load(&s->t, TRY_RX, "nic.ring.entries=%u %s", ring, settings) || try_say(&s->t));
	const struct chosen *c = &s->t.setup.slot[SLOT_SCHEME];
	s->ops = c->reg->model->ops;
	s->self = arena_alloc(&s->t.arena, c->reg->model->size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s->self);
	memcpy(s->self, c->conf, c->reg->model->size);
	s->ops->init(s->self, &s->t.setup, ring);
}

static struct buffer post(struct shown *s)
{
	struct buffer b = {0};
	s->ops->post(s->self, &b);
	return b;
}

static struct receipt receive(struct shown *s, int len, struct buffer b)
{
	struct receipt r = {0};
	s->ops->receive(s->self, len, &b, 1, &r);
	return r;
}

/* ---- fixed shapes ---- */

static void posted_shapes(void)
{
	static const struct {
		const char *settings;
		int segments, bytes, posted, truesize, pages;
	} row[] = {
		{"nic.scheme.model=small nic.scheme.header=10B", 1, 1528, 1528, 1920, 0},
		{"nic.scheme.model=small nic.scheme.header=12B", 1, 1530, 1530, 1920, 0},
		{"nic.scheme.model=small nic.scheme.header=20B", 1, 1538, 1538, 1984, 0},
		{"nic.scheme.model=small nic.scheme.header=10B nic.scheme.layout=legacy", 2, 1528, 1528, 1920, 0},
		/* 18 pages: 17 and the rest of page 0 behind a header padded to 32 today, 18 and a packet buffer in 2008 */
		{"nic.scheme.model=big", 19, 12 + 4064 + 17 * 4096, 73728, 73728, 18},
		{"nic.scheme.model=big nic.scheme.skb_frags=18", 20, 12 + 1518 + 18 * 4096, 18 * 4096 + 1530, 18 * 4096 + 1920,
		 18},
		{"nic.scheme.model=big nic.scheme.skb_frags=18 nic.scheme.first_part=page", 20, 12 + 4064 + 18 * 4096, 19 * 4096,
		 19 * 4096, 19},
		{"nic.scheme.model=big nic.scheme.guest_gso=false nic.scheme.mtu=9000B", 5, 12 + 4064 + 3 * 4096, 4 * 4096,
		 4 * 4096, 4},
		{"nic.scheme.model=mergeable", 1, 4096, 4096, 4096, 1},
		{"nic.scheme.model=mergeable nic.scheme.buffers=fixed nic.scheme.size=2048B", 1, 2048, 2048, 2048, 1},
		{"nic.scheme.model=mergeable nic.scheme.buffers=fixed nic.scheme.size=65536B", 1, 65536, 65536, 65536, 16},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct shown s;
		show(&s, 256, row[i].settings);
		struct buffer b = post(&s);
		bool same = b.segments == row[i].segments && b.bytes == row[i].bytes && b.posted == row[i].posted &&
			    b.truesize == row[i].truesize && b.pages == row[i].pages;
		if (!same) printf("%s: %d %d %d %d %d\n", row[i].settings, b.segments, b.bytes, b.posted, b.truesize, b.pages);
		CU_ASSERT(same);
		try_end(&s.t);
	}
}

/* 32 KiB blocks hold 17 small buffers (16 with a 20 B header). */
static void small_blocks(void)
{
	for (int header = 12; header <= 20; header += 8) {
		struct shown s;
		char settings[100];
		int per_block = header == 12 ? 17 : 16;
		snprintf(settings, sizeof settings, "nic.scheme.model=small nic.scheme.header=%dB", header);
		show(&s, 256, settings);
		for (int i = 0; i < 5 * per_block; i++)
			CU_ASSERT_EQUAL(post(&s).new_pages, i % per_block == 0 ? 8 : 0);
		try_end(&s.t);
	}
}

/* Transmit: header apart or pushed in front; pages behind a linear head once a frame is longer than MTU-sized. */
static void transmit_chains(void)
{
	static const struct {
		const char *settings;
		int len, segments;
	} row[] = {
		/* payload in pages */
		{"nic.scheme.model=small", 1514, 1},
		{"nic.scheme.model=small nic.scheme.layout=legacy", 1514, 2},
		{"nic.scheme.model=big", 60, 2},
		{"nic.scheme.model=big nic.scheme.any_layout=true", 60, 1},
		{"nic.scheme.model=mergeable", 60, 1},
		{"nic.scheme.model=mergeable nic.scheme.any_layout=false", 60, 2},
		{"nic.scheme.model=mergeable", 1518, 1},
		{"nic.scheme.model=mergeable", 1519, 2},
		{"nic.scheme.model=mergeable", 66 + 16 * 4096, 17}, /* 64 KiB of payload: 16 pages */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct shown s;
		show(&s, 256, row[i].settings);
		int frags = transmit_fragments(FRAGMENTS_PAGE, 0, row[i].len).n;
		CU_ASSERT_EQUAL(s.ops->transmit_segments(s.self, row[i].len, frags), row[i].segments);
		try_end(&s.t);
	}
}

/* ---- mergeable, sized by the average packet ---- */

#define EWMA "nic.scheme.model=mergeable nic.scheme.buffers=ewma "

/* Buffers of n bytes from a 32 KiB block; the one after which less than n remains takes that too. */
static void one_block(struct shown *s, int n)
{
	int left = 32768;
	while (left >= n) {
		struct buffer b = post(s);
		CU_ASSERT_EQUAL(b.new_pages, left == 32768 ? 8 : 0);
		int bytes = left - n < n ? left : n;
		CU_ASSERT_EQUAL(b.bytes, bytes);
		CU_ASSERT(b.posted == bytes && b.truesize == bytes && b.segments == 1 && b.pages == 0);
		left -= bytes;
	}
}

static void default_buffer(void)
{
	struct shown s;
	show(&s, 256, EWMA);
	for (int block = 0; block < 3; block++) {
		for (int i = 0; i < 20; i++)
			CU_ASSERT_EQUAL(post(&s).bytes, 1536);
		CU_ASSERT_EQUAL(post(&s).bytes, 2048);
	}
	try_end(&s.t);
}

/* The smallest buffer lets a full ring hold the longest packet. */
static void least_buffer_by_ring(void)
{
	static const struct {
		uint32_t ring;
		const char *settings;
		int bytes;
	} row[] = {{1, EWMA, 4096},  /* ceil(65565 / 1) - 12 and more than a page: a page */
		   {16, EWMA, 4096}, /* ceil(65565 / 16) - 12 = 4086 */
		   {32, EWMA, 2112}, /* 2049 - 12 = 2037: align64(2049) */
		   {64, EWMA, 1536}, /* 1013: the MTU-sized frame */
		   {4096, EWMA, 1536},
		   {16, EWMA "nic.scheme.guest_gso=false", 1536},
		   {4, EWMA "nic.scheme.guest_gso=false nic.scheme.mtu=9000B", 2304}, /* ceil(9030 / 4) = 2258 */
		   {64, EWMA "nic.scheme.header=20B", 1600}};                         /* align64(20 + 1518) */
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct shown s;
		show(&s, row[i].ring, row[i].settings);
		CU_ASSERT_EQUAL(post(&s).bytes, row[i].bytes);
		try_end(&s.t);
	}
}

static int aligned(int average)
{
	int n = average < 1518 ? 1518 : average > 4084 ? 4084 : average;
	return (12 + n + 63) / 64 * 64;
}

/* The first sample sets the average, then (63 average + length) / 64, truncated. */
static void average_by_definition(void)
{
	struct shown s;
	uint32_t random = 1;
	int average = 0;
	show(&s, 256, EWMA);
	one_block(&s, 1536);
	for (int i = 0; i < 2000; i++) {
		random = random * 1103515245 + 12345;
		int len = 60 + (int)(random >> 16) % (i % 400 < 200 ? 1400 : 9000);
		if (i == 0) len = 3000;
		receive(&s, len, (struct buffer){.bytes = 4096, .truesize = 4096});
		average = i == 0 ? len : (63 * average + len) / 64;
		one_block(&s, aligned(average));
	}
	try_end(&s.t);
	show(&s, 256, EWMA);
	receive(&s, 3000, (struct buffer){.bytes = 4096});
	CU_ASSERT_EQUAL(post(&s).bytes, 3072); /* align64(12 + 3000): the first sample counts in full */
	try_end(&s.t);
}

/* Full-sized frames leave no room for the packet descriptor in the default buffer: 14 bytes are copied; of shorter ones none. */
static void what_is_copied(void)
{
	static const struct {
		int len, copied;
	} row[] = {{60, 60}, {128, 128}, {129, 0}, {1204, 0}, {1205, 14}, {1514, 14}};
	struct shown s;
	show(&s, 256, EWMA);
	struct buffer b = post(&s);
	CU_ASSERT_EQUAL(b.bytes, 1536);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CU_ASSERT_EQUAL(receive(&s, row[i].len, b).copied, row[i].copied);
	try_end(&s.t);
	show(&s, 256, "nic.scheme.model=mergeable");
	b = post(&s);
	CU_ASSERT_EQUAL(receive(&s, 60, b).copied, 60);
	CU_ASSERT_EQUAL(receive(&s, 60, b).consumed, 0); /* the page comes back */
	CU_ASSERT_EQUAL(receive(&s, 128, b).copied, 128);
	CU_ASSERT_EQUAL(receive(&s, 129, b).copied, 128);
	CU_ASSERT_EQUAL(receive(&s, 129, b).consumed, 1);
	try_end(&s.t);
	show(&s, 256, "nic.scheme.model=small");
	CU_ASSERT_EQUAL(receive(&s, 1514, post(&s)).copied, 12);
	try_end(&s.t);
}

/* Large packets after small ones first take many small buffers, and settle within about one ring. */
static void adapting(void)
{
	enum { RING = 256 };
	struct shown s;
	struct buffer ring[RING];
	int head = 0, settled = -1, used = 0, most = 0;
	show(&s, RING, EWMA);
	for (int i = 0; i < RING; i++)
		ring[i] = post(&s);
	for (int packet = 0; packet < 600; packet++) {
		int len = packet < 100 ? 60 : 9014, need = len + 12, n = 0;
		struct buffer took[64];
		while (need > 0) {
			took[n] = ring[(head + n) % RING];
			need -= took[n++].bytes;
		}
		struct receipt r = {0};
		s.ops->receive(s.self, len, took, n, &r);
		for (int i = 0; i < n; i++)
			ring[head++ % RING] = post(&s);
		if (packet < 100) CU_ASSERT_EQUAL(n, 1);
		if (packet == 100) CU_ASSERT(n == 6 || n == 5); /* 9026 / 1536, or with one of the larger last buffers */
		if (packet < 100) continue;
		used += n;
		if (n > most) most = n;
		if (n != 3) settled = -1;
		if (n == 3 && settled < 0) settled = used;
	}
	CU_ASSERT_EQUAL(most, 6);
	/* The 256 buffers posted before the average moved, and those posted while it did: 38 packets of 6 at most. */
	CU_ASSERT(settled > RING / 2 && settled <= RING + 38 * 6);
	try_end(&s.t);
}

/* Offloaded segments from a capture: 1 to 16 buffers a packet under page-sized ones, every one of which is predicted. */
static void captured_segments(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "traffic.model=pcap traffic.file=../../scenarios/captures/bulk-gso.pcap run.packets=4000 "
				 "nic.host_queue=4000"));
	CU_ASSERT(try_is(&t, "delivered", 4000));
	CU_ASSERT(try_value(&t, "buffers_per_packet") > 1);
	CU_ASSERT(try_value(&t, "buffers_per_packet") < 16);
	try_end(&t);
}

CU_TestInfo test_scheme[] = {
	{"posted_shapes", posted_shapes},
	{"small_blocks", small_blocks},
	{"transmit_chains", transmit_chains},
	{"default_buffer", default_buffer},
	{"least_buffer_by_ring", least_buffer_by_ring},
	{"average_by_definition", average_by_definition},
	{"what_is_copied", what_is_copied},
	{"adapting", adapting},
	{"captured_segments", captured_segments},
	CU_TEST_INFO_NULL,
};
