/* test_judge.c - published against simulated numbers: what is met, what is told. */
#include "report/judge.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool met(enum claim_kind kind, double value, double from, double to, int percent)
{
	return published_met(kind, value, from, to, percent * INT64_C(10000));
}

static void tolerances(void)
{
	CU_ASSERT(met(CLAIM_PREDICTED, 2.0, 2, 2, 0));
	CU_ASSERT(met(CLAIM_PREDICTED, 2.2, 2, 2, 10) && met(CLAIM_PREDICTED, 1.8, 2, 2, 10));
	CU_ASSERT(met(CLAIM_PREDICTED, 1.1, 1, 1, 10)); /* 1.1 - 1 is a little more than 0.1 */
	CU_ASSERT(!met(CLAIM_PREDICTED, 2.2000001, 2, 2, 10) && !met(CLAIM_PREDICTED, 1.7999999, 2, 2, 10));
	CU_ASSERT(!met(CLAIM_PREDICTED, 2.0000001, 2, 2, 0));
	CU_ASSERT(!met(CLAIM_PREDICTED, nextafter(2, 3), 2, 2, 0));
	CU_ASSERT(!met(CLAIM_PREDICTED, NAN, 2, 2, 10));
	CU_ASSERT(!met(CLAIM_PREDICTED, INFINITY, 2, 2, 100));
}

static void exactness(void)
{
	CU_ASSERT(met(CLAIM_EXACT, 12, 12, 12, 0));
	CU_ASSERT(!met(CLAIM_EXACT, nextafter(12, 13), 12, 12, 0) && !met(CLAIM_EXACT, nextafter(12, 11), 12, 12, 0));
	CU_ASSERT(!met(CLAIM_EXACT, 12.1, 12, 12, 10)); /* no tolerance can be written; none would count */
}

static void ranges(void)
{
	CU_ASSERT(met(CLAIM_PREDICTED, 2222, 2222, 2857, 0) && met(CLAIM_PREDICTED, 2857, 2222, 2857, 0));
	CU_ASSERT(met(CLAIM_EXACT, 2500, 2222, 2857, 0));
	CU_ASSERT(!met(CLAIM_PREDICTED, nextafter(2222, 0), 2222, 2857, 0));
	CU_ASSERT(!met(CLAIM_PREDICTED, nextafter(2857, 3000), 2222, 2857, 0));
	/* Outside of one a tolerance is of the end that is nearer. */
	CU_ASSERT(met(CLAIM_PREDICTED, 2000, 2222, 2857, 10) && !met(CLAIM_PREDICTED, 1999, 2222, 2857, 10));
	CU_ASSERT(met(CLAIM_PREDICTED, 3142, 2222, 2857, 10) && !met(CLAIM_PREDICTED, 3143, 2222, 2857, 10));
}

static void zeros(void)
{
	CU_ASSERT(met(CLAIM_PREDICTED, 0, 0, 0, 10) && met(CLAIM_EXACT, 0, 0, 0, 0));
	CU_ASSERT(!met(CLAIM_PREDICTED, 1e-9, 0, 0, 100) && !met(CLAIM_PREDICTED, -1e-9, 0, 0, 100));
}

static void numbers(void)
{
	double v = 0;
	CU_ASSERT(claim_number("2Gb/s", "Mb/s", &v) && v == 2000);
	CU_ASSERT(claim_number("2222/s", "1/s", &v) && v == 2222);
	CU_ASSERT(claim_number("25593pps", "1/s", &v) && v == 25593);
	CU_ASSERT(claim_number("0.0013ms", "us", &v) && v == 1.3);
	CU_ASSERT(claim_number("12", "packets", &v) && v == 12);
	CU_ASSERT(claim_number("0.3", "", &v) && v == 0.3);
	CU_ASSERT(claim_number("30%", "%", &v) && v == 30);
	CU_ASSERT(claim_number("4KiB", "B", &v) && v == 4096);
	CU_ASSERT(!claim_number("2Gb/s", "packets", &v) && !claim_number("12", "Gb/s", &v) && !claim_number("2us", "B", &v));
	CU_ASSERT(!claim_number("/s", "1/s", &v) && !claim_number("2x/s", "1/s", &v));
}

