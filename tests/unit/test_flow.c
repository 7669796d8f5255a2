/*
 * test_flow.c - credits and the completion store: closed forms of what each alone lets through, a second implementation that counts what
 * is on its way at each moment, and what has more of them than it needs, which is as without.
 */
#include "unit/asked.h"
#include <math.h>
#include <string.h>

#define GEN4 "nic.link.generation=4 nic.link.width=8 nic.link.mps=256B " /* 14.4712 B a ns */
enum { N = 20000 };

static bool near(const char *what, double is, double expected)
{
	return within(what, is, expected, 0.005 * expected);
}

static void credits(char *text, size_t size, int headers, int data, int ns)
{
	snprintf(text, size,
		 GEN4 "nic.link.credits=given nic.link.posted_headers=%d nic.link.posted_data=%d nic.link.credit_return=%dns",
		 headers, data, ns);
}

/* Writes of one size, all there at once: as many a loop as fit, or what the link carries. */
static void writes_alone(void)
{
	static const int sizes[] = {4, 16, 64, 128, 256};
	static const struct {
		int headers, data, ns;
		double most[5]; /* million writes a second */
	} row[] = {
		{32, 128, 500, {64, 64, 64, 32, 16}},
		{127, 750, 1000, {127, 127, 127, 93, 46}},
		{784, 1456, 1000, {516.83, 361.78, 164.45, 95.21, 51.68}},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int k = 0; k < 5; k++) {
			struct asked a;
			char settings[300];
			sim_time last = 0;
			credits(settings, sizeof settings, row[i].headers, row[i].data, row[i].ns);
			ask(&a, settings);
			for (int n = 0; n < N; n++)
				last = bus_write(&a.b, &a.c, 0, 0, sizes[k]);
			CU_ASSERT(near(settings, N * 1e6 / (double)last, row[i].most[k]));
			try_end(&a.t);
		}
}

/* A frame of 64 B and a descriptor of 16 B: two headers and five units of data a packet. */
static void both_kinds(void)
{
	static const struct {
		int headers, data;
		double mpps;
	} row[] = {{32, 128, 32}, {64, 128, 51.2}, {32, 64, 25.6}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct asked a;
		char settings[300];
		sim_time last = 0;
		credits(settings, sizeof settings, row[i].headers, row[i].data, 500);
		ask(&a, settings);
		for (int n = 0; n < N; n++) {
			bus_write(&a.b, &a.c, 0, 0, 64);
			last = bus_write(&a.b, &a.c, 0, 0, 16);
		}
		double mpps = N * 1e6 / (double)last;
		/* What is left of the data may hold one of the two: no more than a unit in so many is lost. */
		if (!(mpps <= row[i].mpps * 1.005 && mpps >= row[i].mpps * (1 - 5.0 / row[i].data)))
			printf("%s: %g, expected %g\n", settings, mpps, row[i].mpps);
		CU_ASSERT(mpps <= row[i].mpps * 1.005);
		CU_ASSERT(mpps >= row[i].mpps * (1 - 5.0 / row[i].data));
		try_end(&a.t);
	}
}

/* An interrupt takes a header as a write does, whatever it does not wait for. */
static void interrupts(void)
{
	struct asked a;
	char settings[300];
	sim_time last = 0;
	credits(settings, sizeof settings, 32, 4096, 500);
	ask(&a, settings);
	for (int n = 0; n < N; n++) {
		last = bus_write(&a.b, &a.c, 0, 0, 64);
		bus_interrupt(&a.b, &a.c, last);
	}
	CU_ASSERT(near("with an interrupt each", N * 1e6 / (double)last, 32));
	try_end(&a.t);
}

