/*
 * test_queues.c - queues that share a device: by weight each has its part of what is served, in batches or in bytes, and one at a rate of its
 * own has that and no more; functions share the link alone.  Against closed forms and a token bucket that is counted otherwise; plenty of
 * either changes nothing.
 */
#include "device/pace.h"
#include "nic/rates.h"
#include "nic/weights.h"
#include "unit/same.h"
#include "unit/try.h"

#define TRY_QUEUES "tests/scenarios/queues.yaml"
#define ALIKE "tests/scenarios/hardware.yaml"
#define SENT                                                                                                                   \
	"nic.ring.format=packed nic.ring.entries=256 nic.ring.start_index=0 nic.scheme.model=small nic.notify.host=event_idx " \
	"nic.backend.batch_wait=0us nic.backend.batches=4 nic.link.prefetch=0 prices.dma_read_latency=900ns run.packets=0 "    \
	"run.warmup=100us run.length=2ms traffic.direction=tx traffic.model=pktgen traffic.ahead=64 traffic.size=512B "

static double share(const struct tried *t, const char *what, int queue)
{
	char name[64];
	snprintf(name, sizeof name, "queue_%d_%s", queue, what);
	return try_value(t, name) / 100;
}

/* ---- weights ---- */

/* Queues that always have frames: each w of W, but for the turn that is under way. */
static void by_weight(void)
{
	static const struct {
		const char *weights;
		int queues, of[4];
	} row[] = {{"1:1", 2, {1, 1}},
		   {"3:1", 2, {3, 1}},
		   {"[5,2,1]", 3, {5, 2, 1}},
		   {"3;1", 4, {3, 1, 3, 1}},
		   {"10:1", 2, {10, 1}}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (int batch = 1; batch <= 4; batch *= 4) {
			struct tried t;
			int sum = 0;
			CU_ASSERT_FATAL(try_fine(&t, ALIKE, SENT "nic.backend.weights=%s nic.queues=%d nic.backend.batch=%d",
						 row[i].weights, row[i].queues, batch));
			double all = try_value(&t, "delivered");
			for (int k = 0; k < row[i].queues; k++)
				sum += row[i].of[k];
			for (int k = 0; k < row[i].queues; k++)
				CU_ASSERT(within(row[i].weights, share(&t, "packet_share", k) * all, all * row[i].of[k] / sum,
						 row[i].of[k] * batch));
			CU_ASSERT(within("fairness", try_value(&t, "queue_fairness"), 1, 0.001));
			try_end(&t);
		}
}

/* Each function deals the weights to queues of its own: 3 of 4 to the first of its two. */
static void in_each_function(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, ALIKE, SENT "nic.backend.weights=3:1 nic.queues=4 nic.backend.functions=2"));
	for (int k = 0; k < 2; k++) {
		double first = share(&t, "packet_share", k), second = share(&t, "packet_share", k + 2);
		CU_ASSERT(within("of the function's", first / (first + second), 0.75, 0.001));
	}
	CU_ASSERT(within("fairness", try_value(&t, "queue_fairness"), 1, 0.001));
	try_end(&t);
}

/* Frames of 64 and of 1514 B: in turns of batches as many of each, by the quantum as many bytes, but for a quantum and a frame. */
static void by_bytes(void)
{
	static const struct {
		const char *settings;
		int weight, quantum;
	} row[] = {{"nic.backend.quantum=1500B", 1, 1500},
		   {"nic.backend.quantum=1500B nic.backend.weights=3:1", 3, 1500},
		   {"nic.backend.quantum=64B nic.backend.weights=3:1", 3, 64},
		   {"nic.backend.quantum=9000B nic.backend.weights=3:1", 3, 9000}};
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_QUEUES, "nic.backend.weights=1:1"));
	CU_ASSERT(within("of packets", share(&t, "packet_share", 0), 0.5, 0.001));
	CU_ASSERT(within("of bytes", share(&t, "share", 0), 64 / (64. + 1514), 0.001));
	try_end(&t);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		CU_ASSERT_FATAL(try_fine(&t, TRY_QUEUES, "%s", row[i].settings));
		double bytes = try_value(&t, "throughput") * 2e-3 * 1e9 / 8, own = share(&t, "share", 0) * bytes;
		CU_ASSERT(within(row[i].settings, own, bytes * row[i].weight / (row[i].weight + 1),
				 row[i].weight * row[i].quantum + 1514));
		try_end(&t);
	}
}

