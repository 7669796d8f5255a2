/* test_traffic_pcap.c - a capture as traffic: times, lengths, speed, repetition, queues. Run from the top folder. */
#include "base/arena.h"
#include "base/error.h"
#include "load/capture.h"
#include "nic/setup.h"
#include "nic/traffic.h"
#include <CUnit/CUnit.h>
#include <string.h>
#include <unistd.h>

extern const struct model traffic_pcap;
#define OPS ((const struct traffic_ops *)traffic_pcap.ops)
#define SPAN (INT64_C(54419) * PS_PER_US) /* of redis-mix.pcap, 4000 packets */
#define PERIOD (SPAN + SPAN / 3999)

static struct arena arena;

static void set(void *self, const char *key, int64_t value)
{
	for (const struct param *p = traffic_pcap.params; p->key; p++) {
		if (strcmp(p->key, key)) continue;
		CU_ASSERT(value >= p->min && value <= p->max);
		memcpy((char *)self + p->offset, &value, sizeof value);
		return;
	}
	CU_FAIL_FATAL("no such parameter");
}

/* The model's struct, as the scenario layer fills it. */
static void *configured(const char *file, int64_t speed, bool loop)
{
	void *self = arena_alloc(&arena, traffic_pcap.size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(self);
	set(self, "speed", speed);
	set(self, "loop", loop);
	memcpy((char *)self + traffic_pcap.params[0].offset, &file, sizeof file);
	struct error err = {0};
	CU_ASSERT_FATAL(traffic_pcap.load(self, "scenarios", &arena, &err));
	return self;
}

static void start(void *self, int64_t queues, int queue)
{
	struct setup setup = {.queues = queues};
	struct traffic_env env = {.setup = &setup, .arena = &arena, .seed = 1, .queue = queue};
	CU_ASSERT_FATAL(OPS->init(self, &env));
}

static const struct capture *capture_of(const char *path)
{
	struct error err = {0};
	const struct capture *c = capture_load(path, &arena, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	return c;
}

static void as_recorded(void)
{
	const struct capture *c = capture_of("scenarios/captures/redis-mix.pcap");
	void *self = configured("captures/redis-mix.pcap", 1000000, false);
	start(self, 1, 0);
	struct arrival a;
	for (int i = 0; i < c->n; i++) {
		CU_ASSERT_FATAL(OPS->next(self, &a));
		CU_ASSERT_EQUAL(a.at, c->packet[i].at);
		CU_ASSERT_EQUAL(a.packet.len, c->packet[i].len);
		CU_ASSERT_EQUAL(a.packet.goodput, c->packet[i].len);
	}
	CU_ASSERT_FALSE(OPS->next(self, &a));
	CU_ASSERT_FALSE(OPS->next(self, &a));
	CU_ASSERT_EQUAL(OPS->nominal_length(self), 609);
	CU_ASSERT_PTR_NULL(OPS->answered);
	arena_free(&arena);
}

static void repeated(void)
{
	const struct capture *c = capture_of("scenarios/captures/redis-mix.pcap");
	void *self = configured("captures/redis-mix.pcap", 1000000, true);
	start(self, 1, 0);
	struct arrival a;
	for (int i = 0; i < 3 * c->n; i++) {
		CU_ASSERT_FATAL(OPS->next(self, &a));
		CU_ASSERT_EQUAL(a.at, c->packet[i % c->n].at + i / c->n * PERIOD);
		CU_ASSERT_EQUAL(a.packet.len, c->packet[i % c->n].len);
	}
	arena_free(&arena);
}

/* Every time is the exact quotient rounded down, also after many rounds: nothing adds up. */
static void other_speeds(void)
{
	static const int64_t speeds[] = {2000000, 3000000, 500000, 1000, 1, 1000000000, 1234567, 333333};
	__extension__ typedef __int128 wide;
	const struct capture *c = capture_of("scenarios/captures/redis-mix.pcap");
	for (size_t k = 0; k < sizeof speeds / sizeof *speeds; k++) {
		void *self = configured("captures/redis-mix.pcap", speeds[k], true);
		start(self, 1, 0);
		struct arrival a;
		int wrong = 0;
		for (int i = 0; i < 20 * c->n; i++) {
			CU_ASSERT_FATAL(OPS->next(self, &a));
			wide captured = (wide)c->packet[i % c->n].at + i / c->n * PERIOD;
			wrong += a.at != (sim_time)(captured * 1000000 / speeds[k]);
		}
		CU_ASSERT_EQUAL(wrong, 0);
	}
	arena_free(&arena);
}

/* At a millionth of the speed one round takes 15 hours: after 53 days half of the clock's range is used up. */
static void the_clock_ends(void)
{
	void *self = configured("captures/redis-mix.pcap", 1, true);
	start(self, 1, 0);
	struct arrival a;
	int64_t n = 0;
	sim_time last = 0;
	while (n < 1000000 && OPS->next(self, &a)) {
		CU_ASSERT_FATAL(a.at >= last && a.at <= TIME_NEVER / 2);
		last = a.at;
		n++;
	}
	CU_ASSERT_EQUAL(n / 4000, TIME_NEVER / 2 / (PERIOD * 1000000));
	CU_ASSERT_FALSE(OPS->next(self, &a));
	arena_free(&arena);
}

static void dealt_to_queues(void)
{
	enum { QUEUES = 4, ROUNDS = 2 };
	const struct capture *c = capture_of("scenarios/captures/redis-mix.pcap");
	int total = 0;
	for (int q = 0; q < QUEUES; q++) {
		void *self = configured("captures/redis-mix.pcap", 1000000, true);
		start(self, QUEUES, q);
		int mine = 0;
		struct arrival a;
		for (int i = 0; i < ROUNDS * c->n; i++) {
			const struct capture_packet *p = &c->packet[i % c->n];
			if (p->flow % QUEUES != (uint32_t)q) continue;
			CU_ASSERT_FATAL(OPS->next(self, &a));
			CU_ASSERT_EQUAL(a.at, p->at + i / c->n * PERIOD);
			mine++;
		}
		CU_ASSERT(mine > 0);
		total += mine;
	}
	CU_ASSERT_EQUAL(total, ROUNDS * c->n);
	arena_free(&arena);
}

/* Two flows on 16 queues: 14 queues get nothing, and say so at once although the capture repeats. */
static void idle_queues(void)
{
	int busy = 0;
	for (int q = 0; q < 16; q++) {
		void *self = configured("captures/bulk-gso.pcap", 1000000, true);
		start(self, 16, q);
		struct arrival a;
		busy += OPS->next(self, &a);
	}
	CU_ASSERT(busy >= 1 && busy <= 2);
	arena_free(&arena);
}

static void files_and_folders(void)
{
	char here[4096];
	CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(here, sizeof here - 64));
	strcat(here, "/scenarios/captures/bulk-mtu.pcap");
	void *self = configured(here, 1000000, false); /* absolute: the scenario's folder does not matter */
	CU_ASSERT_EQUAL(OPS->nominal_length(self), 1503);

	const char *none = "captures/none.pcap";
	struct error err = {0};
	memcpy((char *)self + traffic_pcap.params[0].offset, &none, sizeof none);
	CU_ASSERT_FALSE(traffic_pcap.load(self, "scenarios", &arena, &err));
	CU_ASSERT_STRING_EQUAL(err.at.file, "scenarios/captures/none.pcap");
	CU_ASSERT_STRING_EQUAL(err.text,
			       "cannot be opened: No such file or directory; expected a packet capture in pcap or pcapng format");
	arena_free(&arena);
}

static void combinations(void)
{
	struct setup setup = {.queues = 1, .direction = DIR_RX};
	struct complaint c = {0};
	void *self = configured("captures/redis-mix.pcap", 1000000, true);
	CU_ASSERT(traffic_pcap.check(self, &setup, &c));
	setup.direction = DIR_TX;
	CU_ASSERT(traffic_pcap.check(self, &setup, &c));
	setup.direction = DIR_RR;
	CU_ASSERT_FALSE(traffic_pcap.check(self, &setup, &c));
	CU_ASSERT_STRING_EQUAL(c.path, "traffic.direction");

	/* One packet has no gap to repeat it after. */
	setup.direction = DIR_RX;
	self = configured("../tests/unit/one-packet.pcap", 1000000, true);
	CU_ASSERT_FALSE(traffic_pcap.check(self, &setup, &c));
	CU_ASSERT_STRING_EQUAL(c.path, "traffic.loop");
	set(self, "loop", false);
	CU_ASSERT(traffic_pcap.check(self, &setup, &c));
	start(self, 1, 0);
	struct arrival a;
	CU_ASSERT(OPS->next(self, &a));
	CU_ASSERT_EQUAL(a.at, 0);
	CU_ASSERT_FALSE(OPS->next(self, &a));
	arena_free(&arena);
}

CU_TestInfo test_traffic_pcap[] = {{"as_recorded", as_recorded},
				   {"repeated", repeated},
				   {"other_speeds", other_speeds},
				   {"the_clock_ends", the_clock_ends},
				   {"dealt_to_queues", dealt_to_queues},
				   {"idle_queues", idle_queues},
				   {"files_and_folders", files_and_folders},
				   {"combinations", combinations},
				   CU_TEST_INFO_NULL};
