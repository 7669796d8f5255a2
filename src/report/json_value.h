/* json_value.h - numbers and texts as all JSON records write them. */
#ifndef REPORT_JSON_VALUE_H
#define REPORT_JSON_VALUE_H
#include "base/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Twelve digits: beyond any meaning, and short of the last bits that differ between compilers' math libraries. */
#define RECORD_DIGITS 12
#define JSON_VALUE_FORMAT (JSON_COMPACT | JSON_REAL_PRECISION(RECORD_DIGITS))

/* What simnic writes is nested six deep, what others write twice that; a small stack bears this much. */
#define JSON_VALUE_DEPTH 64

/* What a limit's share is a share of, by enum limit_of. */
extern const char *const limit_words[];
/* Exact integers look like integers; what is not a number is null. The caller's; NULL when memory is exhausted. */
json_t *json_value_number(double v);
/* File names and command-line values need not be UTF-8, JSON must be: such bytes become '?'. NULL is null. As above. */
json_t *json_value_text(const char *s);
/*
 * What text of size bytes says; NULL when it is no JSON, has a key twice or is nested deeper than JSON_VALUE_DEPTH; and with
 * err, which may be NULL, when memory is exhausted (errno ENOMEM).
 */
json_t *json_value_read(const char *text, size_t size, struct error *err);
/* As json_dumps, which under want of memory may leave something out without a word. */
char *json_value_dumps(const json_t *v, size_t flags);
/* A whole number of 0 to most, as what is indexed, counted or added up has to be; false when v is none. */
bool json_value_count(const json_t *v, int64_t most, int *out);
#endif
