/* error.h - one error with its place, carried up to the command line layer, which alone prints it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H
#include <stdarg.h>
#include <stdbool.h>

/* Where in an input something stands.  file is borrowed and outlives the error; line and col count from 1; 0 = unknown. */
struct place {
	const char *file;
	int line, col;
};

struct error {
	bool set;
	struct place at;
	char text[640]; /* without place and without "error:", no newline */
};

/* Record an error (the first one wins) and return false, so that callers can `return error_at(...)`. err may not be NULL. */
bool error_at(struct error *err, struct place at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same without a place: for failures that no input line caused. */
bool error_plain(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "file:line:col: error: text" (parts that are unknown are left out) into buf; always terminated, control characters replaced by '?'. */
void error_format(const struct error *err, char *buf, int size);
#endif
