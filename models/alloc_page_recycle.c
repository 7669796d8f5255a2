/*
 * alloc_page_recycle.c - unused pages stay posted: neither taken nor given back.
 *
 * 1. Release: pages without data stay with the driver at no cost; only pages with data are given back, when the stack is done.
 * 2. Post: kept pages are posted again at no cost; the page allocator only replaces those that left with a packet.
 */
#include "base/param.h"
#include "nic/alloc.h"
#include "nic/model.h"

struct recycle {
	int64_t alloc, free, block;
	int64_t kept;
};

static const struct price prices[] = {
	{"page_alloc", UNIT_TIME, "alloc", offsetof(struct recycle, alloc), "taking one page from the page allocator", REQUIRED},
	{"page_free", UNIT_TIME, "alloc", offsetof(struct recycle, free), "giving one page back", REQUIRED},
	{"page_block", UNIT_TIME, "alloc", offsetof(struct recycle, block),
	 "taking and giving back one 32 KiB block for small buffers", REQUIRED},
	{0},
};

static void init(void *self, const struct setup *setup)
{
	(void)setup;
	((struct recycle *)self)->kept = 0;
}

static void post(void *self, const struct buffer *b, struct alloc_work *w)
{
	struct recycle *c = self;
	int64_t kept = b->pages < c->kept ? b->pages : c->kept, fresh = b->pages - kept;
	c->kept -= kept;
	w->cost = fresh * c->alloc + (b->new_pages ? c->block : 0);
	w->pages = (int32_t)fresh + b->new_pages;
}

static void release(void *self, const struct buffer *b, int n, const struct receipt *r, struct alloc_work *w)
{
	struct recycle *c = self;
	for (int i = 0; i < n; i++)
		c->kept += b[i].pages;
	c->kept -= r->consumed;
	w->cost = r->consumed * c->free;
}

static const struct alloc_ops ops = {.init = init, .post = post, .release = release};

const struct model alloc_page_recycle = {.size = sizeof(struct recycle), .prices = prices, .ops = &ops};
