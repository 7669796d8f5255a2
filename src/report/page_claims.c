/* page_claims.c - published numbers on the page. */
#include "report/html.h"
#include "report/judge.h"
#include "report/page.h"

static void put_claim(FILE *out, const struct judged *j, struct arena *a)
{
	const struct claim *c = j->claim;
	const char *published = c->published_to ? arena_printf(a, "%s to %s", c->published, c->published_to) : c->published,
		   *simulated = arena_printf(a, "%.4g %s", j->value, j->unit ? j->unit : ""),
		   *error = arena_printf(a, "%+.1f %%", 100 * j->error),
		   *tolerance = arena_printf(a, "%g %%", (double)c->tolerance / 1e4);
	html_row(out, "td",
		 (const char *const[]){c->id, c->of, published, simulated, error, c->published_to ? "range" : tolerance,
				       claim_kinds[c->kind], verdict_words[j->verdict], c->note},
		 9);
}

void page_claims(FILE *out, const struct page *p)
{
	static const char *const titles[] = {"claim",     "of",   "published", "simulated", "off by",
					     "tolerance", "kind", "verdict",   "note"};
	struct arena a = {0};
	if (!p->claims) return;
	if (!p->claims->n && !p->n_elsewhere) return;
	fputs("<h2>What is validated</h2>\n<p class=\"about\">Published numbers that these very points are held against. "
	      "Calibrated: a "
	      "price was set by it; predicted and exact: none was.</p>\n",
	      out);
	if (p->claims->n) {
		html_table(out, "claims", " class=\"words\"");
		html_row(out, "th", titles, 9);
		for (int i = 0; i < p->claims->n; i++)
			put_claim(out, &p->claims->judged[i], &a);
		html_end_table(out);
	}
	if (p->n_elsewhere)
		fprintf(out,
			"<p class=\"about\">%d more claim%s of this scenario %s decided by other points than these: simnic "
			"--claims.</p>\n",
			p->n_elsewhere, p->n_elsewhere == 1 ? "" : "s", p->n_elsewhere == 1 ? "is" : "are");
	arena_free(&a);
}
