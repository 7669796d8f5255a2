/* sensitivity.h - which prices an answer hangs on. */
#ifndef FIT_SENSITIVITY_H
#define FIT_SENSITIVITY_H
#include "fit/trials.h"
#include "scenario/scenario.h"
#include <stdio.h>

enum sensitivity_method {
	METHOD_MORRIS, /* elementary effects along trajectories */
	METHOD_SOBOL,  /* total indices (Jansen's estimator) on stars */
};

struct sensitivity_price {
	const char *key;
	bool zero;   /* in all points: has no multiple */
	bool absent; /* in all points: nobody gives it (then it is zero, too) */
};

/* What one price does to one answer. */
struct effect {
	double mean, size, spread; /* Morris: mu, mu*, sigma, in percent of the answer when the price is multiplied by `within` */
	double total;              /* Sobol: share of the variance that goes when this price is known; else NaN */
};

/* The statistic at a point, or the ratio of two points. */
struct sensitivity_answer {
	char name[2 * NAME_SIZE + 16];
	int point, over; /* over: -1 = no ratio */
	double nominal;
	double low, high;      /* over all samples */
	int flips;             /* ratios: samples in which the other one is ahead; 0 if they are equal now */
	struct effect *effect; /* by price */
	int *rank;             /* prices, strongest first */
};

struct sensitivity {
	/* in */
	struct arena *arena;
	const struct scenario *scenario;
	const char *of; /* NULL = what the scenario is about, or what every run has */
	double within;  /* factor, above 1 */
	int samples;    /* trajectories, or stars */
	enum sensitivity_method method;
	int threads;
	const volatile int *stop;
	void (*report)(void *user, const struct fit_progress *p);
	void *user;
	/* out */
	const char *unit;
	int n_prices, n_varied, n_points, n_answers, evaluated;
	struct sensitivity_price *price; /* first those that vary */
	struct sensitivity_answer *answer;
	int64_t failures;  /* runs */
	char failure[400]; /* why the first did */
	bool interrupted;  /* the effects are of the samples that were finished */
	int finished;      /* samples */
};

/* False with err. Results live in the arena. */
bool sensitivity_run(struct sensitivity *s, struct error *err);
bool sensitivity_text(FILE *out, const struct sensitivity *s);
bool sensitivity_json(FILE *out, const struct sensitivity *s);
#endif
