/* random.c - xoshiro256++ for GSL, streams seeded by name, exponentials by the ziggurat. */
#include "engine/random.h"
#include <stdio.h>
#include "engine/ziggurat_table.h"
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <xxhash.h>

/* splitmix64 (Steele, Lea and Flood 2014): a bijection of a counter, so four words in a row are never all zero. */
static uint64_t splitmix64(uint64_t *counter)
{
	uint64_t z = *counter += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void seed_words(uint64_t s[4], uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		s[i] = splitmix64(&seed);
}

/* A double in [0,1) from the upper 53 bits. The detour by int64_t spares the costly unsigned conversion. */
static inline double unit_double(uint64_t bits)
{
	return (double)(int64_t)(bits >> 11) * 0x1p-53;
}

static void rng_set(void *state, unsigned long seed)
{
	seed_words(state, seed);
}

static unsigned long rng_get(void *state)
{
	return (unsigned long)(xoshiro_step(state) >> 32);
}

static double rng_get_double(void *state)
{
	return unit_double(xoshiro_step(state));
}

static const gsl_rng_type rng_type = {
	.name = "xoshiro256++",
	.max = 0xffffffffUL,
	.min = 0,
	.size = 4 * sizeof(uint64_t),
	.set = rng_set,
	.get = rng_get,
	.get_double = rng_get_double,
};
const gsl_rng_type *const rng_xoshiro256pp = &rng_type;

void stream_init(struct stream *s, uint64_t master_seed, int replication, const char *component)
{
	/* Spelt out byte by byte, so that the numbers are the same on machines of either byte order. */
	unsigned char number[8];
	for (int i = 0; i < 8; i++)
		number[i] = (unsigned char)((uint64_t)(int64_t)replication >> (8 * i));
	uint64_t hash = XXH64(component, strlen(component), master_seed);
	seed_words(s->s, XXH64(number, sizeof number, hash));
	s->next = STREAM_BLOCK;
}

/*
 * One unit exponential. The low 8 bits choose a layer, the upper 53 a place in its width; 98.9 % of the places lie left of the
 * next layer's edge and are accepted at once. The decision in the wedge is the only use of libm: its last bit matters to one
 * draw in 1e14.
 */
static inline double exponential(uint64_t s[4])
{
	/* Beyond r the curve is its own copy shifted by r: the tail is r plus another exponential. */
	double beyond = 0;
	for (;;) {
		uint64_t bits = xoshiro_step(s);
		int layer = (int)(bits & (ZIGGURAT_LAYERS - 1));
		double x = unit_double(bits) * ziggurat_x[layer];
		if (__builtin_expect(x < ziggurat_x[layer + 1], 1)) return beyond + x;
		if (layer == 0) {
			beyond += ziggurat_x[1];
			continue;
		}
		double height = ziggurat_f[layer + 1] - ziggurat_f[layer];
		if (ziggurat_f[layer] + unit_double(xoshiro_step(s)) * height < exp(-x)) return beyond + x;
	}
}

void stream_init_of(struct stream *s, uint64_t master_seed, int replication, const char *component, int index)
{
	char name[64];
	snprintf(name, sizeof name, "%s %02d", component, index);
	stream_init(s, master_seed, replication, name);
}

void stream_fill(struct stream *s)
{
	/* A copy that the compiler can keep in registers. */
	uint64_t state[4] = {s->s[0], s->s[1], s->s[2], s->s[3]};
	for (int i = 0; i < STREAM_BLOCK; i++)
		s->block[i] = exponential(state);
	memcpy(s->s, state, sizeof state);
	s->next = 0;
}

uint64_t stream_below(struct stream *s, uint64_t n)
{
	__extension__ typedef unsigned __int128 wide;
	return (uint64_t)(((wide)stream_bits(s) * n) >> 64);
}
