/*
 * test_latency.c - the law of latency: where all that is offered is carried, what is named as setting the latency (latency_by), made twice as
 * good, lowers it.  On the same packets, over what the law of limiters is held over, too (tests/data/binds.rows).
 */
#include "batch/ways.h"
#include "nic/statistic.h"
#include "unit/try.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS "tests/data/binds.rows"
#define LOWERS 0.995 /* by half a percent */
#define ONE_IN 20    /* is excused at most */
#define ENOUGH 40    /* points with a latency that something sets */

/* What can't obey, and why: the point as it is printed. None is known. */
static const char *const excused[][2] = {
	{NULL, NULL},
};

static bool is_excused(const char *point)
{
	for (int i = 0; excused[i][0]; i++)
		if (strcmp(excused[i][0], point) == 0) return true;
	return false;
}

/* And open loops at less than what they can carry, as the law of limiters has few of them: in the form of its rows. */
static const char *const more[] = {
	"vhost | traffic.rate=[50kpps,300kpps,600kpps,900kpps] nic.backend.model=[vhost,qemu] | run.warmup=2ms run.length=10ms",
	"vhost | traffic.rate=[100kpps,400kpps,700kpps] traffic.direction=rx nic.backend.model=[vhost,qemu] | run.length=10ms",
	"vhost | traffic.rate=[100kpps,400kpps] traffic.model=poisson traffic.direction=rx "
	"nic.scheme.model=[small,big,mergeable] | "
	"run.length=10ms",
	"vhost-moderation | nic.moderation.packets=[1,8,32] traffic.rate=[200kpps,500kpps] | run.length=10ms",
	"fixed-vs-adaptive | | run.warmup=5ms run.length=10ms",
	"napi-deferral | | run.warmup=5ms run.length=10ms",
	"hw-split-vs-packed | traffic.rate=[1Mpps,4Mpps,10Mpps] nic.backend.batch=[1,8] nic.scheme.model=mergeable | "
	"run.length=2ms",
	"hw-split-vs-packed | traffic.rate=[1Mpps,4Mpps,10Mpps] traffic.direction=tx nic.backend.batch=[1,8] | run.length=2ms",
	"hw-fetch-ahead | | run.length=2ms",
	"hw-read-tail | | run.length=2ms",
	"xen-pktgen | traffic.model=constant traffic.rate=[100kpps,250kpps] traffic.size=[64B,1496B] | run.length=5ms",
	"pvp | | run.length=2ms",
	"vm-to-vm | | run.length=2ms",
	"why-1024 | | run.length=10ms",
	"theory/mm1 | traffic.rate=[300kpps,600kpps,900kpps] | run.warmup=10ms run.length=50ms",
};
#define N_MORE ((int)(sizeof more / sizeof *more))

struct sum {
	int named, excused, against;
};

static double latency(const struct outcome *o)
{
	for (int i = 0; o->ok && i < o->n_stats; i++)
		if (strcmp(o->stat[i].name, STAT_NAME(latency_mean)) == 0) return o->stat[i].value;
	return -1;
}

static void run_it(const struct setup *s, struct arena *a, struct outcome *out)
{
	run_replication(s, (uint64_t)s->seed, 0, NULL, NULL, a, out);
}

static void judge_point(const struct scenario *s, int64_t i, const char *row, struct sum *sum)
{
	static struct outcome was, is;
	struct arena a = {0};
	struct setup setup, twice;
	struct error err = {0};
	bool memory = false;
	char point[400];
	snprintf(point, sizeof point, "%.300s #%lld", row, (long long)i);
	CU_ASSERT_FATAL(scenario_setup(s, i, &a, &setup, &err));
	run_it(&setup, &a, &was);
	const struct way w = was.ok && was.latency_by
				     ? way_of(was.latency_by, was.limit, was.n_limits, (enum direction)setup.direction)
				     : (struct way){.limit = ""};
	if (w.resource && way_go(&w, &setup, &a, &twice, &memory)) {
		run_it(&twice, &a, &is);
		bool lowers = latency(&is) >= 0 && latency(&is) < LOWERS * latency(&was), excuse = is_excused(point);
		sum->named++;
		sum->excused += excuse;
		sum->against += !lowers && !excuse;
		if (!lowers || excuse)
			printf("%s: latency by %s: %.4g us, %.4g us with it twice as good%s\n", point, was.latency_by,
			       latency(&was), latency(&is),
			       !excuse  ? ""
			       : lowers ? " (obeys, though it is excused)"
					: " (excused)");
	}
	CU_ASSERT(!memory);
	arena_free(&a);
}

/* The settings of two parts of a row, each a word; their number. */
static int settings_of(char *text, const char **set, int most)
{
	int n = 0;
	char *rest;
	for (char *w = strtok_r(text, " ", &rest); w && n < most; w = strtok_r(NULL, " ", &rest))
		if (strcmp(w, "|") != 0) set[n++] = w;
	return n;
}

static void judge_row(char *line, struct sum *sum)
{
	enum { MOST = 40 };
	const char *set[MOST + 1];
	char path[200], row[400], *bar = strchr(line, '|');
	struct arena a = {0};
	struct error err = {0};
	snprintf(path, sizeof path, "scenarios/%.*s.yaml", (int)strcspn(line, " "), line);
	snprintf(row, sizeof row, "%.*s", (int)strcspn(bar + 1, "|"), bar + 1);
	for (size_t n = strlen(row); n && row[n - 1] == ' ';)
		row[--n] = '\0';
	char *name = arena_strdup(&a, line);
	name[strcspn(name, " ")] = '\0';
	char shown[600];
	snprintf(shown, sizeof shown, "%s%s", name, row);
	int n = settings_of(bar, set, MOST);
	set[n++] = "run.repeat=1";
	struct scenario *s = scenario_load(&a, path, set, n, &err);
	if (!s) printf("%s: %s\n", shown, err.text);
	CU_ASSERT_FATAL(s != NULL);
	for (int64_t i = 0; i < scenario_points(s); i++)
		judge_point(s, i, shown, sum);
	scenario_free(s);
	arena_free(&a);
}

static void what_is_named_lowers_it(void)
{
	struct sum sum = {0};
	char line[1000];
	FILE *f = fopen(ROWS, "r");
	CU_ASSERT_FATAL(f != NULL);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '#' || *line == '+' || !strchr(line, '|')) continue;
		judge_row(line, &sum);
	}
	fclose(f);
	for (int i = 0; i < N_MORE; i++) {
		snprintf(line, sizeof line, "%s", more[i]);
		judge_row(line, &sum);
	}
	printf("%d points with what sets their latency, %d excused\n", sum.named, sum.excused);
	CU_ASSERT_EQUAL(sum.against, 0);
	CU_ASSERT(sum.named >= ENOUGH);
	CU_ASSERT(ONE_IN * sum.excused <= sum.named);
}

CU_TestInfo test_latency[] = {
	{"what_is_named_lowers_it", what_is_named_lowers_it},
	CU_TEST_INFO_NULL,
};
