/* test_counts.c - exact counts that a closed form gives: capacities, memory, buffers per packet, notifications of a burst. */
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>

static const int sizes[] = {128, 256, 1024, 2048, 4096};
#define N_SIZES 5

/* ---- capacity: floor(ring / descriptors of a buffer) ---- */

struct shape {
	const char *settings;
	int direct, indirect; /* ring entries per packet; indirect: where the driver can use tables, else the same */
	long posted;          /* bytes per buffer */
};
static const struct shape shapes[] = {
	{"nic.scheme.model=small nic.scheme.layout=legacy nic.scheme.header=10B", 2, 1, 10 + 1518},
	{"nic.scheme.model=small nic.scheme.header=12B", 1, 1, 12 + 1518},
	{"nic.scheme.model=big nic.scheme.skb_frags=18", 20, 1, 18 * 4096 + 12 + 1518},
	{"nic.scheme.model=big nic.scheme.skb_frags=17", 19, 1, 18 * 4096},
	{"nic.scheme.model=big nic.scheme.guest_gso=false nic.scheme.mtu=9000B", 5, 1, 4 * 4096},
	{"nic.scheme.model=mergeable", 1, 1, 4096},
};
#define N_SHAPES 6
/* The tables of the literature, so that floor() is not the only witness: direct, by ring and shape. */
static const int capacity[N_SIZES][N_SHAPES] = {
	{64, 128, 6, 6, 25, 128},          {128, 256, 12, 13, 51, 256},       {512, 1024, 51, 53, 204, 1024},
	{1024, 2048, 102, 107, 409, 2048}, {2048, 4096, 204, 215, 819, 4096},
};

/* A guest that is never told: the host fills what is posted, one packet waits outside, the others are dropped. */
static void really_posted(int ring, const struct shape *s, bool indirect, int expected)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX,
				 "nic.ring.entries=%d nic.ring.indirect=%s nic.host_queue=1 prices.irq_latency=1s run.packets=0 "
				 "run.warmup=0ms run.length=%dus %s",
				 ring, indirect ? "true" : "false", expected + 100, s->settings));
	CU_ASSERT(try_is(&t, "offered", expected + 100));
	CU_ASSERT(try_is(&t, "delivered", 0));
	CU_ASSERT(try_is(&t, "dropped_host_queue", 100 - 1));
	CU_ASSERT(try_is(&t, "posted_bytes", (double)expected * (double)s->posted));
	CU_ASSERT(try_is(&t, "ring_capacity", expected));
	try_end(&t);
}

static void capacities(void)
{
	for (int i = 0; i < N_SIZES; i++)
		for (int k = 0; k < N_SHAPES; k++) {
			CU_ASSERT_EQUAL_FATAL(capacity[i][k], sizes[i] / shapes[k].direct);
			really_posted(sizes[i], &shapes[k], false, capacity[i][k]);
			really_posted(sizes[i], &shapes[k], true, sizes[i] / shapes[k].indirect);
		}
}

/* Small and mergeable receive buffers are posted with a context, which excludes indirect tables: one entry each. */
static void never_more_buffers_than_entries(void)
{
	static const char *const schemes[] = {"small", "mergeable", "big", NULL};
	for (int i = 0; schemes[i]; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_RX, "nic.scheme.model=%s nic.ring.indirect=true nic.ring.entries=64", schemes[i]));
		CU_ASSERT(try_is(&t, "ring_capacity", 64));
		CU_ASSERT(try_is(&t, "descriptors_per_packet", 1));
		try_end(&t);
	}
}

/* ---- rings: sizes and memory ---- */

static void ring_memory(void)
{
	for (int i = 0; i < N_SIZES; i++) {
		struct tried t;
		int r = sizes[i];
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.ring.entries=%d run.packets=1", r));
		CU_ASSERT(try_is(&t, "descriptor_table_bytes", 16 * r));
		CU_ASSERT(try_is(&t, "ring_bytes", 16 * r + (6 + 2 * r) + (6 + 8 * r)));
		if (r == 1024) CU_ASSERT(try_is(&t, "descriptor_table_bytes", 16384)); /* not 8k */
		try_end(&t);
	}
}

