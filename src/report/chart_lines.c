/* chart_lines.c - charts whose points lie along an axis. */
#include "engine/estimate.h"
#include "report/chart_internal.h"
#include "report/number.h"
#include "report/pick.h"
#include "report/text.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct axis_value *axis_at(const struct point *p, int axis)
{
	return &p->axis[axis];
}

/* Every value of the axis is a number. */
static bool is_numeric(const struct chart_source *s, int axis)
{
	for (int i = 0; axis >= 0 && i < s->n; i++)
		if (isnan(axis_number(axis_at(&s->point[i], axis), NULL))) return false;
	return axis >= 0 && s->n <= CHART_POINTS;
}

const char *lines_stat(const struct chart *c, const struct chart_source *s)
{
	const struct statistic *row = c->stat ? NULL : main_stat(s);
	if (c->tail) return s->tail && largest(s, s->tail) > 0 ? s->tail : NULL;
	if (c->stat) return largest(s, c->stat) > 0 ? c->stat : NULL;
	if (s->shown && largest(s, s->shown) > 0) return s->shown;
	return row ? row->name : NULL;
}

bool lines_allowed(const struct chart *c, const struct chart_source *s)
{
	return is_numeric(s, chart_axis(c, s)) && lines_stat(c, s);
}

bool tail_allowed(const struct chart *c, const struct chart_source *s)
{
	return lines_allowed(c, s) && s->shown && strcmp(s->tail, s->shown) != 0;
}

/* Where a point lies along an axis: its number; of words, which of them it is. */
static double place_of(const struct plan *p, int axis, const struct point *q)
{
	int i = 0;
	if (!p->words) return axis_number(axis_at(q, axis), NULL) * p->scale;
	for (const char *v; (v = axis_value(p->s, axis, i)) && strcmp(v, axis_at(q, axis)->text) != 0;)
		i++;
	return i + 1;
}

/* Points of a series and panel in order of x, each with what put says; then two empty lines, after which another part begins. */
static void put_part(FILE *out, const struct plan *p, int x, int series, int panel,
		     void (*put)(FILE *, const struct point *, void *), void *user)
{
	double before = -INFINITY;
	for (;;) {
		const struct point *next = NULL;
		double best = INFINITY;
		for (int i = 0; i < p->s->n; i++) {
			const struct point *q = &p->s->point[i];
			double at = place_of(p, x, q);
			if (!plan_has(p, q, series, panel) || at <= before || at >= best) continue;
			best = at;
			next = q;
		}
		if (!next) break;
		fprintf(out, "%.9g", best);
		put(out, next, user);
		fputc('\n', out);
		before = best;
	}
	if (isinf(before)) fputs("NaN NaN NaN NaN NaN NaN NaN\n", out);
	fputs("\n\n", out);
}

/* The axes that are swept together with x are named beside it. */
static void put_x_label(FILE *out, const char *label, const char *unit, const struct plan *p, int x)
{
	char text[2 * NAME_SIZE];
	size_t used = (size_t)snprintf(text, sizeof(text), *unit ? "%s (%s)" : "%s", label, unit);
	for (int i = 0; i < p->s->point[0].n_axes && used < sizeof(text); i++) {
		char other[NAME_SIZE];
		int log;
		if (i == x || p->role[i] != ROLE_ALONE || axis_values(p->s, i) < 2) continue;
		chart_axis_label(p->s, p->s->point[0].axis[i].key, &log, other, sizeof(other));
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", %s with it", other);
	}
	put_text(out, "x_label", text);
}

/* Words along the axis, in order of appearance. */
static void put_words(FILE *out, const struct chart_source *s, int x)
{
	char name[32];
	const char *word;
	int n = 0;
	for (; n < CHART_WORDS && (word = axis_value(s, x, n)); n++) {
		snprintf(name, sizeof(name), "word_%d", n + 1);
		put_text(out, name, word);
	}
	fprintf(out, "n_words = %d\n", n);
}

bool chart_wants_log(const struct chart_source *s, char axis, bool suits)
{
	const char *log = s->wish.log;
	return !log ? suits : strcmp(log, "none") != 0 && strchr(log, axis);
}

/* Rates below a million are told in thousands. */
static const char *scale_axis(struct plan *p, double *low, double *high, const char *unit)
{
	if (strcmp(unit, "Mpps") != 0 || *high >= 1) return unit;
	p->scale = 1e3;
	*low *= p->scale;
	*high *= p->scale;
	return "kpps";
}

