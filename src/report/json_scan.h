/*
 * json_scan.h - JSON of a known shape, read from left to right: for saved points, of which there are many.  No blanks, keys in the order they were
 * written.  Once anything is not as expected all that follows is refused.
 */
#ifndef REPORT_JSON_SCAN_H
#define REPORT_JSON_SCAN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise but for `at`; json_scan_free is due. */
struct json_scan {
	const char *at; /* a text that ends with NUL, which it must outlive */
	char *text;     /* the last that was read */
	size_t room;
	bool bad; /* with errno ENOMEM when memory is to blame */
};

/* Brackets, commas and keys as they stand there: passed over if they are next, whether they are or have to be. */
bool json_scan_is(struct json_scan *s, const char *next);
bool json_scan_need(struct json_scan *s, const char *next);
/* A text, valid until the next one; NULL with s->bad. */
const char *json_scan_text(struct json_scan *s);
/* NaN for null, and with s->bad. */
double json_scan_number(struct json_scan *s);
int64_t json_scan_integer(struct json_scan *s);
/* A whole number of 0 to most; false, with s->bad, when it is none. */
bool json_scan_count(struct json_scan *s, int64_t most, int *out);
bool json_scan_bool(struct json_scan *s);
/* Any value, as far as it is JSON without blanks and not nested deeper than anything that is written here. */
bool json_scan_value(struct json_scan *s);
void json_scan_free(struct json_scan *s);
#endif
