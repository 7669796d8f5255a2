/* saved.h - a point as JSON and back, with all digits: what text and CSV of points are made from that were run another time. */
#ifndef REPORT_SAVED_H
#define REPORT_SAVED_H
#include "report/point.h"

/* One line without its end, the caller's; samples: those of single replications too, which differences between points need.  NULL when memory is exhausted. */
char *point_save(const struct point *p, bool samples);
/*
 * Fills p, which then owns its arrays (point_free); texts, those of the axes included, are kept in names.  False when the text is no saved
 * point or, with errno ENOMEM, memory is exhausted.
 */
bool point_restore(struct point *p, const char *text, struct names *names);
#endif
