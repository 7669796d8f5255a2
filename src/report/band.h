/*
 * band.h - what a point's answer would be if the prices that are not known well were others.  A sample gives each of them another value
 * in its range; which one goes by the price's name alone, so that in sample i all points, of whatever scenario, are priced alike and can
 * be compared.
 */
#ifndef REPORT_BAND_H
#define REPORT_BAND_H
#include <stdbool.h>
#include <stdint.h>

struct point;
struct statistic;

/* What becomes of prices that are not known well: nothing; they are counted; the point is run with others in their place, too. */
enum band_wish { BAND_NONE, BAND_COUNTED, BAND_TRIED };

#define BAND_STATS 8    /* at least as many as LIST_HEADLINE has */
#define BAND_SAMPLES 64 /* most of a point */

struct band_price {
	const char *key;        /* "host_copy_byte"; in the point's names */
	const char *with;       /* the price it is tied to, or key */
	const char *text;       /* its value as written */
	const char *low, *high; /* its range, as it is printed */
};

struct band {
	int used;                 /* prices other than zero that the point asks for */
	int n;                    /* of them not known well */
	int samples;              /* 0 when n is */
	struct band_price *price; /* n; behind this struct in the same block */
	double *value; /* [samples * BAND_STATS], by LIST_HEADLINE: NaN where a point has none or its run failed; the same block */
};

/* A block for all three, to be freed by free(); values are NaN.  NULL when memory is exhausted. */
struct band *band_new(int used, int n, int samples);
/* Where in its range, 0 to 1, a price lies in a sample: each of `samples` places is taken once, in an order that goes by the name. */
double band_place(const char *with, int sample, int samples);
/* Index of a statistic among those that are kept of each sample; -1 when it is none. */
int band_stat(const char *name);

struct range {
	int n;            /* samples that have a value */
	double low, high; /* of them; NaN without any */
};
/* A statistic of a point over its samples and with the prices as they are, whose value is the point's own. */
struct range band_range(const struct point *p, int stat);
/* How often one is the other, sample by sample, and as it is printed.  *flips: in how many the other one is ahead of what `ratio`, their ratio, says. */
struct range band_ratio(const struct point *p, const struct point *base, int stat, double ratio, int *flips);
/* The most prices that are not known well in any of two points, counted once each by name. */
int band_prices(const struct point *p, const struct point *base);
/*
 * The price that moves the statistic, or with base the ratio, most, when one stands out from chance (their correlation over the samples is more
 * than chance makes it and well ahead of the next); else NULL.
 */
const char *band_foremost(const struct point *p, const struct point *base, int stat);
#endif
