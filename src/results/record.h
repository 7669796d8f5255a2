/* record.h - one point as the line of JSON that is kept of it and printed. */
#ifndef RESULTS_RECORD_H
#define RESULTS_RECORD_H
#include "report/report.h"
#include "results/provenance.h"

/* What reports of a point of s begin with, but for its prices; texts live as long as s and t. */
struct report_head record_head(const struct scenario *s, const struct told *t, int64_t point);
/* The point's record without line end, the caller's to free.  NULL and err on failure. */
char *record_make(const struct scenario *s, const struct told *t, const struct point *p, struct error *err);
#endif
