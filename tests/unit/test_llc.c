/*
 * test_llc.c - the part of the cache that devices write into: against a list of lines in the order in which they were written, and in closed
 * form by the size of a ring that is always full.
 */
#include "base/arena.h"
#include "nic/llc.h"
#include "unit/same.h"
#include "unit/try.h"

/* ---- against a list ---- */

enum { ROOM = 37, TOKENS = 8, LARGEST = 45, STEPS = 4000 };

struct list {
	struct {
		int token, number;
	} line[ROOM + 1]; /* the last one written first */
	int n;
};

static void put(struct list *l, int token, int number)
{
	memmove(l->line + 1, l->line, (size_t)l->n * sizeof *l->line);
	l->line[0].token = token;
	l->line[0].number = number;
	if (++l->n > ROOM) l->n = ROOM;
}

static int missing(const struct list *l, int token, int lines, int last)
{
	int there = 0;
	for (int i = 0; i < l->n; i++)
		there += l->line[i].token == token && l->line[i].number > last - lines;
	return lines - there;
}

/* Packets of 1 to 45 lines, with room for 37, are written in any order, and read as often. */
static void by_a_list(void)
{
	struct arena arena = {0};
	struct llc llc = {.room = ROOM};
	struct llc_ring *r = llc_ring_make(&llc, TOKENS, &arena);
	struct list list = {.n = 0};
	int lines[TOKENS] = {0}, last[TOKENS] = {0}, number = 0, wrong = 0, partly = 0;
	uint32_t random = 1;
	CU_ASSERT_FATAL(r != NULL);
	for (int step = 0; step < STEPS; step++) {
		random = random * 1664525u + 1013904223u;
		int token = (int)(random >> 20) % TOKENS;
		if (random >> 31 || lines[token] == 0) {
			lines[token] = 1 + (int)(random >> 10) % (step % 3 ? 6 : LARGEST);
			for (int i = 0; i < lines[token]; i++)
				put(&list, token, ++number);
			last[token] = number;
			llc_write(r, (uint16_t)token, lines[token]);
		}
		int expected = missing(&list, token, lines[token], last[token]);
		partly += expected > 0 && expected < lines[token];
		wrong += llc_missed(r, (uint16_t)token, lines[token]) != expected;
	}
	CU_ASSERT(same("of another number of lines", wrong, 0));
	CU_ASSERT(partly > 100);
	arena_free(&arena);
}

static void what_it_takes(void)
{
	const struct llc l = {.wait = 64000, .next = 5000};
	CU_ASSERT(same("none", llc_cost(&l, 0), 0));
	CU_ASSERT(same("one", llc_cost(&l, 1), 64000));
	CU_ASSERT(same("24", llc_cost(&l, 24), 64000 + 23 * 5000));
	CU_ASSERT(same("lines of 64 B", llc_lines(64), 1));
	CU_ASSERT(same("lines of 65 B", llc_lines(65), 2));
}

/* ---- a ring that is always full ---- */

#define HARDWARE "tests/scenarios/hardware.yaml"
#define FULL                                                                                                                   \
	"nic.backend.batch_wait=0us nic.link.prefetch=16 nic.link.generation=5 nic.link.width=16 nic.ring.format=packed "      \
	"nic.ring.start_index=0 nic.ring.indirect=false nic.scheme.layout=mtu nic.notify.guest.refill=each nic.host_queue=64 " \
	"prices.dma_read_latency=500ns prices.guest_rx_packet=10us traffic.model=constant traffic.rate=400kpps "               \
	"traffic.size=1514B run.packets=0 run.warmup=20ms run.length=20ms "

/*
 * When the guest takes a packet of 24 lines, 1526 B, the buffer of the one before it has just gone back, and all others hold packets: so many
 * lines less one packet's have been written since its own first one.
 */
static int64_t misses(int entries, int room)
{
	int64_t out = 24 * (entries - 1) - room;
	return out < 0 ? 0 : out < 24 ? out : 24;
}

static void full_rings(void)
{
	static const struct {
		int entries, room;
	} row[] = {{16, 24 * 15},      {17, 24 * 15}, {64, 24 * 15}, {16, 24 * 15 - 1},
		   {16, 24 * 15 - 13}, {8, 24 * 15},  {8, 1},        {256, 24 * 256}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		int64_t n = misses(row[i].entries, row[i].room);
		CU_ASSERT_FATAL(try_fine(&t, HARDWARE,
					 FULL "nic.ring.entries=%d nic.link.ddio=%dB prices.cache_miss=2us "
					      "prices.cache_miss_next=100ns",
					 row[i].entries, row[i].room * 64));
		CU_ASSERT(within("missed", try_value(&t, "cache_missed_per_packet"), (double)n, 1e-9));
		double each = 10 + (n ? 2 + 0.1 * (double)(n - 1) : 0);
		CU_ASSERT(within("a packet", 1e6 / try_value(&t, "packet_rate"), each, 0.005 * each));
		try_end(&t);
	}
}

/* A guest that keeps up reads each packet at once: only what is larger than the cache is not there, whatever the ring. */
static void an_idle_ring(void)
{
	for (int room = 23; room <= 24; room++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, HARDWARE,
					 FULL "nic.ring.entries=4096 traffic.rate=10kpps nic.link.ddio=%dB prices.cache_miss=2us",
					 room * 64));
		CU_ASSERT(within("missed", try_value(&t, "cache_missed_per_packet"), 24 - room, 1e-9));
		try_end(&t);
	}
}

