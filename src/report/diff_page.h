/* diff_page.h - a comparison of two runs as a page that needs nothing but itself. */
#ifndef REPORT_DIFF_PAGE_H
#define REPORT_DIFF_PAGE_H
#include "report/diff.h"
#include "report/page.h"

/* All of it is borrowed. */
struct diff_page {
	const struct diff *d;
	const char *title;
	const char *answer;                         /* a sentence; NULL = none */
	const struct page_chart *chart_a, *chart_b; /* those of one name stand beside each other */
	int n_a, n_b;
};
/* False when out refused a write or memory is exhausted. */
bool diff_html(FILE *out, const struct diff_page *p);
/* The sentence of a comparison, without a line end: how many points rose, fell and did neither by what they are compared by, and the most. */
void diff_sentence(FILE *out, const struct diff *d);
#endif
