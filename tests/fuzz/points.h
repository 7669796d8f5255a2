/* points.h - everything that is made of points that were read back. */
#ifndef FUZZ_POINTS_H
#define FUZZ_POINTS_H
#include "report/report.h"

/* Text, CSV, JSON, charts and pages of the points, which all have the axes of the first. */
void fuzz_show_points(const struct report_head *head, const struct point *point, int n);
#endif
