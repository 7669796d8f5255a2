/*
 * test_statistics.c - the table of statistics holds together; a snapshot's difference is what happened between two moments and nothing
 * else; what a run reports is what the table declares.
 */
#include "run/collect.h"
#include "run/window.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUEUES 3
#define LOCKS 150 /* more than a run of few guests has */
#define STAGES 7
#define CORES 5

/* ---- snapshots of a run that is made up ---- */

static const struct statistic made_up_stats[] = {{.name = "a"}, {.name = "b"}, {0}};
static const struct model made_up = {.stats = made_up_stats}, without = {0};
static const struct registered chosen = {.kind = "kind", .name = "made_up", .model = &made_up},
			       other = {.kind = "kind", .name = "without", .model = &without};

struct fixture {
	struct setup setup;
	struct run run;
	struct arena arena;
};

static struct fixture *fixture_new(void)
{
	struct fixture *x = calloc(1, sizeof *x);
	CU_ASSERT_PTR_NOT_NULL_FATAL(x);
	for (int i = 0; i < N_SLOTS; i++)
		x->setup.slot[i].reg = i == SLOT_SCHEME || i == SLOT_LINK ? &chosen : &other;
	x->run.setup = &x->setup;
	x->run.n_queues = QUEUES;
	x->run.n_cores = CORES;
	x->run.n_locks = LOCKS;
	x->run.n_stages = STAGES;
	return x;
}

static void fixture_free(struct fixture *x)
{
	arena_free(&x->arena);
	free(x);
}

/* Every cell another number, beyond 64 bits, too. */
static void fill(struct snapshot *s, int64_t seed)
{
	for (int i = 0; i < s->n; i++)
		s->cell[i] = ((cell_t)seed << 70) + (cell_t)seed * seed * (i + 1) + i;
	s->now.inside = seed;
	s->now.active = (int)seed;
}

/* Each kind has its cells, one after the other, and none is left over. */
static void layout(void)
{
	static const int count[N_CELL_KINDS] = {
		[CELL_COUNTER] = N_COUNTERS,
		[CELL_SPENT] = N_LEDGER,
		[CELL_SWITCHES] = 1,
		[CELL_IDLE_SPELLS] = 1,
		[CELL_IDLE_CAUGHT] = 1,
		[CELL_IDLE_WAKING] = 1,
		[CELL_IN_SYSTEM] = 1,
		[CELL_STAYED] = N_STAYS,
		[CELL_WIRE_IN] = 1,
		[CELL_WIRE_OUT] = 1,
		[CELL_UP] = 1,
		[CELL_DOWN] = 1,
		[CELL_OPS] = 3,
		[CELL_TAGS] = 1,
		[CELL_CREDITS] = 3,
		[CELL_DELIVERED] = QUEUES,
		[CELL_GOODPUT] = QUEUES,
		[CELL_DRY] = QUEUES,
		[CELL_STOPPED] = QUEUES,
		[CELL_FULL] = QUEUES,
		[CELL_STARVED] = QUEUES,
		[CELL_BUSY] = CORES,
		[CELL_SPIN] = CORES,
		[CELL_WAITED] = CORES,
		[CELL_SLOWED] = CORES,
		[CELL_JITTER] = CORES,
		[CELL_HELD] = LOCKS,
		[CELL_THREAD] = STAGES,
		[CELL_MODEL] = 4, /* two statistics, twice */
		[CELL_TRAFFIC] = N_TRAFFIC_COUNTS * TRAFFICS_MOST,
	};
	struct fixture *x = fixture_new();
	struct snapshot s;
	CU_ASSERT_FATAL(snapshot_make(&s, &x->run, &x->arena));
	int n = 0;
	for (int k = 0; k < N_CELL_KINDS; k++) {
		CU_ASSERT_PTR_EQUAL(s.of[k], s.cell + n);
		for (int i = 0; i < count[k]; i++)
			s.of[k][i] = 1;
		CU_ASSERT(snapshot_sum(&s, (enum cell_kind)k) == count[k]);
		n += count[k];
	}
	CU_ASSERT_EQUAL(s.n, n);
	fixture_free(x);
}

