/* chart_plan.c - which axis of the points runs where in a chart, and the words and numbers all charts share. */
#include "base/units.h"
#include "report/chart_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The i-th different value of an axis, in order of appearance; NULL past the last. */
static const char *value_of(const struct chart_source *s, int axis, int i)
{
	for (int k = 0; k < s->n && k < CHART_POINTS; k++) {
		const char *text = s->point[k].axis[axis].text;
		bool seen = false;
		for (int j = 0; j < k && !seen; j++)
			seen = strcmp(s->point[j].axis[axis].text, text) == 0;
		if (!seen && i-- == 0) return text;
	}
	return NULL;
}

int axis_values(const struct chart_source *s, int axis)
{
	int n = 0;
	while (n <= CHART_POINTS && value_of(s, axis, n))
		n++;
	return n;
}

int chart_axis_of(const struct chart_source *s, const char *key)
{
	for (int i = 0; i < s->point[0].n_axes; i++)
		if (strcmp(s->point[0].axis[i].key, key) == 0) return axis_values(s, i) > 1 ? i : -1;
	return -1;
}

int chart_axis(const struct chart *c, const struct chart_source *s)
{
	for (int i = 0; i < 3 && c->key[i]; i++) {
		int axis = chart_axis_of(s, c->key[i]);
		if (axis >= 0) return axis;
	}
	return -1;
}

double axis_number(const struct axis_value *a, const char **unit)
{
	static const struct {
		enum unit unit;
		const char *word;
		double of;
	} kinds[] = {
		{UNIT_COUNT, "", 1},         {UNIT_BYTES, "B", 1},           {UNIT_TIME, "us", 1e6},
		{UNIT_BITRATE, "Gb/s", 1e9}, {UNIT_PACKETRATE, "Mpps", 1e9}, {UNIT_RATIO, "%", 1e4},
	};
	char why[200];
	int64_t v;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!unit_parse(kinds[i].unit, a->text, 0, &v, why, sizeof(why))) continue;
		if (unit) *unit = kinds[i].word;
		return (double)v / kinds[i].of;
	}
	return NAN;
}

/* ---- roles ---- */

bool plan_same(const struct plan *p, const struct point *a, const struct point *b, enum role role)
{
	for (int i = 0; i < a->n_axes; i++)
		if (p->role[i] == role && strcmp(a->axis[i].text, b->axis[i].text) != 0) return false;
	return true;
}

static bool is_shown(const struct plan *p, const struct point *q)
{
	for (int i = 0; i < q->n_axes; i++)
		if (p->fixed[i] && strcmp(q->axis[i].text, p->fixed[i]) != 0) return false;
	return !q->failed;
}

/* How many different combinations the axes of a role have, at most `most` + 1; the first point of each goes to first. */
static int combinations(const struct plan *p, enum role role, const struct point **first, int most)
{
	int n = 0;
	for (int k = 0; k < p->s->n && n <= most; k++) {
		const struct point *q = &p->s->point[k];
		bool seen = !is_shown(p, q);
		for (int i = 0; i < n && !seen; i++)
			seen = plan_same(p, q, first[i], role);
		if (!seen && n < most) first[n] = q;
		n += !seen;
	}
	return n;
}

static bool is_scheme(const struct axis_value *a)
{
	return strcmp(a->key, "nic.scheme.model") == 0;
}

/* The axis that can best be spared as series: traffic first, the scheme last; -1 = none. most: values it may have. */
static int spare(const struct plan *p, int most)
{
	const struct point *q = &p->s->point[0];
	int best = -1, best_rank = -1;
	for (int i = 0; i < q->n_axes; i++) {
		if (p->role[i] != ROLE_SERIES || axis_values(p->s, i) > most) continue;
		int rank = is_traffic_axis(&q->axis[i]) ? 2 : is_scheme(&q->axis[i]) ? 0 : 1;
		if (rank < best_rank) continue;
		best_rank = rank;
		best = i;
	}
	return best;
}

void chart_plan_make(struct plan *p, const struct chart_source *s, int x, int pair, const char *value, bool panels)
{
	*p = (struct plan){.s = s};
	for (int i = 0; i < s->point[0].n_axes; i++)
		p->role[i] = i == x ? ROLE_X : i == pair ? ROLE_PAIR : axis_values(s, i) > 1 ? ROLE_SERIES : ROLE_ALONE;
	if (pair >= 0) p->fixed[pair] = value;
	if (panels && combinations(p, ROLE_SERIES, p->series, CHART_SERIES) > CHART_SERIES) {
		int axis = spare(p, CHART_PANELS);
		if (axis >= 0) p->role[axis] = ROLE_PANEL;
	}
	while (combinations(p, ROLE_SERIES, p->series, CHART_SERIES) > CHART_SERIES) {
		int axis = spare(p, CHART_POINTS);
		if (axis < 0) break;
		p->role[axis] = ROLE_FIXED;
		p->fixed[axis] = value_of(s, axis, axis_values(s, axis) / 2);
	}
	p->n_series = combinations(p, ROLE_SERIES, p->series, CHART_SERIES);
	if (p->n_series > CHART_SERIES) p->n_series = CHART_SERIES;
	p->n_panels = combinations(p, ROLE_PANEL, p->panel, CHART_PANELS);
}

bool plan_has(const struct plan *p, const struct point *q, int series, int panel)
{
	return is_shown(p, q) && (series < 0 || plan_same(p, q, p->series[series], ROLE_SERIES)) &&
	       (panel < 0 || plan_same(p, q, p->panel[panel], ROLE_PANEL));
}

/* A name tells what is true or false, and what a number counts. */
void plan_name(const struct plan *p, const struct point *q, enum role role, char *buf, size_t size)
{
	size_t used = 0;
	*buf = '\0';
	for (int i = 0; i < q->n_axes && used + 1 < size; i++) {
		char name[NAME_SIZE];
		if (p->role[i] != role) continue;
		axis_name(&q->axis[i], name, sizeof(name));
		const char *last = strrchr(q->axis[i].key, '.');
		if (q->axis[i].type == 'b') {
			bool yes = strcmp(q->axis[i].text, "true") == 0;
			snprintf(name, sizeof(name), "%s%s", yes ? "" : "not ", last ? last + 1 : q->axis[i].key);
		} else if (strcmp(axis_text(&q->axis[i]), q->axis[i].text) == 0 && q->axis[i].type == 's' &&
			   isnan(axis_number(&q->axis[i], NULL))) {
			snprintf(name, sizeof(name), "%s", q->axis[i].text);
		}
		snprintf(buf + used, size - used, "%s%s", used ? ", " : "", name);
		used += strlen(buf + used);
	}
}

/* ---- words and numbers ---- */

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
		if (!is_shown(p, &p->s->point[i])) continue;
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
	put_text(out, "title_text", c->title);
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

void put_series(FILE *out, const struct plan *p)
{
	char name[NAME_SIZE], variable[32];
	fprintf(out, "n_series = %d\n", p->n_series);
	for (int i = 0; i < p->n_series; i++) {
		plan_name(p, p->series[i], ROLE_SERIES, name, sizeof(name));
		snprintf(variable, sizeof(variable), "series_%d", i + 1);
		put_text(out, variable, name);
	}
	fprintf(out, "n_panels = %d\n", p->n_panels);
	for (int i = 0; i < p->n_panels; i++) {
		plan_name(p, p->panel[i], ROLE_PANEL, name, sizeof(name));
		snprintf(variable, sizeof(variable), "panel_%d", i + 1);
		put_text(out, variable, name);
	}
}
