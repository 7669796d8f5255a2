/* chart_put.c - the words and numbers all charts share, as gnuplot reads them. */
#include "report/chart_internal.h"
#include <math.h>
#include <string.h>

double largest(const struct chart_source *s, const char *stat)
{
	double most = NAN;
	for (int i = 0; i < s->n; i++) {
		double v = s->point[i].failed ? NAN : point_mean(&s->point[i], point_find(&s->point[i], stat));
		if (isfinite(v) && !(v <= most)) most = v;
	}
	return most;
}

const char *unit_of_stat(const struct chart_source *s, const char *stat)
{
	for (int i = 0; i < s->n; i++) {
		int k = point_find(&s->point[i], stat);
		if (k >= 0) return s->point[i].stat[k].unit;
	}
	return "";
}

const struct statistic *main_stat(const struct chart_source *s)
{
	const struct statistic *row;
	for (int i = 0; (row = statistic_listed(LIST_HEADLINE, i)); i++)
		if (row->better == BETTER_HIGHER && largest(s, row->name) > 0) return row;
	return NULL;
}

void put_text(FILE *out, const char *name, const char *text)
{
	fprintf(out, "%s = '", name);
	for (; *text; text++)
		fputs(*text == '\'' ? "''" : (char[]){(unsigned char)*text < ' ' ? ' ' : *text, '\0'}, out);
	fputs("'\n", out);
}

void put_cell(FILE *out, const char *text, int most)
{
	fputs(" \"", out);
	for (; *text && most > 0; text++, most--)
		fputc((unsigned char)*text < ' ' ? ' ' : strchr("\"\\", *text) ? '?' : *text, out);
	fputc('"', out);
}

/* What the text says of points whose means depend on when they were looked at. */
static void unsteady_note(const struct plan *p, char *buf, size_t size)
{
	int shown = 0, unsteady = 0;
	for (int i = 0; i < p->s->n; i++) {
		if (!plan_has(p, &p->s->point[i], -1, -1)) continue;
		shown++;
		unsteady += p->s->point[i].unsteady;
	}
	*buf = '\0';
	if (unsteady) snprintf(buf, size, "; %d of %d points not steady", unsteady, shown);
}

void put_head(FILE *out, const struct chart *c, const struct plan *p, const char *more)
{
	char text[4 * NAME_SIZE], fixed[NAME_SIZE], unsteady[64];
	int n = p->s->point[0].replications;
	chart_say_title(c, p->s, text, sizeof(text));
	put_text(out, "title_text", p->s->wish.title ? p->s->wish.title : text);
	put_text(out, "scenario_title", p->s->title ? p->s->title : "");
	*fixed = '\0';
	if (p->n_series) plan_name(p, p->series[0], ROLE_FIXED, fixed, sizeof(fixed));
	snprintf(text, sizeof(text), "%s%s%s%s%s", p->s->scenario ? p->s->scenario : "", p->s->platform ? ", " : "",
		 p->s->platform ? p->s->platform : "", *fixed ? ", at " : "", fixed);
	put_text(out, "subtitle", text);
	unsteady_note(p, unsteady, sizeof(unsteady));
	if (n > 1)
		snprintf(text, sizeof(text), "%s %d runs%s", more, n, unsteady);
	else
		snprintf(text, sizeof(text), "1 run, no confidence interval%s", unsteady);
	put_text(out, "note", text);
}

void put_value(FILE *out, const struct point *p, const char *stat, double factor)
{
	int i = point_find(p, stat);
	double v = point_mean(p, i), half = point_half(p, i);
	if (isfinite(v))
		fprintf(out, " %.9g %.9g", v * factor, isfinite(half) ? half * factor : 0.0);
	else
		fputs(" NaN NaN", out);
}

void put_range(FILE *out, const struct range *r, double factor, double shift, double v)
{
	bool known = r->n && isfinite(r->low) && isfinite(r->high);
	double low = known ? r->low * factor + shift : v, high = known ? r->high * factor + shift : v;
	fprintf(out, isfinite(low) ? " %.9g %.9g" : " NaN NaN", low, high);
}

void put_band_note(FILE *out, const struct chart_source *s, const char *what, const char *stat)
{
	char text[NAME_SIZE] = "";
	int most = 0, at = band_stat(stat);
	for (int i = 0; at >= 0 && i < s->n; i++)
		if (band_range(&s->point[i], at).n && s->point[i].band->n > most) most = s->point[i].band->n;
	if (most) snprintf(text, sizeof(text), "; %s: range over %d uncertain price%s", what, most, most == 1 ? "" : "s");
	put_text(out, "band_note", text);
}

/* Position of a point's value among those of an axis, 0-based. */
static int value_at(const struct plan *p, int axis, const struct point *q)
{
	int i = 0;
	for (const char *v; (v = axis_value(p->s, axis, i)) && strcmp(v, q->axis[axis].text) != 0;)
		i++;
	return i;
}

/* Do a and b agree in what else than colours tells series apart? */
static bool same_mark(const struct plan *p, const struct point *a, const struct point *b)
{
	for (int i = 0; i < a->n_axes; i++)
		if (p->role[i] == ROLE_SERIES && i != p->by && strcmp(a->axis[i].text, b->axis[i].text) != 0) return false;
	return true;
}

/* Colours tell one factor, marks what else there is; where there is nothing else, they say the same. */
static void put_look(FILE *out, const struct plan *p, int i)
{
	int colour = p->by >= 0 ? value_at(p, p->by, p->series[i]) : i, mark = colour;
	if (p->shown_by > 1) {
		mark = 0;
		for (int k = 0; k < i && !same_mark(p, p->series[k], p->series[i]); k++) {
			bool first = true;
			for (int j = 0; j < k && first; j++)
				first = !same_mark(p, p->series[j], p->series[k]);
			mark += first;
		}
	}
	fprintf(out, "colour_%d = %d\nmark_%d = %d\n", i + 1, colour % CHART_COLOURS + 1, i + 1, mark % CHART_COLOURS + 1);
}

void put_series(FILE *out, const struct plan *p)
{
	char name[NAME_SIZE], variable[32];
	fprintf(out, "n_series = %d\nn_factors = %d\n", p->n_series, p->shown_by);
	for (int i = 0; i < p->n_series; i++) {
		plan_name(p, p->series[i], ROLE_SERIES, name, sizeof(name));
		snprintf(variable, sizeof(variable), "series_%d", i + 1);
		put_text(out, variable, name);
		put_look(out, p, i);
	}
	fprintf(out, "n_panels = %d\n", p->n_panels);
	for (int i = 0; i < p->n_panels; i++) {
		plan_name(p, p->panel[i], ROLE_PANEL, name, sizeof(name));
		snprintf(variable, sizeof(variable), "panel_%d", i + 1);
		put_text(out, variable, name);
	}
}
