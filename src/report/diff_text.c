/* diff_text.c - a comparison of two runs as text and as Markdown: the same parts, in tables of either kind. */
#include "report/diff_grid.h"
#include "base/text_stream.h"
#include "report/diff_page.h"
#include "report/markdown.h"
#include "report/table.h"
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 200
#define MOST_NAMES 6

struct paper {
	FILE *f;
	const struct diff *d;
	bool markdown;
};

static void put(const struct paper *p, const char *text)
{
	if (p->markdown)
		markdown_text(p->f, text);
	else
		fputs(text, p->f);
}

static void heading(const struct paper *p, const char *text)
{
	fputs(p->markdown ? "\n### " : "\n", p->f);
	put(p, text);
	fputs(p->markdown ? "\n\n" : "\n", p->f);
}

/* A line of its own. */
static void line(const struct paper *p, const char *before, const char *text)
{
	fputs(p->markdown ? "- " : "", p->f);
	put(p, before);
	put(p, text);
	fputc('\n', p->f);
}

static bool put_grid(const struct paper *p, const struct grid *g)
{
	return p->markdown ? grid_markdown(p->f, g) : grid_text(p->f, g, TABLE_WIDTH);
}

static void put_sides(const struct paper *p)
{
	const struct diff_side *side[] = {&p->d->a, &p->d->b};
	for (int i = 0; i < 2; i++) {
		const char *text =
			arena_printf(p->d->arena, "%s%s%s", side[i]->name, *side[i]->about ? ": " : "", side[i]->about);
		line(p, i ? "B  " : "A  ", text ? text : side[i]->name);
		if (side[i]->doubt) line(p, "   ", side[i]->doubt);
	}
	fputs(p->markdown ? "\n" : "", p->f);
	put(p, "change: of the mean, B against A; +- its 95 % interval, of rates at least what the measured times resolve");
	fputc('\n', p->f);
}

static bool put_settings(const struct paper *p)
{
	const struct diff *d = p->d;
	struct grid g;
	if (d->compared && !d->n_settings && !d->n_prices) {
		heading(p, "settings");
		line(p, "", "nothing differs in what points on both sides are set to, nor in their prices");
	}
	if (d->n_settings) {
		heading(p, "settings");
		if (!diff_grid_settings(&g, d, "key", d->setting, d->n_settings) || !put_grid(p, &g)) return false;
	}
	if (d->n_prices) {
		heading(p, "prices");
		if (!diff_grid_settings(&g, d, "price", d->price, d->n_prices) || !put_grid(p, &g)) return false;
	}
	return true;
}

static void put_only(const struct paper *p, const struct diff_side *side, const int *at, int n, const char *where)
{
	char name[NAME_SIZE];
	if (!n) return;
	fputs(p->markdown ? "- " : "", p->f);
	put(p, where);
	for (int i = 0; i < n && i < MOST_NAMES; i++) {
		point_name(&side->point[at[i]], name);
		fputs(i ? ", " : " ", p->f);
		put(p, name);
	}
	if (n > MOST_NAMES) fprintf(p->f, " and %d more", n - MOST_NAMES);
	fputc('\n', p->f);
}

/* Why a point has no numbers. */
static void put_failures(const struct paper *p, const struct diff_pair *pair)
{
	if (pair->a->failed) line(p, "A failed: ", pair->a->failure);
	if (pair->b->failed) line(p, "B failed: ", pair->b->failure);
	if (pair->a->unsteady) line(p, "A is not steady: ", pair->a->unsteady_why);
	if (pair->b->unsteady) line(p, "B is not steady: ", pair->b->unsteady_why);
}

static bool put_pair(const struct paper *p, const struct diff_pair *pair)
{
	struct grid g;
	char name[NAME_SIZE];
	int changed, same;
	point_name(pair->a, name);
	heading(p, name);
	if (!diff_grid_pair(&g, p->d, pair) || !put_grid(p, &g)) return false;
	fputs(p->markdown ? "\n" : "", p->f);
	put_failures(p, pair);
	diff_count(pair, &changed, &same);
	if (same && !p->d->verbose)
		fprintf(p->f, "%d statistic%s the same, or differ%s by less than can be told\n", same,
			same == 1 ? " is" : "s are", same == 1 ? "s" : "");
	return true;
}

static bool put_pairs(const struct paper *p)
{
	struct grid g;
	if (p->d->n <= DIFF_FEW || p->d->verbose) {
		for (int i = 0; i < p->d->n; i++)
			if (!put_pair(p, &p->d->pair[i])) return false;
		return true;
	}
	heading(p, "points");
	if (!diff_grid_pairs(&g, p->d, diff_headline(p->d), MOST_ROWS) || !put_grid(p, &g)) return false;
	if (g.left_out) fprintf(p->f, "%s%d more points; -v and -f json have all\n", p->markdown ? "\n" : "", g.left_out);
	return true;
}

static void put_rule(const struct paper *p, const struct diff_rule *r)
{
	char name[NAME_SIZE];
	if (!r->met) line(p, r->text, ": nowhere");
	for (int i = 0; i < r->met && i < MOST_NAMES; i++) {
		const struct diff_pair *pair = &p->d->pair[r->at[i]];
		const struct diff_stat *s = diff_find(pair, r->stat);
		const char *words = s ? diff_words(p->d, s) : NULL;
		point_name(pair->a, name);
		const char *text = arena_printf(p->d->arena, ": %s, %s", name, words ? words : "");
		line(p, r->text, text ? text : "");
	}
	if (r->met > MOST_NAMES) fprintf(p->f, "%sand at %d more points\n", p->markdown ? "- " : "", r->met - MOST_NAMES);
}

static void put_rules(const struct paper *p)
{
	const struct diff *d = p->d;
	if (!d->n_rules) return;
	heading(p, "not to be");
	for (int i = 0; i < d->n_rules; i++)
		put_rule(p, &d->rule[i]);
	for (int i = 0; i < d->n; i++)
		if (diff_is_broken(&d->pair[i])) line(p, "a point failed in B alone: ", d->pair[i].b->failure);
}

static bool put_sentence(const struct paper *p)
{
	char *text = NULL;
	size_t size;
	FILE *f = text_stream(&text, &size);
	if (f) diff_sentence(f, p->d);
	bool good = f && fclose(f) == 0;
	if (good && *text) {
		fputc('\n', p->f);
		put(p, text);
		fputc('\n', p->f);
	}
	free(text);
	return good;
}

static bool put_all(FILE *f, const struct diff *d, bool markdown)
{
	const struct paper p = {f, d, markdown};
	put_sides(&p);
	if (!put_settings(&p)) return false;
	if (d->n_only_a || d->n_only_b) heading(&p, "points on one side only");
	put_only(&p, &d->a, d->only_a, d->n_only_a, "in A:");
	put_only(&p, &d->b, d->only_b, d->n_only_b, "in B:");
	if (!put_pairs(&p)) return false;
	put_rules(&p);
	return put_sentence(&p) && !ferror(f);
}

bool diff_text(FILE *f, const struct diff *d)
{
	return put_all(f, d, false);
}

bool diff_markdown(FILE *f, const struct diff *d)
{
	return put_all(f, d, true);
}
