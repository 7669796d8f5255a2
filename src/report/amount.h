/*
 * amount.h - sizes, times, rates and shares in records: a number, the unit beside it, which is the same for all of its kind (unit_word),
 * and the way it was written: {"value":16384,"unit":"B","text":"16KiB"}.
 */
#ifndef REPORT_AMOUNT_H
#define REPORT_AMOUNT_H
#include "base/arena.h"
#include "base/units.h"
#include "report/json_text.h"
#include <jansson.h>

struct amount {
	double number;
	const char *unit; /* NULL = it is none */
};
/* What text is in that unit; clock_hz as in unit_parse.  None when it can't be read so. */
struct amount amount_read(enum unit unit, const char *text, int64_t clock_hz);
/* A price in the form it is kept in, as unit_print writes it: a time, or a time for each byte. */
struct amount amount_of_price(const char *text);
/* As JSON; the bare text where it is none. */
void amount_put(struct json_text *t, const struct amount *m, const char *text);
/* The same as a value, the caller's; NULL when memory is exhausted. */
json_t *amount_json(const struct amount *m, const char *text);
/* And back, also from a bare text, which is what earlier versions wrote: *text is kept in a.  False when v is neither. */
bool amount_take(const json_t *v, struct arena *a, struct amount *m, const char **text);
#endif
