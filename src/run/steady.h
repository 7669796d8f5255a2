/* steady.h - what the equal parts of the measured time say of it: was it steady, and how finely can it tell a rate? */
#ifndef RUN_STEADY_H
#define RUN_STEADY_H
#include "nic/run.h"
#include "run/outcome.h"

/*
 * How far a rate may be off because measuring began and ended somewhere in what repeats (a batch, a round, a ring that fills and empties),
 * as a share of the rate: the range in which what was delivered runs ahead of and behind its own mean rate.  At least a packet.  NaN where
 * the measured time ends with the last packet rather than by the clock.
 */
double steady_resolution(const struct run *run);
/* Fill out->steady and its reason. */
void steady_judge(const struct run *run, struct outcome *out);
#endif
