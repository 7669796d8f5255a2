/* records.h - the JSON Lines of a run, read back: what charts and reports are made from. */
#ifndef REPORT_RECORDS_H
#define REPORT_RECORDS_H
#include "base/error.h"
#include "report/report.h"

struct records {
	struct arena arena; /* holds what is not the points' own */
	int n;
	struct point *point;     /* in the order of the file; samples of those statistics that records tell */
	struct report_head head; /* of the first record, without title, show and prices */
};

/*
 * Reads the file at path. False and err when it can't be read, holds no record, or one that is none ("path:line: error: ...").
 * records_free is due either way.
 */
bool records_read(struct records *r, const char *path, struct error *err);
void records_free(struct records *r);
#endif
