/*
 * test_crossing.c - switches and another socket between a device and the host's memory: each way takes so much longer, by hand, and nothing
 * else of a device is held up by it.
 */
#include "unit/asked.h"

#define AWAY "nic.link.switches=2 prices.switch_port=100ns nic.link.distance=far prices.socket_crossing=50ns "
enum { EACH = 250 }; /* ns, of these each way */

/* ---- a link alone ---- */

static void each_way(void)
{
	struct asked at[2];
	sim_time read[2], written[2], told[2], asked[2], answered[2];
	for (int i = 0; i < 2; i++) {
		struct bus *b = &at[i].b;
		struct counters *c = &at[i].c;
		ask(&at[i], i ? AWAY "prices.dma_read_latency=900ns" : "prices.dma_read_latency=900ns");
		told[i] = bus_doorbell(b, c, 0, 4);
		asked[i] = bus_cpu_read(b, c, 10000 * NS, 4);
		answered[i] = bus_cpu_answer(b, c, asked[i], 4);
		written[i] = bus_write(b, c, 20000 * NS, 0, 64);
		read[i] = bus_read(b, c, 30000 * NS, 0, 64);
		try_end(&at[i].t);
	}
	CU_ASSERT(same("a read", read[1] - read[0], 2 * EACH * NS));
	CU_ASSERT(same("a write leaves", written[1] - written[0], 0));
	CU_ASSERT(same("a doorbell", told[1] - told[0], EACH * NS));
	CU_ASSERT(same("a register's read comes", asked[1] - asked[0], EACH * NS));
	CU_ASSERT(same("and its answer", answered[1] - answered[0], 2 * EACH * NS));
}

/* 32 tags: as many reads in what one takes, crossings included. */
static void tags(void)
{
	struct asked a;
	sim_time first = 0, last = 0;
	ask(&a, AWAY "nic.link.tags=32 prices.dma_read_latency=500ns");
	for (int n = 0; n < 3200; n++) {
		last = bus_read(&a.b, &a.c, 0, 0, 64);
		if (n == 31) first = last;
	}
	CU_ASSERT(same("99 round trips", last - first, 99 * (500 + 2 * EACH) * NS));
	try_end(&a.t);
}

/* 256 B, each way; generations without flits check each TLP, whose time on the link is counted anyway. */
static void flits(void)
{
	static const struct {
		int generation, width, ns;
	} row[] = {{5, 16, 0}, {6, 4, 8}, {6, 8, 4}, {6, 16, 2}, {7, 16, 1}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		sim_time read[2], told[2];
		for (int check = 0; check < 2; check++) {
			struct asked a;
			char settings[200];
			snprintf(settings, sizeof settings,
				 "nic.link.generation=%d nic.link.width=%d nic.link.flit_check=%s prices.dma_read_latency=900ns",
				 row[i].generation, row[i].width, check ? "true" : "false");
			ask(&a, settings);
			told[check] = bus_doorbell(&a.b, &a.c, 0, 4);
			read[check] = bus_read(&a.b, &a.c, 10000 * NS, 0, 64);
			try_end(&a.t);
		}
		CU_ASSERT(same("a doorbell", told[1] - told[0], row[i].ns * NS));
		CU_ASSERT(same("a read", read[1] - read[0], 2 * row[i].ns * NS));
	}
}

/* ---- a device ---- */

#define IDLE                                                                                           \
	"traffic.model=constant traffic.rate=10kpps nic.backend.batch_wait=0us nic.scheme.layout=mtu " \
	"nic.ring.start_index=0 nic.notify.guest.refill=each prices.dma_read_latency=900ns "

/* Each read is a way there and back, the packet one more; what has been fetched ahead is none, nor what a doorbell tells. */
static void idle_latency(void)
{
	static const struct {
		const char *file, *settings;
		int ways;
	} row[] = {{HARDWARE, IDLE "nic.ring.format=packed nic.ring.indirect=false", 3},
		   {HARDWARE, IDLE "nic.ring.format=split nic.ring.indirect=false", 7},
		   {HARDWARE,
		    IDLE "nic.ring.format=packed nic.ring.indirect=false nic.backend.descriptor_cache=64 run.packets=0 "
			 "run.warmup=1ms run.length=2ms",
		    1},
		   {HARDWARE, IDLE "traffic.direction=tx nic.ring.format=packed nic.ring.indirect=false", 5},
		   {"tests/scenarios/reference.yaml", "traffic.model=constant traffic.rate=10kpps nic.backend.nic=plain", 1},
		   {"tests/scenarios/reference.yaml",
		    "traffic.model=constant traffic.rate=10kpps nic.backend.nic=plain traffic.direction=tx "
		    "prices.dma_read_latency=900ns",
		    2}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct tried near, far;
		CU_ASSERT_FATAL(try_fine(&near, row[i].file, "%s", row[i].settings));
		CU_ASSERT_FATAL(try_fine(&far, row[i].file, "%s " AWAY, row[i].settings));
		double longer = try_value(&far, "latency_mean") - try_value(&near, "latency_mean");
		CU_ASSERT(within(row[i].settings, longer, row[i].ways * EACH / 1e3, 1e-6));
		try_end(&near);
		try_end(&far);
	}
}

/* A batch at a time, of one read and its writes: the next begins when these have left, not when they are there. */
static void posted(void)
{
	for (int far = 0; far < 2; far++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, HARDWARE,
					 "nic.ring.format=packed nic.link.generation=4 prices.dma_read_latency=900ns "
					 "nic.scheme.layout=mtu nic.notify.guest.refill=each traffic.model=constant "
					 "traffic.rate=60Mpps traffic.size=60B nic.backend.batch_wait=0us nic.backend.batches=1 "
					 "nic.link.prefetch=64 run.packets=0 run.warmup=20us run.length=180us %s",
					 far ? AWAY : ""));
		double each = 900 + (72 + 24 + 16 + 24) / 14.4712 + far * 2 * EACH, rate = 1e9 / each;
		CU_ASSERT(within(far ? "far" : "near", try_value(&t, "packet_rate"), rate, 0.01 * rate));
		try_end(&t);
	}
}

/* What a far device writes lies in no cache, however large. */
static void no_cache(void)
{
	for (int far = 0; far < 2; far++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, HARDWARE,
					 IDLE "nic.ring.format=packed traffic.size=1514B nic.link.ddio=1GiB nic.link.distance=%s",
					 far ? "far" : "near"));
		CU_ASSERT(within("missed", try_value(&t, "cache_missed_per_packet"), far ? 24 : 0, 1e-9));
		try_end(&t);
	}
}

CU_TestInfo test_crossing[] = {
	{"each way", each_way}, {"flits", flits},       {"tags", tags},    {"idle latency", idle_latency},
	{"posted", posted},     {"no cache", no_cache}, CU_TEST_INFO_NULL,
};
