/* alloc.h - the seam of allocators: what posting and releasing a buffer costs, used or not. */
#ifndef NIC_ALLOC_H
#define NIC_ALLOC_H
#include "engine/time.h"
#include "nic/scheme.h"

struct setup;

/* What an allocator did, for the statistics. */
struct alloc_work {
	sim_time cost;
	int32_t pages; /* pages really taken from the page allocator */
};

/* w comes zeroed; the caller books it, as guest work of kind alloc. */
struct alloc_ops {
	/* Prepare state for one queue. */
	void (*init)(void *self, const struct setup *setup);
	/* Does post() depend on nothing but the buffer? Then equal buffers are asked for once. */
	bool stateless;
	/* Memory for buffer b. */
	void (*post)(void *self, const struct buffer *b, struct alloc_work *w);
	/* The n >= 1 buffers b of a received packet: r->consumed of their pages went up with it, all others come back unused. */
	void (*release)(void *self, const struct buffer *b, int n, const struct receipt *r, struct alloc_work *w);
};
#endif