/* A point of one statistic, x, with two samples around value. */
struct made {
	struct point p;
	double sample[2];
};

static const struct point *make(struct made *m, const char *unit, double first, double second)
{
	memset(m, 0, sizeof *m);
	m->p.n_stats = 1;
	m->p.stat[0] = (struct point_stat){.name = "x", .unit = unit};
	m->sample[0] = first;
	m->sample[1] = second;
	estimate_add(&m->p.stat[0].est, first);
	estimate_add(&m->p.stat[0].est, second);
	m->p.sample = m->sample;
	m->p.samples = 2;
	m->p.stride = 1;
	return &m->p;
}

static struct claim claim_of(enum claim_kind kind, const char *published, int percent)
{
	return (struct claim){
		.id = "1-a", .of = "x", .published = published, .tolerance = percent * INT64_C(10000), .kind = kind, .note = ""};
}

static struct judged judged(const struct claim *c, const struct point *at, const struct point *over)
{
	struct judged j = {.claim = c, .scenario = "s.yaml", .source = ""};
	judge_points(&j, at, over);
	return j;
}

static void verdicts(void)
{
	struct made m;
	struct claim c = claim_of(CLAIM_PREDICTED, "10us", 10);
	/* Just outside the tolerance, although the interval reaches far into it: the interval does not count. */
	struct judged j = judged(&c, make(&m, "us", 9, 13.1), NULL);
	CU_ASSERT(j.verdict == VERDICT_MISS && !*j.remark && j.ci95 > 5);
	CU_ASSERT_DOUBLE_EQUAL(j.error, 0.105, 1e-12);
	j = judged(&c, make(&m, "us", 10, 11), NULL);
	CU_ASSERT(j.verdict == VERDICT_OK && j.n == 2 && j.from == 10 && j.to == 10);
	j = judged(&c, make(&m, "packets", 10, 10), NULL);
	CU_ASSERT(j.verdict == VERDICT_MISS);
	CU_ASSERT_STRING_EQUAL(j.remark, "'10us' can't be compared: x is counted in packets");
	c.of = "y";
	j = judged(&c, make(&m, "us", 10, 10), NULL);
	CU_ASSERT(j.verdict == VERDICT_MISS && isnan(j.value));
	CU_ASSERT_STRING_EQUAL(j.remark, "there is no statistic 'y'");
	c.of = "x";
	j = judged(&c, make(&m, "us", NAN, NAN), NULL);
	CU_ASSERT(j.verdict == VERDICT_MISS);
	CU_ASSERT_STRING_EQUAL(j.remark, "x does not exist here");
	make(&m, "us", 10, 10);
	m.p.unsteady = true;
	strcpy(m.p.unsteady_why, "it drifts");
	j = judged(&c, &m.p, NULL);
	CU_ASSERT(j.verdict == VERDICT_MISS && strcmp(j.remark, "not steady: it drifts") == 0);
	m.p.failed = true;
	strcpy(m.p.failure, "broken");
	j = judged(&c, &m.p, NULL);
	CU_ASSERT(j.verdict == VERDICT_MISS && strcmp(j.remark, "the run failed: broken") == 0);
}

static void flags(void)
{
	struct made m;
	struct claim c = claim_of(CLAIM_FLAGGED, "20", 10);
	struct judged j = judged(&c, make(&m, "packets", 12, 12), NULL);
	CU_ASSERT(j.verdict == VERDICT_FLAG && !*j.remark);
	j = judged(&c, make(&m, "packets", 19, 19), NULL);
	CU_ASSERT(j.verdict == VERDICT_FLAG);
	CU_ASSERT_STRING_EQUAL(j.remark, "a flag without reason: the simulated number is the published one");
}

