/* text_sheet.c - points side by side: one row per statistic. */
#include "report/text_sheet.h"
#include "report/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool put(struct sheet *s)
{
	return table_row(s->table, s->cell);
}

static void label(struct sheet *s, const struct line *l, const char *unit)
{
	char name[CELL_SIZE / 2 + 8];
	if (s->full_names)
		snprintf(name, sizeof(name), "%s", l->name);
	else
		statistic_label(l->row, l->name, name, sizeof(name));
	snprintf(s->buf[0], CELL_SIZE, *unit ? "%s%s [%s]" : "%s%s", l->shown ? "* " : "  ", name, unit);
}

/* mean <tab> +-half */
static void cell_estimate(char *buf, double mean, double half)
{
	char text[2 * NUMBER_SIZE];
	number_print_ci(mean, half, text);
	char *blank = strchr(text, ' ');
	if (blank) *blank = '\t';
	snprintf(buf, CELL_SIZE, "%s%s", text, blank ? "" : "\t");
}

static bool put_plain(struct sheet *s, const struct line *l)
{
	struct scale scale = scale_for(l->unit, answer_largest(s->a, l->name));
	label(s, l, scale.unit);
	for (int i = 0; i < s->a->n_points; i++) {
		const struct point *p = &s->a->point[i];
		int k = point_find(p, l->name);
		cell_estimate(s->buf[i + 1], point_mean(p, k) * scale.factor, point_half(p, k) * scale.factor);
	}
	return put(s);
}

/* How often the first column's value: paired over replications, because all points see the same packets. */
static bool put_ratio(struct sheet *s, const struct line *l)
{
	const struct point *base = &s->a->point[0];
	char name[NAME_SIZE];
	point_name(base, name);
	snprintf(s->buf[0], CELL_SIZE, "    ratio to %.40s", name);
	for (int i = 0; i < s->a->n_points; i++) {
		const struct point *p = &s->a->point[i];
		int at = point_find(p, l->name), under = point_find(base, l->name);
		struct estimate r = point_ratio(p, at, base, under);
		cell_estimate(s->buf[i + 1], r.n ? r.mean : NAN, point_ratio_half(&r, p, at, base, under));
	}
	return put(s);
}

/* What prices that are not known well make of a value, or of its ratio to the first column's. */
static bool put_band(struct sheet *s, const struct line *l, bool ratio)
{
	const struct point *base = &s->a->point[0];
	struct scale scale = scale_for(l->unit, answer_largest(s->a, l->name));
	bool any = false;
	snprintf(s->buf[0], CELL_SIZE, "    with other prices");
	for (int i = 0; i < s->a->n_points; i++) {
		const struct point *p = &s->a->point[i];
		int flips;
		struct range r = !ratio ? band_range(p, band_stat(l->name))
				 : i    ? band_ratio(p, base, band_stat(l->name), 1, &flips)
					: (struct range){0};
		band_print_range(&r, ratio ? 1 : scale.factor, s->buf[i + 1], CELL_SIZE);
		any = any || r.n;
	}
	return !any || put(s);
}

static bool put_share(struct sheet *s, const struct line *l)
{
	label(s, l, "%");
	for (int i = 0; i < s->a->n_points; i++) {
		const struct point *p = &s->a->point[i];
		int k = point_find(p, l->name);
		/* A share has no unit and lies in 0..1. */
		double factor = *l->unit ? 1 : 100, half = k < 0 ? NAN : estimate_ci95(&p->stat[k].est);
		cell_estimate(s->buf[i + 1], point_mean(p, k) * factor, half * factor);
	}
	return put(s);
}

/* All costs of one point, also those that are folded away. */
static double cost_sum(const struct answer *a, const struct point *p)
{
	double sum = 0;
	for (int i = 0; i < a->n_lines; i++) {
		double v = a->line[i].group == GROUP_COST ? point_mean(p, point_find(p, a->line[i].name)) : NAN;
		if (isfinite(v)) sum += v;
	}
	return sum;
}

static void cell_cost(char *buf, double v, double factor, double sum)
{
	char number[NUMBER_SIZE];
	number_print_like(v * factor, sum * factor, number);
	if (sum > 0 && isfinite(v)) /* rounded first: no "-0 %" */
		snprintf(buf, CELL_SIZE, "%s\t%3.0f %%", number, floor(100 * v / sum + 0.5));
	else
		snprintf(buf, CELL_SIZE, "%s\t", number);
}