/* The variables about the axis. */
static void put_axis(FILE *out, struct plan *p, int x)
{
	const char *unit = "";
	char label[NAME_SIZE];
	int base;
	double low = INFINITY, high = -INFINITY;
	chart_axis_label(p->s, p->s->point[0].axis[x].key, &base, label, sizeof(label));
	for (int i = 0; i < p->s->n; i++) {
		double v = place_of(p, x, &p->s->point[i]);
		if (!p->words) axis_number(axis_at(&p->s->point[i], x), &unit);
		low = fmin(low, v);
		high = fmax(high, v);
	}
	unit = scale_axis(p, &low, &high, unit);
	put_x_label(out, label, unit, p, x);
	bool log = chart_wants_log(p->s, 'x', base && high / low >= 4) && low > 0 && !p->words;
	fprintf(out, "x_low = %.9g\nx_high = %.9g\nx_log = %d\n", low, high, !log ? 0 : base ? base : 10);
	if (p->words) put_words(out, p->s, x);
	if (chart_wants_log(p->s, 'y', false)) fputs("y_log = 1\n", out);
}

/* A statistic, and in which unit it is told: that which tables tell it in. */
struct told {
	const char *stat;
	struct scale scale;
};

static void put_stat(FILE *out, const struct point *p, void *user)
{
	const struct told *t = user;
	const double factor = t->scale.factor;
	struct range r = band_range(p, band_stat(t->stat));
	put_value(out, p, t->stat, factor);
	put_range(out, &r, factor, 0, point_mean(p, point_find(p, t->stat)) * factor);
}

/* ---- a statistic ---- */

void chart_stat_words(const char *name, char *buf, size_t size)
{
	const struct statistic *row = statistic_find(name);
	bool own = row && row->words.phrase && strcmp(row->name, name) == 0;
	snprintf(buf, size, "%s", own ? row->words.phrase : name);
	for (char *at = buf; !own && (at = strchr(at, '_'));)
		*at = ' ';
}

static void put_stat_label(FILE *out, const struct told *t)
{
	char text[2 * NAME_SIZE], words[NAME_SIZE];
	const struct statistic *row = statistic_find(t->stat);
	const char *unit = t->scale.unit;
	chart_stat_words(t->stat, words, sizeof(words));
	snprintf(text, sizeof(text), *unit ? "%s (%s)" : "%s", words, unit);
	put_text(out, "y_label", row && row->words.noun ? row->words.noun : text);
}

/* A title of the table asks about what says how a point did; another statistic is named. */
void lines_title(const struct chart *c, const struct chart_source *s, char *buf, size_t size)
{
	const char *stat = s && !c->stat ? lines_stat(c, s) : NULL;
	char words[NAME_SIZE], label[NAME_SIZE];
	bool named = stat && (c->tail || (stat == s->shown && statistic_place(LIST_HEADLINE, stat) < 0));
	int axis = named ? chart_axis(c, s) : -1, log;
	snprintf(buf, size, "%s", c->title);
	if (axis < 0) return;
	chart_stat_words(stat, words, sizeof(words));
	chart_axis_label(s, s->point[0].axis[axis].key, &log, label, sizeof(label));
	words[0] = (char)toupper((unsigned char)words[0]);
	snprintf(buf, size, "%s by %s", words, label);
}

bool lines_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	int x = chart_axis(c, s);
	const char *stat = lines_stat(c, s);
	struct told told = {stat, scale_for(unit_of_stat(s, stat), largest(s, stat))};
	struct plan_wish wish = {s->wish.by ? pick_axis(&s->point[0], s->wish.by) : -1,
				 s->wish.panel ? pick_axis(&s->point[0], s->wish.panel) : -1};
	chart_plan_lines(&p, s, x, wish);
	p.words = !is_numeric(s, x);
	put_head(out, c, &p, "bars: 95 % confidence interval of");
	put_axis(out, &p, x);
	put_stat_label(out, &told);
	put_series(out, &p);
	put_hidden(out, &p, stat);
	put_band_note(out, s, "shaded", stat);
	fputs("$data << EOD\n", out);
	for (int k = 0; k < p.n_panels; k++)
		for (int i = 0; i < p.n_series; i++)
			put_part(out, &p, x, i, k, put_stat, &told);
	fputs("EOD\n", out);
	return true;
}

/* ---- PCI Express ---- */

bool pcie_allowed(const struct chart *c, const struct chart_source *s)
{
	return is_numeric(s, chart_axis(c, s)) && largest(s, STAT_NAME(link_utilisation)) > 0;
}

static void put_link(FILE *out, const struct point *p, void *user)
{
	(void)user;
	put_value(out, p, STAT_NAME(link_up_bytes_per_packet), 1);
	put_value(out, p, STAT_NAME(link_down_bytes_per_packet), 1);
	put_value(out, p, STAT_NAME(link_utilisation), 1);
}

