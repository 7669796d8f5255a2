/*
 * json_text.h - JSON as it is written, piece by piece: for records of which there are many.  The bytes are those that jansson makes of the same
 * values in the same order (JSON_COMPACT).
 */
#ifndef REPORT_JSON_TEXT_H
#define REPORT_JSON_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_text {
	char *text; /* the caller's to free; ends with NUL once anything was put */
	size_t size, room;
	int digits; /* of real numbers; 0 = those of records, which write whole numbers as such */
	bool bad;   /* memory was exhausted */
};

/* As it is: brackets, braces, commas and keys. */
void json_put(struct json_text *t, const char *text);
void json_put_n(struct json_text *t, const char *text, size_t n);
/* Bytes that are no UTF-8 become '?'; NULL is null. */
void json_put_text(struct json_text *t, const char *s);
/* ,"key": or, first in an object, "key": */
void json_put_key(struct json_text *t, const char *key);
/* A key and its text. */
void json_put_named(struct json_text *t, const char *key, const char *text);
void json_put_integer(struct json_text *t, int64_t v);
/* null when it is not finite */
void json_put_number(struct json_text *t, double v);
void json_put_bool(struct json_text *t, bool v);
#endif
