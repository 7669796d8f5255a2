/* test_estimate.c - confidence intervals by known values and by their coverage; steady and unsteady series. */
#include "engine/estimate.h"
#include "engine/random.h"
#include <CUnit/CUnit.h>
#include <gsl/gsl_randist.h>
#include <math.h>

static struct estimate estimate_of(const double *x, int n)
{
	struct estimate e = {0};
	for (int i = 0; i < n; i++)
		estimate_add(&e, x[i]);
	return e;
}

/* Student's t at 97.5 % as printed in tables: 12.706 (1 degree of freedom), 2.776 (4), 2.262 (9). */
static void known_values(void)
{
	struct estimate two = estimate_of((double[]){1, 3}, 2);
	CU_ASSERT_EQUAL(two.n, 2);
	CU_ASSERT_DOUBLE_EQUAL(two.mean, 2, 1e-15);
	CU_ASSERT_DOUBLE_EQUAL(estimate_ci95(&two), 12.7062047361747, 1e-9);

	struct estimate five = estimate_of((double[]){1, 2, 3, 4, 5}, 5);
	CU_ASSERT_DOUBLE_EQUAL(five.mean, 3, 1e-15);
	CU_ASSERT_DOUBLE_EQUAL(five.m2, 10, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(estimate_ci95(&five), 2.7764451051978 * sqrt(2.5 / 5), 1e-9);

	struct estimate ten = estimate_of((double[]){9, 0, 8, 1, 7, 2, 6, 3, 5, 4}, 10);
	CU_ASSERT_DOUBLE_EQUAL(ten.mean, 4.5, 1e-14);
	CU_ASSERT_DOUBLE_EQUAL(estimate_ci95(&ten), 2.2621571627410 * sqrt(82.5 / 9 / 10), 1e-9);

	struct estimate same = estimate_of((double[]){7, 7, 7}, 3);
	CU_ASSERT_EQUAL(estimate_ci95(&same), 0);
	/* Large offsets do not drown the spread, as a sum of squares would. */
	struct estimate offset = estimate_of((double[]){1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4, 1e9 + 5}, 5);
	CU_ASSERT_DOUBLE_EQUAL(offset.m2, 10, 1e-6);
}

static void missing_values(void)
{
	struct estimate e = {0};
	CU_ASSERT(isnan(estimate_ci95(&e)));
	estimate_add(&e, NAN);
	estimate_add(&e, 5);
	CU_ASSERT(isnan(estimate_ci95(&e)));
	CU_ASSERT_EQUAL(e.mean, 5);
	estimate_add(&e, NAN);
	estimate_add(&e, 7);
	CU_ASSERT_EQUAL(e.n, 2);
	CU_ASSERT_EQUAL(e.missing, 2);
	CU_ASSERT_EQUAL(e.mean, 6);
	CU_ASSERT_DOUBLE_EQUAL(estimate_ci95(&e), 12.7062047361747, 1e-9);
}

static gsl_rng *generator(unsigned long seed)
{
	gsl_rng *r = gsl_rng_alloc(rng_xoshiro256pp);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	gsl_rng_set(r, seed);
	return r;
}

/* 20000 intervals from 5 normal draws each: 95 % of them hold the true mean, give or take four standard errors of 0.154 %. */
static void coverage(void)
{
	gsl_rng *r = generator(5);
	int held = 0;
	for (int i = 0; i < 20000; i++) {
		struct estimate e = {0};
		for (int k = 0; k < 5; k++)
			estimate_add(&e, 100 + gsl_ran_gaussian(r, 15));
		held += fabs(e.mean - 100) <= estimate_ci95(&e);
	}
	CU_ASSERT_DOUBLE_EQUAL(held / 20000.0, 0.95, 4 * 0.00154);
	gsl_rng_free(r);
}

static void steady(void)
{
	gsl_rng *r = generator(6);
	double b[40];
	int called = 0;
	for (int i = 0; i < 2000; i++) {
		for (int k = 0; k < 40; k++)
			b[k] = 10 + gsl_ran_gaussian(r, 1);
		called += series_steady(b, 40, 0);
	}
	/* With no tolerance the t test alone decides: one false alarm in a thousand. */
	CU_ASSERT(called >= 2000 - 10);
	CU_ASSERT(called < 2000);
	for (int k = 0; k < 40; k++)
		b[k] = 3;
	CU_ASSERT(series_steady(b, 40, 0));
	for (int k = 0; k < 40; k++)
		b[k] = 0;
	CU_ASSERT(series_steady(b, 40, 0.05));
	gsl_rng_free(r);
}

static void unsteady(void)
{
	gsl_rng *r = generator(7);
	double b[40];
	for (int k = 0; k < 40; k++)
		b[k] = 10 + 0.1 * k + gsl_ran_gaussian(r, 0.2);
	CU_ASSERT_FALSE(series_steady(b, 40, 0.05));
	CU_ASSERT(series_steady(b, 40, 0.5)); /* drifts, but within the tolerance */
	/* The same drift hidden in noise is not proven. */
	for (int k = 0; k < 40; k++)
		b[k] = 10 + 0.1 * k + (k % 2 ? 40 : -40);
	CU_ASSERT(series_steady(b, 40, 0.05));
	/* A step without any noise. */
	for (int k = 0; k < 8; k++)
		b[k] = k < 4 ? 1 : 2;
	CU_ASSERT_FALSE(series_steady(b, 8, 0.1));
	CU_ASSERT(series_steady(b, 8, 1));
	/* Negative values drift too. */
	for (int k = 0; k < 8; k++)
		b[k] = k < 4 ? -1 : -2;
	CU_ASSERT_FALSE(series_steady(b, 8, 0.1));
	gsl_rng_free(r);
}

static void series_with_gaps(void)
{
	double b[9] = {1, 1, 1, 1, 999, 2, 2, 2, 2};
	CU_ASSERT_FALSE(series_steady(b, 9, 0));
	b[5] = b[6] = b[7] = b[8] = 1;
	CU_ASSERT(series_steady(b, 9, 0)); /* the middle one of nine is in neither half */
	b[0] = b[5] = NAN;
	CU_ASSERT(series_steady(b, 9, 0));
	b[6] = b[7] = b[8] = NAN;
	CU_ASSERT_FALSE(series_steady(b, 9, 0)); /* everything stopped half-way */
	for (int k = 0; k < 9; k++)
		b[k] = NAN;
	CU_ASSERT(series_steady(b, 9, 0));
}

CU_TestInfo test_estimate[] = {
	{"known_values", known_values}, {"missing_values", missing_values},     {"coverage", coverage}, {"steady", steady},
	{"unsteady", unsteady},         {"series_with_gaps", series_with_gaps}, CU_TEST_INFO_NULL};
