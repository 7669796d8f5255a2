/* page.h - a report on one run: a page that needs nothing but itself, a table for a commit message, or text for a mailing list. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H
#include "report/report.h"

struct judgement;

/* A price some points use. */
struct page_price {
	const char *key, *value, *source, *from;
};
/* A chart as gnuplot's svg terminal wrote it. */
struct page_chart {
	const char *name, *title, *svg; /* name: "ring-size" */
	const char *numbers;            /* what gnuplot drew it from, of one that has lines of a statistic; NULL of others */
};

/* All of it is borrowed; NULL and 0 where something is not known. */
struct page {
	struct report_head head;
	int n_points;
	const struct point *point;
	int n_charts;
	const struct page_chart *chart;
	const char *scenario;   /* the text of the file */
	const char *provenance; /* JSON, as it was written beside the records */
	const char *generator;  /* who made the page, of what: for whom has to know whether it is still true */
	const char *doubt;      /* why scenario, prices and claims are not told */
	int n_prices;
	const struct page_price *price;
	const struct judgement *claims; /* those that these points decide */
	int n_elsewhere;                /* claims that other points decide */
	bool only_shown;                /* tables have the statistics of head.show and no others */
};
/* A chart; number: its place on the page, from 1. */
void page_chart(FILE *out, const struct page_chart *c, int number);
/* All of them. */
void page_charts(FILE *out, const struct page *p);
/* Its part on claims. */
void page_claims(FILE *out, const struct page *p);
/* False when out refused a write or memory is exhausted. */
bool page_html(FILE *out, const struct page *p);
bool page_markdown(FILE *out, const struct page *p);
bool page_text(FILE *out, const struct page *p);
#endif
