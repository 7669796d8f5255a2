/*
 * test_coverage.c - do the confidence intervals keep what they promise?  Each theory scenario is run with 200 master seeds; the
 * 95 % interval over its 10 replications must hold the closed form in 90 to 99 % of them.  Too few: the estimate is biased, or
 * the replications are not independent; too many: the interval is too wide.  And the mean of all 2000 replications must not be
 * off.
 *
 * Warm-up and length are chosen so that neither the empty start nor the shape of the replications' distribution matters:
 * warm-up at least 30 and length at least 300 relaxation times 1 us / (1 - sqrt(load))^2.
 */
#include "unit/theory.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>

#define SEEDS 200
#define BIASED 3.5 /* standard errors of the mean of all: p = 0.0005 */

struct watched {
	const char *name, *per; /* per: a ratio of two statistics, replication by replication; NULL = the statistic itself */
	double truth;
	int held;
	struct estimate of_all; /* of the seeds' means */
};

struct watch {
	int points;
	struct watched stat[4];
};

static void look(void *user, const struct point *p)
{
	struct watch *w = user;
	w->points++;
	CU_ASSERT_EQUAL_FATAL(p->replications, 10);
	for (struct watched *s = w->stat; s->name; s++) {
		int i = point_find(p, s->name);
		CU_ASSERT_FATAL(i >= 0);
		struct estimate e = s->per ? point_ratio(p, i, p, point_find(p, s->per)) : p->stat[i].est;
		CU_ASSERT_EQUAL_FATAL(e.n, 10);
		s->held += fabs(e.mean - s->truth) <= estimate_ci95(&e);
		estimate_add(&s->of_all, e.mean);
	}
}

static struct watch watch_of(const struct truth *t)
{
	struct watch w = {.stat = {{"in_system", NULL, t->inside, 0, {0}},
				   {"latency_mean", NULL, t->time, 0, {0}},
				   {"packet_rate", NULL, t->rate, 0, {0}}}};
	if (t->lost > 0) w.stat[2] = (struct watched){"dropped", "offered", t->lost, 0, {0}};
	return w;
}

/* set: up to four settings, then the seed. */
static void expect_coverage(const char *file, const char *const set[4], const struct truth *t)
{
	struct watch w = watch_of(t);
	const char *sets[6] = {"run.repeat=10"};
	int n = 1;
	for (int i = 0; i < 4 && set[i]; i++)
		sets[n++] = set[i];
	for (int seed = 1; seed <= SEEDS; seed++) {
		char text[40];
		snprintf(text, sizeof text, "run.seed=%d", seed);
		sets[n] = text;
		CU_ASSERT_FATAL(theory_run(file, sets, n + 1, look, &w));
	}
	CU_ASSERT_EQUAL(w.points, SEEDS);
	for (struct watched *s = w.stat; s->name; s++) {
		double coverage = (double)s->held / SEEDS,
		       z = (s->of_all.mean - s->truth) / sqrt(s->of_all.m2 / (SEEDS - 1) / SEEDS);
		printf("%s %s %s: %.1f %% of the intervals hold %.6g; mean of all %.6g, z = %.2f\n", file, set[0], s->name,
		       100 * coverage, s->truth, s->of_all.mean, z);
		CU_ASSERT(coverage >= 0.90);
		CU_ASSERT(coverage <= 0.99);
		CU_ASSERT(fabs(z) < BIASED);
	}
}

static void mm1_half(void)
{
	struct truth t = mm1_truth(0.5);
	expect_coverage("scenarios/theory/mm1.yaml",
			(const char *[4]){"traffic.rate=500kpps", "run.warmup=1ms", "run.length=20ms"}, &t);
}

static void mm1_most(void)
{
	struct truth t = mm1_truth(0.8);
	expect_coverage("scenarios/theory/mm1.yaml",
			(const char *[4]){"traffic.rate=800kpps", "run.warmup=5ms", "run.length=100ms"}, &t);
}

static void mm1_nearly_all(void)
{
	struct truth t = mm1_truth(0.95);
	expect_coverage("scenarios/theory/mm1.yaml",
			(const char *[4]){"traffic.rate=950kpps", "run.warmup=50ms", "run.length=500ms"}, &t);
}

static void md1(void)
{
	struct truth t = md1_truth(0.8);
	expect_coverage("scenarios/theory/md1.yaml",
			(const char *[4]){"traffic.rate=800kpps", "run.warmup=5ms", "run.length=100ms"}, &t);
}

static void mm1k(void)
{
	struct truth t = mm1k_truth(0.9, 8);
	expect_coverage("scenarios/theory/mm1k.yaml",
			(const char *[4]){"traffic.rate=900kpps", "run.warmup=5ms", "run.length=50ms"}, &t);
}

static void closed(void)
{
	struct truth t = closed_truth(8, 10);
	expect_coverage("scenarios/theory/closed.yaml",
			(const char *[4]){"traffic.outstanding=8", "run.warmup=1ms", "run.length=20ms"}, &t);
}

CU_TestInfo test_coverage[] = {
	{"M/M/1 at 0.5", mm1_half},
	{"M/M/1 at 0.8", mm1_most},
	{"M/M/1 at 0.95", mm1_nearly_all},
	{"M/D/1", md1},
	{"M/M/1/K", mm1k},
	{"closed network of 8", closed},
	CU_TEST_INFO_NULL,
};
