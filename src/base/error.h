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

struct error_list;
struct error {
	bool set;
	bool system; /* no input is to blame: memory, a disk, a limit of the machine */
	struct place at;
	struct error_list *more; /* NULL = only the first error of an input is looked for */
	char text[640];          /* without place and without "error:", no newline */
};

/*
 * What is told of one input together: its first error, which stays what it is, and others that it did not cause, in order of line.  The list
 * belongs to who asks for it, and is shared by all errors that are begun from its own.
 */
enum { ERRORS_TOLD = 20 };
struct error_list {
	int n, beyond; /* kept beside the first; how many more there were */
	struct error one[ERRORS_TOLD];
};

/* An error of its own, for one of several things of which each may be wrong: a child of a mapping, an entry of a list. */
void error_begin(struct error *one, const struct error *err);
/* That one was wrong: its error joins err, *all becomes false.  True when the next thing is to be looked at, too. */
bool error_take(struct error *err, const struct error *one, bool *all);
/* Is an error at that place one of those that are only counted?  Then nobody needs its text. */
bool error_is_beyond(const struct error *err, struct place at);
/* The i-th of all that are told, in order of line; NULL past the last.  *beyond: how many more there are. */
const struct error *error_told(const struct error *err, int i, int *beyond);

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