static void ring_sizes(void)
{
	static const struct {
		const char *entries, *part;
	} refused[] = {{"1280", "1280 entries is not a power of two, expected 1024 or 2048"},
		       {"3", "3 entries is not a power of two, expected 2 or 4"},
		       {"0", "expected 1 to 32768"},
		       {"65536", "expected 1 to 32768"},
		       {"32769", "expected 1 to 32768"},
		       {"18446744073709551616", "expected"},
		       {"-1", "expected"}};
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct tried t;
		CU_ASSERT_FALSE(try_load(&t, TRY_RX, "nic.ring.entries=%s", refused[i].entries));
		CU_ASSERT(try_refused(&t, refused[i].part));
		try_end(&t);
	}
	for (int r = 1; r <= 32768; r *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "nic.ring.entries=%d run.packets=3", r));
		CU_ASSERT(try_is(&t, "ring_capacity", r));
		CU_ASSERT(try_is(&t, "delivered", 3));
		try_end(&t);
	}
	/* One chain must fit. */
	for (int r = 1; r <= 32; r *= 2) {
		struct tried t;
		bool fits = try_load(&t, TRY_RX, "nic.scheme.model=big nic.scheme.skb_frags=18 nic.ring.entries=%d", r);
		CU_ASSERT_EQUAL(fits, r == 32);
		if (!fits) CU_ASSERT(try_refused(&t, "which takes 20"));
		try_end(&t);
	}
}

/* ---- buffers per packet ---- */

static void mergeable_buffers(void)
{
	static const int len[] = {60, 1500, 4084, 4085, 9014, 65535}, buffers[] = {1, 1, 1, 2, 3, 17};
	for (int i = 0; i < 6; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.size=%dB traffic.rate=100kpps", len[i]));
		CU_ASSERT_EQUAL_FATAL(buffers[i], (len[i] + 12 + 4095) / 4096);
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(try_is(&t, "buffers_per_packet", buffers[i]));
		CU_ASSERT(try_is(&t, "descriptors_per_packet", buffers[i]));
		CU_ASSERT(try_is(&t, "memory_per_packet", buffers[i] * 4096));
		CU_ASSERT(try_is(&t, "wasted_bytes_per_packet", buffers[i] * 4096 - 12 - len[i]));
		CU_ASSERT(try_is(&t, "ring_capacity", 256 / buffers[i]));
		try_end(&t);
	}
}

/*
 * What the socket is charged (Linux 6.12 page_to_skb, receive_small): one frame at a time.  Built in place: the buffer and 256 B; a head of its
 * own: 1280 B and the buffers, or the pages that were touched, or nothing where it is copied out.
 */