/* Writes of 1 to 256 B at random times: none goes while more would be out than there is, and none waits for less. */
static void one_by_one(void)
{
	enum { HEADERS = 5, DATA = 20, RETURN = 300, WRITES = 3000 };
	static sim_time gone[WRITES];
	static int units[WRITES];
	struct asked a;
	char settings[300];
	uint32_t random = 1;
	sim_time now = 0, free_at = 0;
	int wrong = 0;
	credits(settings, sizeof settings, HEADERS, DATA, RETURN);
	ask(&a, settings);
	for (int n = 0; n < WRITES; n++) {
		random = random * 1664525u + 1013904223u;
		int bytes = 1 + (int)(random >> 16) % 256;
		struct dma d = {0};
		now += (random >> 8) % (150 * NS);
		a.b.ops->write(a.b.link, 0, bytes, &d);
		sim_time ps = (d.up * a.b.traits.up_fs + 500) / 1000, start = now > free_at ? now : free_at;
		units[n] = (bytes + 15) / 16;
		for (;;) { /* until the earliest of those that are out is back */
			int headers = 1, data = units[n];
			sim_time back = TIME_NEVER;
			for (int k = n - 1; k >= 0 && k >= n - HEADERS - 1; k--) {
				if (gone[k] + RETURN * NS <= start) continue;
				headers++;
				data += units[k];
				back = gone[k] + RETURN * NS;
			}
			if (headers <= HEADERS && data <= DATA) break;
			start = back;
		}
		gone[n] = start;
		free_at = start + ps;
		wrong += bus_write(&a.b, &a.c, now, 0, bytes) != free_at;
	}
	CU_ASSERT(same("writes that go at another time", wrong, 0));
	try_end(&a.t);
}

/* Reads of n bytes at once: so many are out as there is room for their answers, cut at each boundary. */
static void requests(void)
{
	static const struct {
		const char *settings;
		int bytes;
		double rate; /* million a second */
	} row[] = {
		{"nic.link.completion_headers=128 nic.link.completion_data=2048", 64, 128 / 0.9},
		{"nic.link.completion_headers=128 nic.link.completion_data=2048", 512, 16 / 0.9},
		{"nic.link.completion_headers=128 nic.link.completion_data=2048 nic.link.rcb=128B", 512, 32 / 0.9},
		{"nic.link.completion_data=960", 512, 30 / 0.9},
		{"nic.link.completion_headers=8", 64, 8 / 0.9},
		{"nic.link.credits=given nic.link.nonposted_headers=16 nic.link.credit_return=300ns", 64, 16 / 0.3},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct asked a;
		char settings[300];
		sim_time half = 0, last = 0;
		snprintf(settings, sizeof settings,
			 "nic.link.generation=5 nic.link.width=16 nic.link.mps=256B nic.link.mrrs=512B nic.link.tags=768 "
			 "prices.dma_read_latency=900ns %s",
			 row[i].settings);
		ask(&a, settings);
		for (int n = 0; n < N; n++) {
			last = bus_read(&a.b, &a.c, 0, 0, row[i].bytes);
			if (n == N / 2 - 1) half = last;
		}
		CU_ASSERT(near(row[i].settings, N / 2 * 1e6 / (double)(last - half), row[i].rate));
		try_end(&a.t);
	}
}

/* 1514 B in three requests of 8, 8 and 8 headers after a descriptor of one: 128 hold 5.12 packets. */
static void frames_that_are_sent(void)
{
	struct asked a;
	sim_time last = 0;
	ask(&a, GEN4 "nic.link.mrrs=512B nic.link.tags=0 prices.dma_read_latency=900ns nic.link.completion_headers=128");
	for (int n = 0; n < N; n++) {
		bus_read(&a.b, &a.c, 0, 0, 64);
		last = bus_read(&a.b, &a.c, 0, 0, 1514);
	}
	double mpps = N * 1e6 / (double)last;
	if (!(mpps > 0.97 * 5.69 && mpps <= 5.69 * 1.005)) printf("%g Mpps, expected 5.69\n", mpps);
	CU_ASSERT(mpps <= 5.69 * 1.005);
	CU_ASSERT(mpps > 0.97 * 5.69); /* of 128 eight are free when a request needs them, not one by one */
	try_end(&a.t);
}

