#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, which POSIX knows since 2024 only */
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

enum { ALIGN = _Alignof(max_align_t), BLOCK_FIRST = 4096, BLOCK_LARGEST = 1 << 20 };

static void *refuse(struct arena *a, size_t size)
{
	a->refused = size;
	return NULL;
}

static struct arena_block *block_new(struct arena *a, size_t size)
{
	size_t wanted = a->head ? a->head->size * 2 : BLOCK_FIRST;
	if (wanted > BLOCK_LARGEST) wanted = BLOCK_LARGEST;
	if (wanted < size) wanted = size;
	if (wanted > SIZE_MAX - sizeof(struct arena_block)) return NULL;
	struct arena_block *b = calloc(1, sizeof *b + wanted); /* of fresh pages the system gives, none need be touched */
	if (!b) return NULL;
	b->size = wanted;
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

void *arena_reserve(struct arena *a, size_t n, size_t certain, size_t size)
{
	if (size && n > (SIZE_MAX - sizeof(struct arena_region)) / size) return refuse(a, SIZE_MAX);
	size_t whole = sizeof(struct arena_region) + (a->measured ? certain : n) * size;
	struct arena_region *r = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (r == MAP_FAILED) return refuse(a, n * size);
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
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	for (struct arena_region *r = a->region, *next; r; r = next) {
		next = r->next;
		munmap(r, r->size);
	}
	*a = (struct arena){0};
}
