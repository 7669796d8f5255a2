/* poll.h - the seam of guest receive policies: how long to poll, when to refill. */
#ifndef NIC_POLL_H
#define NIC_POLL_H
#include <stdbool.h>
#include <stdint.h>

struct ring;

/* What the driver posts, and when it tells the device of it. */
struct posting {
	int32_t most;       /* buffers in the ring at a time, 0 = as many as it holds */
	int32_t kick_after; /* it looks whether a kick is wanted when so many were posted since it last did, >= 1 */
	int32_t refill_at;  /* it posts none before more descriptors than that are free; -1 = there is no such count */
};

/* budget, refill_each and posting are asked once, before the run. */
struct poll_ops {
	bool spins; /* never sleeps, and asks for no interrupt */
	/* Packets per poll round before others get the core, >= 1. */
	int32_t (*budget)(const void *self);
	/* True: a buffer is posted again with each packet taken, and refill_due is not asked. */
	bool (*refill_each)(const void *self);
	/* Frames of one flow are merged before they reach the stack. NULL = they never are. */
	bool (*merges)(const void *self);
	/* No packet is left or the budget is used up, with `posted` of at most `most` buffers in ring r: fill it up now? */
	bool (*refill_due)(const void *self, const struct ring *r, int32_t posted, int32_t most);
	/* NULL = all that the ring holds, and a look each time. */
	void (*posting)(const void *self, struct posting *p);
};
#endif
