/* test_coalesced.c - NetKVM's buffer layouts by their rules, and the writes of a device into the buffers of every scheme. */
#include "nic/fragments.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>

#define COALESCED "nic.scheme.model=coalesced "
#define SPLIT "nic.scheme.combined=false "
enum { HEADER = 12, MOST = 20 };

static const int lengths[] = {64, 256, 512, 1024, 1500, 1514, 4096, 9014, 65535};
#define N_LENGTHS (sizeof lengths / sizeof *lengths)

static const struct scheme_ops *load(struct tried *t, const char *settings, const void **self)
{
	CU_ASSERT_FATAL(try_load(t, TRY_RX, "%s", settings) || try_say(t));
	*self = t->setup.slot[SLOT_SCHEME].conf;
	return t->setup.slot[SLOT_SCHEME].reg->model->ops;
}

/* ---- the layouts as the driver's source gives them ---- */

struct layout {
	const char *settings;
	int memory, block;  /* bytes a buffer pins; of which the header block */
	int pages;          /* units of the page allocator's work: data pages and the block */
	int segment[MOST];  /* bytes, in order, 0 = end */
	int offset_of_last; /* within its page */
};

static const struct layout layout[] = {
	{COALESCED SPLIT "nic.scheme.layout=old", 18 * 4096, 4096, 18, {12, 17 * 4096}, 0},
	{COALESCED "nic.scheme.layout=old", 18 * 4096, 4096, 18, {17 * 4096}, 0},
	{COALESCED SPLIT "nic.scheme.layout=old nic.scheme.guest_gso=false", 2 * 4096, 4096, 2, {12, 4096}, 0},
	{COALESCED SPLIT "nic.scheme.layout=gso", 66048, 512, 17, {12, 65536, 17}, 32 + 288},
	{COALESCED "nic.scheme.layout=gso", 66048, 512, 17, {65536, 29}, 288},
	{COALESCED "nic.scheme.layout=gso nic.scheme.separate_tail=false", 17 * 4096 + 512, 512, 18, {65536 + 29}, 0},
	{COALESCED SPLIT "nic.scheme.layout=gso nic.scheme.separate_tail=false", 17 * 4096 + 512, 512, 18, {12, 65536 + 17}, 0},
	/* the contiguous piece is not to be had: the tail goes back into the header block */
	{COALESCED "nic.scheme.layout=gso nic.scheme.separate_tail=false nic.scheme.pieces=2",
	 66048,
	 512,
	 17,
	 {32768, 32768, 29},
	 288},
	{COALESCED "nic.scheme.layout=mtu", 2048, 2048, 1, {1530}, 32},
	{COALESCED SPLIT "nic.scheme.layout=mtu", 2048, 2048, 1, {12, 1518}, 32 + 32},
	{COALESCED "nic.scheme.layout=jumbo", 9216, 1024, 3, {8192, 838}, 64},
	{COALESCED SPLIT "nic.scheme.layout=jumbo", 9216, 1024, 3, {12, 8192, 826}, 32 + 64},
	{COALESCED "nic.scheme.layout=mergeable", 4096, 0, 1, {4096}, 0},
	{COALESCED SPLIT "nic.scheme.layout=mergeable", 4096, 0, 1, {12, 4084}, 12},
	/* 32 B of table and 4080 B of frame are more than a page: the tail takes a page of its own */
	{COALESCED "nic.scheme.mtu=4050B", 4096 + 32, 32, 2, {4080}, 0},
	{COALESCED "nic.scheme.mtu=4034B", 4096, 4096, 1, {4064}, 32},
	{COALESCED "nic.scheme.header=20B", 2048, 2048, 1, {1538}, 32},
};
#define N_LAYOUTS (sizeof layout / sizeof *layout)

