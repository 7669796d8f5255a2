/* point.c - looking things up in a point, and paired comparison of two points. */
#include "report/point.h"
#include "nic/statistic.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int point_find(const struct point *p, const char *name)
{
	for (int i = 0; i < p->n_stats; i++)
		if (strcmp(p->stat[i].name, name) == 0) return i;
	return -1;
}

double point_mean(const struct point *p, int i)
{
	return i < 0 || p->stat[i].est.n == 0 ? NAN : p->stat[i].est.mean;
}

struct estimate point_ratio(const struct point *p, int i, const struct point *base, int j)
{
	struct estimate ratio = {0};
	if (i < 0 || j < 0 || !p->sample || !base->sample) return ratio;
	for (int r = 0; r < p->samples && r < base->samples; r++) {
		double over = p->sample[r * p->stride + i], under = base->sample[r * base->stride + j];
		if (under == 0) return (struct estimate){0};
		estimate_add(&ratio, over / under);
	}
	return ratio;
}

double point_resolution(const struct point *p, int i)
{
	const struct statistic *s = i < 0 ? NULL : statistic_find(p->stat[i].name);
	double percent = s && s->scale == PER_SECOND && s->group == GROUP_RESULT
				 ? point_mean(p, point_find(p, STAT_NAME(resolution)))
				 : NAN;
	return isfinite(percent) ? percent / 100 : 0;
}

bool point_came_and_went(const struct point *p)
{
	return point_mean(p, point_find(p, STAT_NAME(resolution))) == 0;
}

/* The spread between windows that begin and end somewhere else each time shrinks with their number; that of windows alike doesn't. */
double point_half_of(const struct estimate *e, double ends)
{
	double chance = estimate_ci95(e);
	if (ends <= 0 || (e->n > 1 && chance >= ends / sqrt(e->n))) return chance;
	return ends;
}

double point_half(const struct point *p, int i)
{
	return i < 0 ? NAN : point_half_of(&p->stat[i].est, point_resolution(p, i) * fabs(point_mean(p, i)));
}

double point_resolution_shared(double resolution, double before, double after, double delivered)
{
	double under_way = before + after;
	if (!isfinite(under_way) || !(delivered > 0)) return resolution;
	return fmin(resolution, fmax(under_way, 1) / delivered);
}

static double mean_of(const struct point *p, const char *name)
{
	return point_mean(p, point_find(p, name));
}

bool point_is_open(const struct point *p)
{
	return !isfinite(mean_of(p, STAT_NAME(source_blocked)));
}

double point_resolution_beside(const struct point *p, int i)
{
	return point_resolution_shared(point_resolution(p, i), mean_of(p, STAT_NAME(in_flight_before)),
				       mean_of(p, STAT_NAME(in_flight)), mean_of(p, STAT_NAME(delivered)));
}

static bool same_offered(const struct point *p, const struct point *base)
{
	if (!point_is_open(p) || !point_is_open(base) || p->n_axes != base->n_axes) return false;
	for (int i = 0; i < p->n_axes; i++) {
		bool offers = is_traffic_axis(&p->axis[i]) || strncmp(p->axis[i].key, "run.", 4) == 0;
		if (offers && strcmp(p->axis[i].text, base->axis[i].text) != 0) return false;
	}
	return true;
}

double point_ratio_half(const struct estimate *ratio, const struct point *p, int i, const struct point *base, int j)
{
	if (!ratio->n || p == base) return NAN;
	double (*resolution)(const struct point *, int) = same_offered(p, base) ? point_resolution_beside : point_resolution;
	return point_half_of(ratio, fabs(ratio->mean) * (resolution(p, i) + resolution(base, j)));
}

bool is_traffic_axis(const struct axis_value *a)
{
	return strncmp(a->key, "traffic.", 8) == 0;
}

double point_few(const struct point *p)
{
	double n = point_mean(p, point_find(p, STAT_NAME(delivered)));
	bool none_of_many = n == 0 && point_mean(p, point_find(p, STAT_NAME(offered))) >= FEW_PACKETS;
	return p->by_time && !p->failed && n < FEW_PACKETS && !none_of_many ? n : -1;
}

const char *axis_text(const struct axis_value *a)
{
	const char *slash = strrchr(a->text, '/');
	return slash && slash[1] && a->type == 's' && (a->text[0] < '0' || a->text[0] > '9') ? slash + 1 : a->text;
}

void axis_name(const struct axis_value *a, char *buf, size_t size)
{
	const char *dot = strrchr(a->key, '.'), *last = dot ? dot + 1 : a->key;
	/* Each of the faults has the same keys. */
	if (strncmp(a->key, "faults.", strlen("faults.")) == 0) last = strchr(a->key, '.') + 1;
	/* A name speaks for itself, a number does not. */
	if (strcmp(last, "model") == 0 || strcmp(last, "format") == 0 || strcmp(last, "file") == 0)
		snprintf(buf, size, "%s", axis_text(a));
	else
		snprintf(buf, size, "%s %s", last, axis_text(a));
}

enum part { PART_TRAFFIC = 1, PART_OTHER = 2 };

static void name_of(const struct point *p, int parts, char buf[NAME_SIZE])
{
	const struct axis_value *only = NULL;
	size_t used = 0;
	int n = 0;
	*buf = 0;
	for (int i = 0; i < p->n_axes; i++) {
		const struct axis_value *a = &p->axis[i];
		if (!(parts & (is_traffic_axis(a) ? PART_TRAFFIC : PART_OTHER))) continue;
		only = a;
		if (used < NAME_SIZE - 1) snprintf(buf + used, NAME_SIZE - used, n++ ? "/%s" : "%s", axis_text(a));
		used += strlen(buf + used);
	}
	if (n == 1) axis_name(only, buf, NAME_SIZE);
}

void point_part(const struct point *p, bool traffic, char buf[NAME_SIZE])
{
	name_of(p, traffic ? PART_TRAFFIC : PART_OTHER, buf);
}

void point_name(const struct point *p, char buf[NAME_SIZE])
{
	name_of(p, PART_TRAFFIC | PART_OTHER, buf);
	if (!*buf) snprintf(buf, NAME_SIZE, "this run");
}

bool point_alike(const struct point *p, const struct point *q)
{
	for (int i = 0; p->n_axes == q->n_axes && i < p->n_axes; i++)
		if (strcmp(p->axis[i].key, q->axis[i].key) != 0) return false;
	return p->n_axes == q->n_axes;
}

void point_move(struct point *out, struct point *p)
{
	*out = *p;
	p->sample = NULL;
	p->axis = NULL;
	p->band = NULL;
}

void point_free(struct point *p)
{
	free(p->sample);
	p->sample = NULL;
	free(p->axis);
	p->axis = NULL;
	p->n_axes = 0;
	point_drop_band(p);
}

void point_drop_band(struct point *p)
{
	free(p->band);
	p->band = NULL;
}
