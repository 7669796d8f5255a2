/* probe.h - what the files about probes share. */
#ifndef IMPORT_PROBE_H
#define IMPORT_PROBE_H
#include "import/probe_text.h"

/*
 * From the two samples: the traffic, as properties of the card, and the measured numbers, as claims of the guest.  Fewer than 1000 packets are no
 * measurement, which is told.
 */
bool probe_measure(struct guest *g, struct card *c, const struct probe_text *t, struct error *err);
/*
 * How busy the processor was that took nearly all receive interrupts of a queue, as a claim on core vcpuN, N being the queue; nothing where none
 * did.
 */
bool probe_busy(struct guest *g, const struct probe_text *t, int queue, struct error *err);
#endif
