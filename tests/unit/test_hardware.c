/*
 * test_hardware.c - what a device in hardware puts on its link, when run, is what the specification's accesses add up to: counted here
 * once more, access by access, from the rings' rules (virtio 1.x 2.7, 2.8) and the sizes of TLPs.
 */
#include "device/bus.h"
#include "nic/scheme.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRY_HARDWARE "tests/scenarios/hardware.yaml"
#define PACKED "nic.ring.format=packed "
#define INDIRECT "nic.ring.indirect=true "
#define ALWAYS INDIRECT "nic.ring.indirect_always=true "
#define IN_ORDER "nic.ring.in_order=true "
#define SPLIT_OFF "nic.scheme.combined=false "
#define LAYOUT "nic.scheme.layout="
enum { HEADER = 12, MPS = 256, MRRS = 512, ROUNDS = 2 };

static const sim_time no_time;

static const int lengths[] = {64, 256, 512, 1024, 1500, 1514, 4096, 9014, 65535};
static const int batches[] = {1, 8, 32};
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- counting accesses ---- */

struct sum {
	int64_t reads, writes, tlps_up, tlps_down, up, down;
	bool aligned; /* as if every transfer began at a multiple of the largest TLP */
};

static int64_t ceiling(int64_t n, int64_t of)
{
	return (n + of - 1) / of;
}
static int64_t cut(const struct sum *s, int64_t offset, int64_t n, int64_t most)
{
	return ceiling((s->aligned ? 0 : offset % most) + n, most);
}
static int64_t dwords(const struct sum *s, int64_t offset, int64_t n)
{
	return 4 * cut(s, offset, n, 4);
}

static void count_write(struct sum *s, int64_t times, int64_t offset, int64_t n)
{
	s->writes += times;
	s->tlps_up += times * cut(s, offset, n, MPS);
	s->up += times * (24 * cut(s, offset, n, MPS) + dwords(s, offset, n));
}

static void count_read(struct sum *s, int64_t times, int64_t n)
{
	s->reads += times;
	s->tlps_up += times * ceiling(n, MRRS);
	s->up += times * 24 * ceiling(n, MRRS);
	s->tlps_down += times * ceiling(n, MPS);
	s->down += times * (20 * ceiling(n, MPS) + dwords(s, 0, n));
}

static void count_doorbells(struct sum *s, int64_t times)
{
	s->tlps_down += times;
	s->down += times * 28;
}

/* ---- rings ---- */

struct ring_case {
	const char *settings;
	bool packed, indirect, always, in_order, notification_data;
};
static const struct ring_case rings[] = {
	{"nic.ring.format=split", false, false, false, false, false},
	{INDIRECT, false, true, false, false, false},
	{IN_ORDER, false, false, false, true, false},
	{INDIRECT IN_ORDER "nic.ring.notification_data=true", false, true, false, true, true},
	{ALWAYS, false, true, true, false, false},
	{PACKED, true, false, false, false, false},
	{PACKED INDIRECT, true, true, false, false, false},
	{PACKED ALWAYS, true, true, true, false, false},
	{PACKED IN_ORDER, true, false, false, true, false},
	{PACKED ALWAYS IN_ORDER, true, true, true, true, false},
};

static int table_of(const struct ring_case *r, int segments)
{
	return r->indirect && (segments > 1 || r->always) ? segments : 0;
}

/* The ring's own accesses and the tables of one batch: `chains` of `segments` each. */
static void count_batch(struct sum *s, const struct ring_case *r, int chains, int segments)
{
	int table = table_of(r, segments), entries = table ? 1 : segments;
	if (!r->packed) {
		if (!r->notification_data) count_read(s, 1, 2);
		count_read(s, 1, 2 * chains);
	}
	count_read(s, 1, 16 * chains * entries);
	if (table) count_read(s, chains, 16 * table);
	if (!r->packed) {
		count_write(s, 1, 0, r->in_order ? 8 : 8 * chains);
		count_write(s, 1, 0, 2);
	} else if (r->in_order) {
		count_write(s, 1, 0, 16);
	} else if (entries == 1) {
		count_write(s, 1, 0, 16 * chains);
	} else {
		count_write(s, chains, 0, 16);
	}
}

