/* poll.h - the seam of guest receive policies: how long to poll, when to refill. */
#ifndef NIC_POLL_H
#define NIC_POLL_H
#include <stdbool.h>
#include <stdint.h>

struct ring;

struct poll_ops {
	bool spins; /* never sleeps, and asks for no interrupt */
	/* Packets per poll round before others get the core. */
	int32_t (*budget)(const void *self);
	/* True: a buffer is posted again with each packet taken. */
	bool (*refill_each)(const void *self);
	/* At the end of a poll round with `posted` of at most `most` buffers in the ring: refill now? */
	bool (*refill_due)(const void *self, const struct ring *r, int32_t posted, int32_t most);
};
#endif