/* What two queues write pushes out each other's. */
static void two_queues(void)
{
	static const char *const settings =
		FULL "nic.ring.entries=16 nic.link.ddio=%dB nic.queues=%d cores.guest=%s traffic.rate=800kpps";
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, HARDWARE, settings, 64 * 24 * 15, 1, "[a]"));
	CU_ASSERT(within("alone", try_value(&t, "cache_missed_per_packet"), 0, 1e-9));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, HARDWARE, settings, 64 * 24 * 15, 2, "[a,b]"));
	CU_ASSERT(within("beside another", try_value(&t, "cache_missed_per_packet"), 24, 1e-9));
	try_end(&t);
	CU_ASSERT_FATAL(try_fine(&t, HARDWARE, settings, 64 * 24 * 31, 2, "[a,b]"));
	CU_ASSERT(within("with room for both", try_value(&t, "cache_missed_per_packet"), 0, 1e-9));
	try_end(&t);
}

/* ---- and what a guest sends ---- */

/*
 * Behind a queue's rate the ring is always full, of n packets of 24 lines, when the device takes its first one: n - 1 packets have been written
 * since.  The time of the reads, and where they hold up all else the rate, is by that.
 */
static void sent(void)
{
	static const struct {
		int entries, room, missed;
	} row[] = {{16, 24 * 16, 0}, {32, 24 * 16, 24}, {16, 24 * 16 - 1, 1}, {16, 24 * 15, 24}, {64, 24 * 64, 0}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, HARDWARE,
			"traffic.direction=tx traffic.model=pktgen traffic.ahead=256 traffic.size=1514B "
			"nic.ring.format=packed nic.ring.start_index=0 nic.ring.indirect=false nic.scheme.model=coalesced "
			"nic.scheme.layout=mtu nic.tx_stop_below=0 nic.backend.batch_wait=0us nic.backend.queue_rate=1Gb/s "
			"nic.backend.queue_burst=0B nic.ring.entries=%d nic.link.ddio=0B nic.link.llc=%dB "
			"nic.link.generation=5 nic.link.width=16 run.packets=0 run.warmup=2ms run.length=4ms",
			row[i].entries, row[i].room * 64));
		CU_ASSERT(within("missed", try_value(&t, "reads_missed_per_packet"), row[i].missed, 0.01));
		try_end(&t);
	}
}

/* One packet at a time, of a NIC's list that reads it: so much later, but for none that is found. */
static void read_later(void)
{
	for (int room = 23; room <= 24; room++) {
		double latency[2];
		for (int i = 0; i < 2; i++) {
			struct tried t;
			CU_ASSERT_FATAL(
				try_fine(&t, "tests/scenarios/reference.yaml",
					 "traffic.direction=tx traffic.model=constant traffic.rate=10kpps traffic.size=1514B "
					 "nic.backend.nic=plain prices.dma_read_latency=900ns nic.link.llc=%dB "
					 "prices.dma_read_miss=%dns",
					 room * 64, i * 70));
			latency[i] = try_value(&t, "latency_mean");
			try_end(&t);
		}
		CU_ASSERT(within("later", latency[1] - latency[0], room < 24 ? 0.070 : 0, 1e-6));
	}
}

/* What holds all that is sent is as if nobody asked. */
static void plenty(void)
{
	static const char *const settings =
		"traffic.direction=tx traffic.model=pktgen traffic.ahead=256 traffic.size=1514B "
		"nic.scheme.model=small nic.backend.batch_wait=0us nic.backend.batch=%d nic.link.prefetch=%d "
		"nic.link.tags=%d prices.dma_read_latency=900ns prices.dma_read_miss=70ns run.packets=0 "
		"run.warmup=100us run.length=1ms nic.link.llc=%s";
	static const int row[][3] = {{1, 1, 32}, {8, 4, 32}, {8, 16, 256}, {4, 64, 2}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried with, without;
		int differ = 0;
		CU_ASSERT_FATAL(try_fine(&with, HARDWARE, settings, row[i][0], row[i][1], row[i][2], "16GiB"));
		CU_ASSERT_FATAL(try_fine(&without, HARDWARE, settings, row[i][0], row[i][1], row[i][2], "0B"));
		CU_ASSERT(try_value(&without, "delivered") > 100);
		for (int k = 0; k < without.out.n_stats; k++) {
			double x = without.out.stat[k].value, y = try_value(&with, without.out.stat[k].name);
			differ += !(x == y || (isnan(x) && isnan(y)));
		}
		CU_ASSERT(same("statistics that differ", differ, 0));
		try_end(&with);
		try_end(&without);
	}
}

/* The list of a NIC that is no virtio device writes into it as well. */
static void any_nic(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, "tests/scenarios/reference.yaml",
				 "nic.backend.nic=plain traffic.size=1514B nic.link.ddio=64B prices.cache_miss=2us"));
	CU_ASSERT(try_value(&t, "cache_missed_per_packet") >= 23);
	try_end(&t);
}

CU_TestInfo test_llc[] = {
	{"by a list", by_a_list},
	{"what it takes", what_it_takes},
	{"full rings", full_rings},
	{"an idle ring", an_idle_ring},
	{"two queues", two_queues},
	{"any nic", any_nic},
	{"sent", sent},
	{"read later", read_later},
	{"plenty", plenty},
	CU_TEST_INFO_NULL,
};