/* More than is needed changes nothing. */
static void plenty(void)
{
	struct asked a, b;
	ask(&a, GEN4);
	ask(&b,
	    GEN4 "nic.link.credits=given nic.link.posted_headers=8192 nic.link.posted_data=65536 nic.link.nonposted_headers=8192 "
		 "nic.link.completion_headers=8192");
	for (int n = 0; n < 300; n++) {
		int bytes = 1 + n * 37 % 256;
		sim_time now = n * 20 * NS;
		CU_ASSERT_EQUAL(bus_write(&a.b, &a.c, now, 0, bytes), bus_write(&b.b, &b.c, now, 0, bytes));
		CU_ASSERT_EQUAL(bus_read(&a.b, &a.c, now, 0, bytes), bus_read(&b.b, &b.c, now, 0, bytes));
	}
	CU_ASSERT_EQUAL(a.c.link_up, b.c.link_up);
	CU_ASSERT_EQUAL(a.c.link_down, b.c.link_down);
	try_end(&a.t);
	try_end(&b.t);
}

/*
 * One write of 88 B may be out for 500 ns.  A request begun behind three of them leaves behind the third, which begins at 1000 ns; one that
 * is begun before a write, or when all have left, waits for none; and with ID-based ordering none does.
 */
static void requests_behind_writes(void)
{
	const sim_time write = 6081, rtt = 900 * NS; /* 88 B at 14.4712 B a ns */
	for (int ido = 0; ido < 2; ido++) {
		struct asked a;
		char settings[400];
		credits(settings, sizeof settings, 1, 4096, 500);
		snprintf(settings + strlen(settings), sizeof settings - strlen(settings),
			 " nic.link.tags=0 prices.dma_read_latency=900ns nic.link.ido=%s", ido ? "true" : "false");
		ask(&a, settings);
		bus_write(&a.b, &a.c, 0, 0, 64);
		CU_ASSERT(within("behind one that need not wait", (double)bus_read(&a.b, &a.c, 0, 0, 64), (double)rtt, 1));
		bus_write(&a.b, &a.c, 0, 0, 64);
		sim_time last = bus_write(&a.b, &a.c, 0, 0, 64);
		CU_ASSERT(within("the last write", (double)last, 1000 * NS + (double)write, 1));
		sim_time data = bus_read(&a.b, &a.c, 10 * NS, 0, 64), there = ido ? 10 * NS + rtt : last + rtt;
		CU_ASSERT(within("behind three", (double)data, (double)there, 1));
		sim_time next = bus_write(&a.b, &a.c, 20 * NS, 0, 64);
		CU_ASSERT(within("the write after it", (double)next, 1500 * NS + (double)write, 1));
		a.clock = 2000 * NS;
		CU_ASSERT(within("when all have left", (double)bus_read(&a.b, &a.c, a.clock, 0, 64), (double)(a.clock + rtt), 1));
		try_end(&a.t);
	}
}

/* An interrupt pushes back the write that waits, and with it the request begun behind that. */
static void pushed_back(void)
{
	struct asked a;
	char settings[400];
	sim_time last = 0;
	credits(settings, sizeof settings, 1, 4096, 500);
	snprintf(settings + strlen(settings), sizeof settings - strlen(settings),
		 " nic.link.tags=0 prices.dma_read_latency=900ns");
	ask(&a, settings);
	for (int n = 0; n < 3; n++)
		last = bus_write(&a.b, &a.c, 0, 0, 64);
	sim_time pushed = a.b.pushed;
	bus_interrupt(&a.b, &a.c, 10 * NS);
	pushed = a.b.pushed - pushed;
	CU_ASSERT(pushed > 0);
	CU_ASSERT(
		within("behind the write", (double)bus_read(&a.b, &a.c, 20 * NS, 0, 64), (double)(last + pushed + 900 * NS), 1));
	try_end(&a.t);
}

/*
 * In a run: each packet reads its descriptor and writes twice.  With few under way writes stand idle while those that read wait behind
 * others' writes; with enough of them there is always one to write, and writes' credits bind as without the order.
 */
