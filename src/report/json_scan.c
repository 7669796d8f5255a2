/* json_scan.c - see json_scan.h. */
#include "report/json_scan.h"
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

void json_scan_free(struct json_scan *s)
{
	free(s->text);
	*s = (struct json_scan){.bad = true};
}
