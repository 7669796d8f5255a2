/* merge.h - the journals of shards, or of pieces run anywhere, into one results folder. */
#ifndef RESULTS_MERGE_H
#define RESULTS_MERGE_H
#include "base/arena.h"
#include "results/collection.h"
#include "results/hold.h"
#include "results/previous.h"

struct merging {
	struct arena arena;
	struct collection all;
	struct previous old;
	struct hold hold;
	int journals; /* that were added */
	struct error err;
};
struct merging_to {
	const char *dir;
	bool force;     /* replace another result */
	tell_line *say; /* warnings */
	bool quiet;     /* and nothing else */
	const volatile int *stop;
};
#define MERGING_CLOSED              \
	{                           \
		.hold = {.fd = -1 } \
	}

/* All below: false with m->err.  merging_close is due after the first of them. */
/* Add a journal, or all of a folder. */
bool merging_add(struct merging *m, const char *word);
/* Is every point there, the folder ours, and may what lies in it be replaced? */
bool merging_check(struct merging *m, const struct merging_to *to);
/* The files; p says what they are. */
bool merging_publish(struct merging *m, const struct merging_to *to, struct publication *p);
void merging_close(struct merging *m);
#endif
