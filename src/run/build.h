/* build.h - putting a run together. */
#ifndef RUN_BUILD_H
#define RUN_BUILD_H
#include "nic/run.h"

/* Cores, queues and actors of a run whose setup, arena, seed and replication are there. False when memory or actors are exhausted. */
bool run_build(struct run *run);
/* Once the rings are filled: where the device reads from. */
void run_spread_reads(struct run *run);
#endif
