/* chart_curve.c - latency as a distribution: its percentiles, each nine as far from the last as that from the one before. */
#include "report/chart_internal.h"
#include "report/pick.h"
#include <math.h>
#include <string.h>

static const struct {
	const char *stat, *word;
	double beyond; /* one packet in so many takes longer */
} percentiles[] = {
	{STAT_NAME(latency_p50), "50", 2},      {STAT_NAME(latency_p90), "90", 10},       {STAT_NAME(latency_p99), "99", 100},
	{STAT_NAME(latency_p999), "99.9", 1e3}, {STAT_NAME(latency_p9999), "99.99", 1e4},
};
#define N_PERCENTILES (sizeof percentiles / sizeof *percentiles)
bool chart_is_latency(const char *stat)
{
	for (size_t i = 0; i < N_PERCENTILES; i++)
		if (strcmp(percentiles[i].stat, stat) == 0) return true;
	return strcmp(STAT_NAME(latency_mean), stat) == 0;
}

#define FEWEST 3 /* that make a curve */
#define WIDE 10  /* times the smallest latency: from there on the axis is logarithmic */

/* A percentile that no packet of a run lies beyond is the longest latency, and tells nothing of how often it comes. */
static double percentile_at(const struct point *p, size_t i)
{
	double delivered = point_mean(p, point_find(p, STAT_NAME(delivered)));
	if (p->failed || delivered < percentiles[i].beyond) return NAN;
	return point_mean(p, point_find(p, percentiles[i].stat));
}

bool curve_any(const struct chart_source *s)
{
	for (int k = 0; k < s->n; k++) {
		int n = 0;
		for (size_t i = 0; i < N_PERCENTILES; i++)
			n += percentile_at(&s->point[k], i) > 0;
		if (n >= FEWEST) return s->n <= CHART_POINTS;
	}
	return false;
}

bool curve_allowed(const struct chart *c, const struct chart_source *s)
{
	(void)c;
	return s->tail && curve_any(s);
}

static void put_ticks(FILE *out)
{
	char name[32];
	fprintf(out, "x_low = %g\nx_high = %g\nx_log = 10\nn_ticks = %zu\n", percentiles[0].beyond,
		percentiles[N_PERCENTILES - 1].beyond, N_PERCENTILES);
	for (size_t i = 0; i < N_PERCENTILES; i++) {
		snprintf(name, sizeof(name), "tick_%zu", i + 1);
		put_text(out, name, percentiles[i].word);
		fprintf(out, "tick_at_%zu = %g\n", i + 1, percentiles[i].beyond);
	}
}

/* A curve, and two empty lines behind it. */
static void put_curve(FILE *out, const struct plan *p, int series, int panel)
{
	const struct range none = {0};
	int n = 0;
	for (int k = 0; k < p->s->n && !n; k++) {
		const struct point *q = &p->s->point[k];
		if (!plan_has(p, q, series, panel)) continue;
		for (size_t i = 0; i < N_PERCENTILES; i++) {
			double v = percentile_at(q, i);
			if (!isfinite(v)) continue;
			fprintf(out, "%.9g", percentiles[i].beyond);
			put_value(out, q, percentiles[i].stat, 1);
			put_range(out, &none, 1, 0, v);
			fputc('\n', out);
			n++;
		}
	}
	fputs(n ? "\n\n" : "NaN NaN NaN NaN NaN\n\n\n", out);
}

/* Are some of them shown so much longer than others that an axis from zero would hide those? */
static bool is_wide(const struct plan *p)
{
	double least = INFINITY, most = 0;
	for (int k = 0; k < p->s->n; k++)
		for (size_t i = 0; i < N_PERCENTILES && plan_has(p, &p->s->point[k], -1, -1); i++) {
			double v = percentile_at(&p->s->point[k], i);
			if (v > 0) least = fmin(least, v);
			if (v > 0) most = fmax(most, v);
		}
	return most >= WIDE * least;
}

bool curve_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	char text[64];
	const char *tail = s->tail && largest(s, s->tail) > 0 ? s->tail : STAT_NAME(latency_p99);
	struct plan_wish wish = {s->wish.by ? pick_axis(&s->point[0], s->wish.by) : -1,
				 s->wish.panel ? pick_axis(&s->point[0], s->wish.panel) : -1};
	chart_plan_curves(&p, s, tail, wish);
	put_head(out, c, &p, "bars: 95 % confidence interval of");
	put_ticks(out);
	if (chart_wants_log(s, 'y', is_wide(&p))) fputs("y_log = 1\n", out);
	put_text(out, "x_label", "percentile");
	snprintf(text, sizeof(text), "latency (%s)", unit_of_stat(s, percentiles[0].stat));
	put_text(out, "y_label", text);
	put_series(out, &p);
	put_text(out, "hidden_note", "");
	put_text(out, "band_note", "");
	fputs("$data << EOD\n", out);
	for (int k = 0; k < p.n_panels; k++)
		for (int i = 0; i < p.n_series; i++)
			put_curve(out, &p, i, k);
	fputs("EOD\n", out);
	return true;
}
