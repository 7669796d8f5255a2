#include "report/band.h"
#include "nic/statistic.h"
#include "report/point.h"
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define CHANCE 2.0 /* standard deviations of a correlation of what has nothing to do with each other, 1 / sqrt(n - 1) */
#define AHEAD 1.25 /* how much stronger than the next the foremost must be */

struct band *band_new(int used, int n, int samples)
{
	size_t prices = (size_t)n * sizeof(struct band_price), values = (size_t)samples * BAND_STATS;
	struct band *b = calloc(1, sizeof(*b) + prices + values * sizeof(double));
	if (!b) return NULL;
	*b = (struct band){.used = used, .n = n, .samples = samples};
	b->price = (struct band_price *)(b + 1);
	b->value = (double *)(void *)(b->price + n);
	for (size_t i = 0; i < values; i++)
		b->value[i] = NAN;
	return b;
}

/* The place of `sample` in a permutation of `samples` that goes by the name: Fisher and Yates with numbers made of its hash. */
double band_place(const char *with, int sample, int samples)
{
	int order[BAND_SAMPLES];
	uint64_t state = XXH64(with, strlen(with), 0);
	for (int i = 0; i < samples; i++)
		order[i] = i;
	for (int i = samples - 1; i > 0; i--) {
		state = XXH64(&state, sizeof(state), (uint64_t)i);
		int k = (int)(state % (uint64_t)(i + 1)), other = order[k];
		order[k] = order[i];
		order[i] = other;
	}
	return samples > 1 ? (double)order[sample] / (samples - 1) : 0.5;
}

int band_stat(const char *name)
{
	int i = statistic_place(LIST_HEADLINE, name);
	return i < BAND_STATS ? i : -1;
}

/* The statistic in a sample; with base its ratio to that of base. */
static double value_in(const struct point *p, const struct point *base, int stat, int sample)
{
	double v = p->band->value[sample * BAND_STATS + stat];
	return base ? v / base->band->value[sample * BAND_STATS + stat] : v;
}

static int samples_of(const struct point *p, const struct point *base)
{
	if (!p->band || (base && !base->band)) return 0;
	return base && base->band->samples < p->band->samples ? base->band->samples : p->band->samples;
}

/* With the prices as they are: the mean; with base the ratio of means (first) and that of the replications in pairs. */
static void take_printed(const struct point *p, const struct point *base, int stat, struct range *r)
{
	const char *name = statistic_listed(LIST_HEADLINE, stat)->name;
	int i = point_find(p, name), k = base ? point_find(base, name) : -1;
	double printed[2] = {point_mean(p, i), NAN};
	if (base) {
		struct estimate pairs = point_ratio(p, i, base, k);
		printed[0] /= point_mean(base, k);
		if (pairs.n) printed[1] = pairs.mean;
	}
	for (int n = 0; n < 2; n++) {
		if (!isfinite(printed[n])) continue;
		r->low = fmin(r->low, printed[n]);
		r->high = fmax(r->high, printed[n]);
	}
}

#define ALIKE 0.01 /* who is ahead by less is not: so near to each other the text calls points equal */
static struct range range_of(const struct point *p, const struct point *base, int stat, double ratio, int *flips)
{
	struct range r = {0, NAN, NAN};
	for (int i = 0; stat >= 0 && i < samples_of(p, base); i++) {
		double v = value_in(p, base, stat, i);
		if (!isfinite(v)) continue;
		r.low = r.n ? fmin(r.low, v) : v;
		r.high = r.n ? fmax(r.high, v) : v;
		r.n++;
		if (flips) *flips += (v > 1 + ALIKE && ratio < 1) || (v < 1 - ALIKE && ratio > 1);
	}
	if (r.n) take_printed(p, base, stat, &r);
	return r;
}

struct range band_range(const struct point *p, int stat)
{
	return range_of(p, NULL, stat, 0, NULL);
}

struct range band_ratio(const struct point *p, const struct point *base, int stat, double ratio, int *flips)
{
	*flips = 0;
	return range_of(p, base, stat, ratio, flips);
}

static bool listed(const struct band *b, const char *key)
{
	for (int i = 0; i < b->n; i++)
		if (strcmp(b->price[i].key, key) == 0) return true;
	return false;
}

int band_prices(const struct point *p, const struct point *base)
{
	int n = p->band ? p->band->n : 0;
	for (int i = 0; base && base->band && i < base->band->n; i++)
		n += !p->band || !listed(p->band, base->band->price[i].key);
	return n;
}

/* How closely the statistic goes with where a price lies in its range; n samples have both. */
static double goes_with(const struct point *p, const struct point *base, int stat, const char *with, int *n)
{
	double place[BAND_SAMPLES], value[BAND_SAMPLES];
	int all = samples_of(p, base);
	*n = 0;
	for (int i = 0; i < all; i++) {
		double v = value_in(p, base, stat, i);
		if (!isfinite(v) || v <= 0) continue;
		place[*n] = band_place(with, i, all);
		value[(*n)++] = log(v);
	}
	double spread = *n > 2 ? gsl_stats_variance(value, 1, (size_t)*n) : 0;
	return spread > 0 ? fabs(gsl_stats_correlation(place, 1, value, 1, (size_t)*n)) : 0;
}

const char *band_foremost(const struct point *p, const struct point *base, int stat)
{
	const struct point *of[] = {p, base};
	const char *best = NULL;
	double most = 0, next = 0;
	int n = 0;
	if (stat < 0 || (base && base->band && p->band && base->band->samples != p->band->samples)) return NULL;
	for (int k = 0; k < 2; k++)
		for (int i = 0; of[k] && of[k]->band && i < of[k]->band->n; i++) {
			const char *with = of[k]->band->price[i].with;
			if (best && strcmp(best, with) == 0) continue;
			double r = goes_with(p, base, stat, with, &n);
			if (r > most) {
				next = most;
				most = r;
				best = with;
			} else if (r < most) { /* the same one once more, if equal */
				next = fmax(next, r);
			}
		}
	return n > 2 && most > CHANCE / sqrt(n - 1) && most > AHEAD * next ? best : NULL;
}