static void shapes(void)
{
	for (size_t i = 0; i < N_LAYOUTS; i++) {
		const struct layout *l = &layout[i];
		struct tried t;
		struct segment seg[MAX_SEGMENTS];
		struct buffer b = {0};
		const void *self;
		const struct scheme_ops *ops = load(&t, l->settings, &self);
		int n = ops->segments(self, seg, MAX_SEGMENTS), bytes = 0, k = 0;
		ops->post((void *)self, &b);
		bool good = b.posted == l->memory && b.truesize == l->memory && b.pages == l->pages &&
			    b.posted % 4096 == l->block % 4096;
		for (; k < n && l->segment[k]; k++) {
			good &= seg[k].bytes == l->segment[k];
			bytes += seg[k].bytes;
		}
		good &= k == n && l->segment[k] == 0 && b.segments == n && b.bytes == bytes &&
			seg[n - 1].offset == l->offset_of_last;
		if (!good)
			printf("%s: %d segments of %d.. B, memory %d, %d pages\n", l->settings, n, seg[0].bytes, b.posted,
			       b.pages);
		CU_ASSERT(good);
		try_end(&t);
	}
}

/* Fragmented memory: as many pieces as asked for, halves of halves, the same bytes in all; at most 18 entries (288 B of table). */
static void pieces(void)
{
	for (int split = 0; split <= 1; split++)
		for (int want = 1; want <= 17; want++) {
			struct tried t;
			char settings[200];
			snprintf(settings, sizeof settings,
				 COALESCED "nic.scheme.layout=gso nic.scheme.pieces=%d nic.scheme.combined=%s", want,
				 split ? "false" : "true");
			if (want == 17) {
				CU_ASSERT_FALSE(try_load(&t, TRY_RX, "%s", settings));
				CU_ASSERT(try_refused(
					&t, "16 data pages of such a buffer can not fall into 17 pieces, expected 1 to 16"));
				try_end(&t);
				continue;
			}
			struct segment seg[MAX_SEGMENTS];
			const void *self;
			const struct scheme_ops *ops = load(&t, settings, &self);
			int n = ops->segments(self, seg, MAX_SEGMENTS), bytes = 0, largest = 0, smallest = 65536;
			for (int i = split; i < n - 1; i++) {
				bytes += seg[i].bytes;
				if (seg[i].bytes > largest) largest = seg[i].bytes;
				if (seg[i].bytes < smallest) smallest = seg[i].bytes;
				CU_ASSERT((seg[i].bytes & (seg[i].bytes - 1)) == 0 && seg[i].bytes >= 4096);
			}
			CU_ASSERT_EQUAL(n, want + 1 + split);
			CU_ASSERT(n <= 18);
			CU_ASSERT_EQUAL(bytes, 65536);
			CU_ASSERT(largest <= 2 * smallest);
			try_end(&t);
		}
}

/* ---- the device's writes ---- */

static const char *const others[] = {"nic.scheme.model=small",
				     "nic.scheme.model=small nic.scheme.layout=legacy",
				     "nic.scheme.model=big",
				     "nic.scheme.model=big nic.scheme.skb_frags=18",
				     "nic.scheme.model=big nic.scheme.skb_frags=45",
				     "nic.scheme.model=mergeable",
				     "nic.scheme.model=mergeable nic.scheme.buffers=fixed nic.scheme.size=1526B",
				     "nic.scheme.model=mergeable nic.scheme.buffers=ewma",
				     COALESCED "nic.scheme.layout=gso nic.scheme.pieces=16",
				     COALESCED SPLIT "nic.scheme.layout=gso nic.scheme.pieces=5",
				     COALESCED SPLIT "nic.scheme.layout=old nic.scheme.pieces=17"};

