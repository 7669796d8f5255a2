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
	bool system; /* no input is to blame: memory, a disk, a limit of the machine */
	struct place at;
	char text[640]; /* without place and without "error:", no newline */
};

/* Record an error (the first one wins) and return false, so that callers can `return error_at(...)`. err may not be NULL. */
bool error_at(struct error *err, struct place at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same without a place: for failures that no input line caused. */
bool error_plain(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* There is no memory ("for" what, when that helps): the one way to say so. */
bool error_memory(struct error *err);
bool error_memory_for(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/*
 * A call on a file that an input or the command line names failed with errno `number`, which the text explains.  The user is to blame
 * for a file that is not there or not for him, the system for everything else.
 */
bool error_file(struct error *err, struct place at, int number, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* No input is to blame for this: the machine, or the program itself. */
bool error_system(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Record at `at`, with a text of its own, an error that another one caused; who is to blame stays. */
bool error_because(struct error *err, const struct error *cause, struct place at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* More about an error that is recorded already. */
void error_also(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "file:line:col: error: text" (parts that are unknown are left out) into buf; always terminated, control characters replaced by '?'. */
void error_format(const struct error *err, char *buf, int size);
#endif
