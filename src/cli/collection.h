/* collection.h - the points of one scenario from any number of journals, each point once; and the files made of them. */
#ifndef CLI_COLLECTION_H
#define CLI_COLLECTION_H
#include "cli/journal.h"
#include "cli/options.h"
#include <jansson.h>

/* Where a point's line stands. */
struct held {
	int source; /* -1 = there is none */
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
	int64_t twins; /* lines that said the same again */
};

/* What every journal's head has to be. Zero-initialise c before. */
bool collection_expect(struct collection *c, const char *head, struct error *err);
/*
 * Add the points of the journal at path; *size is where its good lines end, 0 when it is not there or was never begun.  A point that is
 * there already in the same bytes is dropped, one that had failed replaced.  False and err when the journal is of something else
 * or says something else about a point.
 */
bool collection_add(struct collection *c, const char *path, int64_t *size, struct error *err);
/* The line of a held point; false when the file has changed meanwhile. */
bool collection_line(struct collection *c, int64_t point, struct journal_line *line);
void collection_free(struct collection *c);

/* Texts and numbers of the head. */
const char *collection_text(const struct collection *c, const char *key);

struct published {
	int64_t failed, unsteady;
};
/*
 * Write DIR/BASE.* of the points held by way of temporary files, so that either all files are the old ones or each that was moved into
 * place is new.  on: which of the formats; NULL = nothing but the journal.  run: what is true of this time only.  False and err on failure.
 */
bool collection_publish(struct collection *c, const char *dir, const char *base, const bool on[N_FORMATS], const json_t *run,
			const volatile int *stop, struct published *out, struct error *err);
#endif
