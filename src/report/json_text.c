/* json_text.c - see json_text.h. */
#include "report/json_text.h"
#include "report/json_value.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST 8192
#define EXACT 9007199254740992.0 /* beyond it not every whole number is a double */

static bool make_room(struct json_text *t, size_t more)
{
	size_t room = t->room ? t->room : FIRST;
	while (room - t->size <= more)
		room *= 2;
	if (room == t->room || t->bad) return !t->bad;
	char *text = realloc(t->text, room);
	if (!text) return t->bad = true, false;
	t->text = text;
	t->room = room;
	return true;
}

void json_put_n(struct json_text *t, const char *text, size_t n)
{
	if (!make_room(t, n)) return;
	memcpy(t->text + t->size, text, n);
	t->size += n;
	t->text[t->size] = '\0';
}

void json_put(struct json_text *t, const char *text)
{
	json_put_n(t, text, strlen(text));
}

/* Of a text that is UTF-8: what JSON does not let pass as it is. */
static void put_escaped(struct json_text *t, const char *s)
{
	static const char plain[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
	json_put_n(t, "\"", 1);
	while (*s) {
		size_t n = 0;
		while ((unsigned char)s[n] >= ' ' && s[n] != '"' && s[n] != '\\')
			n++;
		json_put_n(t, s, n);
		s += n;
		if (!*s) break;
		char escape[12];
		const char *short_one = strchr(plain, *s);
		if (short_one)
			snprintf(escape, sizeof escape, "\\%c", letters[short_one - plain]);
		else
			snprintf(escape, sizeof escape, "\\u%04X", (unsigned)(unsigned char)*s);
		json_put(t, escape);
		s++;
	}
	json_put_n(t, "\"", 1);
}

static bool is_ascii(const char *s)
{
	while (*s && !((unsigned char)*s & 0x80))
		s++;
	return !*s;
}

void json_put_text(struct json_text *t, const char *s)
{
	if (!s || is_ascii(s)) {
		if (s)
			put_escaped(t, s);
		else
			json_put(t, "null");
		return;
	}
	json_t *v = json_value_text(s);
	if (v)
		put_escaped(t, json_string_value(v));
	else
		t->bad = true;
	json_decref(v);
}

void json_put_key(struct json_text *t, const char *key)
{
	if (t->size && t->text[t->size - 1] != '{') json_put_n(t, ",", 1);
	json_put_text(t, key);
	json_put_n(t, ":", 1);
}

void json_put_named(struct json_text *t, const char *key, const char *text)
{
	json_put_key(t, key);
	json_put_text(t, text);
}

void json_put_integer(struct json_text *t, int64_t v)
{
	char digits[24], *at = digits + sizeof digits;
	uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	do
		*--at = (char)('0' + left % 10);
	while (left /= 10);
	if (v < 0) *--at = '-';
	json_put_n(t, at, (size_t)(digits + sizeof digits - at));
}

/* As jansson writes it: with a dot whatever the locale, with .0 where nothing else says that it is no whole number, and 1e-7, 1e22. */
static void put_real(struct json_text *t, double v, int digits)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%.*g", digits, v);
	char *exponent = strchr(text, 'e'), *end = text + n;
	bool fraction = exponent != NULL;
	for (char *c = text; c < (exponent ? exponent : end); c++)
		if ((*c < '0' || *c > '9') && *c != '-') *c = '.', fraction = true;
	if (!fraction) memcpy(end, ".0", 3), end += 2;
	if (exponent) {
		char *to = exponent + 1 + (exponent[1] == '-'), *from = exponent + 2;
		while (*from == '0')
			from++;
		memmove(to, from, strlen(from) + 1);
		end = to + strlen(to);
	}
	json_put_n(t, text, (size_t)(end - text));
}

void json_put_number(struct json_text *t, double v)
{
	bool whole = v == floor(v) && fabs(v) < EXACT;
	if (!isfinite(v)) {
		json_put(t, "null");
	} else if (whole && (!t->digits || (fabs(v) < 1e15 && !(v == 0 && signbit(v))))) {
		json_put_integer(t, (int64_t)v);
		if (t->digits) json_put(t, ".0");
	} else {
		put_real(t, v, t->digits ? t->digits : RECORD_DIGITS);
	}
}

void json_put_bool(struct json_text *t, bool v)
{
	json_put(t, v ? "true" : "false");
}
