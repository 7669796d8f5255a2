/* copy.c - what a copied byte costs, out of the caches and out of memory. */
#include "measure/bench.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PACKET 1500
#define STRIDE 2048 /* a packet's buffer */
#define AT_ONCE 600 /* packets */

struct copying {
	char *from, *to;
	size_t size, at; /* of each; where the next packet lies */
	/* Called through a pointer that could change, so that no copy is left out. */
	void *(*volatile copy)(void *, const void *, size_t);
};

static void *open_size(size_t size, char why[BENCH_WHY])
{
	struct copying *c = calloc(1, sizeof(*c));
	if (c) *c = (struct copying){malloc(size), malloc(size), size, 0, memcpy};
	if (c && c->from && c->to) {
		memset(c->from, 1, size);
		memset(c->to, 2, size);
		return c;
	}
	snprintf(why, BENCH_WHY, "no memory");
	copy_cache_close(c);
	return NULL;
}

void *copy_cache_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return open_size((size_t)128 << 10, why);
}

void *copy_memory_open(const struct bench_place *at, char why[BENCH_WHY])
{
	(void)at;
	return open_size((size_t)64 << 20, why);
}

double copy_cache_once(void *state)
{
	struct copying *c = state;
	double start = bench_now();
	for (int i = 0; i < AT_ONCE; i++) {
		c->copy(c->to + c->at, c->from + c->at, PACKET);
		c->at = (c->at + STRIDE) % c->size;
	}
	return (bench_now() - start) / AT_ONCE / PACKET;
}

double copy_memory_once(void *state)
{
	return copy_cache_once(state);
}

void copy_cache_close(void *state)
{
	struct copying *c = state;
	if (!c) return;
	free(c->from);
	free(c->to);
	free(c);
}

void copy_memory_close(void *state)
{
	copy_cache_close(state);
}
