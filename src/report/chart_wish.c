/* chart_wish.c - the chart that somebody asks for: what runs along it, what it shows, what colours and parts tell. */
#include "report/chart_internal.h"
#include "report/pick.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

/* The key of an axis that varies, from its name or the end of it; NULL and err. most: how many values there is room for. */
static const char *key_of(const struct chart_source *s, const char *option, const char *word, int most, struct error *err)
{
	char axes[NAME_SIZE];
	int axis = pick_axis(&s->point[0], word), n = axis < 0 ? 0 : axis_values(s, axis);
	if (n > 1 && n <= most) return s->point[0].axis[axis].key;
	pick_axes(&s->point[0], axes, sizeof(axes));
	if (n > 1)
		error_plain(err, "--%s %s: it has %d values, and a chart has room for %d; choose some by --where", option, word,
			    n, most);
	else if (axis >= 0)
		error_plain(err, "--%s %s: it has one value in these points", option, word);
	else
		error_plain(err, "--%s %s: the points do not differ in it; expected one of: %s", option, word, axes);
	return NULL;
}

/* The keys that colours and parts tell; NULL = nobody said. */
struct told {
	const char *by, *panel;
};

static bool is_taken(const struct told *t, const char *key)
{
	return (t->by && strcmp(t->by, key) == 0) || (t->panel && strcmp(t->panel, key) == 0);
}

/* What runs along it where nobody said: of the axes of numbers the one with the most values, or else of all. */
static const char *longest_axis(const struct chart_source *s, const struct told *t)
{
	const struct point *q = &s->point[0];
	const char *best = NULL;
	double most = 0;
	for (int i = 0; i < q->n_axes; i++) {
		int n = axis_values(s, i);
		double rank = n + (isnan(axis_number(&q->axis[i], NULL)) ? 0 : CHART_POINTS);
		if (n < 2 || is_taken(t, q->axis[i].key) || rank <= most) continue;
		most = rank;
		best = q->axis[i].key;
	}
	return best;
}

static bool stat_is_there(const struct chart_source *s, const char *name, struct error *err)
{
	const char *best = NULL;
	int cost = 0;
	for (int i = 0; i < s->n; i++)
		if (!s->point[i].failed && isfinite(point_mean(&s->point[i], point_find(&s->point[i], name)))) return true;
	if (statistic_find(name)) return error_plain(err, "--y %s: no point has a value of it", name);
	for (int i = 0; i < s->point[0].n_stats; i++)
		statistic_offer(name, s->point[0].stat[i].name, &best, &cost);
	if (best) return error_plain(err, "--y %s: no such statistic; did you mean %s?", name, best);
	return error_plain(err, "--y %s: no such statistic; see simnic --list statistics", name);
}

static const char *last_word(const char *key)
{
	const char *dot = strrchr(key, '.');
	return dot ? dot + 1 : key;
}

/* Name, title and label, which memory is made for. */
static bool name_it(struct chart *c, const struct chart_source *s, const struct told *t, struct arena *a, struct error *err)
{
	char label[NAME_SIZE], words[NAME_SIZE];
	chart_axis_label(s, c->key[0], &c->log, label, sizeof(label));
	chart_stat_words(c->stat, words, sizeof(words));
	words[0] = (char)toupper((unsigned char)words[0]);
	c->label = arena_strdup(a, label);
	c->title = arena_printf(a, "%s by %s", words, label);
	c->name = arena_printf(a, "%s-over-%s%s%s%s%s", c->stat, last_word(c->key[0]), t->by ? "-by-" : "",
			       t->by ? last_word(t->by) : "", t->panel ? "-at-" : "", t->panel ? last_word(t->panel) : "");
	return (c->label && c->title && c->name) || error_memory(err);
}

/* Percentiles of latency, which run along the chart themselves. */
static bool become_curves(struct chart *c, const struct chart_source *s, const struct told *t, struct arena *a, struct error *err)
{
	if (s->wish.x) return error_plain(err, "--x %s: along a chart of --y " CHART_CURVES " run its percentiles", s->wish.x);
	if (!curve_any(s)) return error_plain(err, "--y " CHART_CURVES ": no point has three percentiles of it");
	*c = (struct chart){.script = "throughput", .put = curve_put, .title = "Latency by percentile"};
	c->name = arena_printf(a, CHART_CURVES "%s%s%s%s", t->by ? "-by-" : "", t->by ? last_word(t->by) : "",
			       t->panel ? "-at-" : "", t->panel ? last_word(t->panel) : "");
	return c->name || error_memory(err);
}

static bool roles_differ(const struct chart *c, const struct told *t, struct error *err)
{
	if (is_taken(t, c->key[0]))
		return error_plain(err, "%s can't both run along the chart and tell its lines or parts", c->key[0]);
	return true;
}

const struct chart *chart_wished(const struct chart_source *s, struct arena *a, struct error *err)
{
	const struct chart_wish *w = &s->wish;
	struct told t = {0};
	struct chart *c = arena_alloc(a, sizeof(*c));
	if (!c) return error_memory(err), NULL;
	*c = (struct chart){.script = "throughput", .put = lines_put, .says = lines_title, .allows = lines_allowed};
	if (!s->n || s->n > CHART_POINTS) {
		error_plain(err, "%s", s->n ? "too many points for a chart; choose some by --where" : "there are no points");
		return NULL;
	}
	if (w->by && !(t.by = key_of(s, "by", w->by, CHART_SERIES, err))) return NULL;
	if (w->panel && !(t.panel = key_of(s, "panel", w->panel, CHART_PANELS, err))) return NULL;
	if (t.by && t.panel && strcmp(t.by, t.panel) == 0)
		return error_plain(err, "%s can't be told by colours and by parts", t.by), NULL;
	if (w->y && strcmp(w->y, CHART_CURVES) == 0) return become_curves(c, s, &t, a, err) ? c : NULL;
	c->key[0] = w->x ? key_of(s, "x", w->x, CHART_POINTS, err) : longest_axis(s, &t);
	if (!c->key[0]) {
		error_plain(err, "the points differ in nothing that could run along a chart"); /* the first error counts */
		return NULL;
	}
	if (w->y && !stat_is_there(s, w->y, err)) return NULL;
	c->stat = w->y ? w->y : lines_stat(c, s);
	if (!c->stat) return error_plain(err, "no point tells how it did; say by --y what to show"), NULL;
	return roles_differ(c, &t, err) && name_it(c, s, &t, a, err) ? c : NULL;
}
