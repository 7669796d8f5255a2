/* chart_helps.c - what each resource gains that is made twice as good, where that was measured. */
#include "report/better.h"
#include "report/chart_internal.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RESOURCES 8
#define HARDLY 0.005 /* rounds to 0 % */

struct resource {
	const char *name;
	double most; /* that it gains in any point */
};

static int larger_first(const void *a, const void *b)
{
	const struct resource *x = a, *y = b;
	return x->most < y->most ? 1 : x->most > y->most ? -1 : strcmp(x->name, y->name);
}

/* The point that stands for a series. */
static const struct point *shown(const struct plan *p, int series)
{
	for (int i = 0; i < p->s->n; i++)
		if (plan_has(p, &p->s->point[i], series, -1)) return &p->s->point[i];
	return NULL;
}

static const struct doubled_gain *gain_in(const struct point *q, const char *resource)
{
	for (int i = 0; q && i < q->n_gains; i++)
		if (strcmp(q->gain[i].resource, resource) == 0) return &q->gain[i];
	return NULL;
}

/* The resources that were tried in any shown point, those that gain most first. */
static int collect(const struct plan *p, struct resource list[CHART_SERIES * MAX_GAINS])
{
	int n = 0;
	for (int i = 0; i < p->n_series; i++) {
		const struct point *q = shown(p, i);
		for (int k = 0; q && k < q->n_gains; k++) {
			int at = 0;
			while (at < n && strcmp(list[at].name, q->gain[k].resource) != 0)
				at++;
			if (at == n) list[n++] = (struct resource){q->gain[k].resource, -INFINITY};
			list[at].most = fmax(list[at].most, q->gain[k].of.mean);
		}
	}
	qsort(list, (size_t)n, sizeof(*list), larger_first);
	return n;
}

/* How many of them are drawn: what gains hardly anything anywhere is named instead, unless all do. */
static int worth_a_bar(const struct resource *list, int n)
{
	int worth = 0;
	while (worth < n && worth < MOST_RESOURCES && list[worth].most >= HARDLY)
		worth++;
	return worth ? worth : n > MOST_RESOURCES ? MOST_RESOURCES : n;
}

static void put_rest(FILE *out, const struct resource *list, int from, int n)
{
	char text[2 * NAME_SIZE] = "; each resource twice as good by itself";
	size_t used = strlen(text);
	for (int k = from; k < n && used < sizeof(text); k++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", k == from ? "; hardly anything: " : ", ",
					 list[k].name);
	put_text(out, "rest_note", text);
}

/* A part for each series, and a line for each resource: its number, gain, half-width (%), the gain in words. */
static void put_gains(FILE *out, const struct point *q, const struct resource *list, int n)
{
	for (int k = 0; k < n; k++) {
		const struct doubled_gain *g = gain_in(q, list[k].name);
		double half = g ? g->half : NAN;
		char text[32] = "-";
		fprintf(out, "%d", k + 1);
		if (g) gain_print(g->of.mean, text, sizeof(text));
		if (g && isfinite(g->of.mean))
			fprintf(out, " %.9g %.9g", 100 * g->of.mean, isfinite(half) ? 100 * half : 0.0);
		else
			fputs(" NaN NaN", out);
		put_cell(out, g ? text : "", NAME_SIZE);
		fputc('\n', out);
	}
	fputs("\n\n", out);
}

bool helps_allowed(const struct chart *c, const struct chart_source *s)
{
	bool any = false;
	(void)c;
	for (int i = 0; i < s->n; i++)
		any = any || (s->point[i].n_gains && !s->point[i].failed);
	return any && s->n <= CHART_POINTS;
}

bool helps_put(FILE *out, const struct chart *c, const struct chart_source *s)
{
	struct plan p;
	struct resource list[CHART_SERIES * MAX_GAINS] = {{NULL, 0}};
	char text[NAME_SIZE], name[32];
	const char *of = NULL;
	chart_plan_make(&p, s, -1, -1, NULL, false);
	int all = collect(&p, list), n = worth_a_bar(list, all);
	for (int i = 0; i < p.n_series && !of; i++)
		if (shown(&p, i) && shown(&p, i)->n_gains) of = shown(&p, i)->gain_of;
	const struct statistic *row = of ? statistic_find(of) : NULL;
	put_head(out, c, &p, "black: 95 % confidence interval of");
	put_series(out, &p);
	put_rest(out, list, n, all);
	snprintf(text, sizeof(text), "gain in %s (%%)", row && row->words.phrase ? row->words.phrase : of ? of : "the answer");
	put_text(out, "x_label", text);
	for (int k = 0; k < n; k++) {
		snprintf(name, sizeof(name), "resource_%d", k + 1);
		struct better b = better_of(list[k].name);
		snprintf(text, sizeof(text), "%s %s", b.name, b.times);
		put_text(out, name, text);
	}
	fprintf(out, "n_resources = %d\n$data << EOD\n", n);
	for (int i = 0; i < p.n_series; i++)
		put_gains(out, shown(&p, i), list, n);
	fputs("EOD\n", out);
	return n > 0;
}