/* ---- comparing ---- */

static int64_t total(const struct tried *t, const char *name, int64_t packets)
{
	double x = try_value(t, name) * (double)packets;
	CU_ASSERT(fabs(x - round(x)) < 1e-3);
	return (int64_t)llround(x);
}

static bool equals(const struct tried *t, struct sum s, int64_t packets, const char *what)
{
	int64_t interrupts = llround(try_value(t, "interrupts")), kicks = llround(try_value(t, "kicks"));
	count_write(&s, interrupts, 0, 4);
	count_doorbells(&s, kicks);
	const struct {
		const char *name;
		int64_t expected;
	} row[] = {
		{"dma_reads_per_packet", s.reads},  {"dma_writes_per_packet", s.writes},
		{"tlps_up_per_packet", s.tlps_up},  {"tlps_down_per_packet", s.tlps_down},
		{"link_up_bytes_per_packet", s.up}, {"link_down_bytes_per_packet", s.down},
	};
	bool good = interrupts > 0 && try_value(t, "delivered") == (double)packets;
	for (size_t i = 0; i < COUNT(row); i++) {
		int64_t got = total(t, row[i].name, packets);
		if (got == row[i].expected) continue;
		good = false;
		printf("%s: %s is %lld, expected %lld, both of %lld packets\n", what, row[i].name, (long long)got,
		       (long long)row[i].expected, (long long)packets);
	}
	if (!good) printf("%s: %lld interrupts, %g delivered\n", what, (long long)interrupts, try_value(t, "delivered"));
	return good;
}

/* ---- receive ---- */

/* False when the scheme can not carry the frame. */
static bool predict_rx(const struct tried *t, const struct ring_case *r, int len, int batch, struct sum *s)
{
	const struct chosen *c = &t->setup.slot[SLOT_SCHEME];
	const struct scheme_ops *ops = c->reg->model->ops;
	struct write w[MAX_WRITES];
	struct counts counts;
	struct segment seg[MAX_SEGMENTS];
	struct scheme_traits traits = {0};
	struct ring_case ring = *r;
	ops->traits(c->conf, &traits);
	ring.indirect &= traits.may_indirect;
	ring.notification_data = false; /* there are buffers from the start: no kick has told of them */
	int segments = ops->segments(c->conf, seg, MAX_SEGMENTS), n = scheme_writes(ops, c->conf, len, w, MAX_WRITES);
	if (n < 0 || !ops->predict(c->conf, len, &counts)) return false;
	for (int round = 0; round < ROUNDS; round++) {
		count_batch(s, &ring, batch * counts.buffers, segments);
		for (int i = 0; i < n; i++)
			count_write(s, batch, w[i].offset, w[i].bytes);
	}
	return true;
}

#define PLAIN "nic.link.misaligned=false nic.link.boundary_4k=false "

static int receive_one(const char *scheme, const struct ring_case *r, int len, int batch, bool aligned)
{
	struct tried t;
	struct sum s = {.aligned = aligned};
	char what[400];
	int packets = ROUNDS * batch, ran = 0;
	snprintf(what, sizeof what, "%s%s %s traffic.size=%dB nic.backend.batch=%d", aligned ? PLAIN : "", scheme, r->settings,
		 len, batch);
	/* Room for all packets, and no more: clearing the room for 40000 was most of the time. */
	bool runs = try_run(&t, TRY_HARDWARE, "%s nic.host_queue=1000 nic.guest_queue=1000 traffic.count=%d run.packets=%d", what,
			    packets, packets);
	if (runs && predict_rx(&t, r, len, batch, &s)) {
		CU_ASSERT(equals(&t, s, packets, what));
		ran = 1;
	} else if (runs) {
		CU_ASSERT_EQUAL(try_value(&t, "dropped_too_long"), packets);
	} else {
		CU_ASSERT(t.error.set || try_say(&t)); /* refused, with a reason */
	}
	try_end(&t);
	return ran;
}

