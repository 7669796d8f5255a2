/*
 * alloc_page_cache.c - unused pages are kept by the driver: taking them again is cheap.
 *
 * 1. Release: pages without data go to the driver's own last-in-first-out list instead of the allocator (Rusty Russell 2008: "a
 *    simple cache of allocated pages"; Linux give_pages). Letting go of a page costs the same as before.
 * 2. Post: pages come from that list while it lasts (a hit), else from the page allocator. Only taking is saved.
 */
#include "base/param.h"
#include "nic/alloc.h"
#include "nic/model.h"

struct cache {
	int64_t alloc, free, block, hit, limit;
	int64_t cached, hits, misses;
};

static const struct param params[] = {
	{"limit", UNIT_COUNT, 1, 1 << 24, "65536", NULL, offsetof(struct cache, limit), "most pages the list holds"},
	{0},
};
static const struct price prices[] = {
	{"page_alloc", UNIT_TIME, "alloc", offsetof(struct cache, alloc), "taking one page from the page allocator", REQUIRED},
	{"page_free", UNIT_TIME, "alloc", offsetof(struct cache, free), "giving one page back", REQUIRED},
	{"page_block", UNIT_TIME, "alloc", offsetof(struct cache, block),
	 "taking and giving back one 32 KiB block for small buffers", REQUIRED},
	{"page_cache_hit", UNIT_TIME, "alloc", offsetof(struct cache, hit), "taking one page from the driver's list", REQUIRED},
	{0},
};
static const struct statistic stats[] = {
	{"page_cache_hits_per_packet", "", GROUP_COUNT, "pages that came from the driver's list", PER_PACKET,
	 IN_MODEL(struct cache, hits), .way = WAY_RECEIVED, .better = BETTER_HIGHER},
	{"page_cache_misses_per_packet", "", GROUP_COUNT, "pages that had to come from the allocator", PER_PACKET,
	 IN_MODEL(struct cache, misses), .way = WAY_RECEIVED, .better = BETTER_LOWER},
	{0},
};

static void init(void *self, const struct setup *setup)
{
	(void)setup;
	((struct cache *)self)->cached = 0;
}

static void post(void *self, const struct buffer *b, struct alloc_work *w)
{
	struct cache *c = self;
	int64_t hits = b->pages < c->cached ? b->pages : c->cached, misses = b->pages - hits;
	c->cached -= hits;
	c->hits += hits;
	c->misses += misses;
	w->cost = hits * c->hit + misses * c->alloc + (b->new_pages ? c->block : 0);
	w->pages = (int32_t)misses + b->new_pages;
}

static void release(void *self, const struct buffer *b, int n, const struct receipt *r, struct alloc_work *w)
{
	struct cache *c = self;
	int64_t pages = 0;
	for (int i = 0; i < n; i++)
		pages += b[i].pages;
	c->cached += pages - r->consumed;
	if (c->cached > c->limit) c->cached = c->limit;
	w->cost = pages * c->free;
}

static const struct alloc_ops ops = {.init = init, .post = post, .release = release};

const struct model alloc_page_cache = {
	.size = sizeof(struct cache), .params = params, .prices = prices, .stats = stats, .ops = &ops};