static void charged(void)
{
	static const struct {
		const char *scheme;
		int len;
		double truesize, copied;
	} row[] = {
		/* of 100 buffers of 1536 B four are the last of a block, and of 2048 B */
		{"nic.scheme.model=small", 60, 2176, 12},
		{"nic.scheme.model=small", 1514, 2176, 12},
		{"nic.scheme.model=mergeable nic.scheme.buffers=ewma", 128, 1280, 128},
		{"nic.scheme.model=mergeable nic.scheme.buffers=ewma", 129, 1536 + 256 + 0.04 * 512, 0},
		{"nic.scheme.model=mergeable nic.scheme.buffers=ewma", 1204, 1536 + 256 + 0.04 * 512, 0},
		{"nic.scheme.model=mergeable nic.scheme.buffers=ewma", 1205, 0.96 * (1280 + 1536) + 0.04 * (2048 + 256),
		 0.96 * 14},
		{"nic.scheme.model=mergeable nic.scheme.buffers=ewma", 1514, 0.96 * (1280 + 1536) + 0.04 * (2048 + 256),
		 0.96 * 14},
		{"nic.scheme.model=mergeable nic.scheme.buffers=page", 65226, 1280 + 16 * 4096, 128},
		{"nic.scheme.model=big nic.scheme.first_part=page", 128, 1280, 128},
		{"nic.scheme.model=big nic.scheme.first_part=page", 129, 4352, 0},
		{"nic.scheme.model=big nic.scheme.first_part=page", 1514, 4352, 0},
		{"nic.scheme.model=big nic.scheme.first_part=page", 3744, 4352, 0},
		{"nic.scheme.model=big nic.scheme.first_part=page", 3745, 1280 + 4096, 0},
		{"nic.scheme.model=big nic.scheme.first_part=page", 65226, 1280 + 16 * 4096, 0},
		{"nic.scheme.model=big nic.scheme.first_part=page nic.scheme.copy_break=0B", 60, 4352, 0},
		{"nic.scheme.model=big nic.scheme.first_part=skb", 1514, 1920, 0},
		{"nic.scheme.model=big nic.scheme.first_part=skb", 9014, 1920 + 9014 - 1518, 0},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.size=%dB %s", row[i].len, row[i].scheme));
		bool good = fabs(try_value(&t, "truesize_per_packet") - row[i].truesize) < 1e-6 &&
			    fabs(try_value(&t, "copied_bytes_per_packet") - row[i].copied) < 1e-6;
		if (!good) printf("  %s, %d B\n", row[i].scheme, row[i].len);
		CU_ASSERT(good);
		try_end(&t);
	}
}

/* Each step of the driver has its price, and is taken as often as it should: what the guest's busy time grows by, per packet. */
static void steps_priced(void)
{
	static const struct {
		const char *settings;
		int len;
		double steps[4]; /* head, build, fragments, pages returned */
	} row[] = {
		{"nic.scheme.model=small", 1514, {0, 1, 0, 0}},
		{"nic.scheme.model=mergeable nic.scheme.buffers=ewma", 1000, {0, 1, 0, 0}},
		{"nic.scheme.model=mergeable nic.scheme.buffers=ewma", 1514, {0.96, 0.04, 0.96, 0}},
		{"nic.scheme.model=mergeable nic.scheme.buffers=page", 9014, {1, 0, 3, 0}},
		{"nic.scheme.model=big nic.scheme.first_part=page", 60, {1, 0, 0, 18}},
		{"nic.scheme.model=big nic.scheme.first_part=page", 1514, {0, 1, 0, 17}},
		{"nic.scheme.model=big nic.scheme.first_part=page", 9014, {1, 0, 3, 15}},
	};
	static const char *const price[] = {"guest_head", "guest_build", "guest_fragment", "guest_page_return"};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int k = 0; k < 4; k++) {
			double busy[2];
			for (int with = 0; with < 2; with++) {
				struct tried t;
				CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.size=%dB prices.%s=%s %s", row[i].len, price[k],
							 with ? "1us" : "0us", row[i].settings));
				busy[with] = try_value(&t, "cost_alloc_per_packet");
				try_end(&t);
			}
			bool good = fabs(busy[1] - busy[0] - row[i].steps[k]) < 1e-9;
			if (!good) printf("%s %d B %s: %g\n", row[i].settings, row[i].len, price[k], busy[1] - busy[0]);
			CU_ASSERT(good);
		}
}

