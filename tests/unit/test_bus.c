/*
 * test_bus.c - tags, the engine's operations and a batch's wait, where several ask for them: against closed forms, and a second
 * implementation that serves them one after the other.
 */
#include "device/credits.h"
#include "unit/asked.h"

/* What 64 B take on the way down and up, alone; of a link of generation 3, x8: bytes over its rate. */
static sim_time down_of_64(const struct asked *a)
{
	struct dma d = {0};
	a->b.ops->read(a->b.link, 0, 64, &d);
	return (d.down * a->b.traits.down_fs + 500) / 1000;
}

/*
 * n reads at once, with so many tags, each 600 ns: a tag is given back with its data, in order. Here the link is as good as free: so
 * many tags, so many at a time; a tag counts as held from when its request leaves.
 */
static void tags(void)
{
	for (int tags = 1; tags <= 5; tags++) {
		struct asked a;
		char settings[100];
		sim_time held[5] = {0}, sum = 0, end = 0, last = 0, asked = 0;
		snprintf(settings, sizeof settings, "nic.link.tags=%d prices.dma_read_latency=600ns", tags);
		ask(&a, settings);
		struct dma d = {0};
		a.b.ops->read(a.b.link, 0, 64, &d);
		CU_ASSERT_EQUAL_FATAL(d.tags, 1);
		sim_time up = (d.up * a.b.traits.up_fs + 500) / 1000, down = down_of_64(&a);
		for (int i = 0; i < 23; i++) {
			sim_time *tag = &held[i % tags], start = *tag > asked ? *tag : asked;
			asked = start + up;
			sim_time there = start + 600 * NS - down;
			end = (there > last ? there : last) + down;
			last = end;
			sum += end - start;
			*tag = end;
			CU_ASSERT(same("data are there", bus_read(&a.b, &a.c, 0, 0, 64), end));
			CU_ASSERT(same("time of tags", a.b.tag_time, sum));
		}
		CU_ASSERT(same("reads", a.c.dma_reads, 23));
		try_end(&a.t);
	}
}

/* Writes that begin together, in one go and one after the other: the same on the link, the same time, the same counts. */
static void writes_in_one_go(void)
{
	static const struct {
		uint32_t offset;
		int32_t bytes;
	} list[] = {{0, 12}, {66, 1500}, {4090, 700}, {0, 16}};
	struct asked one, all;
	struct writes w = {0};
	sim_time end = 0;
	ask(&one, "");
	ask(&all, "");
	CU_ASSERT_FATAL(bus_writes_in_one_go(&all.b));
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		end = bus_write(&one.b, &one.c, 100 * NS, list[i].offset, list[i].bytes);
		bus_writes_add(&all.b, &w, list[i].offset, list[i].bytes);
	}
	CU_ASSERT(same("the last has left", bus_write_all(&all.b, &all.c, 100 * NS, &w), end));
	CU_ASSERT(same("up", all.c.link_up, one.c.link_up));
	CU_ASSERT(same("TLPs", all.c.tlps_up, one.c.tlps_up));
	CU_ASSERT(same("writes", all.c.dma_writes, one.c.dma_writes));
	CU_ASSERT(same("busy", booked_until(&all.b.up, 200 * NS), booked_until(&one.b.up, 200 * NS)));
	try_end(&one.t);
	try_end(&all.t);
	ask(&one, "prices.dma_operation=10ns");
	CU_ASSERT(!bus_writes_in_one_go(&one.b));
	try_end(&one.t);
}

/* A read of more requests than there are tags takes as many turns; the next one waits for a tag of its last. */
static void more_than_all_tags(void)
{
	struct asked a;
	ask(&a, "nic.link.tags=2 nic.link.mrrs=128B prices.dma_read_latency=600ns");
	sim_time first = bus_read(&a.b, &a.c, 0, 0, 1024);
	CU_ASSERT(first >= 4 * 600 * NS);
	CU_ASSERT(first < (4 * 600 + 200) * NS); /* less than 200 ns on the link */
	CU_ASSERT(bus_read(&a.b, &a.c, 0, 0, 64) >= first + 500 * NS);
	try_end(&a.t);
}

/* Three requests a read, each with a tag for a microsecond: tags / 3 a microsecond, also where tags are no multiple of three. */
static void requests_share_tags(void)
{
	enum { READS = 3000 };
	for (int tags = 1; tags <= 8; tags++) {
		struct asked a;
		char settings[100];
		sim_time end = 0;
		snprintf(settings, sizeof settings, "nic.link.tags=%d nic.link.mrrs=512B prices.dma_read_latency=1us", tags);
		ask(&a, settings);
		for (int i = 0; i < READS; i++)
			end = bus_read(&a.b, &a.c, 0, 0, 1496);
		double mean = (double)end / PS_PER_US / READS;
		if (!(mean > 0.99 * 3 / tags && mean < 1.01 * 3 / tags))
			printf("%d tags: a read takes %g us, expected %g\n", tags, mean, 3. / tags);
		CU_ASSERT(mean > 0.99 * 3 / tags);
		CU_ASSERT(mean < 1.01 * 3 / tags);
		try_end(&a.t);
	}
}

