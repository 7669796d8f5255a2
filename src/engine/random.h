/* random.h - named random streams: xoshiro256++ as a gsl_rng_type, and fast block-drawn exponentials. */
#ifndef ENGINE_RANDOM_H
#define ENGINE_RANDOM_H
#include <gsl/gsl_rng.h>
#include <stdint.h>

/* xoshiro256++ (Blackman and Vigna); usable with every GSL distribution. gsl_rng_set seeds it by splitmix64. */
extern const gsl_rng_type *const rng_xoshiro256pp;

#define STREAM_BLOCK 256
struct stream {
	uint64_t s[4];
	int next;                    /* next unused draw of block; STREAM_BLOCK = empty */
	double block[STREAM_BLOCK];  /* unit exponentials drawn ahead */
};

/* Start the stream of one component in one replication: a pure function of its three names, never of scheme or thread. */
void stream_init(struct stream *s, uint64_t master_seed, int replication, const char *component);
/* 64 random bits. */
static inline uint64_t stream_bits(struct stream *s)
{
	uint64_t *x = s->s, a = x[0] + x[3], out = ((a << 23) | (a >> 41)) + x[0], t = x[1] << 17;
	x[2] ^= x[0];
	x[3] ^= x[1];
	x[1] ^= x[2];
	x[0] ^= x[3];
	x[2] ^= t;
	x[3] = (x[3] << 45) | (x[3] >> 19);
	return out;
}
void stream_fill(struct stream *s); /* draw the next block of unit exponentials (ziggurat) */
/* An exponential duration of the given mean in ps, rounded to ps at once. */
static inline int64_t stream_exponential(struct stream *s, double mean)
{
	if (__builtin_expect(s->next == STREAM_BLOCK, 0)) stream_fill(s);
	return (int64_t)(s->block[s->next++] * mean + 0.5);
}
/* Uniform integer in [0, n), n > 0 (Lemire's multiply-shift; bias below 2^-32 for n < 2^32). */
uint64_t stream_below(struct stream *s, uint64_t n);
#endif
