/* page.c - the page in HTML, which fetches nothing and can do without its script. */
#include "base/text_stream.h"
#include "report/grid.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/page.h"
#include "report/page_style.h"
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 2000 /* points in its table */

static bool put_grid(FILE *out, const struct answer *a)
{
	struct arena arena = {0};
	struct grid g;
	bool ok = grid_make(&g, a, false, MOST_ROWS, &arena), grouped = false;
	for (int r = 0; ok && r < g.rows; r++)
		grouped = grouped || grid_is_group(&g, r);
	if (ok) html_table(out, "results", grouped ? " class=\"results\"" : " class=\"results points\"");
	for (int r = 0; ok && r < g.rows; r++) {
		if (grid_is_group(&g, r)) {
			fprintf(out, "<tr class=\"group\"><th colspan=\"%d\">", g.columns);
			html_text(out, grid_cell(&g, r, 0));
			fputs("</th></tr>\n", out);
			continue;
		}
		if (r)
			html_card(out, g.cell, &g.cell[r * g.columns], g.columns);
		else
			html_row(out, "th", g.cell, g.columns);
	}
	if (ok) html_end_table(out);
	if (ok && g.left_out) fprintf(out, "<p class=\"about\">%d more points are in the records.</p>\n", g.left_out);
	arena_free(&arena);
	return ok;
}

static void put_prices(FILE *out, const struct page *p)
{
	static const char *const titles[] = {"price", "value", "source", "set by"};
	if (!p->n_prices) return;
	fputs("<h2>What was assumed</h2>\n<p class=\"about\">The prices that these points used; all else was counted.</p>\n",
	      out);
	html_table(out, "prices", " class=\"words prices\"");
	html_row(out, "th", titles, 4);
	for (int i = 0; i < p->n_prices; i++) {
		const struct page_price *q = &p->price[i];
		html_row(out, "td", (const char *const[]){q->key, q->value, q->source, q->from}, 4);
	}
	html_end_table(out);
}

static void put_provenance(FILE *out, const struct page *p)
{
	const struct report_head *h = &p->head;
	fputs("<h2>Provenance</h2>\n", out);
	html_table(out, "provenance", " class=\"words\"");
	html_row(out, "td", (const char *const[]){"scenario", h->scenario}, 2);
	for (int i = 0; i < h->n_set; i++)
		html_row(out, "td", (const char *const[]){"changed by", h->set[i]}, 2);
	html_row(out, "td", (const char *const[]){"source", h->source}, 2);
	html_row(out, "td", (const char *const[]){"platform", h->platform}, 2);
	html_row(out, "td", (const char *const[]){"platform's hash", h->platform_hash}, 2);
	html_row(out, "td", (const char *const[]){"simnic", h->version}, 2);
	fprintf(out, "<tr><td>seed, runs, points</td><td>%lld, %d, %d</td></tr>\n", (long long)p->point[0].seed,
		p->point[0].replications, p->n_points);
	html_row(out, "td", (const char *const[]){"id of the first point", p->point[0].id}, 2);
	html_end_table(out);
	if (!p->provenance) return;
	fputs("<pre tabindex=\"0\">", out);
	html_text(out, p->provenance);
	fputs("</pre>\n", out);
}

static void put_troubles(FILE *out, const struct page *p)
{
	for (int i = 0; i < p->n_points; i++) {
		const struct point *q = &p->point[i];
		char name[NAME_SIZE];
		if (!q->failed && !q->unsteady) continue;
		point_name(q, name);
		fprintf(out, "<p class=\"trouble\">%s: ", q->failed ? "Failed" : "Not steady");
		html_text(out, name);
		fputs(": ", out);
		html_text(out, q->failed ? q->failure : q->unsteady_why);
		fputs("</p>\n", out);
	}
	if (!p->doubt) return;
	html_element(out, "p class=\"trouble\"", p->doubt);
	fputc('\n', out);
}

static const char *title_of(const struct page *p)
{
	return p->head.title && *p->head.title ? p->head.title : p->head.scenario;
}

static void put_top(FILE *out, const struct page *p, const char *sentence)
{
	int n = p->point[0].replications;
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n",
	      out);
	if (p->generator) {
		fputs("<meta name=\"generator\" content=\"", out);
		html_text(out, p->generator);
		fputs("\">\n", out);
	}
	html_element(out, "title", title_of(p));
	fputc('\n', out);
	page_style(out);
	fputs("\n</head>\n<body>\n", out);
	html_element(out, "h1", title_of(p));
	fputs("\n<p class=\"about\">", out);
	html_text(out, p->head.scenario);
	fputs(p->head.platform ? ", platform " : "", out);
	html_text(out, p->head.platform);
	fprintf(out, ", %d point%s, %d run%s each, seed %lld%s</p>\n", p->n_points, p->n_points == 1 ? "" : "s", n,
		n == 1 ? "" : "s", (long long)p->point[0].seed,
		n > 1 ? "; mean +- half-width of the 95 % confidence interval" : "");
	if (!*sentence) return;
	html_element(out, "p class=\"answer\"", sentence);
	fputc('\n', out);
}