/* Memory and waste of the other schemes, run. */
static void truesize(void)
{
	static const struct {
		const char *scheme;
		int len, header, truesize;
	} row[] = {
		{"nic.scheme.model=small nic.scheme.header=10B", 60, 10, 1920},
		{"nic.scheme.model=small", 60, 12, 1920},
		{"nic.scheme.model=small", 1514, 12, 1920},
		{"nic.scheme.model=small nic.scheme.header=20B", 60, 20, 1984},
		{"nic.scheme.model=big nic.scheme.first_part=page", 60, 12, 73728},
		{"nic.scheme.model=big nic.scheme.first_part=page", 1514, 12, 73728},
		{"nic.scheme.model=big nic.scheme.guest_gso=false nic.scheme.mtu=9000B", 9014, 12, 16384},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.size=%dB %s", row[i].len, row[i].scheme));
		CU_ASSERT(try_is(&t, "memory_per_packet", row[i].truesize));
		CU_ASSERT(try_is(&t, "wasted_bytes_per_packet", row[i].truesize - row[i].len - row[i].header));
		CU_ASSERT(try_is(&t, "buffers_per_packet", 1));
		try_end(&t);
	}
	/* The published differences: small 1848 and 394, big 73,656 and 72,202. */
	CU_ASSERT_EQUAL(1920 - 60 - 12, 1848);
	CU_ASSERT_EQUAL(1920 - 1514 - 12, 394);
	CU_ASSERT_EQUAL(73728 - 60 - 12, 73656);
	CU_ASSERT_EQUAL(73728 - 1514 - 12, 72202);
}

/* What no buffer of the scheme holds is dropped for that reason; the longest that fits is not. */
static void too_long(void)
{
	static const struct {
		const char *scheme;
		int longest;
	} row[] = {
		{"nic.scheme.model=small", 1518},
		{"nic.scheme.model=small nic.scheme.layout=legacy", 1518},
		{"nic.scheme.model=big nic.scheme.guest_gso=false nic.scheme.mtu=9000B", 4064 + 3 * 4096},
		{"nic.scheme.model=big nic.scheme.guest_gso=false nic.scheme.mtu=1500B nic.scheme.first_part=skb", 1518 + 4096},
		{"nic.ring.entries=2", 2 * 4096 - 12},
		{"nic.ring.entries=1 nic.scheme.model=mergeable", 4096 - 12}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int over = 0; over <= 1; over++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "traffic.rate=1kpps traffic.size=%dB %s", row[i].longest + over,
						 row[i].scheme));
			CU_ASSERT(try_is(&t, "delivered", over ? 0 : 100));
			CU_ASSERT(try_is(&t, "dropped_too_long", over ? 100 : 0));
			CU_ASSERT(try_is(&t, "dropped", over ? 100 : 0));
			try_end(&t);
		}
}

/* ---- notifications of a burst that is queued before the host runs (venet: completion every 10 or on drain) ---- */

static void venet_burst(void)
{
	static const int n[] = {1, 9, 10, 11, 95, 100, 105, 1000}, signals[] = {1, 1, 1, 2, 10, 10, 11, 100};
	static const char *const hosts[] = {"flags", "always"};
	for (int h = 0; h < 2; h++)
		for (int i = 0; i < 8; i++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
						 "nic.backend.model=venet nic.notify.tx_complete.model=every nic.notify.host=%s "
						 "nic.ring.entries=2048 nic.xmit_more=true prices.guest_tx_packet=0.1us "
						 "prices.host_tx_packet=0.2us "
						 "prices.host_wakeup=1ms traffic.count=%d run.packets=%d",
						 hosts[h], n[i], n[i]));
			CU_ASSERT_EQUAL_FATAL(signals[i], (n[i] + 9) / 10);
			CU_ASSERT(try_is(&t, "delivered", n[i]));
			CU_ASSERT(try_is(&t, "kicks", 1));
			CU_ASSERT(try_is(&t, "hypercalls", 1));
			CU_ASSERT(try_is(&t, "tx_completion_signals", signals[i]));
			CU_ASSERT(try_is(&t, "interrupts", signals[i]));
			try_end(&t);
		}
}

