/* input.h - the bytes of what is imported, and the words a shell would make of them. */
#ifndef IMPORT_INPUT_H
#define IMPORT_INPUT_H
#include "base/arena.h"
#include "base/error.h"

enum { INPUT_MOST = 16 << 20 }; /* bytes */

/* text[len] is 0. */
struct input {
	const char *file;
	const char *text;
	size_t len;
};
/* All of the regular file at path, or of standard input ("-"), in a. */
bool input_read(struct input *in, struct arena *a, const char *path, struct error *err);
/* Line and column of the byte at offset; columns are bytes. */
struct place input_place(const struct input *in, size_t offset);

struct word {
	const char *text;
	struct place at; /* of its first character, behind a quote that opens it */
};
/*
 * The words of one shell command: quotes, backslashes and continued lines as POSIX has them, nothing expanded; a line end ends a word alone, so
 * that a file with a word on each line is read, too.  Text with a NUL in it is /proc/PID/cmdline, cut at each.  *word has *n entries.
 */
bool input_words(const struct input *in, struct arena *a, struct word **word, int *n, struct error *err);
#endif