static const char *const layouts[] = {
	LAYOUT "mtu ",
	LAYOUT "jumbo ",
	LAYOUT "gso ",
	LAYOUT "gso nic.scheme.separate_tail=false ",
	LAYOUT "gso nic.scheme.pieces=16 ",
	LAYOUT "old ",
	LAYOUT "old nic.scheme.pieces=17 ",
	LAYOUT "mergeable ",
};

/* All that there are with LONG; else every third one, so that each two of them still meet in some. */
static void receive(const char *ring_of, bool aligned)
{
	const bool all = getenv("LONG") != NULL;
	int ran = 0, most = 0;
	for (size_t l = 0; l < COUNT(layouts); l++)
		for (int off = 0; off < 2; off++)
			for (size_t r = 0; r < COUNT(rings); r++)
				for (size_t i = 0; i < COUNT(lengths); i++)
					for (size_t b = 0; b < COUNT(batches); b++) {
						char scheme[200];
						if (rings[r].packed != (strcmp(ring_of, "packed") == 0)) continue;
						if (!all && (l + (size_t)off + r + i + b) % 3) continue;
						snprintf(scheme, sizeof scheme, "%s%s", layouts[l], off ? SPLIT_OFF : "");
						ran += receive_one(scheme, &rings[r], lengths[i], batches[b], aligned);
						most++;
					}
	CU_ASSERT(ran > most * 7 / 10);
	printf("%s: %d of %d can be\n", ring_of, ran, most);
}
static void receive_split(void)
{
	receive("split", false);
}
static void receive_packed(void)
{
	receive("packed", false);
}

/* The plainer model of public references: every transfer begins aligned. And other schemes. */
static void receive_aligned(void)
{
	static const char *const schemes[] = {LAYOUT "mtu ",           LAYOUT "mtu " SPLIT_OFF,
					      LAYOUT "gso ",           "nic.scheme.model=small ",
					      "nic.scheme.model=big ", "nic.scheme.model=small nic.scheme.layout=legacy "};
	for (size_t k = 0; k < COUNT(schemes); k++)
		for (size_t r = 0; r < COUNT(rings); r++)
			for (size_t i = 0; i < COUNT(lengths); i += 2)
				for (int aligned = 0; aligned < 2; aligned++)
					receive_one(schemes[k], &rings[r], lengths[i], 8, aligned);
}

/* ---- transmit ---- */

/* Payload in pages. */
static void predict_tx(const struct ring_case *r, bool apart, int len, int batch, struct sum *s)
{
	int linear = len <= 1518 ? len : 66, pages = (int)ceiling(len - linear, 4096), segments = apart + 1 + pages;
	for (int round = 0; round < ROUNDS; round++) {
		count_batch(s, r, batch, segments);
		if (apart) count_read(s, batch, HEADER);
		count_read(s, batch, linear + (apart ? 0 : HEADER));
		for (int left = len - linear; left > 0; left -= 4096)
			count_read(s, batch, left < 4096 ? left : 4096);
	}
}

static void transmit(void)
{
	for (int apart = 0; apart < 2; apart++)
		for (size_t r = 0; r < COUNT(rings); r++)
			for (size_t i = 0; i < COUNT(lengths); i++)
				for (size_t b = 0; b < COUNT(batches); b++) {
					struct tried t;
					struct sum s = {0};
					char what[300];
					int packets = ROUNDS * batches[b];
					snprintf(what, sizeof what,
						 "traffic.direction=tx nic.tx_fragments=pages %s%s traffic.size=%dB "
						 "nic.backend.batch=%d traffic.link=%s",
						 apart ? SPLIT_OFF : "", rings[r].settings, lengths[i], batches[b],
						 i % 2 ? "100Gb/s" : "0b/s");
					CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE, "%s traffic.count=%d run.packets=%d", what,
								 packets, packets));
					predict_tx(&rings[r], apart, lengths[i], batches[b], &s);
					CU_ASSERT(equals(&t, s, packets, what));
					try_end(&t);
				}
}

