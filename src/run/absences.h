/* absences.h - who takes the run's cores away, and what they do with nothing to do. */
#ifndef RUN_ABSENCES_H
#define RUN_ABSENCES_H
#include <stdbool.h>

struct run;

/* Each core that the setup takes away has an absence of its own, and one that it has sleep its own way of that, once all cores are there. False when memory is exhausted. */
bool run_absences(struct run *run);
#endif
