/*
 * alloc_slab.c - the slab allocator, one object per buffer.
 *
 * 1. Post: one slab object per buffer, whatever its size (kmalloc).
 * 2. Release: freed when the packet is done with.
 */
#include "base/param.h"
#include "nic/alloc.h"
#include "nic/model.h"
#include "nic/packet.h"
#include "nic/setup.h"

struct slab {
	int64_t alloc, free;
};

static const struct price prices[] = {
	{"slab_alloc", UNIT_TIME, "alloc", offsetof(struct slab, alloc), "one object from the slab", REQUIRED},
	{"slab_free", UNIT_TIME, "alloc", offsetof(struct slab, free), "one object back to the slab", REQUIRED},
	{0},
};

static void init(void *self, const struct setup *setup)
{
	(void)self, (void)setup;
}

static void post(void *self, const struct buffer *b, struct alloc_work *w)
{
	(void)b;
	w->cost = ((const struct slab *)self)->alloc;
}

static void release(void *self, const struct buffer *b, int n, const struct receipt *r, struct alloc_work *w)
{
	(void)b, (void)r;
	w->cost = n * ((const struct slab *)self)->free;
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct chosen *scheme = &setup->slot[SLOT_SCHEME];
	struct counts counts = {0};
	(void)self;
	if (!((const struct scheme_ops *)scheme->reg->model->ops)->predict(scheme->conf, FRAME_MIN, &counts) ||
	    counts.pages_posted <= 1)
		return true;
	return complain(c, "nic.alloc.model",
			"one slab object cannot hold the %d pages of a buffer of scheme '%s', expected page, page_cache, "
			"page_recycle or page_pool",
			counts.pages_posted, scheme->reg->name);
}

static const struct alloc_ops ops = {.stateless = true, .init = init, .post = post, .release = release};

const struct model alloc_slab = {.size = sizeof(struct slab), .prices = prices, .ops = &ops, .check = check};