/* Byte for byte: header and frame go through the segments in order, and a new write begins with each segment. */
static void write_by_write(const char *settings, int len)
{
	struct tried t;
	struct segment seg[MAX_SEGMENTS];
	struct write w[MAX_WRITES];
	struct counts c;
	struct scheme_traits traits = {0};
	const void *self;
	const struct scheme_ops *ops = load(&t, settings, &self);
	int n = ops->segments(self, seg, MAX_SEGMENTS), writes = scheme_writes(ops, self, len, w, MAX_WRITES), at = 0, in = 0,
	    k = 0;
	ops->traits(self, &traits);
	if (!ops->predict(self, len, &c)) {
		CU_ASSERT_EQUAL(writes, -1);
		try_end(&t);
		return;
	}
	if (!traits.uniform) seg[0].bytes = c.posted_bytes / c.buffers;
	bool good = true;
	for (int byte = 0; byte < len + traits.header; byte++) {
		if (byte == 0 || in == seg[k % n].bytes) {
			if (byte) k++;
			in = 0;
			good &= at < writes && w[at].segment == k % n && w[at].buffer == k / n &&
				w[at].offset == seg[k % n].offset;
			at++;
		}
		in++;
		bool last = byte == len + traits.header - 1 || in == seg[k % n].bytes;
		if (last) good &= w[at - 1].bytes == in;
	}
	good &= at == writes;
	if (!good) printf("%s, %d B: %d writes, expected %d\n", settings, len, writes, at);
	CU_ASSERT(good);
	try_end(&t);
}

static void writes_sum_up(void)
{
	for (size_t i = 0; i < N_LENGTHS; i++) {
		for (size_t k = 0; k < N_LAYOUTS; k++)
			write_by_write(layout[k].settings, lengths[i]);
		for (size_t k = 0; k < sizeof others / sizeof *others; k++)
			write_by_write(others[k], lengths[i]);
	}
}

/* Number of writes by layout and length, split and combined; 0 = too long. */
static void fewer_writes(void)
{
	static const struct {
		const char *layout;
		int split[N_LENGTHS], combined[N_LENGTHS];
	} row[] = {
		{"layout=mtu", {2, 2, 2, 2, 2, 2}, {1, 1, 1, 1, 1, 1}},
		/* 9014 B: two pages, and 822 or 834 B in the header block */
		{"layout=jumbo", {2, 2, 2, 2, 2, 2, 2, 3}, {1, 1, 1, 1, 1, 1, 1, 2}},
		/* the longest frame fits 64 KiB without its header, but not with it */
		{"layout=gso", {2, 2, 2, 2, 2, 2, 2, 2, 2}, {1, 1, 1, 1, 1, 1, 1, 1, 2}},
		{"layout=gso nic.scheme.separate_tail=false", {2, 2, 2, 2, 2, 2, 2, 2, 2}, {1, 1, 1, 1, 1, 1, 1, 1, 1}},
		{"layout=gso nic.scheme.pieces=16", {2, 2, 2, 2, 2, 2, 2, 4, 17}, {1, 1, 1, 1, 1, 1, 2, 3, 17}},
		{"layout=old", {2, 2, 2, 2, 2, 2, 2, 2, 2}, {1, 1, 1, 1, 1, 1, 1, 1, 1}},
		/* only the first buffer has a header: in the next ones data fills that segment, too */
		{"layout=mergeable", {2, 2, 2, 2, 2, 2, 3, 6, 33}, {1, 1, 1, 1, 1, 1, 2, 3, 17}},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int combined = 0; combined <= 1; combined++)
			for (size_t k = 0; k < N_LENGTHS; k++) {
				struct tried t;
				struct write w[MAX_WRITES];
				char settings[200];
				const void *self;
				snprintf(settings, sizeof settings, COALESCED "nic.scheme.combined=%s nic.scheme.%s",
					 combined ? "true" : "false", row[i].layout);
				const struct scheme_ops *ops = load(&t, settings, &self);
				int n = scheme_writes(ops, self, lengths[k], w, MAX_WRITES),
				    expected = combined ? row[i].combined[k] : row[i].split[k];
				if (n != (expected ? expected : -1))
					printf("%s, %d B: %d writes, expected %d\n", settings, lengths[k], n, expected);
				CU_ASSERT_EQUAL(n, expected ? expected : -1);
				if (n > 0 && !combined) CU_ASSERT_EQUAL(w[0].bytes, HEADER);
				if (n > 0)
					CU_ASSERT_EQUAL(scheme_writes(ops, self, lengths[k], w, n - 1),
							-1); /* never more than there is room for */
				try_end(&t);
			}
}

