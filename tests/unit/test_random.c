/* test_random.c - the generator against its reference, the ziggurat against the exponential law, streams against each other. */
#include "engine/random.h"
#include "engine/ziggurat_table.h"
#include <CUnit/CUnit.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DRAWS 1000000

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

/* The generator as its authors write it, to compare with. */
static uint64_t reference_step(uint64_t s[4])
{
	const uint64_t result = rotl(s[0] + s[3], 23) + s[0];
	const uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

static void known_answers(void)
{
	static const uint64_t expected[] = {41943041, 58720359, UINT64_C(3588806011781223), UINT64_C(3591011842654386),
					    UINT64_C(9228616714210784205)};
	struct stream s = {.s = {1, 2, 3, 4}, .next = STREAM_BLOCK};
	uint64_t reference[4] = {1, 2, 3, 4};
	for (int i = 0; i < 5; i++) {
		uint64_t got = stream_bits(&s);
		CU_ASSERT_EQUAL(got, expected[i]);
		CU_ASSERT_EQUAL(got, reference_step(reference));
	}
	int different = 0;
	for (int i = 0; i < 100000; i++)
		different += stream_bits(&s) != reference_step(reference);
	CU_ASSERT_EQUAL(different, 0);
}

/* splitmix64 from 0 begins with e220a8397b1dcdaf (Steele, Lea and Flood's generator); GSL's seeding must use it. */
static void gsl_seeding(void)
{
	gsl_rng *r = gsl_rng_alloc(rng_xoshiro256pp);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	gsl_rng_set(r, 0);
	uint64_t reference[4] = {UINT64_C(0xe220a8397b1dcdaf), UINT64_C(0x6e789e6aa1b965f4), UINT64_C(0x06c45d188009454f),
				 UINT64_C(0xf88bb8a8724c81ec)};
	uint64_t words[4];
	CU_ASSERT_EQUAL_FATAL(gsl_rng_size(r), sizeof words);
	memcpy(words, gsl_rng_state(r), sizeof words);
	for (int i = 0; i < 4; i++)
		CU_ASSERT_EQUAL(words[i], reference[i]);

	CU_ASSERT_EQUAL(gsl_rng_get(r), reference_step(reference) >> 32);
	CU_ASSERT_EQUAL(gsl_rng_uniform(r), (double)(reference_step(reference) >> 11) / 9007199254740992.0);
	CU_ASSERT_STRING_EQUAL(gsl_rng_name(r), "xoshiro256++");
	gsl_rng_free(r);
}

static void gsl_distributions(void)
{
	gsl_rng *r = gsl_rng_alloc(rng_xoshiro256pp);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r);
	gsl_rng_set(r, 42);
	double uniform = 0, exponential = 0, gaussian = 0, gaussian2 = 0, die = 0;
	int outside = 0;
	for (int i = 0; i < DRAWS; i++) {
		double u = gsl_rng_uniform(r), g = gsl_ran_gaussian_ziggurat(r, 1.0);
		outside += !(u >= 0 && u < 1);
		uniform += u;
		exponential += gsl_ran_exponential(r, 3.0);
		gaussian += g;
		gaussian2 += g * g;
		die += (double)gsl_rng_uniform_int(r, 6);
	}
	/* Five standard errors each. */
	CU_ASSERT_EQUAL(outside, 0);
	CU_ASSERT_DOUBLE_EQUAL(uniform / DRAWS, 0.5, 5 * 0.2887e-3);
	CU_ASSERT_DOUBLE_EQUAL(exponential / DRAWS, 3.0, 5 * 3e-3);
	CU_ASSERT_DOUBLE_EQUAL(gaussian / DRAWS, 0.0, 5e-3);
	CU_ASSERT_DOUBLE_EQUAL(gaussian2 / DRAWS, 1.0, 5 * 1.4143e-3);
	CU_ASSERT_DOUBLE_EQUAL(die / DRAWS, 2.5, 5 * 1.708e-3);
	gsl_rng_free(r);
}

/* The height that 256 layers reach whose lowest begins at r, less 1; x takes the edges when it is not NULL. */
static long double overshoot(long double r, long double *x)
{
	long double v = (r + 1) * expl(-r), edge = r, height = expl(-r);
	for (int i = 1; i < ZIGGURAT_LAYERS; i++) {
		if (x) x[i] = edge;
		height += v / edge;
		if (i == ZIGGURAT_LAYERS - 1) break;
		if (height >= 1) return 1; /* r is far too small */
		edge = -logl(height);
	}
	return height - 1;
}

