/* provenance.h - what made a result: what is the same wherever it is made again, and what is not. */
#ifndef RESULTS_PROVENANCE_H
#define RESULTS_PROVENANCE_H
#include "scenario/scenario.h"
#include <jansson.h>

/* Ids of all points, and their hash with all else that makes the scenario. */
struct identity {
	char (*id)[17];
	char scenario[17];
};
/* Into a, setting each point up. False and err when one can't be, or plain false when *stop ended it. */
bool identity_make(const struct scenario *s, struct arena *a, const volatile int *stop, struct identity *out, struct error *err);

/* What the command line said that results tell of. */
struct told {
	const char *const *set; /* key=value, in the order given */
	int n_sets;
	bool verbose;
	const char *tries; /* what would help was tried: "limits", or "all"; NULL = it was not */
};
/* The head of the scenario's journals, as one line of JSON; the caller frees it.  NULL when memory is exhausted. */
char *journal_head(const struct told *t, const struct scenario *s, const struct identity *who, struct error *err);
/* When, where and how long: the caller's.  NULL when memory is exhausted. */
json_t *provenance_of_run(int threads, double seconds, int64_t points_run, int64_t points_kept);
#endif
