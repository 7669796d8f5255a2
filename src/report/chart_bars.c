/* chart_bars.c - charts that put a handful of points side by side. */
#include "report/chart_internal.h"
#include "report/group.h"
#include "report/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 1e-3  /* numbers below are told as such */
#define MAX_COSTS 7 /* kinds of cost with a colour of their own */

static const char all_costs[] = "cost_stack_per_packet"; /* in a table of bars it stands for the sum of all costs */

static double cost_sum(const struct point *p)
{
	double sum = 0;
	for (int i = 0; i < p->n_stats; i++)
		if (group_of(p->stat[i].name, p->stat[i].unit) == GROUP_COST && isfinite(point_mean(p, i)))
			sum += point_mean(p, i);
	return sum;
}

static bool is_sum(const struct chart_stat *s)
{
	return !s->label && strcmp(s->name, all_costs) == 0;
}

static int point_count(const struct plan *p, int series)
{
	int n = 0;
	for (int i = 0; i < p->s->n; i++)
		n += plan_has(p, &p->s->point[i], series, -1);
	return n;
}

static const struct point *point_in(const struct plan *p, int series)
{
	for (int i = 0; i < p->s->n; i++)
		if (plan_has(p, &p->s->point[i], series, -1)) return &p->s->point[i];
	return NULL;
}

bool bars_allowed(const struct chart *c, const struct chart_source *s)
{
	int any = 0;
	if (c->key[0] && chart_axis(c, s) < 0) return false;
	for (const struct chart_stat *k = c->stat; k->name; k++)
		any += largest(s, k->name) > 0;
	return any >= 2 && s->n <= CHART_POINTS;
}

/* A number that fits over a bar. */
static void put_short(FILE *out, double v, bool shorter)
{
	char text[NUMBER_SIZE];
	if (shorter)
		snprintf(text, sizeof(text), v < 100 ? "%.2g" : "%.0f", v);
	else
		number_print_short(v, text);
	fprintf(out, " \"%s\"\n", !isfinite(v) ? "-" : v > 0 && v < SMALL ? "<0.001" : text);
}

/* A panel: its title with unit, and a line for each series: number, value, half-width, the value in words. */
static void put_panel(FILE *out, const struct plan *p, const struct chart_stat *k)
{
	for (int i = 0; i < p->n_series; i++) {
		const struct point *q = point_in(p, i);
		double v = !q ? NAN : is_sum(k) ? cost_sum(q) : point_mean(q, point_find(q, k->name));
		fprintf(out, "%d", i + 1);
		if (is_sum(k))
			fprintf(out, " %.9g 0", v);
		else if (q)
			put_value(out, q, k->name, 1);
		put_short(out, v, p->n_series > 4);
	}
	fputs("\n\n", out);
}

bool bars_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	char text[NAME_SIZE], name[32];
	int n = 0;
	chart_plan_make(&p, s, -1, -1, NULL, false);
	put_head(out, c, &p, "bars: 95 % confidence interval of");
	put_series(out, &p);
	fputs("$data << EOD\n", out);
	for (const struct chart_stat *k = c->stat; k->name; k++)
		if (isfinite(largest(s, k->name))) put_panel(out, &p, k);
	fputs("EOD\n", out);
	for (const struct chart_stat *k = c->stat; k->name; k++) {
		if (!isfinite(largest(s, k->name))) continue;
		const char *unit = unit_of_stat(s, k->name);
		snprintf(text, sizeof(text), *unit ? "%s (%s)" : "%s", is_sum(k) ? "busy time" : k->label, unit);
		snprintf(name, sizeof(name), "bar_%d", ++n);
		put_text(out, name, text);
	}
	fprintf(out, "n_bars = %d\n", n);
	return true;
}

/* ---- costs, one upon the other ---- */

bool costs_allowed(const struct chart *c, const struct chart_source *s)
{
	(void)c;
	return s->n <= CHART_POINTS && main_stat(s) && cost_sum(&s->point[0]) > 0;
}

struct cost {
	const char *name;
	double most;
};

static int larger_first(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;
	return x->most < y->most ? 1 : x->most > y->most ? -1 : strcmp(x->name, y->name);
}

/* The kinds of cost that any shown point has, the largest first. */
static int collect_costs(const struct plan *p, struct cost cost[MAX_STATS])
{
	int n = 0;
	for (int i = 0; i < p->n_series; i++) {
		const struct point *q = point_in(p, i);
		for (int k = 0; q && k < q->n_stats; k++) {
			const char *name = q->stat[k].name;
			int at = 0;
			if (group_of(name, q->stat[k].unit) != GROUP_COST || !(point_mean(q, k) > 0)) continue;
			while (at < n && strcmp(cost[at].name, name) != 0)
				at++;
			if (at == n) cost[n++] = (struct cost){name, 0};
			cost[at].most = fmax(cost[at].most, point_mean(q, k));
		}
	}
	qsort(cost, (size_t)n, sizeof(*cost), larger_first);
	return n;
}

static void put_stack(FILE *out, const struct plan *p, const struct cost *cost, int from, int to, double *top)
{
	for (int i = 0; i < p->n_series; i++) {
		const struct point *q = point_in(p, i);
		double v = 0;
		for (int k = from; q && k < to; k++) {
			double one = point_mean(q, point_find(q, cost[k].name));
			v += isfinite(one) ? one : 0;
		}
		fprintf(out, "%d %.9g %.9g", i + 1, top[i], top[i] + v);
		top[i] += v;
		put_short(out, top[i], false);
	}
	fputs("\n\n", out);
}

bool costs_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	struct cost cost[MAX_STATS] = {{NULL, 0}};
	double top[CHART_SERIES] = {0};
	char label[NAME_SIZE], name[32];
	chart_plan_make(&p, s, -1, -1, NULL, false);
	int n = collect_costs(&p, cost), shown = n > MAX_COSTS + 1 ? MAX_COSTS : n;
	put_head(out, c, &p, "means of");
	put_series(out, &p);
	snprintf(label, sizeof(label), "busy time per packet (%s)", unit_of_stat(s, all_costs));
	put_text(out, "x_label", label);
	for (int k = 0; k < shown; k++) {
		group_label(GROUP_COST, cost[k].name, label, sizeof(label));
		snprintf(name, sizeof(name), "cost_%d", k + 1);
		put_text(out, name, label);
	}
	snprintf(name, sizeof(name), "cost_%d", shown + 1);
	if (shown < n) put_text(out, name, "all other");
	fprintf(out, "n_costs = %d\n$data << EOD\n", shown + (shown < n));
	for (int k = 0; k < shown; k++)
		put_stack(out, &p, cost, k, k + 1, top);
	if (shown < n) put_stack(out, &p, cost, shown, n, top);
	fputs("EOD\n", out);
	return point_count(&p, 0) > 0;
}
