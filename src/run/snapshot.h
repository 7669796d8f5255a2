/*
 * snapshot.h - all that is counted, at one moment: one array of sums, so that the warm-up is taken off by one subtraction of all of them,
 * and no line of it can be forgotten.
 */
#ifndef RUN_SNAPSHOT_H
#define RUN_SNAPSHOT_H
#include "nic/queue.h"

/* Kinds of cells and how many there are of each in a run. */
#define CELLS(X)                                                                            \
	X(COUNTER, N_COUNTERS) /* of struct counters, over all queues */                    \
	X(SPENT, N_LEDGER)     /* ps, over all cores */                                     \
	X(SWITCHES, 1)         /* of cores between contexts */                              \
	X(IN_SYSTEM, 1)        /* packets * ps */                                           \
	X(WIRE_IN, 1)          /* ps a wire was busy, over all queues */                    \
	X(WIRE_OUT, 1)                                                                      \
	X(UP, 1) /* ps the link was busy, either way, and its operations */                 \
	X(DOWN, 1)                                                                          \
	X(OPS, 1)                                                                           \
	X(TAGS, 1)                             /* tags * ps */                              \
	X(DRY, run->n_queues)                  /* ps something was held up: by the ring, */ \
	X(FULL, run->n_queues)                 /* by the pipeline, */                       \
	X(STARVED, run->n_queues)              /* by the window */                          \
	X(BUSY, run->n_cores)                  /* ps */                                     \
	X(SPIN, run->n_cores)                  /* of which polling for nothing, */          \
	X(WAITED, run->n_cores)                /* waiting for locks, */                     \
	X(SLOWED, run->n_cores)                /* and slowed by other cores at work */      \
	X(HELD, run->n_locks)                  /* ps each lock was held or moved */         \
	X(THREAD, run->n_stages)               /* ps each ran */                            \
	X(MODEL, model_stat_count(run->setup)) /* what the chosen models count, over all queues */

#define X(kind, n) CELL_##kind,
enum cell_kind { CELLS(X) N_CELL_KINDS };
#undef X

__extension__ typedef __int128 cell_t;
struct snapshot {
	/* What holds at this moment. Not a sum over time, so never subtracted. */
	struct {
		int64_t inside; /* packets */
		int active;     /* queues that were offered anything so far: shares of held-up time are averages over these */
	} now;
	int n; /* cells in all */
	cell_t *cell;
	cell_t *of[N_CELL_KINDS]; /* where each kind begins among them */
};
/* One of the counters. */
#define COUNTER_AT(field) (offsetof(struct counters, field) / sizeof(int64_t))
#define COUNT_OF(s, field) ((s)->of[CELL_COUNTER][COUNTER_AT(field)])

/* Statistics the chosen models add. */
int model_stat_count(const struct setup *setup);
/* Room for the cells of a run whose actors, cores and locks are all there, in memory of a; false when exhausted. */
bool snapshot_make(struct snapshot *s, const struct run *run, struct arena *a);
/* s was made for this run. */
void snapshot_take(struct run *run, struct snapshot *s);
/* What happened since base, a snapshot of the same run. What holds now stays as it is. */
void snapshot_minus(struct snapshot *s, const struct snapshot *base);
/* All cells of a kind together. */
cell_t snapshot_sum(const struct snapshot *s, enum cell_kind kind);
#endif
