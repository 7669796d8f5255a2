/* test_diff.c - two runs beside each other: which points are the same, what changed by how much, and rules that are met. */
#include "report/diff.h"
#include "run/outcome.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct pair_of {
	struct arena arena;
	struct names names;
	struct point a[2], b[2];
	struct diff d;
};

static void fill(struct point *p, const double *x, int n, int64_t seed, struct names *names)
{
	CU_ASSERT_FATAL(point_begin(p, n));
	for (int r = 0; r < n; r++) {
		struct outcome o = {.ok = true, .steady = true, .n_stats = 1, .n_limits = 1};
		o.stat[0] = (struct stat){"latency_mean", "us", "", x[r]};
		o.limit[0] = (struct limit){"wire", LIMIT_BUSY, 1};
		CU_ASSERT_FATAL(point_add(p, &o, names));
	}
	point_end(p);
	p->seed = seed;
}

/* One point a side. */
static struct pair_of *one_of(const double *x, int n, const double *y, int m, int64_t seed_b)
{
	struct pair_of *w = calloc(1, sizeof(*w));
	struct error err = {0};
	CU_ASSERT_FATAL(w != NULL);
	fill(&w->a[0], x, n, 1, &w->names);
	fill(&w->b[0], y, m, seed_b, &w->names);
	w->d = (struct diff){.arena = &w->arena, .a = {.n = 1, .point = w->a}, .b = {.n = 1, .point = w->b}};
	CU_ASSERT_FATAL(diff_match(&w->d, &err) && diff_statistics(&w->d, &err));
	CU_ASSERT_FATAL(w->d.n == 1 && w->d.pair[0].n == 1);
	return w;
}

static void drop(struct pair_of *w)
{
	for (int i = 0; i < 2; i++) {
		point_free(&w->a[i]);
		point_free(&w->b[i]);
	}
	names_free(&w->names);
	arena_free(&w->arena);
	free(w);
}

