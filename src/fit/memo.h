/*
 * memo.h - runs that were made before: the same setup with the same values makes the same numbers.  A solver asks for a place again when its
 * weights change, and a price that a point does not have changes nothing there.
 */
#ifndef FIT_MEMO_H
#define FIT_MEMO_H
#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct memo_entry {
	int point;
	const int64_t *value; /* of each knob; 0 where the point has no place for it */
	double *single;       /* by replication, then wanted statistic: the caller's to fill in */
	int64_t failures;     /* replications that failed: the same */
	uint64_t hash;
};
/* Zero-initialise. */
struct memo {
	struct arena arena;
	struct memo_entry **slot; /* NULL = free */
	int64_t n, room;
};

/* The entry of a point and n_values values, made with room for n_single numbers when it is new; NULL when memory is exhausted. */
struct memo_entry *memo_find(struct memo *m, int point, const int64_t *value, int n_values, int n_single, bool *is_new);
void memo_free(struct memo *m);
#endif
