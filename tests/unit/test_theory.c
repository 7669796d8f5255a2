/*
 * test_theory.c - the engine against queueing theory: each statistic's 99.9 % interval holds the closed form, and is narrow
 * enough to mean something.  How often intervals hold it, over many seeds, is a long test (tests/long/test_coverage.c).
 */
#include "unit/theory.h"
#include <CUnit/CUnit.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Percentiles come from a histogram whose bins are so wide. */
#define BIN_ERROR (1.0 / 256)

/*
 * Half-width of the 99.9 % interval for all STATISTICS that the suite looks at together (Bonferroni), from that of the 95 % interval of
 * one. One at 99.9 % each would fail one seed in thirty for no reason.
 */
#define STATISTICS 44
static double wide_half(const struct estimate *e)
{
	double dof = e->n - 1;
	return estimate_ci95(e) * gsl_cdf_tdist_Pinv(1 - 0.0005 / STATISTICS, dof) / gsl_cdf_tdist_Pinv(0.975, dof);
}

/* The mean of a statistic must be the truth within its interval, and the interval at most `narrow` of the truth to each side. */
static void expect_near(const struct point *p, const char *name, double truth, double narrow, double bin_error)
{
	int i = point_find(p, name);
	CU_ASSERT_FATAL(i >= 0);
	double mean = p->stat[i].est.mean, half = wide_half(&p->stat[i].est);
	bool holds = fabs(mean - truth) <= half + bin_error * truth, means_something = half <= narrow * truth;
	if (!holds || !means_something)
		printf("%s: %.6g +- %.3g (99.9 %% of all together), theory says %.6g, interval wanted within %.3g\n", name, mean,
		       half, truth, narrow * truth);
	CU_ASSERT(holds);
	CU_ASSERT(means_something);
}

static void expect(const struct point *p, const char *name, double truth, double narrow)
{
	expect_near(p, name, truth, narrow, 0);
}

static void expect_truth(const struct point *p, const struct truth *t, double narrow)
{
	expect(p, "in_system", t->inside, narrow);
	expect(p, "latency_mean", t->time, narrow);
	expect(p, "packet_rate", t->rate, narrow);
}

static void expect_no_loss(const struct point *p)
{
	CU_ASSERT_EQUAL(point_mean(p, point_find(p, "dropped")), 0);
}

/* What has to be seen, one point after the other. */
struct sight {
	int points;
	double narrow;
};

/* The time inside is exponential too: its quantile q is -ln(1 - q) of its mean. */
static void look_mm1(void *user, const struct point *p)
{
	struct sight *s = user;
	static const double loads[] = {0.5, 0.8, 0.95};
	CU_ASSERT_FATAL(s->points < 3);
	double load = loads[s->points++];
	struct truth t = mm1_truth(load);
	double narrow = s->narrow / (1 - load);
	expect_truth(p, &t, narrow);
	expect_near(p, "latency_p50", t.time * log(2), narrow, BIN_ERROR);
	expect_near(p, "latency_p90", t.time * log(10), narrow, BIN_ERROR);
	expect_near(p, "latency_p99", t.time * log(100), 2 * narrow, BIN_ERROR);
	/* At 0.95 a run has a handful of busy periods with such times: their order statistics are biased, not the program. */
	if (load < 0.9) expect_near(p, "latency_p999", t.time * log(1000), 4 * narrow, BIN_ERROR);
	expect_no_loss(p);
}

static void mm1(void)
{
	static const char *const brief[] = {"run.warmup=10ms", "run.length=40ms", "run.repeat=20",
					    "traffic.rate=[500kpps,800kpps]"};
	static const char *const sets[] = {"run.warmup=30ms", "run.length=150ms", "run.repeat=20"};
	bool thorough = getenv("LONG");
	struct sight s = {.narrow = thorough ? 0.01 : 0.02}; /* half as sure in a quarter of the time */
	CU_ASSERT(theory_run("scenarios/theory/mm1.yaml", thorough ? sets : brief, thorough ? 3 : 4, look_mm1, &s));
	CU_ASSERT_EQUAL(s.points, thorough ? 3 : 2);
}

static void look_md1(void *user, const struct point *p)
{
	struct truth t = md1_truth(0.8);
	((struct sight *)user)->points++;
	expect_truth(p, &t, 0.05);
	expect_no_loss(p);
}