/* Less itself every cell is zero; two windows side by side are the whole. What holds at a moment is no sum and stays. */
static void differences(void)
{
	struct fixture *x = fixture_new();
	struct snapshot a, b, c, first, second, whole;
	struct snapshot *all[] = {&a, &b, &c, &first, &second, &whole};
	for (int i = 0; i < 6; i++)
		CU_ASSERT_FATAL(snapshot_make(all[i], &x->run, &x->arena));
	fill(&a, 1001);
	fill(&b, 5003);
	fill(&c, 90007);
	fill(&first, 5003);
	fill(&second, 90007);
	fill(&whole, 90007);
	snapshot_minus(&first, &a);
	snapshot_minus(&second, &b);
	snapshot_minus(&whole, &a);
	snapshot_minus(&a, &a);
	for (int i = 0; i < a.n; i++) {
		CU_ASSERT(a.cell[i] == 0);
		CU_ASSERT(first.cell[i] != 0 && first.cell[i] + second.cell[i] == whole.cell[i]);
	}
	CU_ASSERT(a.now.inside == 1001 && whole.now.inside == 90007 && whole.now.active == 90007);
	fixture_free(x);
}

/* ---- windows of runs ---- */

/* Runs that between them count everything there is to count. */
static const char *const run_of[][2] = {
	{"scenarios/vhost.yaml", "nic.notify.host.model=always nic.guest_queue=100"},
	{"scenarios/vhost.yaml", "nic.notify.host.model=event_idx cores.host=vcpu0 traffic.rate=200kpps"},
	{"scenarios/ext2guest.yaml", "nic.scheme.model=mergeable"},
	{"scenarios/ext2guest.yaml", "nic.scheme.model=mergeable nic.notify.guest.gro=true"},
	{"scenarios/ext2guest.yaml", "nic.scheme.model=big prices.unattributed=20ns"},
	{"scenarios/ext2guest.yaml", "nic.scheme.model=big traffic.direction=tx nic.host_queue=1"},
	{"scenarios/local2guest.yaml", "nic.scheme.model=big"},
	{"scenarios/venet-rtt.yaml", "nic.backend.model=venet nic.notify.tx_flush.model=timer run.jitter=5%"},
	{"scenarios/venet-rtt.yaml",
	 "nic.backend.model=venet nic.notify.tx_flush.model=timer traffic.outstanding=20 traffic.link=10Mb/s"},
	{"scenarios/venet-rtt-timer.yaml", "nic.notify.tx_flush.tick=0us nic.notify.tx_flush.slack_ticks=0"},
	{"scenarios/vhost-busyloop.yaml", "nic.backend.busyloop=10us nic.alloc.model=page_cache"},
	{"scenarios/hw-split-vs-packed.yaml", "traffic.size=1514B nic.backend.batch=8 nic.ring.format=split traffic.rate=1Mpps"},
	{"scenarios/hw-split-vs-packed.yaml", "traffic.size=9014B traffic.rate=20Mpps nic.ring.format=packed nic.backend.batch=1 "
					      "nic.scheme.model=mergeable nic.backend.buffer=20KiB"},
	{"scenarios/hw-ddio.yaml", "nic.link.distance=near nic.link.ddio=640B nic.ring.entries=256 traffic.rate=100kpps"},
	{"scenarios/hw-split-vs-packed.yaml",
	 "nic.link.llc=64B traffic.direction=tx traffic.size=1514B nic.backend.batch=8 nic.ring.format=split "
	 "traffic.rate=1Mpps"},
	{"scenarios/pmd-split-vs-packed.yaml", "traffic.rate=1Mpps nic.ring.format=packed"},
	{"scenarios/zero-copy-reader.yaml", "nic.ring.entries=64 reader.holds=true"},
	{"scenarios/xen-bulk-rx.yaml", "nic.scheme.model=grants nic.queues=3"},
	{"scenarios/ping-beside-flood.yaml",
	 "traffic.flood.model=constant nic.queues=1 traffic.ping.from_queue=0 nic.ring.entries=256"},
	{"scenarios/napi-deferral.yaml", "nic.notify.guest.defer_hard_irqs=3 traffic.rate=20kpps"},
	{"scenarios/missing-recheck.yaml", "faults.recheck.every=1 traffic.rate=100kpps"},
	{"scenarios/missing-recheck.yaml",
	 "faults.recheck.every=0 traffic.rate=100kpps traffic.direction=tx faults.kick.every=9"},
	{"scenarios/missing-recheck.yaml", "faults.recheck.every=0 traffic.rate=100kpps faults.interrupt.every=9"},
	{"scenarios/halt-polling.yaml", "idle.guest.poll=200us traffic.think=120us run.packets=0"},
	{"scenarios/halt-polling.yaml", "idle.guest.poll=200us traffic.think=700us run.packets=0"},
	{"scenarios/xen-bulk-rx.yaml", "nic.scheme.model=persistent nic.queues=1"},
	{"scenarios/xen-queues.yaml", "nic.scheme.model=grants nic.queues=4 traffic.direction=tx"},
};
#define RUNS ((int)(sizeof run_of / sizeof *run_of))
#define BEFORE 3 /* ms; and the two windows */
#define FIRST 4
#define SECOND 6

