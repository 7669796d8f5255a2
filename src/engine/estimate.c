/* estimate.c - means with confidence intervals, and the test for a steady series. */
#include "engine/estimate.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

void estimate_add(struct estimate *e, double x)
{
	if (isnan(x)) {
		e->missing++;
		return;
	}
	e->n++;
	double before = x - e->mean;
	e->mean += before / e->n;
	e->m2 += before * (x - e->mean);
}

double estimate_ci95(const struct estimate *e)
{
	if (e->n < 2) return NAN;
	return gsl_cdf_tdist_Pinv(0.975, e->n - 1) * sqrt(e->m2 / (e->n - 1) / e->n);
}

bool series_steady(const double *batch, int n, double relative)
{
	struct estimate first = {0}, second = {0}, all = {0};
	for (int i = 0; i < n / 2; i++) {
		estimate_add(&first, batch[i]);
		estimate_add(&second, batch[n - 1 - i]);
	}
	for (int i = 0; i < n; i++)
		estimate_add(&all, batch[i]);
	if (first.n < 2 || second.n < 2) return first.n < 2 && second.n < 2;

	double apart = fabs(second.mean - first.mean);
	if (apart <= relative * fabs(all.mean)) return true;
	int freedom = first.n + second.n - 2;
	double variance = (first.m2 + second.m2) / freedom; /* pooled: in a steady series both halves measure the same */
	double spread = sqrt(variance * (1.0 / first.n + 1.0 / second.n));
	return apart <= gsl_cdf_tdist_Pinv(0.9995, freedom) * spread;
}
