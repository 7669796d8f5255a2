/* diff_page.c - two runs side by side on a page: what was set otherwise, what changed, and the charts of both beside each other. */
#include "report/diff_page.h"
#include "report/diff_grid.h"
#include "report/html.h"
#include "report/page_style.h"
#include <math.h>
#include <string.h>

#define MOST_ROWS 2000

static void put_table(FILE *out, const struct grid *g, const char *name)
{
	html_table(out, name, " class=\"results points\"");
	for (int r = 0; r < g->rows; r++) {
		if (grid_is_group(g, r)) {
			fprintf(out, "<tr class=\"group\"><th colspan=\"%d\">", g->columns);
			html_text(out, grid_cell(g, r, 0));
			fputs("</th></tr>\n", out);
		} else if (r) {
			html_card(out, g->cell, &g->cell[r * g->columns], g->columns);
		} else {
			html_row(out, "th", g->cell, g->columns);
		}
	}
	html_end_table(out);
}

static void put_head(FILE *out, const struct diff_page *p)
{
	const struct diff_side *side[] = {&p->d->a, &p->d->b};
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n",
	      out);
	html_element(out, "title", p->title);
	fputc('\n', out);
	page_style(out);
	fputs("\n</head>\n<body>\n", out);
	html_element(out, "h1", p->title);
	fputc('\n', out);
	for (int i = 0; i < 2; i++) {
		fprintf(out, "<p class=\"about\"><b>%s</b> ", i ? "B" : "A");
		html_text(out, side[i]->name);
		fputs(*side[i]->about ? ": " : "", out);
		html_text(out, side[i]->about);
		fputs(side[i]->doubt ? "; " : "", out);
		html_text(out, side[i]->doubt);
		fputs("</p>\n", out);
	}
	if (p->answer && *p->answer) html_element(out, "p class=\"answer\"", p->answer);
	fputs("<p class=\"about\">Change: of the mean, B against A; +- its 95 % interval, of rates at least what the measured "
	      "times "
	      "resolve.</p>\n",
	      out);
}

static bool put_settings(FILE *out, const struct diff *d)
{
	struct grid g;
	if (d->compared && !d->n_settings && !d->n_prices)
		fputs("<h2>Settings</h2>\n<p>Nothing differs in what points on both sides are set to, nor in their prices.</p>\n",
		      out);
	if (d->n_settings) {
		fputs("<h2>Settings</h2>\n", out);
		if (!diff_grid_settings(&g, d, "key", d->setting, d->n_settings)) return false;
		put_table(out, &g, "settings");
	}
	if (!d->n_prices) return true;
	fputs("<h2>Prices</h2>\n", out);
	if (!diff_grid_settings(&g, d, "price", d->price, d->n_prices)) return false;
	put_table(out, &g, "prices");
	return true;
}

static void put_only(FILE *out, const struct diff_side *side, const int *at, int n, const char *which)
{
	char name[NAME_SIZE];
	if (!n) return;
	fprintf(out, "<p>In %s alone: ", which);
	for (int i = 0; i < n; i++) {
		point_name(&side->point[at[i]], name);
		fputs(i ? ", " : "", out);
		html_text(out, name);
	}
	fputs("</p>\n", out);
}

static void put_trouble(FILE *out, const char *what, const char *why)
{
	fprintf(out, "<p class=\"trouble\">%s: ", what);
	html_text(out, why);
	fputs("</p>\n", out);
}

static bool put_pair(FILE *out, const struct diff *d, const struct diff_pair *pair)
{
	struct grid g;
	char name[NAME_SIZE];
	int changed, same;
	point_name(pair->a, name);
	html_element(out, "h2", name);
	fputc('\n', out);
	if (pair->a->failed) put_trouble(out, "A failed", pair->a->failure);
	if (pair->b->failed) put_trouble(out, "B failed", pair->b->failure);
	if (pair->a->unsteady) put_trouble(out, "A is not steady", pair->a->unsteady_why);
	if (pair->b->unsteady) put_trouble(out, "B is not steady", pair->b->unsteady_why);
	if (!diff_grid_pair(&g, d, pair)) return false;
	put_table(out, &g, name);
	diff_count(pair, &changed, &same);
	if (same) fprintf(out, "<p class=\"about\">%d more are the same, or differ by less than can be told.</p>\n", same);
	return true;
}

