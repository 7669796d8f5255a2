/*
 * traced.h - a run that is recorded: the work of its cores, and after each event what lies in rings and queues and what was signalled, lost
 * or held up.  Nothing of it is in the way of a run that is not.
 */
#ifndef RUN_TRACED_H
#define RUN_TRACED_H
#include "engine/trace.h"
#include "nic/run.h"

/* Once all actors are there. NULL: memory of the run is exhausted. */
struct traced *traced_begin(struct run *run, struct trace *trace);
/* The run is over: what lies where at its end, or at the window's if that is earlier. */
void traced_end(struct traced *t);
#endif