/* A back end that knows its buffers' real sizes asks buffer by buffer. */
static void buffer_after_buffer(void)
{
	static const struct segment two[] = {{12, 0, SEGMENT_HEADER}, {100, 32, SEGMENT_DATA}};
	struct write w[2];
	int32_t left = 150;
	CU_ASSERT_EQUAL(buffer_writes(two, 2, 0, &left, w), 2);
	CU_ASSERT(w[0].bytes == 12 && w[1].bytes == 100 && w[1].offset == 32 && w[1].segment == 1 && left == 38);
	CU_ASSERT_EQUAL(buffer_writes(two, 2, 1, &left, w), 2);
	CU_ASSERT(w[0].bytes == 12 && w[0].buffer == 1 && w[1].bytes == 26 && left == 0);
	CU_ASSERT_EQUAL(buffer_writes(two, 2, 2, &left, w), 0);
	left = 5;
	CU_ASSERT_EQUAL(buffer_writes(two, 2, 0, &left, w), 1);
	CU_ASSERT(w[0].bytes == 5 && left == 0);
}

/* ---- refusals ---- */

static void refusals(void)
{
	static const struct {
		const char *settings, *part;
	} row[] = {
		{"nic.scheme.any_layout=false",
		 "nic.scheme.combined: header and data in one descriptor need VIRTIO_F_ANY_LAYOUT or VIRTIO_F_VERSION_1"},
		{"nic.scheme.any_layout=false", "must be alone in its descriptor (virtio 1.x 5.1.6.6)"},
		{"nic.scheme.layout=gso nic.scheme.any_layout=false", "5.1.6.6"},
		{SPLIT "nic.scheme.layout=mergeable nic.scheme.any_layout=false",
		 "nic.scheme.layout: NetKVM takes mergeable buffers only with VIRTIO_F_ANY_LAYOUT"},
		{"nic.scheme.layout=mergeable nic.scheme.guest_gso=false", "only where a frame needs more than one block"},
		{"nic.scheme.layout=mergeable nic.scheme.header=10B", "expected at least 12B"},
		{"nic.scheme.pieces=2", "expected 1 to 1"},
		{"nic.scheme.layout=jumbo nic.scheme.pieces=3", "2 data pages of such a buffer can not fall into 3 pieces"},
		{"nic.scheme.layout=gso nic.scheme.pieces=16 nic.ring.entries=16",
		 "nic.ring.entries: a ring of 16 entries cannot hold one buffer of scheme 'coalesced', which takes 17"},
	};
	static const char *const fine[] = {
		SPLIT "nic.scheme.any_layout=false",
		SPLIT "nic.scheme.layout=gso nic.scheme.any_layout=false",
		"nic.scheme.layout=mergeable",
		"nic.scheme.layout=mergeable nic.scheme.guest_gso=false nic.scheme.mtu=9000B",
		"nic.scheme.layout=old nic.scheme.pieces=17",
		"nic.scheme.layout=gso nic.scheme.pieces=16 nic.ring.entries=16 nic.ring.indirect=true"};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FALSE(try_load(&t, TRY_RX, COALESCED "%s", row[i].settings));
		CU_ASSERT(try_refused(&t, row[i].part));
		try_end(&t);
	}
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
		struct tried t;
		CU_ASSERT(try_load(&t, TRY_RX, COALESCED "%s", fine[i]) || try_say(&t));
		try_end(&t);
	}
}

/* ---- run ---- */

