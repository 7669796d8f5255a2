#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, which POSIX knows since 2024 only; madvise */
#include "base/arena.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct arena_block {
	struct arena_block *next;
	size_t size, used; /* of data */
	_Alignas(max_align_t) unsigned char data[];
};

#define UNWRITTEN 0xa5 /* what reserved memory holds in the checked build, so that whoever reads before writing is found out */

enum { ALIGN = _Alignof(max_align_t), BLOCK_FIRST = 4096, BLOCK_LARGEST = 1 << 20, BLOCK_MAPPED = 1 << 16 };

static void *refuse(struct arena *a, size_t size)
{
	a->refused = size;
	return NULL;
}

/* ---- what was given back ---- */

#ifdef SIMNIC_CHECKED
enum { KEEPS = false };
#else
enum { KEEPS = true };
#endif

/* The smallest kept block that is large enough, but not much larger; as good as new, which is all zeros. */
static struct arena_block *block_kept(struct arena_pool *p, size_t wanted)
{
	struct arena_block **best = NULL;
	for (struct arena_block **b = p ? &p->block : NULL; b && *b; b = &(*b)->next)
		if ((*b)->size >= wanted && (*b)->size / 2 <= wanted && (!best || (*b)->size < (*best)->size)) best = b;
	if (!best) return NULL;
	struct arena_block *b = *best;
	*best = b->next;
	memset(b->data, 0, b->used);
	return b;
}

/* In the checked build the sanitizers watch over all. */
static bool is_mapped(size_t size)
{
	return KEEPS && size >= BLOCK_MAPPED;
}

static void *map(size_t size, int more)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | more, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

/* Zeros.  A large one is of fresh pages: none is touched before it is used, which the C library's heap can't promise. */
static struct arena_block *block_fresh(size_t size)
{
	struct arena_block *b = is_mapped(size) ? map(sizeof *b + size, 0) : calloc(1, sizeof *b + size);
	if (b) b->size = size;
	return b;
}

static void blocks_free(struct arena_block *b)
{
	for (struct arena_block *next; b; b = next) {
		next = b->next;
		if (is_mapped(b->size))
			munmap(b, sizeof *b + b->size);
		else
			free(b);
	}
}

/* Those that the last arena had no use for go, those it had come. */
static void blocks_keep(struct arena_pool *p, struct arena_block *b)
{
	blocks_free(p->block);
	p->block = b;
}

static struct arena_block *block_new(struct arena *a, size_t size)
{
	size_t wanted = a->head ? a->head->size * 2 : BLOCK_FIRST;
	if (wanted > BLOCK_LARGEST) wanted = BLOCK_LARGEST;
	if (wanted < size) wanted = size;
	if (wanted > SIZE_MAX - sizeof(struct arena_block)) return NULL;
	struct arena_block *b = block_kept(a->pool, wanted);
	if (!b && !(b = block_fresh(wanted))) return NULL;
	b->used = 0;
	if (a->head && wanted > BLOCK_LARGEST) { /* a giant of its own: small pieces go on filling the head */
		b->next = a->head->next;
		a->head->next = b;
	} else {
		b->next = a->head;
		a->head = b;
	}
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b = a->head;
	if (size > SIZE_MAX - ALIGN) return refuse(a, size);
	size = size ? (size + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
	if (!b || b->size - b->used < size) b = block_new(a, size);
	if (!b) return refuse(a, size);
	void *p = b->data + b->used;
	b->used += size;
	a->used += size;
	return p; /* zeroed, and never given twice */
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size) return refuse(a, SIZE_MAX);
	return arena_alloc(a, n * size);
}

/* At the beginning of what was mapped for it. */
struct arena_region {
	struct arena_region *next;
	size_t size; /* all of it */
	_Alignas(max_align_t) unsigned char data[];
};

static struct arena_region *region_kept(struct arena_pool *p, size_t whole)
{
	for (struct arena_region **r = p ? &p->region : NULL; r && *r; r = &(*r)->next) {
		struct arena_region *found = *r;
		if (found->size != whole) continue;
		*r = found->next;
		return found;
	}
	return NULL;
}

static void regions_free(struct arena_region *r)
{
	for (struct arena_region *next; r; r = next) {
		next = r->next;
		munmap(r, r->size);
	}
}

/* Of what waited at the worst of times the beginning is enough to begin with. */
static void regions_keep(struct arena_pool *p, struct arena_region *region)
{
	regions_free(p->region);
	p->region = region;
	for (struct arena_region *r = region; r; r = r->next)
		if (r->size > ARENA_KEPT) madvise((unsigned char *)r + ARENA_KEPT, r->size - ARENA_KEPT, MADV_DONTNEED);
}

void *arena_reserve(struct arena *a, size_t n, size_t certain, size_t size)
{
	if (size && n > (SIZE_MAX - sizeof(struct arena_region)) / size) return refuse(a, SIZE_MAX);
	size_t whole = sizeof(struct arena_region) + (a->measured ? certain : n) * size;
	struct arena_region *r = region_kept(a->pool, whole);
	if (!r && !(r = map(whole, MAP_NORESERVE))) return refuse(a, n * size);
	if (!KEEPS) memset(r->data, UNWRITTEN, certain * size);
	*r = (struct arena_region){.next = a->region, .size = whole};
	a->region = r;
	a->used += certain * size;
	a->reserved += (n - certain) * size;
	return r->data;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = arena_alloc(a, len + 1);
	return copy ? memcpy(copy, s, len) : NULL;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	char *text = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
	if (!text) return NULL;
	va_start(args, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	return text;
}

void arena_free(struct arena *a)
{
	struct arena_pool *pool = a->pool;
	if (KEEPS && pool) {
		blocks_keep(pool, a->head);
		regions_keep(pool, a->region);
	} else {
		blocks_free(a->head);
		regions_free(a->region);
	}
	*a = (struct arena){.pool = pool};
}

void arena_pool_free(struct arena_pool *p)
{
	blocks_free(p->block);
	regions_free(p->region);
	*p = (struct arena_pool){0};
}
