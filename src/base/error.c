#include "base/error.h"
#include <stdio.h>
#include <string.h>

/* Length of the valid UTF-8 sequence at s that is fit to print, 0 when there is none. */
static int printable(const unsigned char *s)
{
	static const struct {
		unsigned char low, high, first, last; /* lead byte's range; the second byte's range */
		int length;
	} forms[] = {
		{0xc3, 0xdf, 0x80, 0xbf, 2}, {0xc2, 0xc2, 0xa0, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
		{0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
	};
	if (*s >= 0x20 && *s < 0x7f) return 1;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (*s < forms[i].low || *s > forms[i].high) continue;
		if (s[1] < forms[i].first || s[1] > forms[i].last) return 0;
		for (int k = 2; k < forms[i].length; k++)
			if ((s[k] & 0xc0) != 0x80) return 0;
		return forms[i].length;
	}
	return 0;
}

static bool record(struct error *err, struct place at, const char *fmt, va_list args)
{
	if (err->set) return false;
	err->set = true;
	err->at = at;
	if (vsnprintf(err->text, sizeof err->text, fmt, args) < 0) snprintf(err->text, sizeof err->text, "(unprintable message)");
	return false;
}

bool error_at(struct error *err, struct place at, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	record(err, at, fmt, args);
	va_end(args);
	return false;
}

bool error_plain(struct error *err, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	record(err, (struct place){0}, fmt, args);
	va_end(args);
	return false;
}

/* Append s at buf[at], made fit to print; returns the new end. */
static int append(char *buf, int size, int at, const char *s)
{
	while (*s) {
		int n = printable((const unsigned char *)s);
		if (at + (n ? n : 1) >= size) break;
		if (n)
			memcpy(buf + at, s, (size_t)n);
		else
			buf[at] = '?';
		at += n ? n : 1;
		s += n ? n : 1;
	}
	return at;
}

void error_format(const struct error *err, char *buf, int size)
{
	int at = 0;
	char number[16];
	if (size <= 0) return;
	if (err->at.file) {
		/* A name of thousands of characters must not push the message out. */
		int room = size - (int)strlen(err->text) - 40;
		bool cut = room > 3 && strlen(err->at.file) > (size_t)room;
		at = append(buf, cut ? room : size, 0, err->at.file);
		at = append(buf, size, at, cut ? "...:" : ":");
		if (err->at.line > 0) {
			snprintf(number, sizeof number, "%d:", err->at.line);
			at = append(buf, size, at, number);
			snprintf(number, sizeof number, "%d:", err->at.col);
			if (err->at.col > 0) at = append(buf, size, at, number);
		}
		at = append(buf, size, at, " ");
	}
	at = append(buf, size, append(buf, size, at, "error: "), err->text);
	buf[at] = '\0';
}