/* A frame is delivered when its last bit is off the wire, and a slow wire holds the device back: nothing is lost. */
static void wire_out_is_served(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
				 "traffic.direction=tx traffic.link=1Gb/s nic.host_queue=4 traffic.count=1000 run.packets=1000 "
				 "nic.backend.batch=8 nic.link.prefetch=4 nic.guest_queue=1000"));
	CU_ASSERT(try_is(&t, "delivered", 1000));
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "packet_rate"), 1e9 / 8 / (1514 + 24), 1e9 / 8 / (1514 + 24) * 0.01);
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "wire");
	try_end(&t);
}

/* ---- event indices ---- */

/* On a packed ring flags are a structure to be read as well, but not to be written. */
static void events_cost_a_read_and_a_write(void)
{
	static const struct {
		const char *ring;
		int bytes, writes;
	} row[] = {{"nic.notify.host=event_idx nic.ring.format=split", 2, ROUNDS},
		   {"nic.notify.host=event_idx " PACKED, 4, ROUNDS},
		   {"nic.notify.host=flags nic.ring.format=split", 0, 0},
		   {"nic.notify.host=flags " PACKED, 4, 0}};
	for (size_t i = 0; i < COUNT(row); i++) {
		struct tried t;
		struct sum s = {0};
		int packets = 8 * ROUNDS;
		CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE, "%s nic.backend.batch=8 traffic.count=%d run.packets=%d", row[i].ring,
					 packets, packets));
		CU_ASSERT(predict_rx(&t, &rings[i % 2 ? 5 : 0], 1514, 8, &s));
		if (row[i].bytes) count_read(&s, ROUNDS, row[i].bytes);
		count_write(&s, row[i].writes, 0, row[i].bytes);
		CU_ASSERT(equals(&t, s, packets, row[i].ring));
		if (row[i].writes) CU_ASSERT(try_is(&t, "kicks", 0)); /* there are always buffers */
		try_end(&t);
	}
}

/* ---- what a kick tells ---- */

/* An index is spared where a kick has brought it, and only there. */
static void notification_data_spares_what_kicks_tell(void)
{
	static const struct {
		const char *settings;
		double kicks, reads, spared; /* of 64 packets, each a batch */
	} row[] = {{"nic.notify.host=event_idx", 0, 4 * 64, 0},
		   {"traffic.direction=tx traffic.model=constant traffic.rate=100kpps", 64, 4 * 64, 64}};
	for (size_t i = 0; i < COUNT(row); i++) {
		double reads[2];
		for (int data = 0; data < 2; data++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE, "%s nic.backend.batch=1 nic.ring.notification_data=%s",
						 row[i].settings, data ? "true" : "false"));
			CU_ASSERT_EQUAL(try_value(&t, "kicks"), row[i].kicks);
			reads[data] = try_value(&t, "dma_reads_per_packet") * 64;
			try_end(&t);
		}
		CU_ASSERT_DOUBLE_EQUAL(reads[0], row[i].reads, 1e-6);
		CU_ASSERT_DOUBLE_EQUAL(reads[0] - reads[1], row[i].spared, 1e-6);
	}
}

/* ---- order ---- */

/*
 * Large frames that come at once, each a batch of its own: frame k and its used descriptor have left k times their bytes after the first
 * descriptor is there, and the interrupt follows at once, whatever is booked for later frames.
 */
static void an_interrupt_follows_its_own_batch(void)
{
	enum { FRAMES = 400 };
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
				 PACKED
				 "nic.scheme.model=mergeable nic.backend.batch=1 nic.link.generation=4 nic.link.prefetch=0 "
				 "nic.link.tags=0 prices.dma_read_latency=900ns traffic.size=9014B traffic.count=%d "
				 "run.packets=%d",
				 FRAMES, FRAMES));
	double each = try_value(&t, "link_up_bytes_per_packet") / 14.4712 / 1000, middle = 0.9 + each * FRAMES / 2;
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "latency_p50"), middle, 0.01 * middle);
	CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "latency_mean"), middle, 0.01 * middle);
	try_end(&t);
}

