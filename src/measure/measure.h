/* measure.h - prices of the machine this runs on: what is measured, how well, what disturbed it, and the platform file made of it. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H
#include "base/arena.h"
#include "base/error.h"
#include "measure/bench.h"
#include <stdio.h>

struct measured {
	const struct bench *bench;
	int n;                 /* samples; 0 = it was not measured */
	double low, mid, high; /* quartiles, in the bench's unit */
	bool drifted;          /* the median of one half of the time lies outside the quartiles of the other */
	char why[BENCH_WHY];   /* it was not measured */
};

struct measuring {
	struct bench_place at;
	int rounds;               /* samples of each */
	const volatile int *stop; /* becomes non-zero to interrupt */
	void (*report)(void *user, int done, int rounds);
	void *user;
	struct measured result[MOST_BENCHES];
	int n;
};
/*
 * All benches, one sample of each after the other, again and again: so what changes within the time is in the quartiles of each.  False when
 * it was interrupted.
 */
bool measure_run(struct measuring *m);
/* Quartiles of samples in the order they were taken, which is lost. */
void measure_conclude(struct measured *m, double *sample, int n);
/* The named one; NULL = it was not measured. */
const struct measured *measure_find(const struct measuring *m, const char *name);

/* What else goes on: by the kernel's counts, for a moment in which this process sleeps. */
struct machine_load {
	double busy;   /* share of all CPUs' time that others took, stolen time included */
	double stolen; /* of it, by the hypervisor */
	char by[200];  /* the processes that took most of it: "cc1 41 %, make 3 %"; "" = none that can be seen */
	bool known;
};
#define LOAD_MOST 0.05 /* beyond this share nothing is believed */
struct machine_load machine_look(double seconds);
/* "AMD EPYC, Linux 6.18.44", into a; NULL when memory is exhausted. */
const char *machine_name(struct arena *a);
/* Why its clock may not stand still, "" = no reason is seen: "its frequency follows the load (governor powersave)". */
void machine_clock(int cpu, char *buf, size_t size);

/* What a platform file says besides the prices. */
struct measured_platform {
	const struct measuring *m;
	const char *name, *base, *date, *machine, *doubt; /* base: a path; doubt: "" = none */
};
/* The file; the prices of the base that are not measured are in its comments.  False when f can't be written. */
bool measure_write(FILE *f, const struct measured_platform *p);
#endif
