/* gnuplot.h - charts drawn by gnuplot, from the records of a run. */
#ifndef CLI_GNUPLOT_H
#define CLI_GNUPLOT_H
#include "report/chart.h"
#include "results/folder.h"
#include <stdbool.h>

/* A list of gnuplot's terminals that charts can be drawn for, separated by |; what shapes there are, and colours. */
#define CHART_TERMINALS "svg|png|pdf|dumb"
#define CHART_SIZES "page|16:9|4:3"
#define CHART_PALETTES "light|dark"
struct charts_ask {
	const char *terminal, *size, *palette; /* size, palette: NULL = the first */
	bool quiet;                            /* do not say what was drawn */
	struct chart_wish wish;                /* with keys or a statistic it is the only chart */
	int n_where;
	const char *const *where; /* which points, as pick.h has it */
};
/*
 * Draws every chart that the records allow into folder/charts, NAME.TERMINAL beside its numbers, NAME.dat; dumb goes to stdout.  Returns
 * how many; with err -1, or CHARTS_UNDRAWN when gnuplot is not there or fails.
 */
#define CHARTS_UNDRAWN -2
/*
 * What the scenario that lies beside the records says of them: title, the first of show:, names of its traffics.  NULL where there is none, or none
 * that this program reads: charts do without.  False and err when the machine is to blame.
 */
bool charts_about(struct chart_source *s, const struct results *r, struct arena *a, struct error *err);
/* The picture of a trace, beside it: "trace.svg" of "trace.json". 1; -1 with err. */
int timeline_draw(const char *trace, const struct charts_ask *ask, struct arena *a, struct error *err);
int charts_draw(const struct results *r, const struct charts_ask *ask, struct arena *a, struct error *err);
#endif
