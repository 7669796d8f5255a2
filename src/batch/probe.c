/* probe.c - how long a scenario will take, from short runs of a few of its points. */
#include "batch/execute.h"
#include "run/outcome.h"
#include <stdlib.h>
#include <time.h>

#define ENOUGH 0.01   /* seconds a probe should take to be believed */
#define SHORTEST 1e9  /* ps: the length of the first probe */
#define FEWEST 1000.0 /* or its packets */
#define LONGER 4      /* each is so many times as long as the one before */
#define PROBED 5      /* points, evenly spread */
#define PATIENCE 0.5  /* seconds for all of them */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int64_t part(int64_t whole, double share)
{
	return whole ? (int64_t)((double)whole * share) + 1 : 0;
}

/* Seconds one replication of s takes that is cut to a share of its length. */
static double timed(const struct setup *s, double share, const volatile int *stop)
{
	struct setup cut = *s;
	struct arena names = {0};
	struct outcome *o = calloc(1, sizeof(*o));
	double start = now();
	cut.warmup = part(s->warmup, share);
	cut.length = part(s->length, share);
	cut.packets = part(s->packets, share);
	cut.transfer = part(s->transfer, share);
	if (o) run_replication(&cut, (uint64_t)cut.seed, 0, NULL, stop, &names, o);
	arena_free(&names);
	free(o);
	return now() - start;
}

static double seconds_of(const struct setup *s, const volatile int *stop)
{
	double share = s->packets    ? FEWEST / (double)s->packets
		       : s->transfer ? FEWEST * 1500 / (double)s->transfer
				     : SHORTEST / (double)(s->length + s->warmup);
	for (;; share *= LONGER) {
		if (share > 1) share = 1;
		double seconds = timed(s, share, stop);
		if (share == 1 || seconds >= ENOUGH || (stop && *stop)) return seconds / share;
	}
}

bool execute_probe(const struct scenario *s, const volatile int *stop, double *seconds, struct error *err)
{
	int64_t points = scenario_points(s), n = points < PROBED ? points : PROBED;
	double start = now(), sum = 0;
	int64_t done = 0;
	for (; done < n && (!done || now() - start < PATIENCE); done++) {
		/* The ends first. */
		int64_t place = done == 0 ? 0 : done == 1 ? n - 1 : done - 1;
		struct arena a = {0};
		struct setup setup = {0};
		bool good = scenario_setup(s, n > 1 ? (int64_t)((double)place * (double)(points - 1) / (double)(n - 1)) : 0, &a,
					   &setup, err);
		if (good) sum += seconds_of(&setup, stop) * (double)setup.repeat;
		arena_free(&a);
		if (!good) return false;
	}
	*seconds = sum / (double)done * (double)points;
	return true;
}
