/* points.h - everything that is made of points that were read back. */
#ifndef FUZZ_POINTS_H
#define FUZZ_POINTS_H
#include "report/report.h"

/* Text, CSV, JSON, charts and pages of the points, which all have the axes of the first. */
void fuzz_show_points(const struct report_head *head, const struct point *point, int n);
/*
 * What gnuplot is given is data and nothing that it would do: variables set to a number or to a text in single quotes, and one data
 * block.
 */
void fuzz_check_chart(const char *text);
#endif
