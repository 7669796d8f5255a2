/* previous.h - the result that lies where a new one is to go: is it the same work, and did its points change? */
#ifndef RESULTS_PREVIOUS_H
#define RESULTS_PREVIOUS_H
#include "results/collection.h"

struct previous {
	struct collection points; /* of the same work; empty when there is none */
	bool cut;                 /* a publication was cut short there: files may be of another result than the journal */
	bool other;               /* there is one, of other work or of nobody knows what: what was made of it is stale */
};

/* Where the new result goes, and what it may do there. */
struct previous_ask {
	const char *dir, *base, *visible; /* visible: DIR/BASE.journal */
	const char *head;                 /* of the new result's journal */
	bool may_replace;                 /* whatever is there */
	bool goes_on;                     /* with what is there: another's result is then refused by who reads it */
	bool begun;                       /* its own publication was begun here, and may have put some files in place */
};

/*
 * Looks at DIR/BASE.*.  False and err when that can't be read or is not to be replaced: of other work, damaged so that nobody knows of which,
 * or without any journal.  previous_free is due either way.
 */
bool previous_look(struct previous *p, const struct previous_ask *ask, struct error *err);
/* Is the journal at path of this work?  False with err when it can't be read. */
bool previous_is_same(const char *path, const char *head, struct error *err);
/* Is any point another one in `now`? Nothing changes where nothing was. */
bool previous_differs(const struct previous *p, const struct collection *now);
/* Points that are there and have failed in `now`. */
int64_t previous_lost(const struct previous *p, const struct collection *now);
void previous_free(struct previous *p);
#endif
