/* poll.h - the seam of guest receive policies: how long to poll, when to refill. */
#ifndef NIC_POLL_H
#define NIC_POLL_H
#include <stdbool.h>
#include <stdint.h>

struct ring;

/* budget and refill_each are asked once, before the run. */
struct poll_ops {
	bool spins; /* never sleeps, and asks for no interrupt */
	/* Packets per poll round before others get the core, >= 1. */
	int32_t (*budget)(const void *self);
	/* True: a buffer is posted again with each packet taken, and refill_due is not asked. */
	bool (*refill_each)(const void *self);
	/* No packet is left or the budget is used up, with `posted` of at most `most` buffers in ring r: fill it up now? */
	bool (*refill_due)(const void *self, const struct ring *r, int32_t posted, int32_t most);
};
#endif
