/*
 * alloc_page.c - the page allocator, for every page posted.
 *
 * 1. Post: every page of the buffer comes from the page allocator, used later or not.
 * 2. Release: every page goes back, those with data when the stack is done with them.
 * 3. Buffers carved from a larger block pay for the block when it is taken.
 * 4. Buffers of neither (the slab data of small legacy) cost nothing here: alloc slab prices them, else guest_rx_packet includes it.
 */
#include "base/param.h"
#include "nic/alloc.h"
#include "nic/model.h"

struct page {
	int64_t alloc, free, block;
};

static const struct price prices[] = {
	{"page_alloc", UNIT_TIME, "alloc", offsetof(struct page, alloc), "taking one page from the page allocator", REQUIRED},
	{"page_free", UNIT_TIME, "alloc", offsetof(struct page, free), "giving one page back", REQUIRED},
	{"page_block", UNIT_TIME, "alloc", offsetof(struct page, block),
	 "taking and giving back one 32 KiB block for small buffers", REQUIRED},
	{0},
};

static void init(void *self, const struct setup *setup)
{
	(void)self, (void)setup;
}

static void post(void *self, const struct buffer *b, struct alloc_work *w)
{
	const struct page *p = self;
	w->cost = b->pages * p->alloc + (b->new_pages ? p->block : 0);
	w->pages = b->pages + b->new_pages;
}

static void release(void *self, const struct buffer *b, int n, const struct receipt *r, struct alloc_work *w)
{
	(void)r;
	for (int i = 0; i < n; i++)
		w->cost += b[i].pages * ((const struct page *)self)->free;
}

static const struct alloc_ops ops = {.stateless = true, .init = init, .post = post, .release = release};

const struct model alloc_page = {.size = sizeof(struct page), .prices = prices, .ops = &ops};
