/* clock.h - when a run measures, and when it is over. */
#ifndef RUN_CLOCK_H
#define RUN_CLOCK_H
#include "nic/run.h"

/* The run's own actor: warm-up, batches, the end. self: the run. */
void run_clock_step(void *self);
/* The engine asks now and then, even if simulated time does not move: false = end the run. self: the run. */
bool run_watch(void *self);
/* Latencies so far no longer count. */
void run_forget_latencies(struct run *run);
/* Packets inside. */
int64_t run_backlog(const struct run *run);
#endif
