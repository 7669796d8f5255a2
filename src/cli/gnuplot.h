/* gnuplot.h - charts drawn by gnuplot, from the records of a run. */
#ifndef CLI_GNUPLOT_H
#define CLI_GNUPLOT_H
#include "results/folder.h"
#include <stdbool.h>

/* A list of gnuplot's terminals that charts can be drawn for, separated by |. */
#define CHART_TERMINALS "svg|png|pdf|dumb"
/*
 * Draws every chart that the records allow into folder/charts, NAME.TERMINAL beside its numbers, NAME.dat; dumb goes to stdout.  Returns
 * how many; with err -1, or CHARTS_UNDRAWN when gnuplot is not there or fails.
 */
#define CHARTS_UNDRAWN -2
int charts_draw(const struct results *r, const char *terminal, bool quiet, struct arena *a, struct error *err);
#endif
