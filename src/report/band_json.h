/* band_json.h - the band of a point in its record and in the points that are saved, and back. */
#ifndef REPORT_BAND_JSON_H
#define REPORT_BAND_JSON_H
#include "report/json_scan.h"
#include "report/json_text.h"
#include "report/point.h"
#include <jansson.h>

/*
 * The member of a record: prices, those not known well with their ranges, and of each statistic its range and its values, sample by
 * sample.  Nothing without a band.
 */
void band_json(struct json_text *t, const struct point *p);
/* The member of a record: false when it can't be one.  NULL is none.  Texts go into a. */
bool band_take(struct point *p, const json_t *o, struct arena *a);
/* The same of saved points. */
void band_save(struct json_text *t, const struct point *p);
bool band_restore(struct point *p, struct json_scan *s, struct names *names);
#endif