static void ratios(void)
{
	struct made at, over;
	struct claim c = claim_of(CLAIM_EXACT, "2", 0);
	struct judged j = judged(&c, make(&at, "us", 10, 20), make(&over, "us", 5, 10));
	CU_ASSERT(j.verdict == VERDICT_OK && j.value == 2 && j.ci95 == 0 && !*j.unit);
	make(&over, "us", 5, 10);
	over.p.samples = 1; /* not the same replications: mean by mean */
	j = judged(&c, make(&at, "us", 10, 20), &over.p);
	CU_ASSERT(j.verdict == VERDICT_OK && j.value == 2 && isnan(j.ci95));
	j = judged(&c, make(&at, "us", 10, 20), make(&over, "us", 0, 0));
	CU_ASSERT(j.verdict == VERDICT_MISS && strcmp(j.remark, "x does not exist here") == 0);
}

static void refusals(void)
{
	struct claim c = {.id = "1-b", .of = "", .published = "", .n_refused = 1, .kind = CLAIM_EXACT, .note = ""};
	struct judged j = {.claim = &c};
	judge_refusal(&j, REFUSED_THERE, "no");
	CU_ASSERT_EQUAL(j.verdict, VERDICT_OK);
	CU_ASSERT_STRING_EQUAL(j.remark, "refused: no");
	judge_refusal(&j, REFUSED_ANYWAY, "no");
	CU_ASSERT(j.verdict == VERDICT_MISS && strcmp(j.remark, "it is refused without that, too: no") == 0);
	judge_refusal(&j, NOT_REFUSED, "");
	CU_ASSERT(j.verdict == VERDICT_MISS && strcmp(j.remark, "it is accepted") == 0);
	judge_refusal(&j, REFUSED_ELSEWHERE, "no");
	CU_ASSERT(j.verdict == VERDICT_MISS && strcmp(j.remark, "it is refused for another reason: no") == 0);
}

/* The table's group lines: a price that is named for two claims of a group is one constant. */
static void constants(void)
{
	static const struct calibration list[] = {
		{"p", "kick", "1-a", {0}}, {"p", "kick", "1-b", {0}}, {"p/qemu", "kick", "1-b", {0}}, {"p", "kick", "2-a", {0}}};
	struct claim a = claim_of(CLAIM_CALIBRATED, "10us", 10), b = a, z = a;
	struct made m;
	char *text = NULL;
	size_t size = 0;
	b.id = "1-b";
	z.id = "3-z";
	struct judged j[3] = {judged(&a, make(&m, "us", 10, 10), NULL), judged(&b, &m.p, NULL), judged(&z, &m.p, NULL)};
	judge_constants(j, 3, list, 4);
	CU_ASSERT(!*j[0].remark && !*j[1].remark);
	CU_ASSERT_STRING_EQUAL(j[2].remark, "calibrated, but nothing says that it was set by it");
	FILE *f = open_memstream(&text, &size);
	CU_ASSERT_FATAL(f && judged_text(f, &(struct judgement){.n = 3, .judged = j, .n_calibrations = 4, .calibration = list}));
	CU_ASSERT_EQUAL(fclose(f), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n1: 2 constants for 2 calibrated numbers; 0 predicted; 0 exact\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n  constants: p: kick, p/qemu: kick\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n3: 0 constants for 1 calibrated number; 0 predicted; 0 exact\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n3 claims: 3 ok, 0 missed, 0 flagged\n"));
	free(text);
}

CU_TestInfo test_judge[] = {
	{"just inside and outside a tolerance", tolerances},
	{"exact is exact", exactness},
	{"the ends of a range", ranges},
	{"a published zero", zeros},
	{"published numbers in a statistic's unit", numbers},
	{"verdicts", verdicts},
	{"flags", flags},
	{"ratios", ratios},
	{"refusals", refusals},
	{"constants of a group", constants},
	CU_TEST_INFO_NULL,
};
