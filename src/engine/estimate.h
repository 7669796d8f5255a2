/* estimate.h - what can be said of a mean over independent replications. */
#ifndef ENGINE_ESTIMATE_H
#define ENGINE_ESTIMATE_H
#include <stdbool.h>

/* Welford accumulator. Zero-initialise. NaN samples are counted as missing and otherwise ignored. */
struct estimate {
	int n, missing;
	double mean, m2;
};
void estimate_add(struct estimate *e, double x);
/* Half-width of the 95 % confidence interval of the mean (Student t, GSL); NaN for n < 2. */
double estimate_ci95(const struct estimate *e);
/*
 * Is a series of n >= 8 batch values steady?  False when the second half's mean differs from the first half's by more than
 * `relative` of the overall mean and by more than a two-sample t test explains at p = 0.001. The middle value of an odd n is in
 * neither half. NaN values (batches without a sample) are left out: with fewer than two numbers in both halves there is
 * nothing to judge and the answer is true, in one half only it is false.
 */
bool series_steady(const double *batch, int n, double relative);
#endif