/* Ring entries: the segments, or one where there is an indirect table; what a full ring pins. */
static void entries(void)
{
	for (size_t i = 0; i < N_LAYOUTS; i++)
		for (int indirect = 0; indirect <= 1; indirect++) {
			struct tried t;
			int n = 0;
			while (layout[i].segment[n])
				n++;
			CU_ASSERT_FATAL(
				try_fine(&t, TRY_RX, "%s nic.ring.indirect=%s", layout[i].settings, indirect ? "true" : "false"));
			int each = indirect ? 1 : n;
			CU_ASSERT(try_is(&t, "delivered", 100));
			CU_ASSERT(try_is(&t, "descriptors_per_packet", each));
			CU_ASSERT(try_is(&t, "ring_capacity", 256 / each));
			CU_ASSERT(try_is(&t, "posted_bytes", (double)(256 / each) * layout[i].memory));
			CU_ASSERT(try_is(&t, "copied_bytes_per_packet", 0));
			try_end(&t);
		}
}

/* What a buffer holds is carried, one byte more is too long. */
static void longest(void)
{
	static const struct {
		const char *settings;
		int len;
	} row[] = {{COALESCED, 1518},
		   {COALESCED SPLIT, 1518},
		   {COALESCED "nic.scheme.layout=jumbo", 9018},
		   {COALESCED SPLIT "nic.scheme.layout=jumbo", 9018},
		   {COALESCED "nic.scheme.layout=gso", 65553},
		   {COALESCED SPLIT "nic.scheme.layout=gso", 65553},
		   {COALESCED "nic.scheme.layout=old nic.scheme.guest_gso=false", 4084},
		   {COALESCED SPLIT "nic.scheme.layout=old nic.scheme.guest_gso=false", 4096}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int over = 0; over <= 1; over++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.rate=1kpps traffic.size=%dB %s", row[i].len + over,
						 row[i].settings));
			CU_ASSERT(try_is(&t, "delivered", over ? 0 : 100));
			CU_ASSERT(try_is(&t, "dropped_too_long", over ? 100 : 0));
			try_end(&t);
		}
}

/* The same buffers are posted again: with recycled pages nothing is allocated, with a page allocator the whole buffer is. */
static void buffers_come_back(void)
{
	static const char *const layouts[] = {"mtu", "jumbo", "gso", "old", "mergeable"};
	static const int pages[] = {1, 3, 17, 18, 1};
	for (int i = 0; i < 5; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, TRY_RX, COALESCED "nic.scheme.layout=%s nic.alloc.model=page_recycle run.packets=0 run.length=100us",
			layouts[i]));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(try_is(&t, "pages_allocated_per_packet", 0));
		try_end(&t);
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
					 COALESCED "nic.scheme.layout=%s nic.alloc.model=page run.packets=0 run.length=100us",
					 layouts[i]));
		CU_ASSERT(try_is(&t, "pages_allocated_per_packet", pages[i]));
		try_end(&t);
	}
}

static void transmit(void)
{
	static const struct {
		int len, combined;
	} row[] = {{60, 1}, {1514, 1}, {1518, 1}, {1519, 2}, {9014, 1 + 3}, {65535, 1 + 16}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int split = 0; split <= 1; split++) {
			struct tried t;
			const void *self;
			const struct scheme_ops *ops = load(&t, split ? COALESCED SPLIT : COALESCED, &self);
			int frags = transmit_fragments(FRAGMENTS_PAGE, 0, row[i].len).n;
			CU_ASSERT_EQUAL(ops->transmit_segments(self, row[i].len, frags), row[i].combined + split);
			try_end(&t);
		}
}

CU_TestInfo test_coalesced[] = {
	{"shapes", shapes},
	{"pieces", pieces},
	{"writes_sum_up", writes_sum_up},
	{"fewer_writes", fewer_writes},
	{"buffer_after_buffer", buffer_after_buffer},
	{"refusals", refusals},
	{"entries", entries},
	{"longest", longest},
	{"buffers_come_back", buffers_come_back},
	{"transmit", transmit},
	CU_TEST_INFO_NULL,
};