/* Operations start a gap apart, or as far apart as each takes, whichever is more; each takes its time first. */
static void operations(void)
{
	static const struct {
		const char *settings;
		int apart, takes; /* ns */
	} row[] = {{"prices.dma_operation_interval=200ns", 200, 0},
		   {"prices.dma_operation=150ns", 150, 150},
		   {"prices.dma_operation_interval=200ns prices.dma_operation=150ns", 200, 150},
		   {"prices.dma_operation_interval=100ns prices.dma_operation=150ns", 150, 150},
		   {"", 0, 0}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct asked a;
		ask(&a, row[i].settings);
		struct dma d = {0};
		a.b.ops->write(a.b.link, 0, 64, &d);
		sim_time up = (d.up * a.b.traits.up_fs + 500) / 1000, free_at = 0;
		for (int k = 0; k < 10; k++) {
			sim_time start = k * row[i].apart * NS + row[i].takes * NS;
			free_at = (start > free_at ? start : free_at) + up;
			CU_ASSERT(same("a write has left", bus_write(&a.b, &a.c, 0, 0, 64), free_at));
		}
		CU_ASSERT(same("the engine is busy", a.b.ops_busy, 10 * row[i].apart * NS));
		/* After a pause the first one starts at once. */
		CU_ASSERT(same("a write after a pause", bus_write(&a.b, &a.c, PS_PER_MS, 0, 64),
			       PS_PER_MS + row[i].takes * NS + up));
		try_end(&a.t);
	}
}

/* Reads and writes each have an interval of their own, and do not wait for each other's. */
static void engines_of_their_own(void)
{
	struct asked a;
	ask(&a, "prices.dma_read_latency=600ns prices.dma_read_interval=300ns prices.dma_write_interval=200ns");
	struct dma d = {0};
	a.b.ops->write(a.b.link, 0, 64, &d);
	sim_time up = (d.up * a.b.traits.up_fs + 500) / 1000;
	for (int k = 0; k < 10; k++)
		CU_ASSERT(same("a write has left", bus_write(&a.b, &a.c, 0, 0, 64), k * 200 * NS + up));
	CU_ASSERT(same("writes", a.b.writes_busy, 10 * 200 * NS));
	CU_ASSERT(same("no reads", a.b.reads_busy, 0));
	for (int k = 0; k < 10; k++)
		CU_ASSERT(same("data are there", bus_read(&a.b, &a.c, 0, 0, 64), k * 300 * NS + 600 * NS));
	CU_ASSERT(same("reads", a.b.reads_busy, 10 * 300 * NS));
	CU_ASSERT(same("one engine for both", a.b.ops_busy, 0));
	try_end(&a.t);
}

/* A doorbell goes where nothing is booked: before data that come later, or behind what leaves no room; these keep their time. */
static void doorbells_take_free_time(void)
{
	struct asked a;
	ask(&a, "prices.dma_read_latency=600ns");
	sim_time end = 0, bell = bus_doorbell(&a.b, &a.c, 0, 4), first = bus_read(&a.b, &a.c, 0, 0, 4096);
	CU_ASSERT(bell > 0);
	for (int i = 1; i < 20; i++)
		end = bus_read(&a.b, &a.c, 0, 0, 4096);
	CU_ASSERT(same("before the data", bus_doorbell(&a.b, &a.c, 10 * NS, 4), 10 * NS + bell));
	CU_ASSERT(same("behind another", bus_doorbell(&a.b, &a.c, 10 * NS, 4), 10 * NS + 2 * bell));
	CU_ASSERT(same("behind the data", bus_doorbell(&a.b, &a.c, first + NS, 4), end + bell));
	CU_ASSERT(same("the next data", bus_read(&a.b, &a.c, 0, 0, 64), end + bell + down_of_64(&a)));
	/* One that is still to come keeps nobody waiting. */
	CU_ASSERT(same("later", bus_doorbell(&a.b, &a.c, PS_PER_MS, 4), PS_PER_MS + bell));
	CU_ASSERT(same("data meanwhile", bus_read(&a.b, &a.c, PS_PER_MS / 2, 0, 64), PS_PER_MS / 2 + 600 * NS));
	CU_ASSERT(same("data behind it", bus_read(&a.b, &a.c, PS_PER_MS, 0, 64), PS_PER_MS + 600 * NS));
	try_end(&a.t);
}

