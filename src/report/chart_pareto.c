/* chart_pareto.c - latency against interrupts: each point a range from the median to the 99.9th percentile. */
#include "report/chart_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const percentiles[] = {STAT_NAME(latency_p50), STAT_NAME(latency_p99), STAT_NAME(latency_p999)};
#define P99 1
#define P999 2
#define NEAR 0.08

bool pareto_allowed(const struct chart *c, const struct chart_source *s)
{
	return chart_axis(c, s) >= 0 && s->n <= CHART_POINTS && largest(s, STAT_NAME(interrupts_per_packet)) > 0 &&
	       isfinite(largest(s, percentiles[P99]));
}

static double stat_of(const struct point *p, const char *name)
{
	return p->failed ? NAN : point_mean(p, point_find(p, name));
}

/* Is there no point with both fewer interrupts and a lower 99th percentile? */
static bool is_best(const struct chart_source *s, const struct point *p)
{
	double x = stat_of(p, STAT_NAME(interrupts_per_packet)), y = stat_of(p, percentiles[P99]);
	for (int i = 0; i < s->n; i++) {
		double qx = stat_of(&s->point[i], STAT_NAME(interrupts_per_packet)), qy = stat_of(&s->point[i], percentiles[P99]);
		if (qx <= x && qy <= y && (qx < x || qy < y)) return false;
	}
	return isfinite(x) && isfinite(y);
}

static void add_name(char name[NAME_SIZE], const struct plan *p, const struct point *q)
{
	size_t used = strlen(name);
	if (used) snprintf(name + used, NAME_SIZE - used, "; ");
	used = strlen(name);
	size_t start = used;
	for (int i = 0; i < q->n_axes; i++)
		if (p->role[i] != ROLE_ALONE && used + 1 < NAME_SIZE) {
			snprintf(name + used, NAME_SIZE - used, "%s%s", used > start ? " / " : "", axis_text(&q->axis[i]));
			used += strlen(name + used);
		}
}

/* So near that their labels would lie upon each other. */
static bool is_near(const struct point *a, const struct point *b)
{
	double x = stat_of(a, STAT_NAME(interrupts_per_packet)) / stat_of(b, STAT_NAME(interrupts_per_packet)),
	       y = stat_of(a, percentiles[P999]) / stat_of(b, percentiles[P999]);
	return fabs(log(x)) < NEAR && fabs(log(y)) < 2 * NEAR;
}

/* The label of the i-th point, those of later ones that lie there with it; none when an earlier one has it. */
static void put_name(FILE *out, const struct plan *p, int i)
{
	const struct point *q = p->s->point;
	char name[NAME_SIZE] = "";
	size_t first = 0;
	int n = 0;
	for (int k = 0; k < p->s->n; k++) {
		if (q[k].failed || (k != i && !is_near(&q[k], &q[i]))) continue;
		if (k < i) {
			fputs(" \"\"", out);
			return;
		}
		if (n == 1) first = strlen(name);
		if (n++ < 2) add_name(name, p, &q[k]);
	}
	/* Three are too long for a label, and the first of them is enough. */
	if (n > 2) snprintf(name + first, sizeof(name) - first, " and %d more", n - 1);
	put_cell(out, name, NAME_SIZE);
}

/* The axes as labels of points are made: "time / packets". */
static void put_legend(FILE *out, const struct plan *p)
{
	const struct point *q = &p->s->point[0];
	char text[NAME_SIZE] = "";
	size_t used = 0;
	for (int i = 0; i < q->n_axes; i++) {
		const char *dot = strrchr(q->axis[i].key, '.');
		if (p->role[i] == ROLE_ALONE || used + 1 >= sizeof(text)) continue;
		snprintf(text + used, sizeof(text) - used, "%s%s", used ? " / " : "", dot ? dot + 1 : q->axis[i].key);
		used += strlen(text + used);
	}
	put_text(out, "point_label", text);
}

bool pareto_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	char label[NAME_SIZE];
	chart_plan_make(&p, s, -1, -1, NULL, false);
	for (int i = 0; i < s->point[0].n_axes; i++) { /* all points are shown: none is left out for its series */
		p.fixed[i] = NULL;
		if (p.role[i] == ROLE_FIXED) p.role[i] = ROLE_SERIES;
	}
	put_head(out, c, &p, "bars: 95 % confidence interval of");
	put_legend(out, &p);
	put_text(out, "x_label", c->label);
	snprintf(label, sizeof(label), "latency (%s)", unit_of_stat(s, percentiles[P99]));
	put_text(out, "y_label", label);
	fputs("$data << EOD\n", out);
	for (int i = 0; i < s->n; i++) {
		const struct point *q = &s->point[i];
		if (q->failed) continue;
		put_value(out, q, STAT_NAME(interrupts_per_packet), 1);
		for (size_t k = 0; k < sizeof(percentiles) / sizeof(*percentiles); k++)
			put_value(out, q, percentiles[k], 1);
		fprintf(out, " %d", is_best(s, q));
		put_name(out, &p, i);
		fputc('\n', out);
	}
	fputs("EOD\n", out);
	return true;
}
