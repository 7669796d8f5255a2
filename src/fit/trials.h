/* trials.h - a few checked setups, run many times with other prices: what calibration and sensitivity are made of. */
#ifndef FIT_TRIALS_H
#define FIT_TRIALS_H
#include "base/arena.h"
#include "base/error.h"
#include "fit/memo.h"
#include "run/outcome.h"
#include "nic/setup.h"

/* One number that varies. In each setup it stands in any number of places, also in none. */
struct knob_place {
	int slot;      /* whose model's struct; -1 = struct setup itself */
	size_t offset; /* of an int64_t */
	int64_t times; /* millionths of the number stand there */
};
#define KNOB_PLACES 16
#define KNOB_WHOLE 1000000
struct knob {
	int n;
	struct knob_place place[KNOB_PLACES];
};

struct trial_point {
	struct setup setup; /* checked; its models' structs are copied for each run */
	struct knob *knob;  /* one per number that varies */
	int n_wanted;
	const char **wanted; /* statistics */
	int first;           /* where its numbers begin among all numbers of a vector; set by trials_number */
};

/* Where something fitted stands now; for a line of progress. */
struct fit_progress {
	const char *phase;    /* "start", "fit", "leave one out", ... */
	int64_t runs, total;  /* total: 0 = not known */
	double seconds, best; /* best: root mean square error so far, as a factor minus one; NaN = none yet */
};

struct trials {
	int n_points, n_knobs, n_numbers;
	struct trial_point *point;
	struct memo *memo;        /* of runs that were made before; NULL = none is kept */
	int threads;              /* >= 1 */
	const volatile int *stop; /* NULL = never */
	/* Called in the calling thread after each batch; may be NULL. */
	void (*report)(void *user, const struct fit_progress *p);
	void *user;
	struct fit_progress progress;
	int64_t failures;  /* runs that failed since the start */
	char failure[400]; /* why the first did; "" = none did */
	int64_t started_ns;
};

enum trials_end { TRIALS_DONE, TRIALS_STOPPED, TRIALS_ERROR };

/* The places of a price in a setup, from all that ask for it, where `times` millionths of the number stand. */
void knob_price(struct knob *k, const struct setup *s, const char *key, int64_t times);
/* Number the wanted statistics of all points and start the clock. */
void trials_number(struct trials *t);
/*
 * Run every point with each of n vectors of n_knobs values (kept form) and put the mean over replications of each wanted statistic
 * into out[n * n_numbers]; NaN where a replication failed or none had a value. Every vector sees the same packets. What comes out does not
 * depend on the number of threads.
 */
enum trials_end trials_run(struct trials *t, const int64_t *value, int n, double *out, struct error *err);
/* One replication of one point as it is. False with out->failure when it fails. */
bool trials_probe(const struct trials *t, int point, struct arena *names, struct outcome *out);
#endif
