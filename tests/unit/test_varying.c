/*
 * test_varying.c - which points there are and what holds at each: conditions and what they set, constraints, ranges, keys that run together;
 * against lists written by hand.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "scenario/scenario.h"
#include "unit/same.h"
#include <stdlib.h>
#include <unistd.h>

struct varied {
	char folder[40], path[60];
	struct arena arena;
	struct scenario *s;
};

/* A scenario on the platform where nothing costs anything, with some lines more. */
static void load(struct varied *v, const char *lines)
{
	struct error err = {0};
	char here[500], why[900];
	*v = (struct varied){.folder = "/tmp/simnic-vary-XXXXXX"};
	CU_ASSERT_FATAL(mkdtemp(v->folder) && getcwd(here, sizeof here));
	snprintf(v->path, sizeof v->path, "%s/s.yaml", v->folder);
	FILE *f = fopen(v->path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fprintf(f,
		"simnic: 1\nplatform: %s/scenarios/platforms/ideal.yaml\n"
		"traffic: {direction: rx, model: constant, rate: 1Mpps, size: 1514B}\n"
		"nic: {backend: vhost, scheme: {model: mergeable}, ring: {format: split, entries: 256}, host_queue: 50}\n"
		"run: {packets: 10}\n%s",
		here, lines);
	CU_ASSERT_EQUAL(fclose(f), 0);
	v->s = scenario_load(&v->arena, v->path, NULL, 0, &err);
	error_format(&err, why, sizeof why);
	if (!v->s) printf("%s\n", why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(v->s);
}

static void end(struct varied *v)
{
	scenario_free(v->s);
	arena_free(&v->arena);
	unlink(v->path);
	rmdir(v->folder);
}

static void setup_of(struct varied *v, int64_t point, struct setup *out)
{
	struct error err = {0};
	CU_ASSERT_FATAL(scenario_setup(v->s, point, &v->arena, out, &err));
}

/* All points, by their queues and the queue on the host. */
static void points_are(struct varied *v, int n, const int64_t (*expected)[2])
{
	CU_ASSERT(same("points", scenario_points(v->s), n));
	for (int i = 0; i < n && i < scenario_points(v->s); i++) {
		struct setup s;
		setup_of(v, i, &s);
		CU_ASSERT(same("queues", s.queues, expected[i][0]));
		CU_ASSERT(same("on the host", s.host_queue, expected[i][1]));
	}
}

/*
 * Conditions are judged in their order, each by what varies and what those before have set; what they set wins over what varies, and the last
 * one wins.  All keys of one have to hold.
 */
static void conditions(void)
{
	struct varied v;
	static const struct {
		int64_t queues, host, guest, stop;
	} expected[] = {{1, 7, 9, 0}, {1, 100, 0, 0}, {2, 8, 9, 3}, {2, 8, 9, 3}};
	struct setup plain;
	load(&v, "");
	setup_of(&v, 0, &plain);
	end(&v);
	load(&v, "sweep: {nic.queues: [1, 2], nic.host_queue: [7, 100]}\n"
		 "when:\n"
		 "  - {at: {nic.queues: 2}, set: {nic.host_queue: 7, nic.tx_stop_below: 3}}\n"
		 "  - {at: {nic.host_queue: 7}, set: {nic.guest_queue: 9}}\n"
		 "  - {at: {nic.guest_queue: 9, nic.queues: 2}, set: {nic.host_queue: 8}}\n"
		 "  - {at: {nic.guest_queue: 5, nic.queues: 2}, set: {nic.tx_stop_below: 99}}\n"
		 "  - {at: {nic.queues: 1, nic.guest_queue: 5}, set: {nic.tx_stop_below: 98}}\n");
	CU_ASSERT_EQUAL_FATAL(scenario_points(v.s), 4);
	for (int i = 0; i < 4; i++) {
		struct setup s;
		setup_of(&v, i, &s);
		CU_ASSERT(same("queues", s.queues, expected[i].queues));
		CU_ASSERT(same("on the host", s.host_queue, expected[i].host));
		CU_ASSERT(same("in the guest", s.guest_queue, expected[i].guest ? expected[i].guest : plain.guest_queue));
		CU_ASSERT(same("stops below", s.tx_stop_below, expected[i].stop ? expected[i].stop : plain.tx_stop_below));
	}
	end(&v);
}

/* `and` binds before `or`; each relation by its meaning at the ends. */
static void constraints(void)
{
	static const struct {
		const char *where;
		int n;
		int64_t left[6];
	} row[] = {
		{"nic.queues <= 4 and nic.queues >= 2 or nic.queues == 6", 4, {2, 3, 4, 6}},
		{"nic.queues == 6 or nic.queues >= 2 and nic.queues <= 4", 4, {2, 3, 4, 6}},
		{"nic.queues < 3 or nic.queues > 5", 3, {1, 2, 6}},
		{"nic.queues != 3 and nic.queues != 4 and nic.queues < 6", 3, {1, 2, 5}},
		{"nic.queues > 3 and nic.queues != 3", 3, {4, 5, 6}},
		{"nic.host_queue >= nic.queues", 6, {1, 2, 3, 4, 5, 6}},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct varied v;
		char text[200];
		int64_t expected[6][2];
		for (int k = 0; k < row[i].n; k++)
			expected[k][0] = row[i].left[k], expected[k][1] = 50;
		snprintf(text, sizeof text, "sweep: {nic.queues: [1, 2, 3, 4, 5, 6], where: %s}\n", row[i].where);
		load(&v, text);
		points_are(&v, row[i].n, (const int64_t(*)[2])expected);
		end(&v);
	}
}

/* Ends included; of a factor each value is the rounded one before times it. */
static void ranges(void)
{
	static const struct {
		const char *range;
		int n;
		int64_t value[7];
	} row[] = {
		{"{from: 1, to: 10, step: 3}", 4, {1, 4, 7, 10}},
		{"{from: 1, to: 9, step: 3}", 3, {1, 4, 7}},
		{"{from: 10, to: 100, factor: 1.5}", 6, {10, 15, 23, 35, 53, 80}},
		{"{from: 1, to: 3, factor: 1.1}", 3, {1, 2, 3}},
		{"{from: 64, to: 256, factor: 2}", 3, {64, 128, 256}},
		{"{from: 10, to: 40, points: 4}", 4, {10, 20, 30, 40}},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct varied v;
		char text[200];
		int64_t expected[7][2];
		for (int k = 0; k < row[i].n; k++)
			expected[k][0] = 1, expected[k][1] = row[i].value[k];
		snprintf(text, sizeof text, "sweep: {nic.host_queue: %s}\n", row[i].range);
		load(&v, text);
		points_are(&v, row[i].n, (const int64_t(*)[2])expected);
		end(&v);
	}
}

/* Keys of one mapping go in step, mappings are combined, and of lines that are the same the first stays. */
static void together(void)
{
	struct varied v;
	struct setup s;
	load(&v, "sweep:\n  zip:\n    - {nic.queues: [1, 2], nic.host_queue: [5, 6]}\n"
		 "    - {nic.guest_queue: [7, 8, 9], nic.tx_stop_below: [1, 2, 3]}\n");
	CU_ASSERT_EQUAL_FATAL(scenario_points(v.s), 6);
	for (int i = 0; i < 6; i++) {
		setup_of(&v, i, &s);
		CU_ASSERT(same("queues", s.queues, 1 + i / 3) && same("on the host", s.host_queue, 5 + i / 3));
		CU_ASSERT(same("in the guest", s.guest_queue, 7 + i % 3) && same("stops below", s.tx_stop_below, 1 + i % 3));
	}
	end(&v);
	load(&v, "sweep: {zip: {nic.queues: [1, 2, 1, 3], nic.host_queue: [5, 6, 5, 6]}}\n");
	points_are(&v, 3, (const int64_t[][2]){{1, 5}, {2, 6}, {3, 6}});
	end(&v);
}

/* Of what is compared a point is measured by the first one, all else being the same. */
static void compared(void)
{
	static const int64_t with[] = {-1, -1, -1, 0, 1, 2, 0, 1, 2, 0, 1, 2};
	struct varied v;
	load(&v, "compare: {nic.queues: [1, 2], nic.guest_queue: [7, 8]}\nsweep: {nic.host_queue: [5, 6, 7]}\n");
	CU_ASSERT_EQUAL_FATAL(scenario_points(v.s), 12);
	for (int i = 0; i < 12; i++)
		CU_ASSERT(same("compared with", scenario_compared_with(v.s, i), with[i]));
	end(&v);
}

CU_TestInfo test_varying[] = {
	{"what goes with values of what varies", conditions},
	{"what is left out", constraints},
	{"ranges", ranges},
	{"keys that run together", together},
	{"what is compared with what", compared},
	CU_TEST_INFO_NULL,
};