static void ziggurat_tables(void)
{
	long double low = 7, high = 8, x[ZIGGURAT_LAYERS + 1];
	for (int i = 0; i < 100; i++) {
		long double middle = (low + high) / 2;
		if (overshoot(middle, NULL) > 0)
			low = middle;
		else
			high = middle;
	}
	CU_ASSERT_DOUBLE_EQUAL((double)high, 7.69711747013104972, 1e-15 * 7.7);
	overshoot(high, x);
	x[0] = high + 1;
	x[ZIGGURAT_LAYERS] = 0;
	for (int i = 0; i <= ZIGGURAT_LAYERS; i++) {
		CU_ASSERT_DOUBLE_EQUAL(ziggurat_x[i], (double)x[i], 1e-14);
		CU_ASSERT_DOUBLE_EQUAL(ziggurat_f[i], (double)expl(-x[i]), 1e-14);
		if (i > 0) CU_ASSERT(ziggurat_x[i] < ziggurat_x[i - 1]);
	}
	CU_ASSERT_EQUAL(ziggurat_x[ZIGGURAT_LAYERS], 0.0);
	CU_ASSERT_EQUAL(ziggurat_f[ZIGGURAT_LAYERS], 1.0);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void unit_draws(struct stream *s, double *out)
{
	for (int i = 0; i < DRAWS; i++) {
		if (s->next == STREAM_BLOCK) stream_fill(s);
		out[i] = s->block[s->next++];
	}
}

static void exponential_law(void)
{
	double *x = malloc(DRAWS * sizeof *x);
	CU_ASSERT_PTR_NOT_NULL_FATAL(x);
	struct stream s;
	stream_init(&s, 1, 0, "exponential law");
	unit_draws(&s, x);

	double sum = 0, squares = 0, lag = 0, distance = 0;
	for (int i = 0; i < DRAWS; i++) {
		sum += x[i];
		squares += x[i] * x[i];
		if (i) lag += (x[i] - 1) * (x[i - 1] - 1);
	}
	double mean = sum / DRAWS, variance = squares / DRAWS - mean * mean;
	CU_ASSERT_DOUBLE_EQUAL(mean, 1.0, 4e-3);
	CU_ASSERT_DOUBLE_EQUAL(variance, 1.0, 4 * 2.83e-3);
	CU_ASSERT_DOUBLE_EQUAL(lag / DRAWS, 0.0, 4e-3);

	/* Kolmogorov and Smirnov: 1.63 / sqrt(n) is exceeded once in a hundred samples. */
	qsort(x, DRAWS, sizeof *x, by_value);
	CU_ASSERT(x[0] >= 0);
	for (int i = 0; i < DRAWS; i++) {
		double law = -expm1(-x[i]);
		distance = fmax(distance, fmax(law - (double)i / DRAWS, (double)(i + 1) / DRAWS - law));
	}
	CU_ASSERT(distance < 1.63 / sqrt(DRAWS));
	CU_ASSERT(distance > 0.05 / sqrt(DRAWS)); /* too good a fit would be no random draw */
	free(x);
}

/* Beyond r the draws come from another branch: their number and their mean excess must fit too. */
static void exponential_tail(void)
{
	const double r = 7.69711747013104972;
	double *x = malloc(DRAWS * sizeof *x);
	CU_ASSERT_PTR_NOT_NULL_FATAL(x);
	struct stream s;
	stream_init(&s, 2, 0, "tail");
	int beyond = 0, far = 0;
	double excess = 0;
	for (int round = 0; round < 20; round++) {
		unit_draws(&s, x);
		for (int i = 0; i < DRAWS; i++) {
			if (x[i] <= r) continue;
			beyond++;
			far += x[i] > r + 2;
			excess += x[i] - r;
		}
	}
	double expected = 20.0 * DRAWS * exp(-r); /* 9083 */
	CU_ASSERT_DOUBLE_EQUAL(beyond, expected, 4 * sqrt(expected));
	CU_ASSERT_DOUBLE_EQUAL(far, expected * exp(-2), 4 * sqrt(expected * exp(-2)));
	CU_ASSERT_DOUBLE_EQUAL(excess / beyond, 1.0, 4 / sqrt(expected));
	free(x);
}

static void exponential_durations(void)
{
	struct stream s, raw;
	stream_init(&s, 3, 0, "durations");
	stream_init(&raw, 3, 0, "durations");
	stream_fill(&raw);
	for (int i = 0; i < STREAM_BLOCK; i++) {
		int64_t ps = stream_exponential(&s, 1e6);
		CU_ASSERT(fabs((double)ps - raw.block[i] * 1e6) <= 0.5000001);
	}
	CU_ASSERT_EQUAL(s.next, STREAM_BLOCK);
	stream_fill(&raw);
	CU_ASSERT_EQUAL(stream_exponential(&s, 1e12), (int64_t)(raw.block[0] * 1e12 + 0.5));
	CU_ASSERT_EQUAL(stream_exponential(&s, 0), 0);
}

/* The very numbers, so that another compiler, optimisation or machine that draws others is noticed. */
static void same_everywhere(void)
{
	struct stream s;
	stream_init(&s, 1, 0, "traffic");
	CU_ASSERT_EQUAL(s.s[0], UINT64_C(0xe2cc32d9cddc0240));
	CU_ASSERT_EQUAL(s.s[3], UINT64_C(0x34c31d543780ca1e));
	uint64_t mixed = 0;
	for (int i = 0; i < 100000; i++)
		mixed = mixed * UINT64_C(6364136223846793005) + (uint64_t)stream_exponential(&s, 1e9);
	CU_ASSERT_EQUAL(mixed, UINT64_C(0x9c142a55296a8344));
}

static double correlation(struct stream *a, struct stream *b)
{
	double sum = 0;
	for (int i = 0; i < 100000; i++)
		sum += ((double)(stream_bits(a) >> 11) * 0x1p-53 - 0.5) * ((double)(stream_bits(b) >> 11) * 0x1p-53 - 0.5);
	return sum / 100000 * 12;
}

static void streams_by_name(void)
{
	static const struct {
		uint64_t seed;
		int replication;
		const char *component;
	} names[] = {{1, 0, "traffic"},   {1, 0, "backend"}, {1, 1, "traffic"},  {2, 0, "traffic"},
		     {1, 0, "traffic/1"}, {0, 1, "traffic"}, {1, -1, "traffic"}, {1, 0, ""}};
	enum { N = sizeof names / sizeof *names };
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++) {
			struct stream a, b;
			stream_init(&a, names[i].seed, names[i].replication, names[i].component);
			stream_init(&b, names[j].seed, names[j].replication, names[j].component);
			if (i == j) {
				CU_ASSERT_EQUAL(memcmp(a.s, b.s, sizeof a.s), 0);
				CU_ASSERT_DOUBLE_EQUAL(correlation(&a, &b), 1.0, 0.02);
			} else {
				CU_ASSERT_NOT_EQUAL(memcmp(a.s, b.s, sizeof a.s), 0);
				CU_ASSERT_DOUBLE_EQUAL(correlation(&a, &b), 0.0, 5 / sqrt(100000));
			}
		}
	}
}

