#include "base/error.h"
#include "base/visible.h"
#include <stdio.h>
#include <string.h>

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
		int n = visible_length(s);
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