static const struct stat *stat_of(const struct tried *t, const char *name)
{
	for (int i = 0; i < t->out.n_stats; i++)
		if (strcmp(t->out.stat[i].name, name) == 0) return &t->out.stat[i];
	return NULL;
}

/* What adds up over windows: the sum behind a statistic, in its unit. */
static double sum_of(const struct tried *t, const char *name, const struct statistic *row, double ms)
{
	const struct stat *s = stat_of(t, name);
	double n = row->scale == TOTAL ? 1 : row->scale == PER_PACKET ? try_value(t, STAT_NAME(delivered)) : ms;
	return s && isfinite(s->value) && n > 0 ? s->value * n : 0;
}

static bool near(const char *name, double first, double second, double whole)
{
	if (fabs(first + second - whole) <= 1e-9 * (fabs(first) + fabs(second) + fabs(whole))) return true;
	printf("%s: %.17g and %.17g make %.17g, not %.17g\n", name, first, second, first + second, whole);
	return false;
}

/* How many packets were received is not told: then the whole is a mean of both parts. */
static bool between(const char *name, double first, double second, double whole)
{
	double slack = 1e-9 * fabs(whole);
	if (!(whole < fmin(first, second) - slack) && !(whole > fmax(first, second) + slack)) return true;
	printf("%s: %.17g is not between %.17g and %.17g\n", name, whole, first, second);
	return false;
}

/* Of each statistic, in any of the runs: was it more than nothing? */
static void note(bool seen[N_STATISTICS], const struct statistic *row, double sum)
{
	if (row >= statistics && row < statistics + N_STATISTICS && sum != 0) seen[row - statistics] = true;
}

static void compare_windows(const struct tried *first, const struct tried *second, const struct tried *whole, bool seen[])
{
	for (int i = 0; i < whole->out.n_stats; i++) {
		const char *name = whole->out.stat[i].name;
		const struct statistic *row = statistic_find(name);
		CU_ASSERT_PTR_NOT_NULL_FATAL(row);
		if (row->value || row->of_member) continue;
		double sum = sum_of(whole, name, row, FIRST + SECOND);
		bool adds_up = row->scale == PER_RECEIVED
				       ? between(name, try_value(first, name), try_value(second, name), try_value(whole, name))
				       : near(name, sum_of(first, name, row, FIRST), sum_of(second, name, row, SECOND), sum);
		CU_ASSERT(adds_up);
		note(seen, row, sum);
	}
	CU_ASSERT(try_is(second, STAT_NAME(in_flight_before), try_value(first, STAT_NAME(in_flight))));
	CU_ASSERT(try_is(whole, STAT_NAME(in_flight_before), try_value(first, STAT_NAME(in_flight_before))));
	CU_ASSERT(try_is(whole, STAT_NAME(in_flight), try_value(second, STAT_NAME(in_flight))));
}

/*
 * A run measured in two windows, one after the other, and as a whole: nothing of before leaks into a window, nothing is left out, and
 * looking changes nothing.  And there is nothing among them that none of these runs counts.
 */
static void windows(void)
{
	bool seen[N_STATISTICS] = {false};
	for (int i = 0; i < RUNS; i++) {
		const char *file = run_of[i][0], *set = run_of[i][1];
		struct tried first, second, whole;
		CU_ASSERT_FATAL(try_fine(&first, file, "%s run.warmup=%dms run.length=%dms", set, BEFORE, FIRST));
		CU_ASSERT_FATAL(try_fine(&second, file, "%s run.warmup=%dms run.length=%dms", set, BEFORE + FIRST, SECOND));
		CU_ASSERT_FATAL(try_fine(&whole, file, "%s run.warmup=%dms run.length=%dms", set, BEFORE, FIRST + SECOND));
		compare_windows(&first, &second, &whole, seen);
		try_end(&first);
		try_end(&second);
		try_end(&whole);
	}
	for (int i = 0; i < N_STATISTICS; i++) {
		const struct statistic *s = &statistics[i];
		bool counted =
			s->value || s->of_member || s->family == FAMILY_MODELS || s->family == FAMILY_OTHER_MODELS || seen[i];
		if (!counted) printf("%s is zero in all of these runs\n", s->name);
		CU_ASSERT(counted);
	}
}

