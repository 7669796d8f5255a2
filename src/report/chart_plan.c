/* chart_plan.c - which axis of the points runs where in a chart. */
#include "base/units.h"
#include "report/chart_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *axis_value(const struct chart_source *s, int axis, int i)
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
	while (n <= CHART_POINTS && axis_value(s, axis, n))
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

static int axis_rank(const struct axis_value *a)
{
	return is_traffic_axis(a) ? 2 : is_scheme(a) ? 0 : 1;
}

/* The axis that can best be spared as series: traffic first, the scheme last; -1 = none. most: values it may have. */
static int spare(const struct plan *p, int most)
{
	const struct point *q = &p->s->point[0];
	int best = -1, best_rank = -1;
	for (int i = 0; i < q->n_axes; i++) {
		if (p->role[i] != ROLE_SERIES || i == p->by || axis_values(p->s, i) > most) continue;
		int rank = axis_rank(&q->axis[i]);
		if (rank < best_rank) continue;
		best_rank = rank;
		best = i;
	}
	return best;
}

/* Has each value of x one of the axis alone?  Then the two are swept side by side, and x tells both. */
static bool goes_with(const struct chart_source *s, int axis, int x)
{
	for (int i = 0; i < s->n && i < CHART_POINTS; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(s->point[i].axis[x].text, s->point[k].axis[x].text) == 0 &&
			    strcmp(s->point[i].axis[axis].text, s->point[k].axis[axis].text) != 0)
				return false;
	return true;
}

/* The axis of series that colours tell: the one that is best not spared, the first of several. */
static int best_of_series(const struct plan *p)
{
	const struct point *q = &p->s->point[0];
	int best = -1;
	for (int i = 0; i < q->n_axes; i++)
		if (p->role[i] == ROLE_SERIES && (best < 0 || axis_rank(&q->axis[i]) < axis_rank(&q->axis[best]))) best = i;
	return best;
}

/* Axes of series become parts, or stay at one value, until the rest can be told apart. */
static void plan_settle(struct plan *p, bool panels)
{
	if (panels && combinations(p, ROLE_SERIES, p->series, CHART_SERIES) > CHART_SERIES) {
		int axis = spare(p, CHART_PANELS);
		if (axis >= 0) p->role[axis] = ROLE_PANEL;
	}
	while (combinations(p, ROLE_SERIES, p->series, CHART_SERIES) > CHART_SERIES) {
		int axis = spare(p, CHART_POINTS);
		if (axis < 0) break;
		p->role[axis] = ROLE_FIXED;
		p->fixed[axis] = axis_value(p->s, axis, axis_values(p->s, axis) / 2);
	}
	p->n_series = combinations(p, ROLE_SERIES, p->series, CHART_SERIES);
	if (p->n_series > CHART_SERIES) p->n_series = CHART_SERIES;
	p->n_panels = combinations(p, ROLE_PANEL, p->panel, CHART_PANELS);
	if (p->by < 0 || p->role[p->by] != ROLE_SERIES) p->by = best_of_series(p);
	for (int i = 0; i < p->s->point[0].n_axes; i++)
		p->shown_by += p->role[i] == ROLE_SERIES;
}

static void plan_begin(struct plan *p, const struct chart_source *s, int x, int pair)
{
	*p = (struct plan){.s = s, .by = -1, .scale = 1};
	for (int i = 0; i < s->point[0].n_axes; i++)
		p->role[i] = i == x                                                     ? ROLE_X
			     : i == pair                                                ? ROLE_PAIR
			     : axis_values(s, i) > 1 && !(x >= 0 && goes_with(s, i, x)) ? ROLE_SERIES
											: ROLE_ALONE;
}

void chart_plan_make(struct plan *p, const struct chart_source *s, int x, int pair, const char *value, bool panels)
{
	plan_begin(p, s, x, pair);
	if (pair >= 0) p->fixed[pair] = value;
	plan_settle(p, panels);
}

void chart_plan_lines(struct plan *p, const struct chart_source *s, int x, struct plan_wish wish)
{
	plan_begin(p, s, x, -1);
	p->by = wish.by;
	if (wish.panel >= 0) p->role[wish.panel] = ROLE_PANEL;
	plan_settle(p, wish.panel < 0);
}

/* The value of an axis at which the largest of a statistic is most times the smallest for certain: without their intervals. */
static const char *telling_value(const struct chart_source *s, int axis, const char *stat)
{
	const char *best = axis_value(s, axis, 0), *value;
	double most = 0;
	for (int i = 0; (value = axis_value(s, axis, i)); i++) {
		double low = INFINITY, high = 0;
		for (int k = 0; k < s->n; k++) {
			const struct point *q = &s->point[k];
			int at = q->failed ? -1 : point_find(q, stat);
			double v = point_mean(q, at), half = point_half(q, at);
			if (!(v > 0) || strcmp(q->axis[axis].text, value) != 0) continue;
			if (!isfinite(half)) half = 0;
			low = fmin(low, v + half);
			high = fmax(high, v - half);
		}
		if (high > most * low) best = value, most = high / low;
	}
	return best;
}

void chart_plan_curves(struct plan *p, const struct chart_source *s, const char *stat, struct plan_wish wish)
{
	plan_begin(p, s, -1, -1);
	p->by = wish.by;
	if (wish.panel >= 0) p->role[wish.panel] = ROLE_PANEL;
	for (int i = 0; i < s->point[0].n_axes; i++) {
		if (p->role[i] != ROLE_SERIES || i == wish.by || axis_values(s, i) <= CHART_PANELS) continue;
		p->role[i] = ROLE_FIXED;
		p->fixed[i] = telling_value(s, i, stat);
		for (int k = 0; k < s->point[0].n_axes; k++) /* swept side by side */
			if (p->role[k] == ROLE_SERIES && goes_with(s, k, i)) p->role[k] = ROLE_ALONE;
	}
	plan_settle(p, wish.panel < 0);
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
