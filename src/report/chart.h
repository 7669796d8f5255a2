/*
 * chart.h - which charts the points of a scenario allow, and the numbers of each, shaped for gnuplot.
 *
 * What is written is gnuplot's own language: variables (title, labels, names) and one data block, $data, whose parts are two empty lines
 * apart.  The scripts in plot/ load it and draw; they decide nothing.
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H
#include "base/error.h"
#include "report/point.h"
#include <stdio.h>

/* What somebody wants of a chart; NULL = as the points suggest. */
struct chart_wish {
	const char *x, *y, *by,
		*panel;    /* along it (a key), what it shows (a statistic, or CHART_CURVES), told by colour, by parts (keys) */
	const char *title; /* instead of its own */
	const char *log;   /* of the axes x and y those that are logarithmic: "x", "y", "xy" or "none" */
};
#define CHART_CURVES "latency" /* as y: all its percentiles */
#define CHART_TRAFFICS 3
struct chart_source {
	const char *scenario, *platform; /* names without folders, NULL = unknown */
	int n;
	const struct point *point;
	const char *title; /* of the scenario; NULL = unknown */
	const char *shown; /* the first statistic that the scenario is about (show:); NULL = it says none, or nobody knows */
	const char *tail;  /* the last latency that it is about; NULL = none */
	const char *traffic[CHART_TRAFFICS]; /* names of its traffics, where it has several; NULL = unknown */
	struct chart_wish wish;
};

struct chart;
/* The i-th chart that these points allow, NULL beyond the last. */
const struct chart *chart_of(const struct chart_source *s, int i);
/*
 * The one chart that its wish asks for by keys or a statistic; memory is a's.  NULL and err when the points do not differ in a key, have no
 * such statistic, or more values than can be told apart.
 */
const struct chart *chart_wished(const struct chart_source *s, struct arena *a, struct error *err);
const char *chart_name(const struct chart *c);   /* "ring-size": what its files are called; those of claims and prices too */
const char *chart_script(const struct chart *c); /* "throughput": plot/throughput.gp */
bool chart_has_lines(const struct chart *c);     /* of a statistic: a block of data for each, parts one after the other */
bool chart_is_latency(const char *stat);         /* its mean, or one of the percentiles that a curve has */
/* What stands above it. */
void chart_title(const struct chart *c, const struct chart_source *s, char *buf, size_t size);
/* False when out refused a write or memory is exhausted. */
bool chart_write(FILE *out, const struct chart *c, const struct chart_source *s);

/*
 * The charts that are made from other records: a line each of judged claims (as judged_json writes them), and one answer of
 * sensitivity_json.  A chart as above, or NULL and why (a text) when the records are of neither kind.
 */
const struct chart *chart_of_records(const char *text, const char **why);
/* Is there anything in them to draw? */
bool chart_records_any(const struct chart *c, const char *text);
bool chart_write_records(FILE *out, const struct chart *c, const char *text);
#endif
