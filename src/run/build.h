/* build.h - putting a run together, and its clock. */
#ifndef RUN_BUILD_H
#define RUN_BUILD_H
#include "nic/run.h"

/* Cores, queues and actors of a run whose setup, arena, seed and replication are there. False when memory or actors are exhausted. */
bool run_build(struct run *run);
/* The run's own actor (run.c): warm-up, batches, the end. self: the run. */
void run_clock_step(void *self);
#endif