/* A batch that takes a queue 65,000 turns to pay for, as it takes all others: they are waited for in one step, and all have as much. */
static void long_debts(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, ALIKE,
				 SENT "traffic.size=65000B traffic.ahead=128 nic.backend.batch=64 nic.backend.quantum=64B "
				      "nic.queues=100 run.length=60ms"));
	CU_ASSERT(try_value(&t, "queue_fairness") > 0.9);
	CU_ASSERT(try_value(&t, "events_per_packet") < 10);
	try_end(&t);
}

/* Nobody offers anything by itself, so that no offered load can bind. */
static void generators_alone(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_QUEUES, "nic.backend.weights=1:1"));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
	for (int i = 0; i < t.out.n_limits; i++)
		CU_ASSERT_STRING_NOT_EQUAL(t.out.limit[i].name, "offered load");
	try_end(&t);
}

/* A generator takes what a load beside it leaves: what has nothing left binds, and not that load, which is carried. */
static void a_generator_beside_a_load(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, "tests/scenarios/generator-beside.yaml", "nic.backend.weights=1:1"));
	CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "dependency");
	try_end(&t);
}

/* What comes in is served by weight as well. */
static void received(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, ALIKE,
				 "nic.ring.format=packed nic.scheme.layout=mtu nic.backend.batch_wait=0us nic.backend.batches=2 "
				 "nic.link.prefetch=0 nic.queues=2 nic.host_queue=64 nic.backend.weights=3:1 "
				 "prices.dma_read_latency=900ns nic.notify.guest.refill=each traffic.model=constant "
				 "traffic.rate=10Mpps traffic.size=60B run.packets=0 run.warmup=100us run.length=1ms"));
	double all = try_value(&t, "delivered");
	CU_ASSERT(within("of the first", share(&t, "packet_share", 0) * all, 0.75 * all, 3));
	try_end(&t);
}

/* A queue that has nothing to send, or as much under way as it may, leaves its turn to the other: nothing is lost of what the device can do. */
static void nobody_is_held_up(void)
{
	struct tried one, two;
	CU_ASSERT_FATAL(try_fine(&one, TRY_QUEUES, "traffic.rate=1kpps traffic.model=constant"));
	CU_ASSERT_FATAL(try_fine(&two, TRY_QUEUES, "traffic.rate=1kpps traffic.model=constant nic.backend.weights=1000:1"));
	CU_ASSERT(within("beside one that idles", try_value(&two, "packet_rate"), try_value(&one, "packet_rate"), 1000));
	try_end(&one);
	try_end(&two);
	CU_ASSERT_FATAL(try_fine(&one, TRY_QUEUES, "nic.link.prefetch=2"));
	CU_ASSERT_FATAL(try_fine(&two, TRY_QUEUES, "nic.link.prefetch=2 nic.backend.weights=1000:1"));
	CU_ASSERT(within("beside one that is full", try_value(&two, "packet_rate"), try_value(&one, "packet_rate"), 1000));
	CU_ASSERT(within("and its share", share(&two, "packet_share", 0), 0.5, 0.001));
	try_end(&one);
	try_end(&two);
}

/* ---- rates ---- */

/* At random times packets that wait: each goes as soon as no more is owed than the burst, counted in b/s times ps, and no sooner. */
static void token_bucket(void)
{
	enum { PACKETS = 3000 };
	static const struct {
		int64_t rate, burst;
	} row[] = {{1000000000, 0}, {1000000000, 1514}, {3333333333, 16384}, {7, 0}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct pace p = pace_of(row[i].rate, row[i].burst);
		int64_t rate = row[i].rate;
		double owed = 0, all = 0; /* bits */
		sim_time now = 0, before = 0, paid = 0;
		uint32_t random = 1;
		int wrong = 0;
		for (int n = 0; n < PACKETS; n++) {
			random = random * 1664525u + 1013904223u;
			int bytes = 60 + (int)(random >> 16) % 1455;
			now += (sim_time)((double)(random >> 8 & 1023) / 1024 * 12000 * PS_PER_S / (double)rate);
			bool waits = pace_ready(&p) > now;
			if (waits) now = pace_ready(&p);
			owed -= (double)rate * (double)(now - before) / PS_PER_S;
			if (owed < 0) owed = 0;
			/* It goes now: no more is owed than that, and where it had to wait, not less. */
			wrong += owed > (double)row[i].burst * 8 + 0.1 || (waits && owed < (double)row[i].burst * 8 - 0.1);
			before = now;
			paid += pace_take(&p, now, bytes);
			owed += bytes * 8;
			all += bytes * 8;
		}
		double expected = all / (double)rate * PS_PER_S;
		CU_ASSERT(same("packets that go too soon or too late", wrong, 0));
		CU_ASSERT(within("what was paid", (double)paid, expected, 1 + 1e-15 * expected));
	}
}