/*
 * What never stops is busy all of a window, however far ahead of the clock its work is booked, and however long it will go on: a core
 * that polls, one that works, a wire either way.
 */
static void never_idle(void)
{
	static const char *const busy[][3] = {
		{"scenarios/vhost-busyloop.yaml", "nic.backend.busyloop=500us", "cpu_vhost0_busy"},
		{"scenarios/vhost.yaml", "nic.notify.host.model=always traffic.rate=3Mpps nic.guest_queue=100", "cpu_vcpu0_busy"},
		{"scenarios/vhost-busyloop.yaml", "nic.backend.busyloop=0us traffic.link=1Gb/s", "wire_utilisation"},
		{"scenarios/ext2guest.yaml", "nic.scheme.model=big traffic.direction=tx traffic.link=100Mb/s",
		 "wire_out_utilisation"},
	};
	for (int i = 0; i < (int)(sizeof busy / sizeof *busy); i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, busy[i][0], "%s run.warmup=3003us run.length=4001us", busy[i][1]));
		CU_ASSERT(try_is(&t, busy[i][2], 100));
		try_end(&t);
	}
}

/* ---- what a run reports is what is declared ---- */

static void records(void)
{
	for (int i = 0; i < RUNS; i++) {
		struct tried t;
		CU_ASSERT_FATAL(try_fine(&t, run_of[i][0], "%s run.warmup=1ms run.length=1ms", run_of[i][1]));
		for (int k = 0; k < t.out.n_stats; k++) {
			const struct stat *s = &t.out.stat[k];
			const struct statistic *row = statistic_find(s->name);
			CU_ASSERT_PTR_NOT_NULL_FATAL(row);
			CU_ASSERT_STRING_EQUAL(s->unit, row->unit);
			CU_ASSERT(s->help && *s->help);
			CU_ASSERT_PTR_EQUAL(stat_of(&t, s->name), s);
		}
		/* And the other way round: all that is no model's own is there, or what it needs is not. */
		for (int k = 0; k < N_STATISTICS; k++)
			if (statistics[k].family == FAMILY_NONE && !stat_may_be_out(&statistics[k]))
				CU_ASSERT_PTR_NOT_NULL(stat_of(&t, statistics[k].name));
		try_end(&t);
	}
}

/* ---- the table ---- */

static void rows(void)
{
	const struct statistic *s, *t;
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		CU_ASSERT(s->unit && s->help && *s->help && !strchr(s->help, '\n'));
		CU_ASSERT(s->group < N_GROUPS && s->better < N_BETTER && s->needs < N_NEEDS && s->scale <= OF_ACTIVE);
		CU_ASSERT_PTR_EQUAL(statistic_find(s->name), s);
		CU_ASSERT(!s->was || !statistic_find(s->was));
		CU_ASSERT_EQUAL(strchr(s->name, '*') != NULL, s->family != FAMILY_NONE);
		for (struct stat_walk v = {0}; (t = statistic_next(&v));)
			CU_ASSERT(t == s ||
				  (strcmp(t->name, s->name) != 0 && (!s->was || !t->was || strcmp(t->was, s->was) != 0)));
	}
	CU_ASSERT_PTR_NULL(statistic_find(""));
	CU_ASSERT_PTR_NULL(statistic_find("no_such_thing"));
}

/* However many cores, queues and functions are named, and had one model all there are: a record has room for all of them. */
static void room(void)
{
	const struct statistic *s;
	const char *help;
	int n = 2 * MAX_CORE_NAMES;
	for (struct stat_walk w = {0}; (s = statistic_next(&w)); n++) {
		if (s->family == FAMILY_QUEUES || s->family == FAMILY_FUNCTIONS) n += QUEUES_TOLD - 1;
		if (s->family == FAMILY_TRAFFICS) n += TRAFFICS_MOST - 1;
		for (int i = 0; statistic_member(s, i, &help); i++)
			n++;
	}
	CU_ASSERT(n <= MAX_STATS);
}

