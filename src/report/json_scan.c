/* json_scan.c - see json_scan.h. */
#include "report/json_scan.h"
#include "base/visible.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIRST 256

static bool refuse(struct json_scan *s)
{
	s->bad = true;
	return false;
}

bool json_scan_is(struct json_scan *s, const char *next)
{
	size_t n = strlen(next);
	if (s->bad || strncmp(s->at, next, n) != 0) return false;
	s->at += n;
	return true;
}

bool json_scan_need(struct json_scan *s, const char *next)
{
	return json_scan_is(s, next) || refuse(s);
}

/* Bytes up to and with the closing quote; 0 = it is missing. */
static size_t length_of(const char *at)
{
	size_t n = 0;
	while (at[n] != '"') {
		if ((unsigned char)at[n] < ' ') return 0;
		if (at[n] == '\\' && (unsigned char)at[++n] < ' ') return 0;
		n++;
	}
	return n + 1;
}

static bool make_room(struct json_scan *s, size_t n)
{
	size_t room = s->room ? s->room : FIRST;
	while (room < n)
		room *= 2;
	char *more = room == s->room ? s->text : realloc(s->text, room);
	if (!more) return refuse(s);
	s->text = more;
	s->room = room;
	return true;
}

/* The byte that an escape stands for: those that are written, see json_text.c; -1 for others. */
static int escaped(const char **at)
{
	static const char letters[] = "bfnrt\"\\/", plain[] = "\b\f\n\r\t\"\\/";
	const char *c = *at;
	const char *letter = strchr(letters, *c);
	if (letter) return (*at)++, plain[letter - letters];
	if (strncmp(c, "u00", 3) != 0) return -1;
	char digits[3] = {c[3], c[3] ? c[4] : '\0', '\0'}, *end;
	if (strspn(digits, "0123456789abcdefABCDEF") != 2) return -1;
	long byte = strtol(digits, &end, 16);
	*at += 5;
	return byte > 0 && byte < 0x80 ? (int)byte : -1;
}

const char *json_scan_text(struct json_scan *s)
{
	size_t n = json_scan_need(s, "\"") ? length_of(s->at) : 0;
	if (!n || !make_room(s, n)) return refuse(s), NULL;
	const char *from = s->at, *end = s->at + n - 1;
	char *to = s->text;
	while (from < end) {
		int c = (unsigned char)*from++;
		if (c == '\\' && (c = escaped(&from)) < 0) return refuse(s), NULL;
		*to++ = (char)c;
	}
	*to = '\0';
	s->at = end + 1;
	return s->text;
}

double json_scan_number(struct json_scan *s)
{
	char *end;
	if (json_scan_is(s, "null") || s->bad) return NAN;
	size_t n = strspn(s->at, "+-.0123456789eE");
	double v = strtod(s->at, &end);
	if (!n || *s->at == '+' || *s->at == '.' || end != s->at + n) return refuse(s), NAN;
	s->at = end;
	return v;
}

int64_t json_scan_integer(struct json_scan *s)
{
	char *end;
	if (s->bad || (*s->at != '-' && (*s->at < '0' || *s->at > '9'))) return refuse(s), 0;
	errno = 0;
	long long v = strtoll(s->at, &end, 10);
	if (errno || end == s->at || *end == '.' || *end == 'e' || *end == 'E') return refuse(s), errno = 0, 0;
	s->at = end;
	return v;
}

bool json_scan_count(struct json_scan *s, int64_t most, int *out)
{
	int64_t v = json_scan_integer(s);
	if (s->bad || v < 0 || v > most) return refuse(s);
	*out = (int)v;
	return true;
}

bool json_scan_bool(struct json_scan *s)
{
	return json_scan_is(s, "true") || (json_scan_need(s, "false") && false);
}

/* ---- values of any shape ---- */

#define DEEPEST 12

/* The four digits behind \\u as a number, -1 when they are none. */
static long four_digits(const char *c)
{
	char digits[5] = "";
	if (strspn(c, "0123456789abcdefABCDEF") < 4) return -1;
	memcpy(digits, c, 4);
	return strtol(digits, NULL, 16);
}

/* Length of \\u and what follows, two of them for a character beyond the first 65536; 0 for half of such, and \\u0000, which no text of C has. */
static int unicode_length(const char *c)
{
	long first = four_digits(c + 2);
	if (first <= 0 || (first >= 0xdc00 && first < 0xe000)) return 0;
	if (first < 0xd800 || first >= 0xe000) return 6;
	long second = c[6] == '\\' && c[7] == 'u' ? four_digits(c + 8) : -1;
	return second >= 0xdc00 && second < 0xe000 ? 12 : 0;
}

/* A text that nobody wants: what jansson takes for one. */
static bool pass_text(struct json_scan *s)
{
	size_t n = json_scan_need(s, "\"") ? length_of(s->at) : 0;
	if (!n) return refuse(s);
	for (const char *c = s->at, *end = s->at + n - 1; c < end;) {
		int length = *c == 0x7f ? 1 : visible_sequence(c);
		if (*c == '\\') length = c[1] == 'u' ? unicode_length(c) : strchr("bfnrt\"\\/", c[1]) ? 2 : 0;
		if (!length) return refuse(s);
		c += length;
	}
	s->at += n;
	return true;
}

/* As JSON has it: no sign but '-', no zeros before others, digits on both sides of the dot. */
static bool pass_number(struct json_scan *s)
{
	static const char digits[] = "0123456789";
	const char *c = s->at + (*s->at == '-');
	size_t n = *c == '0' ? 1 : strspn(c, digits);
	c += n;
	if (n && *c == '.') c += 1 + (n = strspn(c + 1, digits));
	if (n && (*c == 'e' || *c == 'E')) {
		c += 1 + (c[1] == '-' || c[1] == '+');
		c += n = strspn(c, digits);
	}
	s->at = c;
	return n > 0 || refuse(s);
}

static bool pass_value(struct json_scan *s, int depth);

/* What stands between brackets, the first of which is passed. */
static bool pass_items(struct json_scan *s, const char *end, bool keys, int depth)
{
	if (json_scan_is(s, end)) return true;
	if (depth == DEEPEST) return refuse(s);
	do {
		if (keys && !(pass_text(s) && json_scan_need(s, ":"))) return false;
		if (!pass_value(s, depth + 1)) return false;
	} while (json_scan_is(s, ","));
	return json_scan_need(s, end);
}

static bool pass_value(struct json_scan *s, int depth)
{
	if (json_scan_is(s, "{")) return pass_items(s, "}", true, depth);
	if (json_scan_is(s, "[")) return pass_items(s, "]", false, depth);
	if (*s->at == '"') return pass_text(s);
	if (json_scan_is(s, "null") || json_scan_is(s, "true") || json_scan_is(s, "false")) return true;
	return pass_number(s);
}

bool json_scan_value(struct json_scan *s)
{
	return !s->bad && pass_value(s, 0);
}

void json_scan_free(struct json_scan *s)
{
	free(s->text);
	*s = (struct json_scan){.bad = true};
}
