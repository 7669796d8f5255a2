/* chart_bars.c - charts that put a handful of points side by side. */
#include "report/chart_internal.h"
#include "report/group.h"
#include "report/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 1e-3  /* numbers below are told as such */
#define MAX_COSTS 7 /* kinds of cost with a colour of their own */

static bool is_cost(const struct point *p, int i)
{
	return group_of(statistic_find(p->stat[i].name), p->stat[i].unit) == GROUP_COST;
}

/* NaN when nothing is told of costs. */
static double cost_sum(const struct point *p)
{
	double sum = NAN;
	for (int i = 0; i < p->n_stats; i++)
		if (is_cost(p, i) && isfinite(point_mean(p, i))) sum = (isnan(sum) ? 0 : sum) + point_mean(p, i);
	return sum;
}

/* A bar of costs is as long as all of them together. */
static bool is_sum(const struct statistic *row)
{
	return row->group == GROUP_COST;
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

/* NaN where there is none. */
static double bar_value(const struct plan *p, int series, const struct statistic *row)
{
	const struct point *q = point_in(p, series);
	return !q ? NAN : is_sum(row) ? cost_sum(q) : point_mean(q, point_find(q, row->name));
}

/* Largest of a bar over the points that are shown; NaN when there is none, and then gnuplot has no panel to draw. */
static double bar_largest(const struct plan *p, const struct statistic *row)
{
	double most = NAN;
	for (int i = 0; i < p->n_series; i++)
		most = fmax(most, bar_value(p, i, row));
	return most;
}

bool bars_allowed(const struct chart *c, const struct chart_source *s)
{
	const struct statistic *row;
	struct plan p;
	int any = 0;
	if ((c->key[0] && chart_axis(c, s) < 0) || s->n > CHART_POINTS) return false;
	chart_plan_make(&p, s, -1, -1, NULL, false);
	for (int i = 0; (row = statistic_listed(c->bars, i)); i++)
		any += bar_largest(&p, row) > 0;
	return any >= 2;
}

/* A number that fits over a bar. */
static void put_short(FILE *out, double v, bool shorter)
{
	char text[NUMBER_SIZE];
	if (shorter)
		snprintf(text, sizeof(text),
			 v < 100   ? "%.2g"
			 : v < 1e4 ? "%.0f"
			 : v < 1e6 ? "%.0fk"
				   : "%.0fM",
			 v < 1e4   ? v
			 : v < 1e6 ? v / 1e3
				   : v / 1e6);
	else
		number_print_short(v, text);
	fprintf(out, " \"%s\"\n", !isfinite(v) ? "-" : v > 0 && v < SMALL ? "<0.001" : text);
}

/* A panel: a line for each series: number, value, half-width, the ends of its band, the value in words. */
static void put_panel(FILE *out, const struct plan *p, const struct statistic *row)
{
	for (int i = 0; i < p->n_series; i++) {
		const struct point *q = point_in(p, i);
		double v = bar_value(p, i, row);
		struct range r = q ? band_range(q, band_stat(row->name)) : (struct range){0};
		fprintf(out, "%d", i + 1);
		if (is_sum(row))
			fprintf(out, " %.9g 0", v);
		else if (q)
			put_value(out, q, row->name, 1);
		put_range(out, &r, 1, 0, v);
		put_short(out, v, p->n_series > 4);
	}
	fputs("\n\n", out);
}

/* What a bar is called. Of a chart of counts the title says that they are of a packet. */
static const char *bar_words(const struct chart *c, const struct statistic *row, int *most)
{
	const char *words = row->words.brief ? row->words.brief : row->words.phrase;
	const char *end = c->bars == LIST_COUNTS ? strstr(words, " per packet") : NULL;
	*most = end ? (int)(end - words) : (int)strlen(words);
	return words;
}

/* none_note = '; none: pages, exits': a part without a bar says no more. */
static void put_none(FILE *out, const struct chart *c, const struct plan *p)
{
	const struct statistic *row;
	char text[NAME_SIZE] = "";
	size_t used = 0;
	for (int i = 0; (row = statistic_listed(c->bars, i)) && used < sizeof(text); i++) {
		int most;
		if (bar_largest(p, row) != 0) continue;
		const char *words = bar_words(c, row, &most);
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%.*s", used ? ", " : "; none: ", most, words);
	}
	put_text(out, "none_note", text);
}

static void put_bar_name(FILE *out, const struct chart *c, const struct statistic *row, int n)
{
	char text[NAME_SIZE], name[32];
	int most;
	const char *words = bar_words(c, row, &most);
	snprintf(text, sizeof(text), *row->unit ? "%.*s (%s)" : "%.*s", most, words, row->unit);
	snprintf(name, sizeof(name), "bar_%d", n);
	put_text(out, name, text);
}

bool bars_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	const struct statistic *row;
	struct plan p;
	int n = 0;
	chart_plan_make(&p, s, -1, -1, NULL, false);
	put_head(out, c, &p, "bars: 95 % confidence interval of");
	put_series(out, &p);
	row = main_stat(s);
	put_band_note(out, s, "boxes", row && row->rank[c->bars] ? row->name : "");
	fputs("$data << EOD\n", out);
	for (int i = 0; (row = statistic_listed(c->bars, i)); i++)
		if (bar_largest(&p, row) > 0) put_panel(out, &p, row);
	fputs("EOD\n", out);
	for (int i = 0; (row = statistic_listed(c->bars, i)); i++)
		if (bar_largest(&p, row) > 0) put_bar_name(out, c, row, ++n);
	put_none(out, c, &p);
	fprintf(out, "n_bars = %d\n", n);
	return true;
}

/* ---- costs, one upon the other ---- */

bool costs_allowed(const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	(void)c;
	if (s->n > CHART_POINTS || !main_stat(s)) return false;
	chart_plan_make(&p, s, -1, -1, NULL, false);
	for (int i = 0; i < p.n_series; i++)
		if (cost_sum(point_in(&p, i)) > 0) return true;
	return false;
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
			if (!is_cost(q, k) || !(point_mean(q, k) > 0)) continue;
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
	snprintf(label, sizeof(label), "busy time per packet (%s)", statistics[STAT_cost].unit);
	put_text(out, "x_label", label);
	for (int k = 0; k < shown; k++) {
		statistic_label(statistic_find(cost[k].name), cost[k].name, label, sizeof(label));
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