/* What is sent takes its time on the link, whoever sends it: no more bytes than the link carries in the time they took. */
static void no_direction_carries_more_than_it_can(void)
{
	static const int counts[] = {100, 600, 2400};
	static const char *const nics[] = {"simple", "kernel", "dpdk"};
	for (size_t n = 0; n < COUNT(nics); n++)
		for (size_t i = 0; i < COUNT(counts); i++)
			for (int tx = 0; tx < 2; tx++) {
				struct tried t;
				CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
							 PLAIN "nic.backend.model=descriptor_nic nic.backend.nic=%s "
							       "traffic.direction=%s nic.tx_stop_below=0 nic.link.tags=0 "
							       "traffic.size=60B traffic.count=%d run.packets=%d",
							 nics[n], tx ? "tx" : "rx", counts[i], counts[i]));
				double fits = 57.8848e9 / 8 / try_value(&t, "packet_rate");
				CU_ASSERT(try_value(&t, "link_up_bytes_per_packet") <= fits * 1.0001);
				CU_ASSERT(try_value(&t, "link_down_bytes_per_packet") <= fits * 1.0001);
				try_end(&t);
			}
}

/* ---- rates ---- */

static void rates_of_the_link(void)
{
	static const struct {
		const char *settings;
		int len, batch;
		double up, down, gbps;
	} row[] = {
		{INDIRECT SPLIT_OFF, 64, 1, 308, 164, 12.03},
		{INDIRECT SPLIT_OFF, 1500, 1, 1864, 164, 46.58},
		{"nic.ring.format=split", 64, 1, 260, 112, 14.25},
		{"nic.ring.format=split", 1500, 1, 1816, 112, 47.81},
		{INDIRECT SPLIT_OFF, 1500, 32, 1716.75, 0, 50.58},
		{"nic.ring.format=split", 1500, 32, 1668.75, 0, 52.03},
		{PACKED, 64, 1, 192, 64, 19.29},
		{PACKED, 1500, 1, 1748, 0, 49.67},
	};
	for (size_t i = 0; i < COUNT(row); i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
					 PLAIN "%s nic.link.prefetch=%d nic.link.tags=768 prices.dma_read_latency=600ns "
					       "nic.notify.guest.refill=each nic.backend.batch=%d "
					       "traffic.size=%dB traffic.count=19200 run.packets=19200",
					 row[i].settings, row[i].batch == 1 ? 128 : 8, row[i].batch, row[i].len));
		double rate = try_value(&t, "packet_rate"), gbps = rate * row[i].len * 8e-9;
		if (fabs(gbps / row[i].gbps - 1) > 0.005)
			printf("%s: %g Gb/s, expected %g\n", row[i].settings, gbps, row[i].gbps);
		CU_ASSERT_DOUBLE_EQUAL(gbps, row[i].gbps, 0.005 * row[i].gbps);
		CU_ASSERT_DOUBLE_EQUAL(rate, 57.8848e9 / 8 / row[i].up, 0.005 * rate);
		CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "link_up_bytes_per_packet"), row[i].up, 0.001 * row[i].up);
		if (row[i].down > 0)
			CU_ASSERT_DOUBLE_EQUAL(try_value(&t, "link_down_bytes_per_packet"), row[i].down, 0.001 * row[i].down);
		CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "link up");
		try_end(&t);
	}
}

/* Reads of n bytes, as many as possible: per second. */
static double reads_per_second(int32_t n)
{
	enum { READS = 20000 };
	struct tried t;
	struct bus b;
	struct counters c = {0};
	sim_time end = 0;
	CU_ASSERT_FATAL(try_load(&t, TRY_HARDWARE, "nic.link.tags=32 prices.dma_read_latency=600ns") || try_say(&t));
	const struct chosen *link = &t.setup.slot[SLOT_LINK];
	CU_ASSERT_FATAL(bus_init(&b, link->reg->model->ops, link->conf, &no_time, &t.arena));
	for (int i = 0; i < READS; i++)
		end = bus_read(&b, &c, 0, 0, n);
	CU_ASSERT_EQUAL(c.dma_reads, READS);
	try_end(&t);
	return READS / ((double)end * 1e-12);
}

