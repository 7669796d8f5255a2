/* value.h - one written value to its kept form, by its table entry. */
#ifndef SCENARIO_VALUE_H
#define SCENARIO_VALUE_H
#include "base/error.h"
#include "base/param.h"
#include "scenario/tree.h"

enum { CLOCK_UNKNOWN = -1 }; /* cycles are taken as legal without looking at their range: for checks before a platform is known */

/* Parse n as p demands and store it at p's offset in base.  Errors are put at the value. */
bool value_read(const struct param *p, const struct node *n, int64_t clock, void *base, struct error *err);
/* The same with p's default; where the default is missing, err says at `at` that `owner` needs the key. */
bool value_default(const struct param *p, struct place at, const char *owner, int64_t clock, void *base, struct error *err);
/* Check without storing. */
bool value_check(const struct param *p, const struct node *n, struct error *err);
/* What is stored at p's offset, spelled in its one canonical way, in buf (a text itself is returned). */
const char *value_print(const struct param *p, const void *base, char *buf, size_t size);
/* "a whole number such as 256", "rx, tx or rr": what p takes. */
const char *value_expected(const struct param *p, char *buf, size_t size);
/* text for path (canonical) in the one spelling all equal values share, in buf; text itself where there is no other. */
const char *value_canonical(const char *path, const char *text, char *buf, size_t size);
/* The largest legal price, in the unit's kept form: 1000 s, or 1 ms/B. */
int64_t price_largest(enum unit unit);
/* Parse the price written as n. */
bool price_read(const char *key, enum unit unit, const struct node *n, int64_t clock, int64_t *out, struct error *err);
/* Is there one scalar with a text?  Otherwise an error that says what was expected of key. */
bool need_text(const struct node *n, const char *key, const char *expected, struct error *err);
#endif
