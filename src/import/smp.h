/* smp.h - how many virtual CPUs `-smp` asks for. */
#ifndef IMPORT_SMP_H
#define IMPORT_SMP_H
#include "import/pairs.h"

/* Puts the machine's property "cpus"; refuses what QEMU refuses. */
bool smp_read(struct guest *g, const struct pairs *p, const struct word *w, struct error *err);
#endif
