/*
 * snapshot.h - all that is counted, at one moment: one array of sums, so that the warm-up is taken off by one subtraction of all of them,
 * and no line of it can be forgotten.
 */
#ifndef RUN_SNAPSHOT_H
#define RUN_SNAPSHOT_H
#include "nic/queue.h"
#include "nic/traffics.h"

/* Kinds of cells and how many there are of each in a run. */
#define CELLS(X)                                                                                                         \
	/* struct counters, over all queues */                                                                           \
	X(COUNTER, N_COUNTERS)                                                                                           \
	/* ps, over all cores; switches of cores between contexts */                                                     \
	X(SPENT, N_LEDGER)                                                                                               \
	X(SWITCHES, 1)                                                                                                   \
	/* times idle cores were wanted, and polled then; ps until they were back */                                     \
	X(IDLE_SPELLS, 1)                                                                                                \
	X(IDLE_CAUGHT, 1)                                                                                                \
	X(IDLE_WAKING, 1)                                                                                                \
	/* packets * ps, over all queues */                                                                              \
	X(IN_SYSTEM, 1)                                                                                                  \
	/* ps that the packets delivered were at each place, over all queues */                                          \
	X(STAYED, N_STAYS)                                                                                               \
	/* ps wires were busy, over all queues */                                                                        \
	X(WIRE_IN, 1)                                                                                                    \
	X(WIRE_OUT, 1)                                                                                                   \
	/* ps the link was busy, up and down, and its operations, all, reads, writes; tags * ps; ps all was taken of  */ \
	/* credits for writes, for reads, and of the room for what is read */                                            \
	X(UP, 1)                                                                                                         \
	X(DOWN, 1)                                                                                                       \
	X(OPS, 3)                                                                                                        \
	X(TAGS, 1)                                                                                                       \
	X(CREDITS, 3)                                                                                                    \
	/* packets and bytes of goodput that each queue delivered */                                                     \
	X(DELIVERED, run->n_queues)                                                                                      \
	X(GOODPUT, run->n_queues)                                                                                        \
	/* ps each queue was held up by the ring, by the other one, by the pipeline, by the window */                    \
	X(DRY, run->n_queues)                                                                                            \
	X(STOPPED, run->n_queues)                                                                                        \
	X(FULL, run->n_queues)                                                                                           \
	X(STARVED, run->n_queues)                                                                                        \
	/* ps each core was busy; of which polling for nothing, waiting for locks, and slowed by other cores at work */  \
	X(BUSY, run->n_cores)                                                                                            \
	X(SPIN, run->n_cores)                                                                                            \
	X(WAITED, run->n_cores)                                                                                          \
	X(SLOWED, run->n_cores)                                                                                          \
	/* ps that jitter made of it, with its sign */                                                                   \
	X(JITTER, run->n_cores)                                                                                          \
	/* ps each lock was held or moved; ps each thread ran */                                                         \
	X(HELD, run->n_locks)                                                                                            \
	X(THREAD, run->n_stages)                                                                                         \
	/* of each of several traffics: all that is counted of it, a count of all traffics after the other */            \
	X(TRAFFIC, N_TRAFFIC_COUNTS *TRAFFICS_MOST)                                                                      \
	/* what the chosen models count, over all queues */                                                              \
	X(MODEL, model_stat_count(run->setup))

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
