/* random.h - named random streams: xoshiro256++ as a gsl_rng_type, and fast block-drawn exponentials. */
#ifndef ENGINE_RANDOM_H
#define ENGINE_RANDOM_H
#include <gsl/gsl_rng.h>
#include <stdint.h>

/*
 * xoshiro256++ (Blackman and Vigna); usable with every GSL distribution. gsl_rng_set seeds it by splitmix64. gsl_rng_get gives
 * the upper 32 bits of a step, gsl_rng_uniform its upper 53 as a double in [0,1).
 */
extern const gsl_rng_type *const rng_xoshiro256pp;

/* One step of xoshiro256++: 64 random bits. s must not be all zero. */
static inline uint64_t xoshiro_step(uint64_t s[4])
{
	uint64_t sum = s[0] + s[3], out = ((sum << 23) | (sum >> 41)) + s[0], t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return out;
}

#define STREAM_BLOCK 256
struct stream {
	uint64_t s[4];
	int next;                   /* next unused draw of block; STREAM_BLOCK = empty */
	double block[STREAM_BLOCK]; /* unit exponentials drawn ahead */
};

/* Start the stream of one component in one replication: a pure function of its three names, never of scheme or thread. */
void stream_init(struct stream *s, uint64_t master_seed, int replication, const char *component);
/* The same for the index-th (0 to 99) of several equal components. */
void stream_init_of(struct stream *s, uint64_t master_seed, int replication, const char *component, int index);
/* 64 random bits. */
static inline uint64_t stream_bits(struct stream *s)
{
	return xoshiro_step(s->s);
}
/* Draw the next block of unit exponentials (ziggurat). Draws of the old block that were not used are lost. */
void stream_fill(struct stream *s);
/* An exponential duration of the given mean in ps, rounded to ps at once. mean >= 0, below 1e17. */
static inline int64_t stream_exponential(struct stream *s, double mean)
{
	if (__builtin_expect(s->next == STREAM_BLOCK, 0)) stream_fill(s);
	return (int64_t)(s->block[s->next++] * mean + 0.5);
}
/* Uniform integer in [0, n), n > 0 (Lemire's multiply-shift; bias below 2^-32 for n < 2^32). */
uint64_t stream_below(struct stream *s, uint64_t n);
#endif