static void tags_limit_reads(void)
{
	double tags = 32 / 600e-9;
	CU_ASSERT_DOUBLE_EQUAL(reads_per_second(64), tags, 0.02 * tags);
	CU_ASSERT_DOUBLE_EQUAL(reads_per_second(64) * 64 * 8e-9, 27.3, 0.02 * 27.3);
	CU_ASSERT_DOUBLE_EQUAL(reads_per_second(112), tags, 0.002 * tags);
	for (int n = 120; n <= 128; n += 4)
		CU_ASSERT_DOUBLE_EQUAL(reads_per_second(n), 57.8848e9 / 8 / (n + 20), 0.005 * tags);
	CU_ASSERT(reads_per_second(120) < reads_per_second(116) && reads_per_second(116) <= tags * 1.002);
}

/* A write is not held up by reads that wait for their tags, nor a doorbell by data that come later. */
static void nobody_waits_for_tags_of_others(void)
{
	struct tried t;
	struct bus b;
	struct counters c = {0};
	CU_ASSERT_FATAL(try_load(&t, TRY_HARDWARE, "nic.link.tags=1 prices.dma_read_latency=600ns") || try_say(&t));
	const struct chosen *link = &t.setup.slot[SLOT_LINK];
	CU_ASSERT_FATAL(bus_init(&b, link->reg->model->ops, link->conf, &no_time, &t.arena));
	sim_time first = bus_read(&b, &c, 0, 0, 64), second = bus_read(&b, &c, 0, 0, 64);
	CU_ASSERT_EQUAL(first, 600 * PS_PER_NS);
	CU_ASSERT_EQUAL(second, 2 * first);
	CU_ASSERT(bus_write(&b, &c, 0, 0, 64) < 30 * PS_PER_NS);
	CU_ASSERT(bus_doorbell(&b, &c, 0, 4) < 10 * PS_PER_NS);
	CU_ASSERT(bus_doorbell(&b, &c, 5 * PS_PER_US, 4) > 5 * PS_PER_US);
	CU_ASSERT(bus_read(&b, &c, second, 0, 64) < second + 610 * PS_PER_NS);
	try_end(&t);
}

/* ---- what one block for header and data saves ---- */

static void one_block_saves(void)
{
	static const char *const names[] = {"dma_reads_per_packet", "dma_writes_per_packet", "tlps_up_per_packet",
					    "link_up_bytes_per_packet"};
	for (int len = 60; len <= 1514; len += 7)
		for (int indirect = 0; indirect < 2; indirect++) {
			double saved[4];
			for (int combined = 0; combined < 2; combined++) {
				struct tried t;
				CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
							 PLAIN "nic.ring.indirect=%s nic.scheme.combined=%s traffic.size=%dB "
							       "traffic.count=4 run.packets=4",
							 indirect ? "true" : "false", combined ? "true" : "false", len));
				for (int i = 0; i < 4; i++)
					saved[i] = (combined ? saved[i] : 0) + (combined ? -1 : 1) * try_value(&t, names[i]);
				try_end(&t);
			}
			int spills = (int)(ceiling(len + HEADER, MPS) - ceiling(len, MPS)),
			    padding = (int)(4 * (ceiling(len, 4) + 3 - ceiling(len + HEADER, 4)));
			CU_ASSERT_EQUAL(padding, 0);
			CU_ASSERT_DOUBLE_EQUAL(saved[0], indirect, 1e-9); /* the table's read */
			CU_ASSERT_DOUBLE_EQUAL(saved[1], 1, 1e-9);
			CU_ASSERT_DOUBLE_EQUAL(saved[2], indirect + 1 - spills,
					       1e-9); /* TLPs: its request, and the header's write unless it spills */
			CU_ASSERT_DOUBLE_EQUAL(saved[3], 24 * (indirect + 1 - spills), 1e-9);
		}
}

