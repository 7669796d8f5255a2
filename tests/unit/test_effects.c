/*
 * test_effects.c - which prices an answer hangs on: elementary and total effects of an answer that is a plain sum of prices, against what
 * the same samples give when they are worked out here.
 */
#include "fit/sensitivity.h"
#include "unit/same.h"
#include "unit/try.h"
#include <gsl/gsl_qrng.h>
#include <stdlib.h>

/*
 * A request and its response, alone: what a round trip takes is the sum of what each part of it does, here three prices of 4, 2 and 1 us
 * that are paid once each.
 */
#define BASE "tests/scenarios/rr.yaml"
enum { PRICES = 3, WITHIN = 2 };
static const char *const keys[PRICES] = {"host_rx_packet", "host_tx_packet", "guest_rx_packet"};
static const double micros[PRICES] = {4, 2, 1};
static const char *const settings[] = {"prices.host_rx_packet=4us", "prices.host_tx_packet=2us", "prices.guest_rx_packet=1us",
				       "run.packets=20"};

struct asked {
	struct arena arena;
	struct sensitivity s;
};

static void ask_of(struct asked *a, const char *file, const char *of, enum sensitivity_method method, int samples)
{
	struct error err = {0};
	*a = (struct asked){.s = {.of = of, .within = WITHIN, .samples = samples, .method = method, .threads = 1}};
	a->s.arena = &a->arena;
	a->s.scenario = scenario_load(&a->arena, file, (const char **)settings, 4, &err);
	CU_ASSERT_FATAL(a->s.scenario && sensitivity_run(&a->s, &err));
	CU_ASSERT_EQUAL_FATAL(a->s.n_varied, PRICES);
	CU_ASSERT_EQUAL(a->s.finished, samples);
}

static void ask(struct asked *a, const char *of, enum sensitivity_method method, int samples)
{
	ask_of(a, BASE, of, method, samples);
}

static void end(struct asked *a)
{
	scenario_free((struct scenario *)a->s.scenario);
	arena_free(&a->arena);
}

static int index_of(const struct asked *a, const char *key)
{
	int i = 0;
	while (i < PRICES && strcmp(a->s.price[i].key, key) != 0)
		i++;
	CU_ASSERT_FATAL(i < PRICES);
	return i;
}

/*
 * A price on a grid of four exponents moves from -1 to 1/3 or from -1/3 to 1, or back: of a sum, its effect is one of two numbers.  So many of
 * the first among n give the mean, and the mean the spread.
 */
static void elementary(void)
{
	enum { N = 12 };
	struct asked a;
	ask(&a, "latency_mean", METHOD_MORRIS, N);
	const struct sensitivity_answer *r = &a.s.answer[0];
	double nominal = r->nominal;
	CU_ASSERT(within("nominal", nominal, 20 + 4 + 2 + 1, 1e-6));
	for (int k = 0; k < PRICES; k++) {
		const struct effect *e = &r->effect[index_of(&a, keys[k])];
		double each = 100 * micros[k] / nominal / (4. / 3), low = each * (pow(2, 1. / 3) - 0.5),
		       high = each * (2 - pow(2, -1. / 3));
		double n = (e->mean - low) / (high - low) * N, whole = floor(n + 0.5);
		CU_ASSERT(within("steps of the upper kind", n, whole, 1e-3));
		CU_ASSERT(whole >= 0 && whole <= N);
		CU_ASSERT(within("size", e->size, e->mean, 1e-9));
		CU_ASSERT(within("spread", e->spread, (high - low) * sqrt(whole * (N - whole) / N / (N - 1)), 1e-4));
		CU_ASSERT(isnan(e->total));
		CU_ASSERT_EQUAL(r->rank[k], index_of(&a, keys[k])); /* the dearest first */
	}
	CU_ASSERT(r->low >= 20 + 7. / 2 - 1e-6 && r->low < 23.5 + 4);
	CU_ASSERT(r->high <= 20 + 7. * 2 + 1e-6 && r->high > 34 - 6);
	end(&a);
}

/* What falls when prices rise has the same size, and the other sign. */
static void falling(void)
{
	struct asked a;
	ask(&a, "packet_rate", METHOD_MORRIS, 6);
	for (int k = 0; k < PRICES; k++) {
		const struct effect *e = &a.s.answer[0].effect[k];
		CU_ASSERT(e->mean < 0);
		CU_ASSERT(within("size", e->size, -e->mean, 1e-9));
	}
	end(&a);
}

/*
 * Total indices on stars: a first vector, and for each price one that differs in it; u are the coordinates of a Sobol sequence in 2 k
 * dimensions, exponents 2 u - 1.  Half the mean square of what the step does, over the variance of the first vectors (Jansen 1999).
 */
static void total(int samples, double by)
{
	struct asked a;
	double u[2 * PRICES], square[PRICES] = {0}, sum = 0, squares = 0;
	gsl_qrng *q = gsl_qrng_alloc(gsl_qrng_sobol, 2 * PRICES);
	ask(&a, "latency_mean", METHOD_SOBOL, samples);
	double price[PRICES];
	for (int k = 0; k < PRICES; k++)
		price[index_of(&a, keys[k])] = micros[k];
	for (int i = 0; i < samples; i++) {
		double y = 0;
		gsl_qrng_get(q, u);
		for (int k = 0; k < PRICES; k++) {
			double from = price[k] * pow(2, 2 * u[k] - 1), to = price[k] * pow(2, 2 * u[PRICES + k] - 1);
			y += from;
			square[k] += (to - from) * (to - from);
		}
		sum += y;
		squares += y * y;
	}
	double variance = squares / samples - sum * sum / samples / samples;
	for (int k = 0; k < PRICES; k++) {
		double share = square[k] / (2 * samples) / variance, exact = price[k] * price[k] / 21;
		CU_ASSERT(within("total index", a.s.answer[0].effect[k].total, share, 1e-5));
		CU_ASSERT(within("total index", a.s.answer[0].effect[k].total, exact,
				 by)); /* of a sum: the shares of its variance */
	}
	gsl_qrng_free(q);
	end(&a);
}

static void totals(void)
{
	total(8, 0.6);
	total(256, 0.02);
}

/* A peer that is farther away stays behind, whatever prices are; the nearer the two are by their prices, the nearer is the ratio to 1. */
static void never_turned_round(void)
{
	struct asked a;
	ask_of(&a, "tests/scenarios/rr-two.yaml", "latency_mean", METHOD_MORRIS, 5);
	CU_ASSERT_EQUAL_FATAL(a.s.n_answers, 3);
	const struct sensitivity_answer *r = &a.s.answer[2];
	CU_ASSERT(r->point == 1 && r->over == 0);
	CU_ASSERT(within("ratio", r->nominal, 28. / 27, 1e-9));
	CU_ASSERT(r->low >= (21 + 14.) / (20 + 14) - 1e-9 && r->high <= (21 + 3.5) / (20 + 3.5) + 1e-9 && r->low < r->high);
	CU_ASSERT_EQUAL(r->flips, 0);
	for (int k = 0; k < PRICES; k++)
		CU_ASSERT(r->effect[k].mean < 0);
	end(&a);
}

CU_TestInfo test_effects[] = {
	{"elementary effects of a sum", elementary},
	{"of what falls", falling},
	{"total effects of a sum", totals},
	{"an answer that is never turned round", never_turned_round},
	CU_TEST_INFO_NULL,
};
