#include "base/error.h"
#include "base/visible.h"
#include <errno.h>
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

/* Only a new record takes the blame: of two errors the first one counts. */
static void blame_system(struct error *err, bool was_set)
{
	if (!was_set) err->system = true;
}

bool error_memory(struct error *err)
{
	bool was_set = err->set;
	error_plain(err, "out of memory");
	blame_system(err, was_set);
	return false;
}

bool error_memory_for(struct error *err, const char *fmt, ...)
{
	char what[300];
	bool was_set = err->set;
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof what, fmt, args);
	va_end(args);
	error_plain(err, "out of memory for %s", what);
	blame_system(err, was_set);
	return false;
}

bool error_system(struct error *err, const char *fmt, ...)
{
	bool was_set = err->set;
	va_list args;
	va_start(args, fmt);
	record(err, (struct place){0}, fmt, args);
	va_end(args);
	blame_system(err, was_set);
	return false;
}

/* Does an errno tell that another name or other permissions would help? */
static bool is_of_name(int number)
{
	static const int of_name[] = {ENOENT, ENOTDIR, EACCES, EPERM, EISDIR, ELOOP, ENAMETOOLONG, ENXIO, ENODEV};
	for (size_t i = 0; i < sizeof of_name / sizeof *of_name; i++)
		if (number == of_name[i]) return true;
	return false;
}

bool error_file(struct error *err, struct place at, int number, const char *fmt, ...)
{
	bool was_set = err->set;
	va_list args;
	va_start(args, fmt);
	record(err, at, fmt, args);
	va_end(args);
	if (!is_of_name(number)) blame_system(err, was_set);
	return false;
}

bool error_because(struct error *err, const struct error *cause, struct place at, const char *fmt, ...)
{
	bool was_set = err->set;
	va_list args;
	va_start(args, fmt);
	record(err, at, fmt, args);
	va_end(args);
	if (cause->system || !cause->set) blame_system(err, was_set);
	return false;
}

/* ---- several errors of one input ---- */

void error_begin(struct error *one, const struct error *err)
{
	one->set = one->system = false;
	one->at = (struct place){0};
	one->more = err->more;
	one->text[0] = '\0';
}

static bool same_error(const struct error *a, const struct error *b)
{
	return a->at.line == b->at.line && a->at.col == b->at.col && strcmp(a->text, b->text) == 0;
}

static bool is_before(struct place a, struct place b)
{
	return a.line != b.line ? a.line < b.line : a.col < b.col;
}

bool error_is_beyond(const struct error *err, struct place at)
{
	const struct error_list *l = err->more;
	return l && l->n == ERRORS_TOLD && !is_before(at, l->one[ERRORS_TOLD - 1].at);
}

/* In order of line; of too many the last is only counted. */
static void keep(struct error_list *l, const struct error *one)
{
	int at = l->n;
	for (int i = 0; i < l->n; i++)
		if (same_error(&l->one[i], one)) return;
	while (at > 0 && is_before(one->at, l->one[at - 1].at))
		at--;
	if (l->n == ERRORS_TOLD) l->beyond++;
	if (at == ERRORS_TOLD) return;
	if (l->n < ERRORS_TOLD) l->n++;
	memmove(&l->one[at + 1], &l->one[at], (size_t)(l->n - 1 - at) * sizeof *l->one);
	l->one[at] = *one;
}

bool error_take(struct error *err, const struct error *one, bool *all)
{
	*all = false;
	if (!one->set) return true; /* what it is about was told by another one */
	if (!err->set)
		*err = *one;
	else if (err->more && !one->system && !same_error(err, one))
		keep(err->more, one);
	return err->more && !one->system;
}

const struct error *error_told(const struct error *err, int i, int *beyond)
{
	const struct error_list *l = err->more;
	int first = 0, all = (l ? l->n : 0) + err->set;
	*beyond = (l ? l->beyond : 0) + (all > ERRORS_TOLD ? all - ERRORS_TOLD : 0);
	if (i >= all || i >= ERRORS_TOLD) return NULL;
	while (l && first < l->n && is_before(l->one[first].at, err->at))
		first++;
	if (!err->set) return &l->one[i];
	return i == first ? err : &l->one[i < first ? i : i - 1];
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

void error_also(struct error *err, const char *fmt, ...)
{
	size_t used = strlen(err->text);
	va_list args;
	va_start(args, fmt);
	vsnprintf(err->text + used, sizeof err->text - used, fmt, args);
	va_end(args);
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