/* Requests and interrupts go at once, and what they take on the link the writes booked before them leave later. */
static void what_goes_before_pushes_writes(void)
{
	struct asked a;
	struct dma read = {0}, message = {0};
	ask(&a, "prices.dma_read_latency=600ns");
	a.b.ops->read(a.b.link, 0, 64, &read);
	a.b.ops->interrupt(a.b.link, &message);
	sim_time up = (read.up * a.b.traits.up_fs + 500) / 1000, rings = (message.up * a.b.traits.up_fs + 500) / 1000;
	sim_time write = bus_write(&a.b, &a.c, 0, 0, 4096);
	CU_ASSERT(same("nothing yet", a.b.pushed, 0));
	CU_ASSERT(same("data", bus_read(&a.b, &a.c, 0, 0, 64), 600 * NS));
	CU_ASSERT(same("an interrupt", bus_interrupt(&a.b, &a.c, NS), NS + rings));
	CU_ASSERT(same("pushed", a.b.pushed, up + rings));
	CU_ASSERT(same("the next write follows all", bus_write(&a.b, &a.c, 0, 0, 4096), 2 * write + up + rings));
	bus_interrupt(&a.b, &a.c, PS_PER_MS);
	CU_ASSERT(same("nobody there", a.b.pushed, up + rings));
	try_end(&a.t);
}

/* ---- a batch waits ---- */

/*
 * Packets a microsecond apart, batches of four that wait for so long after the first: full with the fourth; what does not fill up leaves when
 * the wait is over.
 */
static void batch_waits(void)
{
	static const struct {
		const char *wait;
		double latency;
		double batches;
	} row[] = {
		{"1ms", (3 + 2 + 1 + 0) / 4., 25},
		{"2.5us", (33 * (2.5 + 1.5 + 0.5) + 2.5) / 100, 34},
		{"0.5us", 0.5, 100},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, HARDWARE,
				 "traffic.model=constant traffic.rate=1Mpps traffic.size=64B run.packets=100 nic.backend.batch=4 "
				 "nic.backend.batch_wait=%s",
				 row[i].wait));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(within("latency but for the link", try_value(&t, "latency_mean") - 0.1, row[i].latency, 0.1));
		CU_ASSERT(try_is(&t, "interrupts", row[i].batches));
		try_end(&t);
	}
}

/*
 * Transmit: while a batch waits the device asks to be told of the packet that fills it, and of none before; and of the first one after it.
 */
static void batch_is_told(void)
{
	static const int batches[] = {2, 4, 10};
	for (int i = 0; i < 3; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(
			&t, HARDWARE,
			"traffic.direction=tx traffic.model=constant traffic.rate=100kpps traffic.size=64B run.packets=100 "
			"nic.notify.host.model=event_idx nic.backend.batch=%d nic.backend.batch_wait=1ms",
			batches[i]));
		CU_ASSERT(try_is(&t, "delivered", 100));
		CU_ASSERT(try_is(&t, "kicks", 2 * 100 / batches[i]));
		try_end(&t);
	}
}

/* Of two kinds of credits the earlier is taken, and of two at the same time the one of the first kind. */
static void credits_at_one_time(void)
{
	struct arena arena = {0};
	struct credits a, b;
	sim_time at;
	bool second;
	static const struct {
		sim_time at;
		bool second;
	} expected[] = {{10, false}, {10, true}, {20, true}, {30, false}, {30, false}, {30, true}};
	CU_ASSERT_FATAL(credits_init(&a, 16, 16, &arena) && credits_init(&b, 16, 16, &arena));
	credits_add(&a, 10, 1);
	credits_add(&a, 30, 2);
	credits_add(&b, 10, 1);
	credits_add(&b, 20, 1);
	credits_add(&b, 30, 1);
	for (int i = 0; i < 6; i++) {
		CU_ASSERT_FATAL(credits_take(&a, &b, &at, &second));
		CU_ASSERT(same("at", at, expected[i].at) && same("of the second kind", second, expected[i].second));
	}
	CU_ASSERT(!credits_take(&a, &b, &at, &second));
	arena_free(&arena);
}

CU_TestInfo test_bus[] = {
	{"tags are given back in order", tags},
	{"a read longer than all tags", more_than_all_tags},
	{"requests share tags", requests_share_tags},
	{"writes in one go", writes_in_one_go},
	{"operations", operations},
	{"engines of their own", engines_of_their_own},
	{"doorbells take free time", doorbells_take_free_time},
	{"what goes before pushes writes", what_goes_before_pushes_writes},
	{"a batch waits", batch_waits},
	{"a device that waits is told once", batch_is_told},
	{"credits at one time", credits_at_one_time},
	CU_TEST_INFO_NULL,
};