/* The same as a file for everybody, as it stands. */
static void venet_burst_scenario(void)
{
	static const int n[] = {1, 9, 10, 11, 95, 100, 105, 1000}, signals[] = {1, 1, 1, 2, 10, 10, 11, 100};
	struct arena a = {0};
	struct error err = {0};
	struct scenario *s = scenario_load(&a, "scenarios/venet-burst.yaml", NULL, 0, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL_FATAL(scenario_points(s), 8);
	for (int i = 0; i < 8; i++) {
		struct tried t = {0};
		CU_ASSERT_FATAL(scenario_setup(s, i, &a, &t.setup, &err));
		CU_ASSERT(run_replication(&t.setup, 1, 0, NULL, NULL, &a, &t.out));
		CU_ASSERT(try_is(&t, "delivered", n[i]));
		CU_ASSERT(try_is(&t, "hypercalls", 1));
		CU_ASSERT(try_is(&t, "tx_completion_signals", signals[i]));
	}
	scenario_free(s);
	arena_free(&a);
}

/* Without xmit_more each packet may kick: masked by the first one's handler all the same. */
static void venet_masks_at_the_kick(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_TX,
				 "nic.backend.model=venet nic.notify.tx_complete.model=every nic.ring.entries=2048 "
				 "prices.guest_tx_packet=0.1us prices.host_wakeup=1ms"));
	CU_ASSERT(try_is(&t, "hypercalls", 1));
	CU_ASSERT(try_is(&t, "tx_completion_signals", 10));
	try_end(&t);
	/* vhost masks when its thread runs: the eventfd merges what comes before. */
	CU_ASSERT_FATAL(try_fine(
		&t, TRY_TX, "nic.backend.model=vhost nic.ring.entries=2048 prices.guest_tx_packet=0.1us prices.host_wakeup=1ms"));
	CU_ASSERT(try_is(&t, "kicks", 100));
	CU_ASSERT(try_is(&t, "kick_handlers_per_packet", 0.01));
	try_end(&t);
}

/* The first is alone, so its completion is a drain; every other completion policy keeps silent. */
static void completion_policies(void)
{
	static const struct {
		const char *model;
		int signals;
	} row[] = {{"orphan", 0},
		   {"every nic.notify.tx_complete.packets=1", 100},
		   {"every nic.notify.tx_complete.packets=1000", 1},
		   {"every nic.notify.tx_complete.packets=33", 4}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_TX,
				 "nic.backend.model=venet nic.ring.entries=2048 prices.host_wakeup=1ms nic.xmit_more=true "
				 "prices.host_tx_packet=1us nic.notify.tx_complete.model=%s",
				 row[i].model));
		CU_ASSERT(try_is(&t, "tx_completion_signals", row[i].signals));
		try_end(&t);
	}
}

/* ---- the measured window is half open: what comes at its start counts, what comes at its end does not ---- */

static void half_open_window(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "run.packets=0 run.warmup=0us run.length=10us"));
	CU_ASSERT(try_is(&t, "offered", 10));
	CU_ASSERT(try_is(&t, "delivered", 10));
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "packet_rate"), 1e6, 1e-6);
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "throughput"), 1514 * 8 * 1e-3, 1e-9);
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "run.packets=0 run.warmup=7us run.length=10us"));
	CU_ASSERT(try_is(&t, "offered", 10));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, TRY_RX, "run.packets=0 run.warmup=6500ns run.length=10us"));
	CU_ASSERT(try_is(&t, "offered", 10));
	try_end(&t);
}

CU_TestInfo test_counts[] = {
	{"capacities", capacities},
	{"never_more_buffers_than_entries", never_more_buffers_than_entries},
	{"ring_memory", ring_memory},
	{"ring_sizes", ring_sizes},
	{"mergeable_buffers", mergeable_buffers},
	{"charged", charged},
	{"steps_priced", steps_priced},
	{"truesize", truesize},
	{"too_long", too_long},
	{"venet_burst", venet_burst},
	{"venet_burst_scenario", venet_burst_scenario},
	{"venet_masks_at_the_kick", venet_masks_at_the_kick},
	{"completion_policies", completion_policies},
	{"half_open_window", half_open_window},
	CU_TEST_INFO_NULL,
};
