/* build_queue.h - a queue put together: its models, rings and actors. */
#ifndef RUN_BUILD_QUEUE_H
#define RUN_BUILD_QUEUE_H
#include "nic/run.h"

/* Queue `index` of a run, those before it are there. False when memory or actors are exhausted. */
bool run_build_queue(struct run *run, int index);
#endif