/* The whole burst goes at once, however long it lasts at that rate: all that is sent while no more than it is owed. */
static void whole_burst(void)
{
	static const int64_t rates[] = {1, 1000000, 1000000000000};
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		struct pace p = pace_of(rates[i], INT64_C(1) << 30);
		int n = 0;
		for (; pace_ready(&p) <= 0; n++)
			pace_take(&p, 0, 65000);
		CU_ASSERT(same("frames", n, (1 << 30) / 65000 + 1));
	}
}

/* One queue at its rate, but for its burst, beside one that takes what is left of the device's. */
static void one_at_its_rate(void)
{
	struct tried without, t;
	CU_ASSERT_FATAL(try_fine(&without, ALIKE, SENT "nic.queues=2"));
	for (int i = 0; i < without.out.n_stats; i++)
		CU_ASSERT_STRING_NOT_EQUAL(without.out.stat[i].name, "queue_fairness"); /* nobody asked for it */
	for (int gbps = 1; gbps <= 2; gbps++) {
		CU_ASSERT_FATAL(try_fine(&t, ALIKE,
					 SENT "nic.queues=2 nic.backend.rate_queues=1 nic.backend.queue_burst=2KiB "
					      "nic.backend.queue_rate=%dGb/s",
					 gbps));
		double all = try_value(&t, "delivered"), own = share(&t, "packet_share", 0) * all, other = all - own;
		CU_ASSERT(within("at its rate", own, gbps * 1e9 * 2e-3 / 8 / 512, 2048 / 512 + 1));
		CU_ASSERT(within("all", all, try_value(&without, "delivered"), 1));
		CU_ASSERT(within("Jain's index", try_value(&t, "queue_fairness"),
				 (own + other) * (own + other) / (2 * (own * own + other * other)), 1e-9));
		try_end(&t);
	}
	try_end(&without);
}

/* Each at its own, but for its burst: of what is sent, or received, where what is too much is lost; one without has what is offered. */
static void each_at_its_rate(void)
{
	static const int gbps[] = {1, 3, 2};
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, ALIKE,
				 SENT "nic.queues=3 nic.backend.queue_burst=2KiB nic.backend.queue_rates=[1Gb/s,3Gb/s,2Gb/s]"));
	double all = try_value(&t, "delivered");
	for (int k = 0; k < 3; k++)
		CU_ASSERT(within("sent", share(&t, "packet_share", k) * all, gbps[k] * 1e9 * 2e-3 / 8 / 512, 2048 / 512 + 1));
	try_end(&t);
	for (int batch = 1; batch <= 8; batch *= 8) {
		CU_ASSERT_FATAL(
			try_fine(&t, ALIKE,
				 "nic.ring.format=packed nic.scheme.layout=mtu nic.backend.batch_wait=0us nic.link.prefetch=16 "
				 "nic.queues=2 nic.host_queue=64 prices.dma_read_latency=900ns nic.notify.guest.refill=each "
				 "traffic.model=constant traffic.rate=2Mpps traffic.size=512B run.packets=0 run.warmup=100us "
				 "run.length=2ms nic.backend.queue_burst=2KiB nic.backend.receive_rates=[1Gb/s,0b/s] "
				 "nic.backend.batch=%d",
				 batch));
		all = try_value(&t, "delivered");
		CU_ASSERT(within("received", share(&t, "packet_share", 0) * all, 1e9 * 2e-3 / 8 / 512, 2048 / 512 + 1));
		CU_ASSERT(within("without", share(&t, "packet_share", 1) * all, 1e6 * 2e-3, batch));
		CU_ASSERT(
			within("lost", try_value(&t, "dropped_host_queue"), 2000 - 1e9 * 2e-3 / 8 / 512, 2048 / 512 + 1 + batch));
		CU_ASSERT_STRING_EQUAL(t.out.limit[0].name, "host queue");
		try_end(&t);
	}
}

