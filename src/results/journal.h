/*
 * journal.h - results on disk while they come in, and afterwards: a file that is only appended to, one checked line per point.
 *
 *   16 hex digits, the XXH64 of what follows | blank | head JSON                                  the first line
 *   16 hex digits                            | blank | number blank state blank record TAB saved   one for each point
 *
 * The head says whose results these are: equal heads, and no others, may be put together.  A line that does not fit its hash is worth
 * nothing, and so is what stands after the last line end: it is passed over, and its point run again.
 */
#ifndef RESULTS_JOURNAL_H
#define RESULTS_JOURNAL_H
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

/* Begin one at path, in place of what is there; who reads that goes on doing so. Keeping others out is the caller's (hold.h). */
bool journal_create(struct journal *j, const char *path, const char *head, struct error *err);
/* Go on with the one at path, whose whole lines end at size: what follows is cut off. */
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
	int64_t offset;   /* where the whole lines that were read end */
	const char *head; /* after opening, until the first line is read */
	int64_t lines;    /* read so far, the head included */
	int64_t damaged;  /* number of the first line that did not fit its hash, from 1; 0 = none */
};
enum journal_state {
	JOURNAL_NONE,    /* there is no such file, or its first line was never finished: nothing was begun */
	JOURNAL_GOOD,    /* the head is read */
	JOURNAL_DAMAGED, /* the first line does not fit its hash, so nobody knows whose points these are */
	JOURNAL_FAILED,  /* it can't be read: err says why */
};
/* journal_done is due after JOURNAL_GOOD alone. */
enum journal_state journal_read(struct journal_reader *r, const char *path, struct error *err);
/* The next good line; false at the end of them, with err when that is not the end of the file. */
bool journal_next(struct journal_reader *r, struct journal_line *line, struct error *err);
/* The line of before again, from where it stands; false when it is not there any more, with err when it can't be read. */
bool journal_at(struct journal_reader *r, int64_t offset, struct journal_line *line, struct error *err);
void journal_done(struct journal_reader *r);
#endif