static bool put_pairs(FILE *out, const struct diff *d)
{
	struct grid g;
	for (int i = 0; i < d->n && d->n <= DIFF_FEW; i++)
		if (!put_pair(out, d, &d->pair[i])) return false;
	if (d->n <= DIFF_FEW) return true;
	fputs("<h2>Points</h2>\n", out);
	if (!diff_grid_pairs(&g, d, diff_headline(d), MOST_ROWS)) return false;
	put_table(out, &g, "points");
	if (g.left_out) fprintf(out, "<p class=\"about\">%d more points: simnic diff -v</p>\n", g.left_out);
	return true;
}

void diff_sentence(FILE *out, const struct diff *d)
{
	const struct statistic *h = diff_headline(d);
	const struct diff_pair *most = NULL;
	int up = 0, down = 0, same = 0;
	for (int i = 0; h && i < d->n; i++) {
		const struct diff_stat *s = diff_find(&d->pair[i], h->name), *best = most ? diff_find(most, h->name) : NULL;
		if (!s || isnan(s->change)) continue;
		if (s->verdict == DIFF_SAME) same++;
		if (s->verdict == DIFF_SAME) continue;
		++*(s->change > 0 ? &up : &down);
		if (!best || !(fabs(diff_percent(s, s->change)) <= fabs(diff_percent(best, best->change)))) most = &d->pair[i];
	}
	if (!h || !(up + down + same)) return;
	char name[NAME_SIZE] = "";
	if (most && d->n > 1) point_name(most->a, name);
	const char *words = most ? diff_words(d, diff_find(most, h->name)) : NULL;
	fprintf(out, "%s: higher in B at %d, lower at %d, the same at %d of %d point%s",
		h->words.phrase ? h->words.phrase : h->name, up, down, same, up + down + same, up + down + same == 1 ? "" : "s");
	if (words) fprintf(out, d->n > 1 ? "; most: %s" : "; %s", words);
	if (*name) fprintf(out, " (%s)", name);
}

/* A chart of one side has its number on the page, so that names inside it are its own. */
static void put_chart(FILE *out, const struct page_chart *c, const char *side, int number)
{
	fprintf(out, "<div><p class=\"about\"><b>%s</b></p>\n", side);
	if (c) page_chart(out, c, number);
	fputs(c ? "</div>\n" : "<p>There is no such chart.</p></div>\n", out);
}

static const struct page_chart *named(const struct page_chart *chart, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(chart[i].name, name) == 0) return &chart[i];
	return NULL;
}

static void put_pair_of_charts(FILE *out, const struct page_chart *a, const struct page_chart *b, int pair)
{
	fputs("<div class=\"pair\">\n", out);
	put_chart(out, a, "A", 2 * pair + 1);
	put_chart(out, b, "B", 2 * pair + 2);
	fputs("</div>\n", out);
}

static void put_charts(FILE *out, const struct diff_page *p)
{
	int pair = 0;
	if (p->n_a || p->n_b) fputs("<h2>Charts</h2>\n", out);
	for (int i = 0; i < p->n_a; i++)
		put_pair_of_charts(out, &p->chart_a[i], named(p->chart_b, p->n_b, p->chart_a[i].name), pair++);
	for (int i = 0; i < p->n_b; i++)
		if (!named(p->chart_a, p->n_a, p->chart_b[i].name)) put_pair_of_charts(out, NULL, &p->chart_b[i], pair++);
}

bool diff_html(FILE *out, const struct diff_page *p)
{
	const struct diff *d = p->d;
	put_head(out, p);
	if (!put_settings(out, d)) return false;
	put_charts(out, p);
	if (!put_pairs(out, d)) return false;
	put_only(out, &d->a, d->only_a, d->n_only_a, "A");
	put_only(out, &d->b, d->only_b, d->n_only_b, "B");
	if (p->n_a || p->n_b) fprintf(out, "<script>%s</script>\n", page_script);
	fputs("</body>\n</html>\n", out);
	return !ferror(out);
}
