/*
 * alloc_page_pool.c - a page pool: pages go round without the page allocator.
 *
 * 1. Post: pages come from the pool's fast path (Linux page_pool, softirq context).
 * 2. Release: pages come back to the pool, those with data through its ring when the stack is done.
 * 3. The page allocator is not asked in the steady state.
 */
#include "base/param.h"
#include "nic/alloc.h"
#include "nic/model.h"

struct pool {
	int64_t get, put, ring;
};

static const struct price prices[] = {
	{"page_pool_get", UNIT_TIME, "alloc", offsetof(struct pool, get), "taking one page from the pool's fast path", REQUIRED},
	{"page_pool_put", UNIT_TIME, "alloc", offsetof(struct pool, put), "giving an unused page straight back to the pool",
	 REQUIRED},
	{"page_pool_ring", UNIT_TIME, "alloc", offsetof(struct pool, ring),
	 "a page with data coming back through the pool's ring", REQUIRED},
	{0},
};

/* Blocks that buffers are carved from are pages of the pool as well. */
static int32_t pages_of(const struct buffer *b)
{
	return b->pages + b->new_pages;
}

static void init(void *self, const struct setup *setup)
{
	(void)self, (void)setup;
}

static void post(void *self, const struct buffer *b, struct alloc_work *w)
{
	w->cost = pages_of(b) * ((struct pool *)self)->get;
}

static void release(void *self, const struct buffer *b, int n, const struct receipt *r, struct alloc_work *w)
{
	const struct pool *p = self;
	int32_t pages = 0, carved = 0;
	for (int i = 0; i < n; i++) {
		pages += b[i].pages;
		carved += b[i].new_pages;
	}
	w->cost = (pages - r->consumed) * p->put + (r->consumed + carved) * p->ring;
}

static const struct alloc_ops ops = {.stateless = true, .init = init, .post = post, .release = release};

const struct model alloc_page_pool = {.size = sizeof(struct pool), .prices = prices, .ops = &ops};
