/* credits.h - what closed loops share: permissions to send, and packets to send again, each with the time from which on. */
#ifndef NIC_CREDITS_H
#define NIC_CREDITS_H
#include "engine/time.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

struct credit {
	sim_time at;
	int64_t units;
};
/* FIFO of credits; times need not be in order within one, but are when each cause has a constant delay. */
struct credits {
	struct credit *slot;
	uint32_t head, count, mask;
};

#define CREDITS_MOST (INT64_C(1) << 31)
/* Room for at least n, `certain` of which are put in at once. False when memory is exhausted, or n is more than CREDITS_MOST. */
bool credits_init(struct credits *c, int64_t n, int64_t certain, struct arena *a);
void credits_add(struct credits *c, sim_time at, int64_t units);
/* One unit, which joins the last that was added when that is of the same time: losses come in masses, which need no room each. */
void credits_add_same(struct credits *c, sim_time at);
/* Put one unit that was taken back in front of a FIFO; at: as it was taken. */
void credits_give_back(struct credits *c, sim_time at);
/* Take one unit of the earliest of two FIFOs; false when both are empty. *second: it came from b. */
bool credits_take(struct credits *a, struct credits *b, sim_time *at, bool *second);
#endif
