/* histogram.c - bin edges and quantiles of the log-linear histogram. */
#include "engine/histogram.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { STEPS = 1 << HIST_SUB_BITS };

void hist_reset(struct histogram *h)
{
	memset(h, 0, sizeof *h);
	h->min = INT64_MAX;
	h->max = -1;
}

/* How many low bits of its values the bin ignores. */
static int bin_shift(int index)
{
	return index < 2 * STEPS ? 0 : index / STEPS - 1;
}

int64_t hist_low(int index)
{
	int shift = bin_shift(index);
	return (int64_t)(index - shift * STEPS) << shift;
}

int64_t hist_high(int index)
{
	return hist_low(index) + ((INT64_C(1) << bin_shift(index)) - 1);
}

double hist_mean(const struct histogram *h)
{
	return h->count ? (double)h->sum / (double)h->count : NAN;
}

/* ceil(q * count), but 0.07 * 100 = 7.000000000000001 is 7. */
static int64_t rank_of(double q, int64_t count)
{
	double exact = q * (double)count, whole = floor(exact);
	if (exact - whole > exact * (2 * DBL_EPSILON)) whole += 1;
	if (!(whole >= 1)) return 1;
	return whole >= (double)count ? count : (int64_t)whole;
}

int64_t hist_quantile(const struct histogram *h, double q)
{
	if (h->count == 0) return -1;
	int64_t left = rank_of(q, h->count);
	int i = hist_index(h->min);
	for (; i < HIST_BINS - 1; i++) {
		left -= h->bin[i];
		if (left <= 0) break;
	}
	int64_t low = hist_low(i), mid = low + (hist_high(i) - low) / 2;
	if (mid < h->min) return h->min;
	return mid > h->max ? h->max : mid;
}
