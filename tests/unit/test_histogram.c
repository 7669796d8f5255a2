/* test_histogram.c - bins tile the values without gap, and quantiles stay within the promised error. */
#include "engine/histogram.h"
#include "engine/random.h"
#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>

static struct histogram *new_histogram(void)
{
	struct histogram *h = malloc(sizeof *h);
	CU_ASSERT_PTR_NOT_NULL_FATAL(h);
	hist_reset(h);
	return h;
}

static void bins_tile(void)
{
	int wrong = 0;
	CU_ASSERT_EQUAL(hist_low(0), 0);
	for (int i = 0; i < HIST_BINS; i++) {
		int64_t low = hist_low(i), high = hist_high(i);
		wrong += !(low <= high);
		wrong += hist_index(low) != i || hist_index(high) != i || hist_index(low + (high - low) / 2) != i;
		if (i + 1 < HIST_BINS) wrong += hist_low(i + 1) != high + 1;
		/* Half a bin is the most by which a mid-point errs. */
		if (low > 0) wrong += (double)(high - low) / 2 > (double)low / 256;
	}
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(hist_high(HIST_BINS - 1), INT64_MAX);
	CU_ASSERT_EQUAL(hist_index(INT64_MAX), HIST_BINS - 1);
}

static void small_values_are_exact(void)
{
	for (int v = 0; v < 256; v++) {
		CU_ASSERT_EQUAL(hist_index(v), v);
		CU_ASSERT_EQUAL(hist_low(v), v);
		CU_ASSERT_EQUAL(hist_high(v), v);
	}
}

/* Each edge t of a power of two and of its 128 steps: t-1 and t fall into neighbouring bins. */
static void every_edge(void)
{
	int wrong = 0, edges = 0;
	for (int power = 8; power <= 62; power++) {
		for (int64_t step = 0; step < 128; step++) {
			int64_t t = (INT64_C(1) << power) + step * (INT64_C(1) << (power - 7));
			wrong += hist_index(t) != hist_index(t - 1) + 1;
			wrong += hist_low(hist_index(t)) != t || hist_high(hist_index(t - 1)) != t - 1;
			edges++;
		}
	}
	CU_ASSERT_EQUAL(edges, 55 * 128);
	CU_ASSERT_EQUAL(wrong, 0);
}

static void empty(void)
{
	struct histogram *h = new_histogram();
	CU_ASSERT_EQUAL(h->count, 0);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.5), -1);
	CU_ASSERT_EQUAL(hist_quantile(h, 1.0), -1);
	CU_ASSERT(isnan(hist_mean(h)));
	hist_add(h, 7);
	hist_reset(h);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.5), -1);
	CU_ASSERT_EQUAL(h->min, INT64_MAX);
	CU_ASSERT_EQUAL(h->max, -1);
	free(h);
}

static void ranks(void)
{
	struct histogram *h = new_histogram();
	for (int v = 1; v <= 100; v++)
		hist_add(h, v);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.5), 50);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.501), 51);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.99), 99);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.999), 100);
	CU_ASSERT_EQUAL(hist_quantile(h, 1.0), 100);
	CU_ASSERT_EQUAL(hist_quantile(h, 1e-9), 1);
	/* Products that rounding lifts just above a whole number: 0.07 * 100, 0.55 * 100, 0.57 * 100, 0.58 * 100. */
	CU_ASSERT_EQUAL(hist_quantile(h, 0.07), 7);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.55), 55);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.57), 57);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.58), 58);
	free(h);
}

static void extremes(void)
{
	struct histogram *h = new_histogram();
	hist_add(h, INT64_MAX);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.5), INT64_MAX);
	hist_add(h, INT64_MAX);
	hist_add(h, 0);
	CU_ASSERT(h->sum == (hist_wide)INT64_MAX * 2);
	CU_ASSERT_DOUBLE_EQUAL(hist_mean(h), 0x1p63 * 2 / 3, 0x1p63 * 1e-15);
	CU_ASSERT_EQUAL(h->min, 0);
	CU_ASSERT_EQUAL(h->max, INT64_MAX);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.33), 0);
	/* One value in a wide bin is reported as itself. */
	hist_reset(h);
	hist_add(h, 1000000007);
	CU_ASSERT_EQUAL(hist_quantile(h, 0.01), 1000000007);
	CU_ASSERT_EQUAL(hist_quantile(h, 1.0), 1000000007);
	free(h);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void quantiles_against_sorting(void)
{
	enum { N = 100000 };
	static const struct {
		double q;
		int rank;
	} wanted[] = {{0.00001, 1}, {0.01, 1000}, {0.25, 25000}, {0.5, 50000}, {0.9, 90000}, {0.999, 99900}, {1.0, N}};
	int64_t *v = malloc(N * sizeof *v);
	struct histogram *h = new_histogram();
	CU_ASSERT_PTR_NOT_NULL_FATAL(v);
	struct stream s;
	stream_init(&s, 1, 0, "quantiles");
	for (double mean = 30; mean < 1e15; mean *= 1000) {
		hist_reset(h);
		int64_t sum = 0;
		for (int i = 0; i < N; i++) {
			v[i] = stream_exponential(&s, mean);
			hist_add(h, v[i]);
			if (mean < 1e12) sum += v[i];
		}
		qsort(v, N, sizeof *v, by_value);
		CU_ASSERT_EQUAL(h->count, N);
		CU_ASSERT_EQUAL(h->min, v[0]);
		CU_ASSERT_EQUAL(h->max, v[N - 1]);
		if (mean < 1e12) CU_ASSERT(h->sum == sum);
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
			double exact = (double)v[wanted[k].rank - 1], got = (double)hist_quantile(h, wanted[k].q);
			CU_ASSERT(fabs(got - exact) <= exact / 256);
		}
	}
	free(h);
	free(v);
}

CU_TestInfo test_histogram[] = {{"bins_tile", bins_tile},
				{"small_values_are_exact", small_values_are_exact},
				{"every_edge", every_edge},
				{"empty", empty},
				{"ranks", ranks},
				{"extremes", extremes},
				{"quantiles_against_sorting", quantiles_against_sorting},
				CU_TEST_INFO_NULL};