/* As long as the link binds it does not matter how many queues share it. */
static double gain_of(int queues, const char *size)
{
	double rate[2];
	for (int combined = 0; combined < 2; combined++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
					 INDIRECT "nic.scheme.layout=old nic.scheme.combined=%s nic.queues=%d traffic.size=%s "
						  "nic.link.prefetch=%d nic.link.tags=768 prices.dma_read_latency=600ns "
						  "traffic.count=9600 run.packets=9600",
					 combined ? "true" : "false", queues, size, 128 / queues));
		CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "link up");
		rate[combined] = try_value(&t, "packet_rate");
		try_end(&t);
	}
	return rate[1] / rate[0];
}
static void gain_does_not_hang_on_queues(void)
{
	static const char *const sizes[] = {"64B", "300B", "1514B"};
	for (size_t i = 0; i < COUNT(sizes); i++) {
		double one = gain_of(1, sizes[i]);
		CU_ASSERT(one > 1.02);
		for (int queues = 4; queues <= 16; queues *= 4)
			CU_ASSERT_DOUBLE_EQUAL(gain_of(queues, sizes[i]), one, 0.005);
	}
}

/* ---- what binds ---- */

static void limiters(void)
{
	static const struct {
		const char *limiter, *settings;
	} row[] = {
		{"link up", "nic.link.prefetch=64 nic.link.tags=768"},
		{"link down", "traffic.direction=tx nic.link.prefetch=64 nic.link.tags=768"},
		{"tags", "nic.link.prefetch=64 nic.link.tags=2 traffic.size=64B"},
		{"operations", "nic.link.prefetch=64 prices.dma_operation=200ns"},
		{"operations", "nic.link.prefetch=64 prices.dma_operation_interval=200ns"},
		{"read operations", "nic.link.prefetch=64 prices.dma_read_interval=200ns"},
		{"write operations", "nic.link.prefetch=64 prices.dma_write_interval=200ns"},
		{"dependency", "nic.link.prefetch=1"},
		{"dependency", "nic.link.prefetch=1 " PACKED},
		{"dependency", "traffic.direction=tx nic.link.prefetch=1"},
		{"guest core", "nic.link.prefetch=64 prices.guest_rx_packet=5us"},
		{"wire", "nic.link.prefetch=64 nic.link.tags=768 traffic.link=10Gb/s"},
		{"wire", "traffic.direction=tx nic.link.prefetch=64 nic.link.tags=768 traffic.link=10Gb/s"},
	};
	for (size_t i = 0; i < COUNT(row); i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_HARDWARE,
				 "prices.dma_read_latency=600ns nic.backend.batch=1 traffic.count=5000 run.packets=5000 %s",
				 row[i].settings));
		if (strcmp(t.out.limit[0].name, row[i].limiter) != 0)
			printf("%s: limited by %s %g, then %s %g\n", row[i].settings, t.out.limit[0].name, t.out.limit[0].share,
			       t.out.limit[1].name, t.out.limit[1].share);
		CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, row[i].limiter);
		try_end(&t);
	}
}

/* A generator that is always ready and has ever so few packets ahead: what these wait for binds, not their number. */
static void packets_ahead_are_no_limit(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, "tests/scenarios/hardware-pktgen.yaml", "nic.link.prefetch=1 run.packets=5000"));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
	try_end(&t);
}

/* All of a ring under way is no ring that nobody refills. */
static void a_ring_under_way_is_not_stalled(void)
{
	for (int length = 20; length < 28; length++) {
		struct tried t;
		CU_ASSERT(try_fine(&t, "tests/scenarios/hardware-overload.yaml", "run.length=%dus", length));
		try_end(&t);
	}
}

