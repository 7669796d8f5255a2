/* cores.h - the cores of a run: those that the scenario names, or the machine's in pools. */
#ifndef RUN_CORES_H
#define RUN_CORES_H
#include "nic/setup.h"

struct core;
struct run;

/* All return false, or NULL, when memory is exhausted. */

/* The guest's core of that place in its list, which goes round. */
struct core *run_guest_core(struct run *run, int place);
/* The machine's cores, dealt to n pools. */
bool run_pools(struct run *run, int n);
/* The host's and the guest's core of a queue. */
bool run_take_cores(struct run *run, int index, struct core **host, struct core **guest);
/* Those that the setup wants to be twice as fast are, once all are there. */
void run_fast(struct run *run);
#endif