/* Differences 1, 2 and 3: mean 2, standard error 1 / sqrt(3), t(0.975, 2) = 4.3026527. */
static void same_packets_are_paired(void)
{
	const double x[] = {10, 20, 30}, y[] = {11, 22, 33};
	struct pair_of *w = one_of(x, 3, y, 3, 1);
	const struct diff_stat *s = &w->d.pair[0].stat[0];
	CU_ASSERT(s->paired);
	CU_ASSERT_DOUBLE_EQUAL(s->change, 2, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(s->half, 4.3026527299 / sqrt(3), 1e-6);
	CU_ASSERT_EQUAL(s->verdict, DIFF_SAME);
	CU_ASSERT_DOUBLE_EQUAL(diff_percent(s, s->change), 10, 1e-12);
	drop(w);
}

/* Of another seed both intervals count: of 10, 20, 30 it is 4.3026527 * 10 / sqrt(3). */
static void others_are_not(void)
{
	const double x[] = {10, 20, 30}, y[] = {110, 120, 130};
	struct pair_of *w = one_of(x, 3, y, 3, 2);
	const struct diff_stat *s = &w->d.pair[0].stat[0];
	CU_ASSERT_FALSE(s->paired);
	CU_ASSERT_DOUBLE_EQUAL(s->half, sqrt(2) * 4.3026527299 * 10 / sqrt(3), 1e-5);
	CU_ASSERT_EQUAL(s->verdict, DIFF_CHANGED);
	drop(w);
}

static void one_replication_is_not_sure(void)
{
	const double x[] = {10}, y[] = {11};
	struct pair_of *w = one_of(x, 1, y, 1, 1);
	CU_ASSERT(isnan(w->d.pair[0].stat[0].half));
	CU_ASSERT_EQUAL(w->d.pair[0].stat[0].verdict, DIFF_UNSURE);
	drop(w);
}

static void the_same_is_the_same(void)
{
	const double x[] = {10, 12, 11};
	struct pair_of *w = one_of(x, 3, x, 3, 1);
	CU_ASSERT_EQUAL(w->d.pair[0].stat[0].change, 0);
	CU_ASSERT_EQUAL(w->d.pair[0].stat[0].verdict, DIFF_SAME);
	drop(w);
}

/* The other way round each change has the other sign and the same interval. */
static void turned_round(void)
{
	const double x[] = {10, 12, 11}, y[] = {15, 16, 19};
	struct pair_of *w = one_of(x, 3, y, 3, 1), *v = one_of(y, 3, x, 3, 1);
	const struct diff_stat *s = &w->d.pair[0].stat[0], *t = &v->d.pair[0].stat[0];
	CU_ASSERT_DOUBLE_EQUAL(s->change, -t->change, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(s->half, t->half, 1e-12);
	CU_ASSERT_EQUAL(s->verdict, t->verdict);
	drop(w);
	drop(v);
}

static bool meets(const char *rule, double before, double after)
{
	const double x[] = {before, before}, y[] = {after, after};
	struct pair_of *w = one_of(x, 2, y, 2, 1);
	struct diff_rule r;
	struct error err = {0};
	CU_ASSERT_FATAL(diff_rule_read(&r, rule, &w->arena, &err));
	w->d.rule = &r;
	w->d.n_rules = 1;
	CU_ASSERT_FATAL(diff_rules_judge(&w->d, &err));
	bool met = diff_fails(&w->d);
	drop(w);
	return met;
}

static void rules(void)
{
	CU_ASSERT(meets("latency_mean<-2%", 100, 97));
	CU_ASSERT_FALSE(meets("latency_mean<-2%", 100, 99));
	CU_ASSERT_FALSE(meets("latency_mean<-2%", 100, 103));
	CU_ASSERT(meets("latency_mean > +2 %", 100, 103));
	CU_ASSERT_FALSE(meets("latency_mean>2%", 100, 102));
	CU_ASSERT(meets("latency_mean>=2%", 100, 102));
	CU_ASSERT(meets("latency_mean>5us", 100, 106));
	CU_ASSERT_FALSE(meets("latency_mean>5us", 100, 104));
	CU_ASSERT(meets("latency_mean>0.005ms", 100, 106));
	CU_ASSERT(meets("latency_mean>0", 0, 1));
	CU_ASSERT(meets("latency_mean>1000%", 0, 1));
	CU_ASSERT_FALSE(meets("latency_mean>0", 0, 0));
}

static void what_is_no_rule(void)
{
	static const char *const bad[] = {
		"", "latency_mean", "latency_mean<", "<2%", "latency_mean=2%", "latency_mean<-", "latency_mean<x"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct arena a = {0};
		struct diff_rule r;
		struct error err = {0};
		CU_ASSERT_FALSE(diff_rule_read(&r, bad[i], &a, &err) || !err.set);
		arena_free(&a);
	}
}

static void set_axis(struct point *p, const char *key, const char *text)
{
	p->axis = calloc(1, sizeof(*p->axis));
	CU_ASSERT_FATAL(p->axis != NULL);
	p->axis[p->n_axes++] = (struct axis_value){.key = key, .text = text, .type = 's'};
}

static const char *fixed(const struct diff_side *side, int point, const char *key)
{
	(void)side, (void)point;
	return strcmp(key, "nic.scheme.model") == 0 ? "small" : NULL;
}

/* A has big and small, B is small: by what it is set to, not by an axis. */
static void matched_by_what_is_fixed(void)
{
	const double x[] = {1, 1};
	struct pair_of *w = calloc(1, sizeof(*w));
	struct error err = {0};
	CU_ASSERT_FATAL(w != NULL);
	for (int i = 0; i < 2; i++)
		fill(&w->a[i], x, 2, 1, &w->names);
	fill(&w->b[0], x, 2, 1, &w->names);
	set_axis(&w->a[0], "nic.scheme.model", "big");
	set_axis(&w->a[1], "nic.scheme.model", "small");
	w->d = (struct diff){.arena = &w->arena, .a = {.n = 2, .point = w->a}, .b = {.n = 1, .point = w->b, .value = fixed}};
	CU_ASSERT(diff_match(&w->d, &err));
	CU_ASSERT_EQUAL(w->d.n, 1);
	CU_ASSERT_EQUAL(w->d.pair[0].at_a, 1);
	CU_ASSERT_EQUAL(w->d.n_only_a, 1);
	CU_ASSERT_EQUAL(w->d.n_only_b, 0);
	drop(w);
}

CU_TestInfo test_diff[] = {{"replications of the same packets are compared one by one", same_packets_are_paired},
			   {"others by both intervals", others_are_not},
			   {"one replication has no interval", one_replication_is_not_sure},
			   {"what is the same is told to be", the_same_is_the_same},
			   {"the other way round signs turn", turned_round},
			   {"rules", rules},
			   {"what is no rule", what_is_no_rule},
			   {"points are matched by axes and by what is fixed", matched_by_what_is_fixed},
			   CU_TEST_INFO_NULL};
