/* page.c - the page in HTML: no script, nothing fetched, light and dark, from a phone's width to paper. */
#include "base/text_stream.h"
#include "report/grid.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/page.h"
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 2000 /* points in its table */

static const char style[] =
	":root{color-scheme:light dark;--ink:#1b1b1b;--soft:#5a5a5a;--line:#d5d5d5;--paper:#fff;--shade:#f4f4f4;--bad:#a40000}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#ababab;--line:#4a4a4a;--paper:#1a1a1a;--shade:#2a2a2a;--"
	"bad:#"
	"ff8a80}"
	"figure svg{filter:invert(1) hue-rotate(180deg)}}"
	"*{box-sizing:border-box}body{margin:0 auto;max-width:64rem;padding:1rem;color:var(--ink);background:var(--paper);"
	"font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
	"h1{font-size:1.5rem;line-height:1.3;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid "
	"var(--line)}"
	"p.about,figcaption,small{color:var(--soft);font-size:.9rem}p.answer{font-size:1.2rem;border-left:.25rem solid "
	"#0072b2;"
	"padding:.25rem 0 .25rem .75rem}p.trouble{color:var(--bad);font-weight:600}"
	".scroll{overflow-x:auto;max-width:100%}.scroll:focus-visible{outline:2px solid #0072b2}"
	"table{border-collapse:collapse;font-size:.9rem;overflow-wrap:normal}"
	"th,td{padding:.2rem .6rem;text-align:right;white-space:nowrap;border-bottom:1px solid "
	"var(--line);font-variant-numeric:tabular-nums}"
	"th:first-child,td:first-child,table.words td,table.words th{text-align:left}table.words "
	"td{white-space:normal;min-width:5rem}"
	"tr.group th{text-align:left;padding-top:.9rem;background:var(--shade)}"
	/* The column that tells which row it is stays, and where a table goes on to the side there is a shadow. */
	".results th:first-child,.results td:first-child{position:sticky;left:0;background:var(--paper);box-shadow:1px 0 "
	"var(--line)}"
	".results tr.group th{background:var(--shade);box-shadow:none}"
	".scroll{background:linear-gradient(to right,var(--paper) 1rem,transparent) left/2rem 100% no-repeat "
	"local,linear-gradient(to left,var(--paper) 1rem,transparent) right/2rem 100% no-repeat "
	"local,linear-gradient(to left,var(--line),transparent) right/.6rem 100% no-repeat scroll,var(--paper)}"
	"pre{background:var(--shade);padding:.75rem;font-size:.8rem;overflow-x:auto;overflow-wrap:normal}"
	".charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem;align-items:start}"
	"figure{margin:0;break-inside:avoid}figure svg{width:100%;height:auto;display:block}"
	"@media screen and "
	"(max-width:40rem){th,td{padding:.2rem .3rem}table{font-size:.75rem}td:first-child{white-space:normal;overflow-wrap:"
	"anywhere;min-width:7rem}tr.group th{white-space:normal}table.prices tr,table.prices "
	"td{display:block;border:0;padding:0}table.prices "
	"tr{padding:.3rem 0;border-bottom:1px solid var(--line)}table.prices th{display:none}table.prices "
	"td:first-child{font-weight:600}}"
	"@media "
	"print{:root{--ink:#000;--soft:#4a4a4a;--line:#bbb;--paper:#fff;--shade:#fff;--bad:#a40000}body{max-width:none;padding:0;"
	"font-size:10pt}figure svg{filter:none}.scroll,pre{overflow:visible;background:none}"
	".results th,.results td{position:static!important}pre,td,th,table.words td{white-space:pre-wrap}"
	".charts{grid-template-columns:1fr 1fr}h2{break-after:avoid}tr{break-inside:avoid}}";

static bool put_grid(FILE *out, const struct answer *a)
{
	struct arena arena = {0};
	struct grid g;
	bool ok = grid_make(&g, a, false, MOST_ROWS, &arena);
	if (ok) html_table(out, "results", " class=\"results\"");
	for (int r = 0; ok && r < g.rows; r++) {
		if (grid_is_group(&g, r)) {
			fprintf(out, "<tr class=\"group\"><th colspan=\"%d\">", g.columns);
			html_text(out, grid_cell(&g, r, 0));
			fputs("</th></tr>\n", out);
			continue;
		}
		html_row(out, r ? "td" : "th", &g.cell[r * g.columns], g.columns);
	}
	if (ok) html_end_table(out);
	if (ok && g.left_out) fprintf(out, "<p class=\"about\">%d more points are in the records.</p>\n", g.left_out);
	arena_free(&arena);
	return ok;
}

static void put_charts(FILE *out, const struct page *p)
{
	if (!p->n_charts) return;
	fputs("<h2>Charts</h2>\n<div class=\"charts\">\n", out);
	for (int i = 0; i < p->n_charts; i++) {
		fputs("<figure role=\"img\" aria-label=\"", out);
		html_text(out, p->chart[i].title);
		fputs("\">\n", out);
		html_svg(out, p->chart[i].svg, i + 1);
		fputs("</figure>\n", out);
	}
	fputs("</div>\n", out);
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
	fprintf(out, "\n<style>%s</style>\n</head>\n<body>\n", style);
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
	put_charts(out, p);
	put_prices(out, p);
	page_claims(out, p);
	if (p->scenario) {
		fputs("<h2>The scenario</h2>\n<pre tabindex=\"0\">", out);
		html_text(out, p->scenario);
		fputs("</pre>\n", out);
	}
	put_provenance(out, p);
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
