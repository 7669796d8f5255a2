/* collect.h - from sums to named statistics, and to what binds. */
#ifndef NIC_COLLECT_H
#define NIC_COLLECT_H
#include "run/outcome.h"
#include "run/snapshot.h"

/* Fill out's statistics from what happened since base. Names are kept in `names`; false when memory is exhausted. */
bool collect(struct run *run, const struct snapshot *base, struct arena *names, struct outcome *out);
/* Fill out's limits. */
void find_limits(struct run *run, const struct snapshot *d, sim_time window, struct outcome *out);
/* The run's invariants; false and run->failure when one is broken. */
bool run_sound(void *run);
/* At the end: does a side of queue q sleep on what will never come?  Who, on what, since when, with how much waiting and why goes to buf. */
bool stalls_tell(const struct queue *q, char *buf, size_t size);
/* How long the packets delivered were at each place, all together, is their latency; same result. */
bool waits_add_up(struct run *run, const struct snapshot *d);
/* Little's law and conservation as exact identities; same result. */
bool run_identities(struct run *run);
#endif