/* It binds by name, and twice the rate carries twice as much. */
static void named(void)
{
	struct tried one, two;
	CU_ASSERT_FATAL(try_fine(&one, ALIKE, SENT "nic.queues=2 nic.backend.queue_burst=2KiB nic.backend.queue_rate=1Gb/s"));
	CU_ASSERT_FATAL(try_fine(&two, ALIKE, SENT "nic.queues=2 nic.backend.queue_burst=2KiB nic.backend.queue_rate=2Gb/s"));
	CU_ASSERT_STRING_EQUAL(one.out.limit[0].name, "queue rate");
	CU_ASSERT(within("rate", try_value(&one, "packet_rate"), 2e9 / 8 / 512, 2 * 5 / 2e-3));
	CU_ASSERT(within("twice", try_value(&two, "packet_rate"), 4e9 / 8 / 512, 2 * 5 / 2e-3));
	try_end(&two);
	CU_ASSERT_FATAL(try_fine(&two, ALIKE, SENT "nic.queues=2 nic.backend.queue_burst=2KiB nic.backend.queue_rates=1Gb/s"));
	CU_ASSERT_STRING_EQUAL(two.out.limit[0].name, "queue rate");
	CU_ASSERT(equals("as a list", try_value(&two, "packet_rate"), try_value(&one, "packet_rate")));
	try_end(&one);
	try_end(&two);
}

static double rate_binds(const struct tried *t)
{
	for (int i = 0; i < t->out.n_limits; i++)
		if (strcmp(t->out.limit[i].name, "queue rate") == 0) return t->out.limit[i].share;
	return 0;
}

/* What its burst covers waits for nothing, so that the rate holds nobody; nor does one that is more than is sent. */
static void held_alone(void)
{
	struct tried t;
	CU_ASSERT_FATAL(try_fine(&t, TRY_QUEUES, "nic.backend.queue_rate=1Mb/s nic.backend.queue_burst=1GiB run.length=10ms"));
	CU_ASSERT_EQUAL(rate_binds(&t), 0);
	CU_ASSERT_STRING_NOT_EQUAL(t.out.limit[0].name, "queue rate");
	try_end(&t);
	/* A frame each 10 us, which takes 5.12 us at 100 Mb/s: the next has none before it. */
	CU_ASSERT_FATAL(try_fine(&t, TRY_QUEUES,
				 "traffic.model=constant traffic.rate=100kpps nic.backend.rate_queues=1 "
				 "nic.backend.queue_burst=0B nic.backend.queue_rate=100Mb/s"));
	CU_ASSERT_EQUAL(rate_binds(&t), 0);
	try_end(&t);
}

/* ---- functions ---- */

/* A batch at a time each, of 900 ns and its writes: as many functions carry as many times as much, until the link is full; all alike. */
static void functions(void)
{
	for (int n = 1; n <= 4; n *= 2) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, ALIKE,
				 "nic.ring.format=packed nic.link.generation=4 prices.dma_read_latency=900ns "
				 "nic.scheme.layout=mtu nic.notify.guest.refill=each traffic.model=constant traffic.rate=60Mpps "
				 "traffic.size=60B nic.backend.batch_wait=0us nic.backend.batches=1 nic.link.prefetch=64 "
				 "nic.queues=4 nic.backend.functions=%d run.packets=0 run.warmup=20us run.length=180us",
				 n));
		double each = 900 + (72 + 24 + 16 + 24) / 14.4712, rate = n * 1e9 / each;
		CU_ASSERT(within("rate", try_value(&t, "packet_rate"), rate, 0.01 * rate));
		for (int k = 0; k < n && n > 1; k++) {
			char name[64];
			snprintf(name, sizeof name, "function_%d_share", k);
			CU_ASSERT(within(name, try_value(&t, name), 100. / n, 0.5));
		}
		if (n > 1) CU_ASSERT(within("fairness", try_value(&t, "function_fairness"), 1, 0.001));
		try_end(&t);
	}
}

/* With room for ten frames and 63 B.  One whose frames overrun its buffer loses them there; of the other's none is lost, as it is where both have one buffer. */
static void a_buffer_each(void)
{
	for (int n = 1; n <= 2; n++) {
		struct tried t;
		CU_ASSERT_FATAL(
			try_fine(&t, TRY_QUEUES,
				 "traffic.direction=rx traffic.model=constant traffic.rate=100kpps traffic2.direction=rx "
				 "traffic2.model=constant "
				 "traffic2.rate=20Mpps traffic2.size=1514B nic.backend.batches=0 nic.backend.buffer=15203B "
				 "nic.backend.waits_in=buffer nic.backend.functions=%d",
				 n));
		CU_ASSERT(try_value(&t, "traffic_long_dropped") > 1000);
		if (n == 1) CU_ASSERT(try_value(&t, "traffic_short_dropped") > 0);
		if (n == 2) CU_ASSERT_EQUAL(try_value(&t, "traffic_short_dropped"), 0);
		try_end(&t);
	}
}