static void order_costs(void)
{
	static const struct {
		int in_flight;
		double least, most; /* of the rate without it */
	} row[] = {{4, 0.9, 0.97}, {48, 0.998, 1.001}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t[2];
		for (int ido = 0; ido < 2; ido++)
			CU_ASSERT_FATAL(try_fine(
				&t[ido], "tests/scenarios/reference.yaml",
				"nic.backend.nic=dpdk traffic.size=64B prices.dma_read_latency=600ns "
				"nic.backend.in_flight=%d nic.link.tags=0 nic.link.credits=given nic.link.posted_headers=4 "
				"nic.link.credit_return=500ns nic.link.ido=%s",
				row[i].in_flight, ido ? "true" : "false"));
		double part = try_value(&t[0], "packet_rate") / try_value(&t[1], "packet_rate");
		if (!(part >= row[i].least && part <= row[i].most)) printf("%d in flight: %g\n", row[i].in_flight, part);
		CU_ASSERT(part >= row[i].least);
		CU_ASSERT(part <= row[i].most);
		try_end(&t[0]);
		try_end(&t[1]);
	}
}

/* In a run it is named, and twice as many let twice as much through. */
static void named(void)
{
	static const struct {
		const char *name, *direction, *settings, *doubled;
	} row[] = {
		{"posted credits", "rx",
		 "nic.link.credits=given nic.link.posted_headers=8 nic.link.posted_data=4096 nic.link.credit_return=1us",
		 "nic.link.posted_headers=16"},
		{"posted credits", "rx",
		 "nic.link.credits=given nic.link.posted_headers=4096 nic.link.posted_data=32 nic.link.credit_return=1us",
		 "nic.link.posted_data=64"},
		{"non-posted credits", "tx", "nic.link.credits=given nic.link.nonposted_headers=8 nic.link.credit_return=1us",
		 "nic.link.nonposted_headers=16"},
		{"completion store", "tx", "nic.link.completion_headers=8", "nic.link.completion_headers=16"},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried one, two;
		const char *base = "tests/scenarios/reference.yaml";
		CU_ASSERT_FATAL(try_fine(&one, base,
					 "nic.backend.nic=plain traffic.size=64B prices.dma_read_latency=900ns nic.link.tags=0 "
					 "traffic.direction=%s %s",
					 row[i].direction, row[i].settings));
		CU_ASSERT_FATAL(try_fine(&two, base,
					 "nic.backend.nic=plain traffic.size=64B prices.dma_read_latency=900ns nic.link.tags=0 "
					 "traffic.direction=%s %s %s",
					 row[i].direction, row[i].settings, row[i].doubled));
		CU_ASSERT_STRING_EQUAL(one.out.limit[0].name, row[i].name);
		CU_ASSERT(near(row[i].doubled, try_value(&two, "packet_rate") / try_value(&one, "packet_rate"), 2));
		try_end(&one);
		try_end(&two);
	}
}

/* Where writes of two kinds go, the share is that of what there is less of: of 32 headers and 64 units of data, which let 25.6 Mpps through. */
static void shares(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, "tests/scenarios/reference.yaml",
				 "nic.backend.nic=dpdk traffic.size=64B prices.dma_read_latency=600ns nic.backend.in_flight=14 "
				 "nic.link.credits=given nic.link.posted_headers=32 nic.link.posted_data=64 "
				 "nic.link.credit_return=500ns"));
	double share = 0;
	for (int i = 0; i < t.out.n_limits; i++)
		if (strcmp(t.out.limit[i].name, "posted credits") == 0) share = t.out.limit[i].share;
	CU_ASSERT(near("share", share, try_value(&t, "packet_rate") / 25.6e6));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
	try_end(&t);
}

CU_TestInfo test_flow[] = {
	{"writes", writes_alone},
	{"headers and data", both_kinds},
	{"interrupts", interrupts},
	{"one by one", one_by_one},
	{"requests", requests},
	{"frames that are sent", frames_that_are_sent},
	{"requests behind writes", requests_behind_writes},
	{"requests behind what is pushed back", pushed_back},
	{"what order costs", order_costs},
	{"plenty", plenty},
	{"named", named},
	{"shares", shares},
	CU_TEST_INFO_NULL,
};