bool pcie_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	int x = chart_axis(c, s);
	chart_plan_make(&p, s, x, -1, NULL, false);
	put_head(out, c, &p, "bars: 95 % confidence interval of");
	put_axis(out, &p, x);
	put_series(out, &p);
	fputs("$data << EOD\n", out);
	for (int i = 0; i < p.n_series; i++)
		put_part(out, &p, x, i, -1, put_link, NULL);
	fputs("EOD\n", out);
	return true;
}

/* ---- gain: what one value of an axis carries over another, packets and replications being the same ---- */

struct gain {
	const struct plan *p;
	const char *stat;
	int axis;          /* of the pair */
	const char *other; /* the value compared with */
	const char *limiter[8];
	int n_limiters;
};

/* Axis of a chart's pair, -1 = none; value: "packed" of "nic.ring.format=packed". */
static int pair_axis(const struct chart *c, const struct chart_source *s, int which, const char **value)
{
	char key[64];
	const char *equals = strchr(c->pair[which], '=');
	snprintf(key, sizeof(key), "%.*s", (int)(equals - c->pair[which]), c->pair[which]);
	*value = equals + 1;
	return chart_axis_of(s, key);
}

bool gain_allowed(const struct chart *c, const struct chart_source *s)
{
	const char *value;
	return is_numeric(s, chart_axis(c, s)) && main_stat(s) && pair_axis(c, s, 0, &value) >= 0;
}

/* The point that differs from q in the axis of the pair alone. */
static const struct point *partner(const struct gain *g, const struct point *q)
{
	for (int k = 0; k < g->p->s->n; k++) {
		const struct point *other = &g->p->s->point[k];
		bool same = strcmp(other->axis[g->axis].text, g->other) == 0 && !other->failed;
		for (int i = 0; i < q->n_axes && same; i++)
			same = i == g->axis || strcmp(q->axis[i].text, other->axis[i].text) == 0;
		if (same) return other;
	}
	return NULL;
}

static int limiter_number(struct gain *g, const char *limiter)
{
	const int most = (int)(sizeof(g->limiter) / sizeof(*g->limiter));
	for (int i = 0; limiter && i < g->n_limiters; i++)
		if (strcmp(g->limiter[i], limiter) == 0) return i + 1;
	if (!limiter || g->n_limiters == most) return 0;
	g->limiter[g->n_limiters++] = limiter;
	return g->n_limiters;
}

static void put_gain(FILE *out, const struct point *q, void *user)
{
	struct gain *g = user;
	const struct point *base = partner(g, q);
	struct estimate ratio = {0};
	double mean = NAN, half = NAN;
	if (base) {
		int i = point_find(q, g->stat), j = point_find(base, g->stat);
		ratio = point_ratio(q, i, base, j);
		mean = ratio.n ? ratio.mean : point_mean(q, i) / point_mean(base, j);
		half = point_ratio_half(&ratio, q, i, base, j);
	}
	fprintf(out, isfinite(mean) ? " %.9g %.9g" : " NaN NaN", 100 * (mean - 1), isfinite(half) ? 100 * half : 0.0);
	fprintf(out, " %d", base ? limiter_number(g, limiter_name(base)) : 0);
	int flips;
	struct range r = base ? band_ratio(q, base, band_stat(g->stat), 1, &flips) : (struct range){0};
	put_range(out, &r, 100, -100, 100 * (mean - 1));
}

bool gain_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	struct gain g = {.p = &p};
	const char *value;
	char text[64], name[32];
	int x = chart_axis(c, s);
	g.stat = main_stat(s)->name;
	g.axis = pair_axis(c, s, 0, &g.other);
	pair_axis(c, s, 1, &value);
	chart_plan_make(&p, s, x, g.axis, value, false);
	put_head(out, c, &p, "bars: 95 % confidence interval of the ratio, paired over");
	put_axis(out, &p, x);
	snprintf(text, sizeof(text), "gain in %s (%%)", main_stat(s)->words.phrase);
	put_text(out, "y_label", text);
	put_series(out, &p);
	put_band_note(out, s, "shaded", g.stat);
	fputs("$data << EOD\n", out);
	for (int i = 0; i < p.n_series; i++)
		put_part(out, &p, x, i, -1, put_gain, &g);
	fputs("EOD\n", out);
	fprintf(out, "n_limits = %d\n", g.n_limiters);
	for (int i = 0; i < g.n_limiters; i++) {
		snprintf(name, sizeof(name), "limit_%d", i + 1);
		put_text(out, name, g.limiter[i]);
	}
	return true;
}
