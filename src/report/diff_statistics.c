/*
 * diff_statistics.c - what changed between two points, statistic by statistic.  Replications of the same seed saw the same packets, so their
 * differences are looked at one by one; others by the intervals of both.  No change of a rate counts that is less than what the measured
 * times resolve.
 */
#include "engine/estimate.h"
#include "report/diff.h"
#include <math.h>
#include <string.h>

#define DIGITS 1e-9 /* records have twelve digits */

static bool have_samples(const struct point *p, int i)
{
	return i >= 0 && p->sample && p->samples > 1 && p->stat[i].est.n > 1 && isfinite(p->sample[i]);
}

/* Differences, replication by replication, when both have as many and the same packets. */
static bool pair_samples(const struct point *a, int i, const struct point *b, int k, struct estimate *out)
{
	*out = (struct estimate){0};
	if (a->seed != b->seed || a->samples != b->samples || !have_samples(a, i) || !have_samples(b, k)) return false;
	for (int r = 0; r < a->samples; r++)
		estimate_add(out, b->sample[r * b->stride + k] - a->sample[r * a->stride + i]);
	return out->n > 1 && !out->missing;
}

static void set_interval(struct diff_stat *s, const struct diff_pair *p, int i, int k)
{
	struct estimate paired;
	s->resolution = fabs(s->a) * point_resolution(p->a, i) + fabs(s->b) * point_resolution(p->b, k);
	s->paired = pair_samples(p->a, i, p->b, k, &paired);
	s->half = s->paired ? point_half_of(&paired, s->resolution) : hypot(s->half_a, s->half_b);
	if (s->half < s->resolution && !s->paired) s->half = s->resolution;
	if (isnan(s->half) && s->resolution > 0) s->half = s->resolution;
}

static enum diff_verdict judge(const struct diff_stat *s)
{
	if (isnan(s->a) || isnan(s->b)) return isnan(s->a) && isnan(s->b) ? DIFF_SAME : DIFF_ONE_SIDE;
	if (fabs(s->change) <= DIGITS * fmax(fabs(s->a), fabs(s->b))) return DIFF_SAME;
	if (isnan(s->half)) return DIFF_UNSURE;
	return fabs(s->change) > s->half ? DIFF_CHANGED : DIFF_SAME;
}

static struct diff_stat compare(const struct diff_pair *p, const struct point_stat *of, int i, int k)
{
	struct diff_stat s = {.name = of->name, .unit = of->unit, .row = statistic_find(of->name)};
	s.a = p->a->failed ? NAN : point_mean(p->a, i);
	s.b = p->b->failed ? NAN : point_mean(p->b, k);
	s.half_a = point_half(p->a, i);
	s.half_b = point_half(p->b, k);
	s.change = s.b - s.a;
	s.half = NAN;
	if (!isnan(s.change)) set_interval(&s, p, i, k);
	s.verdict = judge(&s);
	return s;
}

static bool fill(struct diff *d, struct diff_pair *p)
{
	p->stat = arena_array(d->arena, (size_t)(p->a->n_stats + p->b->n_stats) + 1, sizeof(*p->stat));
	for (int i = 0; p->stat && i < p->a->n_stats; i++) {
		int k = point_find(p->b, p->a->stat[i].name);
		/* Of another unit it is another thing. */
		if (k >= 0 && strcmp(p->a->stat[i].unit, p->b->stat[k].unit) != 0) continue;
		p->stat[p->n++] = compare(p, &p->a->stat[i], i, k);
	}
	for (int k = 0; p->stat && k < p->b->n_stats; k++)
		if (point_find(p->a, p->b->stat[k].name) < 0) p->stat[p->n++] = compare(p, &p->b->stat[k], -1, k);
	return p->stat != NULL;
}

bool diff_statistics(struct diff *d, struct error *err)
{
	for (int i = 0; i < d->n; i++)
		if (!fill(d, &d->pair[i])) return error_memory(err);
	return true;
}

double diff_percent(const struct diff_stat *s, double amount)
{
	if (s->a == 0) return amount == 0 ? 0 : NAN;
	return 100 * amount / fabs(s->a);
}

bool diff_is_broken(const struct diff_pair *p)
{
	return p->b->failed && !p->a->failed;
}