static void md1(void)
{
	static const char *const sets[] = {"run.length=22ms", "run.repeat=20"};
	struct sight s = {0};
	CU_ASSERT(theory_run("scenarios/theory/md1.yaml", sets, 2, look_md1, &s));
	CU_ASSERT_EQUAL(s.points, 1);
}

/* Pollaczek and Khinchine: all wait l s2 / (2(1-r)) = 0.825 / (2 * 0.25) us, whatever their class; services are 0.5 and 1.5 us. */
static void look_two_classes(void *user, const struct point *p)
{
	((struct sight *)user)->points++;
	expect(p, "traffic_short_latency_mean", 1.65 + 0.5, 0.05);
	expect(p, "traffic_long_latency_mean", 1.65 + 1.5, 0.05);
	expect(p, "traffic_short_packet_rate", 600e3, 0.02);
	expect(p, "traffic_long_packet_rate", 300e3, 0.02);
	expect_no_loss(p);
}

static void two_classes(void)
{
	static const char *const sets[] = {"run.length=30ms", "run.repeat=20"};
	struct sight s = {0};
	CU_ASSERT(theory_run("scenarios/theory/two-classes.yaml", sets, 2, look_two_classes, &s));
	CU_ASSERT_EQUAL(s.points, 1);
}

static void look_mm1k(void *user, const struct point *p)
{
	struct truth t = mm1k_truth(0.9, 8);
	int offered = point_find(p, "offered"), dropped = point_find(p, "dropped");
	((struct sight *)user)->points++;
	expect_truth(p, &t, 0.05);
	struct estimate lost = point_ratio(p, dropped, p, offered);
	double half = wide_half(&lost);
	CU_ASSERT(fabs(lost.mean - t.lost) <= half);
	CU_ASSERT(half <= 0.1 * t.lost);
}

static void mm1k(void)
{
	static const char *const sets[] = {"run.length=22ms", "run.repeat=20"};
	struct sight s = {0};
	CU_ASSERT(theory_run("scenarios/theory/mm1k.yaml", sets, 2, look_mm1k, &s));
	CU_ASSERT_EQUAL(s.points, 1);
}

static void look_closed(void *user, const struct point *p)
{
	((struct sight *)user)->points++;
	CU_ASSERT_EQUAL_FATAL(p->n_axes, 1);
	struct truth t = closed_truth(atoi(p->axis[0].text), 10);
	expect_truth(p, &t, 0.05);
	expect_no_loss(p);
}

static void closed(void)
{
	static const char *const sets[] = {"run.length=10ms", "run.repeat=20", "traffic.outstanding=[1,8,64]"};
	bool all = getenv("LONG");
	struct sight s = {0};
	CU_ASSERT(theory_run("scenarios/theory/closed.yaml", sets, all ? 2 : 3, look_closed, &s));
	CU_ASSERT_EQUAL(s.points, all ? 7 : 3);
}

/* The closed forms themselves, where they can be said without them. */
static void closed_forms(void)
{
	CU_ASSERT_DOUBLE_EQUAL(mm1_truth(0.8).time, 5, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(md1_truth(0.8).time, 3, 1e-12); /* waits half as long as in M/M/1 */
	struct truth one = mm1k_truth(2, 1);                   /* Erlang's loss system: a / (1 + a) */
	CU_ASSERT_DOUBLE_EQUAL(one.lost, 2.0 / 3, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(one.time, 1, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(mm1k_truth(0.5, 60).inside, mm1_truth(0.5).inside, 1e-12);
	struct truth alone = closed_truth(1, 10); /* never waits */
	CU_ASSERT_DOUBLE_EQUAL(alone.time, 1, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(alone.rate, 1e6 / 11, 1e-6);
	for (int n = 1; n <= 64; n++) { /* who is not at the server thinks */
		struct truth t = closed_truth(n, 10);
		CU_ASSERT_DOUBLE_EQUAL(n - t.inside, t.rate * 10e-6, 1e-9);
	}
}

CU_TestInfo test_theory[] = {
	{"closed forms agree with simpler ones", closed_forms},
	{"M/M/1 at 0.5 and 0.8, with LONG at 0.95, too", mm1},
	{"M/D/1", md1},
	{"M/G/1 of two traffics", two_classes},
	{"M/M/1/K", mm1k},
	{"closed network of 1 to 64 requesters", closed},
	CU_TEST_INFO_NULL,
};
