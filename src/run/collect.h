/* collect.h - from counters to named statistics, and to what binds. */
#ifndef NIC_COLLECT_H
#define NIC_COLLECT_H
#include "run/outcome.h"
#include "nic/queue.h"

#define MAX_LOCKS 128
#define MAX_THREADS 256

/* Everything that is counted, summed over queues, at one moment. */
struct snapshot {
	struct counters n;
	int64_t inside; /* packets inside at this moment; not a sum over time, so never subtracted */
	int active;     /* queues that were offered anything so far: shares of held-up time are averages over these */
	area_t in_system, dry, starved, full;
	int64_t up_busy, down_busy, ops_busy, tag_time; /* of the link: ps, and tags * ps */
	int64_t rx_wire, tx_wire;
	int64_t busy[2 * MAX_CORE_NAMES], spin[2 * MAX_CORE_NAMES], switches; /* spin: of which busy polling for nothing */
	int64_t lock[2 * MAX_CORE_NAMES], slowed[2 * MAX_CORE_NAMES];         /* and for locks; and by other cores at work */
	int64_t held[MAX_LOCKS];                                              /* ps each lock was held or moved */
	int64_t thread[MAX_THREADS];                                          /* ps each ran */
	int64_t spent[N_LEDGER];
	int64_t *model_stat; /* one per statistic the chosen models add */
};

/* model_stat must have room (models_count_stats). */
void snapshot_take(struct run *run, struct snapshot *s);
int model_stat_count(const struct setup *setup);
/* Fill out's statistics from what happened since base. Names are kept in `names`; false when memory is exhausted. */
bool collect(struct run *run, const struct snapshot *base, struct arena *names, struct outcome *out);
/* Fill out's limits. */
void find_limits(struct run *run, const struct snapshot *d, sim_time window, struct outcome *out);
/* The run's invariants; false and run->failure when one is broken. */
bool run_sound(void *run);
/* Will queue q never receive anything again? */
bool receive_stalled(const struct queue *q);
/* Little's law and conservation as exact identities; same result. */
bool run_identities(struct run *run);
#endif