/* Whoever is in a list has what its readers say of it. */
static void lists(void)
{
	const struct statistic *s, *before = NULL;
	for (int list = 0; list < N_STAT_LISTS; list++) {
		int n = 0, in_it = 0;
		for (struct stat_walk w = {0}; (s = statistic_next(&w));)
			in_it += s->rank[list] != 0;
		for (before = NULL; (s = statistic_listed((enum stat_list)list, n)); n++, before = s)
			CU_ASSERT(s->rank[list] > 0 && s != before && (!before || before->rank[list] <= s->rank[list]));
		CU_ASSERT(n > 0 && n == in_it);
	}
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		CU_ASSERT(!s->rank[LIST_HEADLINE] || (s->words.verb && s->words.verbs && s->words.phrase));
		CU_ASSERT(!s->rank[LIST_SECOND] || s->words.phrase);
		CU_ASSERT(!(s->rank[LIST_COUNTS] || s->rank[LIST_SCHEMES]) || s->words.phrase);
	}
	for (int i = 0; (s = statistic_listed(LIST_ROWS, i)); i++)
		CU_ASSERT_EQUAL(statistic_place(LIST_ROWS, s->name), i);
	CU_ASSERT_EQUAL(statistic_place(LIST_HEADLINE, "offered"), -1);
	CU_ASSERT_EQUAL(statistic_place(LIST_HEADLINE, "no such name"), -1);
	CU_ASSERT_STRING_EQUAL(statistic_listed(LIST_HEADLINE, 0)->name, "round_trips");
	CU_ASSERT_STRING_EQUAL(statistic_listed(LIST_HEADLINE, 1)->name, "throughput");
	CU_ASSERT_STRING_EQUAL(statistic_listed(LIST_SECOND, 0)->name, "latency_p99");
}

static void families(void)
{
	const struct statistic *cost = &statistics[STAT_cost];
	char text[64];
	const char *help;
	CU_ASSERT_PTR_EQUAL(statistic_find("cost_alloc_per_packet"), cost);
	CU_ASSERT_PTR_NULL(statistic_find("cost__per_packet"));
	CU_ASSERT_PTR_NULL(statistic_find("cost_per_packet"));
	CU_ASSERT_PTR_NULL(statistic_find("cpu_busy"));
	CU_ASSERT_PTR_EQUAL(statistic_find("cpu_h_0_busy"), &statistics[STAT_cpu_busy]);
	statistic_label(cost, "cost_host_copy_per_packet", text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "host_copy");
	statistic_label(statistic_find("dropped_wire"), "dropped_wire", text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "dropped_wire");
	statistic_label(statistic_find("link_utilisation"), "link_utilisation", text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "link");
	statistic_label(NULL, "of_long_ago", text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "of_long_ago");
	CU_ASSERT_STRING_EQUAL(statistic_member(cost, 0, &help), "stack");
	statistic_name(cost, "stack", text, sizeof text);
	CU_ASSERT_STRING_EQUAL(text, "cost_stack_per_packet");
	CU_ASSERT_PTR_NULL(statistic_member(cost, LEDGER_UNATTRIBUTED, &help));
	CU_ASSERT_PTR_NULL(statistic_member(&statistics[STAT_throughput], 0, &help));
}

/* An old name leads to today's, although another is nearer in spelling. */
static void renamed(void)
{
	const char *best = NULL;
	int cost = 0;
	CU_ASSERT_STRING_EQUAL(statistic_renamed("pcie_utilisation"), "link_utilisation");
	CU_ASSERT_STRING_EQUAL(statistic_renamed("pcie_up_bytes_per_packet"), "link_up_bytes_per_packet");
	CU_ASSERT_STRING_EQUAL(statistic_renamed("pcie_down_bytes_per_packet"), "link_down_bytes_per_packet");
	CU_ASSERT_PTR_NULL(statistic_renamed("link_utilisation"));
	CU_ASSERT_PTR_NULL(statistic_renamed("utilisation"));
	for (int i = 0; i < N_STATISTICS; i++)
		statistic_offer("pcie_utilisation", statistics[i].name, &best, &cost);
	CU_ASSERT_STRING_EQUAL(best, "link_utilisation");
	best = NULL;
	for (int i = 0; i < N_STATISTICS; i++)
		statistic_offer("trougput", statistics[i].name, &best, &cost);
	CU_ASSERT_STRING_EQUAL(best, "throughput");
}

CU_TestInfo test_statistics[] = {
	{"layout", layout},     {"differences", differences},
	{"windows", windows},   {"never idle", never_idle},
	{"records", records},   {"rows", rows},
	{"room", room},         {"lists", lists},
	{"families", families}, {"renamed", renamed},
	CU_TEST_INFO_NULL,
};
