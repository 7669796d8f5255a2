/*
 * journal.h - results on disk while they come in, and afterwards: a file that is only appended to, one checked line per point.
 *
 *   16 hex digits, the XXH64 of what follows | blank | head JSON                                  the first line
 *   16 hex digits                            | blank | number blank state blank record TAB saved   one for each point
 *
 * The head says whose results these are: equal heads, and no others, may be put together.  Whatever follows the first line that is torn
 * or does not fit its hash is worth nothing.
 */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* State letters of a point. */
#define STATE_OK 'o'
#define STATE_UNSTEADY 'u'
#define STATE_FAILED 'f'

struct journal {
	int fd; /* -1 = closed */
	char *path;
	double synced; /* seconds: when it was last forced to the disk */
};

/* Begin one at path, in place of what is there. Others are kept out until it is closed. False and err on failure. */
bool journal_create(struct journal *j, const char *path, const char *head, struct error *err);
/* Go on with the one at path, whose good lines end at size: what follows is cut off. */
bool journal_continue(struct journal *j, const char *path, int64_t size, struct error *err);
/* Both texts without line ends, record without tabs. False and err when the disk refuses. */
bool journal_append(struct journal *j, int64_t number, char state, const char *record, const char *saved, struct error *err);
/* Forced to the disk, and closed. */
bool journal_close(struct journal *j, struct error *err);

/* One line of a file that is read. */
struct journal_line {
	int64_t number, offset; /* of the point; of the line in the file */
	size_t size;            /* its line end included */
	uint64_t hash;
	char state;
	const char *record, *saved; /* each ends with NUL; until the next line is read */
	size_t record_size, saved_size;
};
struct journal_reader {
	FILE *file;
	const char *path;
	char *buffer;
	size_t room;
	int64_t offset;   /* where the good lines end */
	const char *head; /* after opening, until the first line is read */
};
/* False without err when there is no such file or no good head in it: nothing was begun.  With err when it can't be read. */
bool journal_read(struct journal_reader *r, const char *path, struct error *err);
/* The next good line; false at the end of them. */
bool journal_next(struct journal_reader *r, struct journal_line *line);
/* The line of before again, from where it stands. */
bool journal_at(struct journal_reader *r, int64_t offset, struct journal_line *line);
void journal_done(struct journal_reader *r);
#endif
