/* saved.h - a point as JSON and back, with all digits: what text and CSV of points are made from that were run another time. */
#ifndef REPORT_SAVED_H
#define REPORT_SAVED_H
#include "report/point.h"
#include <jansson.h>

/* The caller's; samples: those of single replications too, which differences between points need.  NULL when memory is exhausted. */
json_t *point_save(const struct point *p, bool samples);
/*
 * Fills p, which then owns its arrays (point_free); texts, those of the axes included, are kept in names.  False when v is no saved
 * point or memory is exhausted.
 */
bool point_restore(struct point *p, const json_t *v, struct names *names);
#endif