/* ---- and what changes nothing ---- */

static void plenty(void)
{
	static const char *const settings[] = {"nic.backend.weights=1:1", "nic.backend.weights=1",
					       "nic.backend.queue_rate=1000Gb/s nic.backend.queue_burst=1GiB",
					       "nic.backend.queue_rates=[1000Gb/s,0b/s] nic.backend.queue_burst=1GiB",
					       "nic.backend.weights=3:1 nic.backend.batches=0"};
	static const char *const plain[] = {"", "", "", "", "nic.backend.batches=0"};
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		struct tried a, b;
		int differ = 0;
		CU_ASSERT_FATAL(try_fine(&a, TRY_QUEUES, "%s", plain[i]));
		CU_ASSERT_FATAL(try_fine(&b, TRY_QUEUES, "%s", settings[i]));
		for (int k = 0; k < a.out.n_stats; k++) {
			double x = a.out.stat[k].value, y = try_value(&b, a.out.stat[k].name);
			if (strcmp(a.out.stat[k].name, "events_per_packet") == 0) continue;
			if (!(x == y || (isnan(x) && isnan(y)))) printf("%s: %s %g, %g\n", settings[i], a.out.stat[k].name, x, y);
			differ += !(x == y || (isnan(x) && isnan(y)));
		}
		CU_ASSERT(same(settings[i], differ, 0));
		CU_ASSERT_STRING_EQUAL(a.out.limit[0].name, b.out.limit[0].name);
		try_end(&a);
		try_end(&b);
	}
}

static void texts(void)
{
	static const char *const good[] = {"", "1", "3:1", "3; 1", "3 ,1", "1000"};
	static const char *const bad[] = {"0", "3:", ":3", "3:x", "1001", "3 1", "-1", "3::1", "1.5", "99999999999999999999"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CU_ASSERT_TRUE(weights_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CU_ASSERT_FALSE(weights_valid(bad[i]));
	CU_ASSERT_EQUAL(weight_of("", 5), 1);
	CU_ASSERT_EQUAL(weight_of("3; 1", 1), 1);
	CU_ASSERT_EQUAL(weight_of("3; 1", 2), 3);
	CU_ASSERT_EQUAL(weight_of("7", 3), 7);
}

static void rates(void)
{
	static const char *const good[] = {"", "1Gb/s", "0b/s; 2.5Gb/s", "1Gb/s ,0b/s", "1000Gb/s"};
	static const char *const bad[] = {"1",        "1Gb/s;",      ";1Gb/s",
					  "1001Gb/s", "-1Gb/s",      "1Gb/s;;1Gb/s",
					  "1GB/s",    "1Gb/s 2Gb/s", "0.000000000000000000000000000000000000000000001Gb/s"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CU_ASSERT_TRUE(rates_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CU_ASSERT_FALSE(rates_valid(bad[i]));
	CU_ASSERT(same("without", rate_of("", 5), 0));
	CU_ASSERT(same("the second", rate_of("1Gb/s; 2Mb/s", 1), 2000000));
	CU_ASSERT(same("the third", rate_of("1Gb/s; 2Mb/s", 2), 1000000000));
	CU_ASSERT(same("any", rate_of("7b/s", 3), 7));
	CU_ASSERT_TRUE(rates_limit("0b/s; 1b/s"));
	CU_ASSERT_FALSE(rates_limit("0b/s; 0b/s"));
	CU_ASSERT_FALSE(rates_limit(""));
}

CU_TestInfo test_queues[] = {
	{"by weight", by_weight},
	{"in each function", in_each_function},
	{"by bytes", by_bytes},
	{"long debts", long_debts},
	{"received", received},
	{"nobody is held up", nobody_is_held_up},
	{"a token bucket", token_bucket},
	{"the whole burst", whole_burst},
	{"one at its rate", one_at_its_rate},
	{"each at its rate", each_at_its_rate},
	{"named", named},
	{"held alone", held_alone},
	{"functions", functions},
	{"a buffer each", a_buffer_each},
	{"plenty", plenty},
	{"texts", texts},
	{"rates", rates},
	{"generators alone are no offered load", generators_alone},
	{"a generator beside a load", a_generator_beside_a_load},
	CU_TEST_INFO_NULL,
};
