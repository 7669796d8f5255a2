/* histogram.h - log-linear histogram of int64 values >= 0 with bounded relative error, fixed size, integer counts. */
#ifndef ENGINE_HISTOGRAM_H
#define ENGINE_HISTOGRAM_H
#include <stdint.h>

/*
 * Values below 256 have a bin each. Above, each power of two is cut into 128 bins of equal width:
 *
 *   value   0 ... 255 | 256 258 ... 510 | 512 516 ... 1020 | 1024 ...
 *   index   0 ... 255 | 256 257 ... 383 | 384 385 ...  511 |  512 ...
 *   width       1     |        2        |        4         |   8
 */
#define HIST_SUB_BITS 7 /* relative error of a percentile <= 1/256, as the mid-point of its bin is reported */
#define HIST_BINS ((64 - HIST_SUB_BITS) << HIST_SUB_BITS)
__extension__ typedef __int128 hist_wide; /* 1e8 latencies of 0.1 s in ps overflow an int64 */
struct histogram {
	int64_t count, min, max; /* min = INT64_MAX and max = -1 when empty */
	hist_wide sum;           /* exact */
	int64_t bin[HIST_BINS];
};

/* Make h empty. Zeroed memory is not an empty histogram (its min would be wrong). */
void hist_reset(struct histogram *h);
/* Index of the bin that holds v >= 0, and the smallest and largest value of a bin. */
static inline int hist_index(int64_t v)
{
	int shift = 63 - HIST_SUB_BITS - __builtin_clzll((uint64_t)v | (1u << HIST_SUB_BITS));
	return (int)((shift << HIST_SUB_BITS) + (int64_t)((uint64_t)v >> shift));
}
int64_t hist_low(int index);
int64_t hist_high(int index);
static inline void hist_add(struct histogram *h, int64_t v)
{
	h->count++;
	h->sum += v;
	if (v < h->min) h->min = v;
	if (v > h->max) h->max = v;
	h->bin[hist_index(v)]++;
}
/* Mean of the values, from the exact sum; NaN when empty. */
double hist_mean(const struct histogram *h);
/* Value at quantile q in (0,1]: mid-point of the bin of the ceil(q*count)-th value, clipped to [min,max]; -1 when empty. */
int64_t hist_quantile(const struct histogram *h, double q);
#endif