/* Nor is one whose next buffers were published when the run ends, and whose kick is on its way. */
static void a_kick_under_way_ends_the_wait(void)
{
	struct tried t;
	for (int length = 290; length < 310; length++) {
		try_run(&t, TRY_RX,
			"nic.backend.model=hardware nic.link.model=pcie nic.link.prefetch=0 nic.ring.format=packed "
			"nic.ring.entries=32 "
			"nic.scheme.model=small nic.queues=2 nic.guest_queue=1 nic.tx_stop_below=2 nic.notify.guest.posted=2 "
			"nic.notify.tx_flush.model=timer traffic.direction=rr traffic.rate=0.5Mpps traffic.size=65535B "
			"traffic.base_rtt=30us traffic2.model=imix traffic2.rate=0.5Mpps prices.guest_build=100ns "
			"run.packets=0 run.warmup=0us run.length=%dus",
			length);
		CU_ASSERT(!strstr(t.out.failure, "stalled"));
		try_end(&t);
	}
}

/* A sender's one batch under way holds packets up all the time, whatever the pipeline does by which acknowledgements come in. */
static void acknowledgements_hold_nobody_up(void)
{
	struct tried t;
	int found = 0;
	CU_ASSERT_FATAL(try_fine(&t, TRY_HARDWARE,
				 "prices.dma_read_latency=600ns nic.backend.batch=1 nic.link.prefetch=1 "
				 "traffic.model=window traffic.window=64KiB traffic.direction=tx run.packets=5000"));
	for (int i = 0; i < t.out.n_limits; i++)
		if (strcmp(t.out.limit[i].name, "dependency") == 0 && t.out.limit[i].share > 0.95) found++;
	CU_ASSERT_EQUAL(found, 1);
	try_end(&t);
}

/* Frames of different sizes: each carries its own bytes, however many are under way. */
static void mixed_sizes_under_way(void)
{
	static const char *const ways[] = {"rx", "tx"};
	for (int w = 0; w < 2; w++) {
		double up[2], down[2];
		for (int i = 0; i < 2; i++) {
			struct tried t;
			CU_ASSERT_FATAL(try_fine(
				&t, TRY_HARDWARE,
				"prices.dma_read_latency=600ns nic.backend.batch=1 nic.link.prefetch=%d traffic.direction=%s "
				"traffic.model=imix traffic.rate=1Mpps run.packets=3000 run.seed=%d",
				i ? 64 : 1, ways[w], 7));
			up[i] = try_value(&t, "link_up_bytes_per_packet");
			down[i] = try_value(&t, "link_down_bytes_per_packet");
			try_end(&t);
		}
		CU_ASSERT(up[0] > 100 && down[0] > 10);
		CU_ASSERT_EQUAL(w ? down[0] : up[0], w ? down[1] : up[1]);
	}
}

CU_TestInfo test_hardware[] = {
	{"receive_split", receive_split},
	{"receive_packed", receive_packed},
	{"receive_aligned", receive_aligned},
	{"transmit", transmit},
	{"wire_out_is_served", wire_out_is_served},
	{"events_cost_a_read_and_a_write", events_cost_a_read_and_a_write},
	{"notification_data_spares_what_kicks_tell", notification_data_spares_what_kicks_tell},
	{"an_interrupt_follows_its_own_batch", an_interrupt_follows_its_own_batch},
	{"no_direction_carries_more_than_it_can", no_direction_carries_more_than_it_can},
	{"rates_of_the_link", rates_of_the_link},
	{"tags_limit_reads", tags_limit_reads},
	{"nobody_waits_for_tags_of_others", nobody_waits_for_tags_of_others},
	{"one_block_saves", one_block_saves},
	{"gain_does_not_hang_on_queues", gain_does_not_hang_on_queues},
	{"limiters", limiters},
	{"packets_ahead_are_no_limit", packets_ahead_are_no_limit},
	{"a_ring_under_way_is_not_stalled", a_ring_under_way_is_not_stalled},
	{"a_kick_under_way_ends_the_wait", a_kick_under_way_ends_the_wait},
	{"acknowledgements_hold_nobody_up", acknowledgements_hold_nobody_up},
	{"mixed_sizes_under_way", mixed_sizes_under_way},
	CU_TEST_INFO_NULL,
};