void sheet_sort(const struct answer *a, int *order, int n)
{
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0; k--) {
			if (answer_largest(a, a->line[order[k]].name) <= answer_largest(a, a->line[order[k - 1]].name)) break;
			int swap = order[k];
			order[k] = order[k - 1];
			order[k - 1] = swap;
		}
}

/* Those of order[n], and what is beside them, at one point. */
static double costs_of(const struct sheet *s, const struct point *p, int n)
{
	double sum = 0;
	for (int i = 0; i < n; i++) {
		double v = point_mean(p, point_find(p, s->a->line[s->order[i]].name));
		if (isfinite(v)) sum += v;
	}
	return sum;
}

enum cost_row { COST_ONE, COST_OTHERS, COST_SUM };
static bool put_cost(struct sheet *s, enum cost_row what, int i, const struct scale *scale)
{
	const struct line *l = what == COST_ONE ? &s->a->line[s->order[i]] : NULL;
	if (l)
		label(s, l, scale->unit);
	else
		snprintf(s->buf[0], CELL_SIZE, "  %s [%s]", what == COST_SUM ? "sum" : "all others", scale->unit);
	for (int c = 0; c < s->a->n_points; c++) {
		const struct point *p = &s->a->point[c];
		double sum = cost_sum(s->a, p);
		cell_cost(s->buf[c + 1],
			  l                  ? point_mean(p, point_find(p, l->name))
			  : p->failed        ? NAN
			  : what == COST_SUM ? sum
					     : sum - costs_of(s, p, i),
			  scale->factor, sum);
	}
	return put(s);
}

bool sheet_costs(struct sheet *s, int n, int most)
{
	double largest = 0;
	for (int i = 0; i < s->a->n_points; i++)
		largest = fmax(largest, cost_sum(s->a, &s->a->point[i]));
	struct scale scale = scale_for(s->a->line[s->order[0]].unit, largest);
	sheet_sort(s->a, s->order, n);
	int shown = n <= most ? n : most - 1;
	for (int i = 0; i < shown; i++)
		if (!put_cost(s, COST_ONE, i, &scale)) return false;
	if (shown < n && !put_cost(s, COST_OTHERS, shown, &scale)) return false;
	return put_cost(s, COST_SUM, 0, &scale);
}

bool sheet_is_dull(const struct sheet *s, const struct line *l)
{
	if (!(answer_largest(s->a, l->name) > 0) || (l->row && l->row->aside)) return true;
	if (l->group != GROUP_COST) return false;
	for (int i = 0; i < s->a->n_points; i++) {
		const struct point *p = &s->a->point[i];
		double v = point_mean(p, point_find(p, l->name));
		if (isfinite(v) && fabs(v) >= 0.005 * cost_sum(s->a, p)) return false;
	}
	return true;
}

bool sheet_line(struct sheet *s, const struct line *l)
{
	const struct statistic *head = headline_of(s->a);
	bool main_line = head && strcmp(head->name, l->name) == 0;
	if (!(l->group == GROUP_CORE ? put_share(s, l) : put_plain(s, l))) return false;
	if (main_line && !put_band(s, l, false)) return false;
	if (s->a->n_points < 2 || (!main_line && !(s->a->verbose && l->group == GROUP_RESULT))) return true;
	if (!(answer_largest(s->a, l->name) > 0) || s->a->point[0].failed) return true;
	return put_ratio(s, l) && (!main_line || put_band(s, l, true));
}

bool sheet_names(struct sheet *s, const char *label)
{
	const struct point *first = &s->a->point[0];
	snprintf(s->buf[0], CELL_SIZE, "%.*s", CELL_SIZE - 1, label);
	for (int i = 0; i < s->a->n_points; i++)
		snprintf(s->buf[i + 1], CELL_SIZE, "%.40s", first->n_axes ? s->a->point[i].axis[0].text : "value");
	return put(s);
}

bool sheet_open(struct sheet *s, const struct answer *a)
{
	size_t n = (size_t)a->n_points + 1;
	*s = (struct sheet){.a = a, .table = table_create((int)n)};
	s->buf = calloc(n, sizeof(*s->buf));
	s->cell = calloc(n, sizeof(*s->cell));
	s->order = calloc((size_t)a->n_lines + 1, sizeof(*s->order));
	bool ok = s->table && s->buf && s->cell && s->order;
	for (size_t i = 0; ok && i < n; i++)
		s->cell[i] = s->buf[i];
	return ok;
}

void sheet_close(struct sheet *s)
{
	free(s->order);
	free(s->cell);
	free(s->buf);
	table_free(s->table);
}
