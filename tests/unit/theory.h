/* theory.h - what queueing theory says of the scenarios in scenarios/theory/, and how to run them; for quick and long tests. */
#ifndef UNIT_THEORY_H
#define UNIT_THEORY_H
#include "report/point.h"

/*
 * The scenarios by what may be changed in them: load = arrival rate times service time, service 1 us.  `inside` is the mean
 * number of packets in the system, `rate` those that leave it per second, `time` the mean time inside in us.
 */
struct truth {
	double inside, rate, time;
	double lost; /* share of the offered packets */
};
struct truth mm1_truth(double load);
struct truth md1_truth(double load);
struct truth mm1k_truth(double load, int room);          /* room: waiting or in service */
struct truth closed_truth(int requesters, double think); /* think: us */

/* Gives the point to take(user, ...), which may look at it for the length of the call. */
typedef void theory_take(void *user, const struct point *p);
/*
 * Run all points of the scenario file (from the top folder) with sets[0..n), on all processors.  False, and a line on stdout
 * that says why, when anything fails.
 */
bool theory_run(const char *file, const char *const *sets, int n, theory_take *take, void *user);
#endif
