/* previous.h - the result that lies where a new one is to go: is it the same work, and did its points change? */
#ifndef RESULTS_PREVIOUS_H
#define RESULTS_PREVIOUS_H
#include "results/collection.h"

struct previous {
	struct collection points; /* of the same work; empty when there is none */
	bool other;               /* there is one, of other work or of nobody knows what: what was made of it is stale */
};

/*
 * Looks at the journal `visible` of DIR/BASE.*; head: that of the new result.  False and err when it can't be read or, unless `may_replace`, is of
 * other work.  previous_free is due either way.
 */
bool previous_look(struct previous *p, const char *visible, const char *head, bool may_replace, struct error *err);
/* Is any point another one in `now`? Nothing changes where nothing was. */
bool previous_differs(const struct previous *p, const struct collection *now);
/* Points that are there and have failed in `now`. */
int64_t previous_lost(const struct previous *p, const struct collection *now);
void previous_free(struct previous *p);
#endif