static bool put_page(FILE *out, const struct page *p, const struct answer *a, const char *sentence)
{
	put_top(out, p, sentence);
	put_troubles(out, p);
	fputs("<h2>Results</h2>\n", out);
	bool ok = put_grid(out, a);
	page_charts(out, p);
	put_prices(out, p);
	page_claims(out, p);
	if (p->scenario) {
		fputs("<h2>The scenario</h2>\n<pre tabindex=\"0\">", out);
		html_text(out, p->scenario);
		fputs("</pre>\n", out);
	}
	put_provenance(out, p);
	if (p->n_charts) fprintf(out, "<script>%s</script>\n", page_script);
	fputs("</body>\n</html>\n", out);
	return ok && !ferror(out);
}

/* ---- the short ones ---- */

#define TEXT_WIDTH 72
#define BRIEF_ROWS 40

static void put_brief_title(FILE *out, const struct page *p, int width)
{
	char about[4 * NAME_SIZE];
	int n = p->point[0].replications;
	put_wrapped(out, title_of(p), width);
	snprintf(about, sizeof(about), "%s, platform %s, simnic %s, %d run%s each, seed %lld", p->head.scenario,
		 p->head.platform ? p->head.platform : "unknown", p->head.version, n, n == 1 ? "" : "s",
		 (long long)p->point[0].seed);
	put_wrapped(out, about, width);
	fputc('\n', out);
}

static bool put_brief(FILE *out, const struct answer *a, bool markdown)
{
	struct arena arena = {0};
	struct grid g;
	bool ok = grid_make(&g, a, true, BRIEF_ROWS, &arena);
	ok = ok && (markdown ? grid_markdown(out, &g) : grid_text(out, &g, TEXT_WIDTH));
	if (ok && g.left_out) fprintf(out, "%s%d more points are in the records.\n", markdown ? "\n" : "", g.left_out);
	arena_free(&arena);
	return ok;
}

static bool put_markdown(FILE *out, const struct page *p, const struct answer *a, const char *sentence)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = text_stream(&text, &size);
	(void)p;
	if (!f) return false;
	markdown_text(f, sentence);
	bool ok = fclose(f) == 0;
	if (ok && *text) put_wrapped(out, text, TEXT_WIDTH);
	free(text);
	fputc('\n', out);
	return ok && put_brief(out, a, true);
}

static bool put_plain_trouble(FILE *out, const struct point *q)
{
	char name[NAME_SIZE], *text = NULL;
	size_t size = 0;
	if (!q->failed && !q->unsteady) return true;
	FILE *f = text_stream(&text, &size);
	if (!f) return false;
	point_name(q, name);
	fprintf(f, "%s: %s: %s", q->failed ? "Failed" : "Not steady", name, q->failed ? q->failure : q->unsteady_why);
	bool ok = fclose(f) == 0;
	fputc('\n', out);
	if (ok) put_wrapped(out, text, TEXT_WIDTH);
	free(text);
	return ok;
}

static bool put_plain(FILE *out, const struct page *p, const struct answer *a, const char *sentence)
{
	put_brief_title(out, p, TEXT_WIDTH);
	if (*sentence) put_wrapped(out, sentence, TEXT_WIDTH);
	fputc('\n', out);
	bool ok = put_brief(out, a, false);
	for (int i = 0; ok && i < p->n_points; i++)
		ok = put_plain_trouble(out, &p->point[i]);
	return ok;
}

static bool with_answer(FILE *out, const struct page *p,
			bool (*put)(FILE *out, const struct page *p, const struct answer *a, const char *sentence))
{
	struct answer a = {.head = &p->head, .point = p->point, .n_points = p->n_points, .only_shown = p->only_shown};
	bool ok = answer_collect(&a);
	char *sentence = ok ? answer_sentence(&a) : NULL;
	ok = sentence && put(out, p, &a, sentence) && !ferror(out);
	free(sentence);
	free(a.line);
	return ok;
}

bool page_html(FILE *out, const struct page *p)
{
	return with_answer(out, p, put_page);
}

bool page_markdown(FILE *out, const struct page *p)
{
	return with_answer(out, p, put_markdown);
}

bool page_text(FILE *out, const struct page *p)
{
	return with_answer(out, p, put_plain);
}
