/* collection.h - the points of one scenario from any number of journals, each point once; and the files made of them. */
#ifndef RESULTS_COLLECTION_H
#define RESULTS_COLLECTION_H
#include "results/format.h"
#include "results/journal_check.h"
#include "results/tell.h"
#include <jansson.h>

/* Where a point's line stands. */
struct held {
	int source; /* which reader's, from 1; 0 = there is none */
	int line;   /* in its journal, from 1 */
	int64_t offset;
	uint64_t hash;
	char state;
};

struct collection {
	json_t *head; /* NULL before the first journal, or what collection_expect said */
	char *head_text;
	int64_t points, n_held;
	struct held *held;
	struct journal_reader *reader;
	char **path;
	int n, room;
	journal_check_fn *
		check; /* a line that does not hold together is passed over as a damaged one, and a head refused; NULL = any is good */
	const char (*id)
		[17]; /* of the points, which check then wants to see; NULL = nobody knows.  Both are set by who looks at journals of others */
	struct names *names; /* of check; NULL before it is asked */
	int64_t twins;       /* lines that said the same again */
	struct place damage; /* of the first line that was passed over; file NULL = none.  The file is one of path */
};

/* What every journal's head has to be. Zero-initialise c before. */
bool collection_expect(struct collection *c, const char *head, struct error *err);
/*
 * Add the points of the journal at path; *size is where its whole lines end, 0 when it is not there or was never begun.  A point that is
 * there already in the same bytes is dropped, one that had failed replaced.  JOURNAL_FAILED and err when the journal can't be read, is of
 * something else or says something else about a point.
 */
enum journal_state collection_add(struct collection *c, const char *path, int64_t *size, struct error *err);
/* Is the journal of the same points, whatever it is called and whichever build made it?  Not with err when memory is exhausted. */
bool collection_is_same_work(const struct collection *c, const char *head, struct error *err);
/* The line of a held point; false and err, with the journal's name, when that can't be read or has changed meanwhile. */
bool collection_line(struct collection *c, int64_t point, struct journal_line *line, struct error *err);
void collection_free(struct collection *c);

/* Texts and numbers of the head. */
const char *collection_text(const struct collection *c, const char *key);

/* What there is to be published, and how. */
struct publication {
	const char *dir, *base;
	const bool *on;    /* which of the formats; NULL = nothing but the journal */
	const json_t *run; /* what is true of this time only */
	int64_t rows;      /* points that were asked for: with any other number of them nothing is published */
	bool changed;      /* what was there was another result: charts and pages made of it are removed */
	bool alone;        /* no hidden journal in the folder says that it was begun */
	tell_line *say;    /* NULL = nobody wants to hear what was removed */
	const volatile int *stop;
	int64_t failed, unsteady; /* out: such points */
};
/*
 * Write DIR/BASE.* of the points held by way of temporary files: either all files are the new ones, or those of before stay.  False and
 * err on failure.
 */
bool collection_publish(struct collection *c, struct publication *p, struct error *err);
#endif