static void below(void)
{
	struct stream s;
	stream_init(&s, 4, 0, "below");
	int seen[7] = {0}, outside = 0, upper = 0;
	for (int i = 0; i < 70000; i++) {
		uint64_t v = stream_below(&s, 7);
		if (v < 7)
			seen[v]++;
		else
			outside++;
		CU_ASSERT_EQUAL_FATAL(stream_below(&s, 1), 0);
		upper += stream_below(&s, UINT64_MAX) > UINT64_MAX / 2;
	}
	CU_ASSERT_EQUAL(outside, 0);
	for (int i = 0; i < 7; i++)
		CU_ASSERT_DOUBLE_EQUAL(seen[i], 10000, 5 * 93);
	CU_ASSERT_DOUBLE_EQUAL(upper, 35000, 5 * 133);
}

CU_TestInfo test_random[] = {{"known_answers", known_answers},
			     {"gsl_seeding", gsl_seeding},
			     {"gsl_distributions", gsl_distributions},
			     {"ziggurat_tables", ziggurat_tables},
			     {"exponential_law", exponential_law},
			     {"exponential_tail", exponential_tail},
			     {"exponential_durations", exponential_durations},
			     {"same_everywhere", same_everywhere},
			     {"streams_by_name", streams_by_name},
			     {"below", below},
			     CU_TEST_INFO_NULL};
