/* identify.c - how sure the fitted numbers are, from the Jacobian at the solution. */
#include "fit/internal.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

#define AT_BOUND 0.005     /* of the range */
#define GRAIN 1e-4         /* residuals below that are the simulation's own grain, not knowledge */
#define NOT_DETERMINED 2.0 /* standard error of a coordinate from which on it says nothing */
#define FULL 0.999         /* robust weight of a row that counts fully */

static void find_bounds(struct fit *f)
{
	for (int k = 0; k < f->n_free; k++) {
		struct fit_free *p = &f->free[k];
		double low, high, c = coordinate_of(p, p->value);
		limits_of(p, &low, &high);
		p->at_bound = !p->kept && (c - low < AT_BOUND * (high - low) || high - c < AT_BOUND * (high - low));
	}
}

/* Residual standard deviation (Huber 1981, 7.6: what down-weighted rows do to it); NaN with no row to spare. */
static double residual_sd(const struct fit *f, int n_inner, double *spare)
{
	double sum = 0;
	int n = fit_fitted(f), full = 0;
	for (int i = 0; i < f->n_rows; i++) {
		const struct fit_row *r = &f->row[i];
		if (r->held) continue;
		sum += r->weight * pow(r->robust * log(r->simulated / r->measured), 2);
		full += r->robust > FULL;
	}
	*spare = n - n_inner;
	if (*spare <= 0 || full == 0) return NAN;
	double m = (double)full / n, k = 1 + (double)n_inner / n * (1 - m) / m;
	return fmax(k * sqrt(sum / *spare) / m, GRAIN);
}

static void set_error(struct fit_free *p, double sd, double quantile)
{
	double c = coordinate_of(p, p->value);
	p->se = p->low = p->high = NAN;
	if (sd > NOT_DETERMINED) return;
	p->se = slope_of(p, p->value) * sd;
	p->low = fmax(value_of(p, c - quantile * sd), p->from);
	p->high = fmin(value_of(p, c + quantile * sd), p->to);
}

/* Information of rows and priors on the prices at[0..n), for errors of `sigma`. */
static void information(const struct fit *f, const double *jac, const int *at, int n, double sigma, double *out)
{
	for (int a = 0; a < n; a++)
		for (int b = 0; b < n; b++) {
			double sum = a == b && f->free[at[a]].factor > 0 ? pow(log(f->free[at[a]].factor), -2) : 0;
			for (int i = 0; i < f->n_rows; i++)
				if (!f->row[i].held)
					sum += f->row[i].weight * jac[i * f->n_free + at[a]] * jac[i * f->n_free + at[b]] /
					       (sigma * sigma);
			out[a * n + b] = sum;
		}
}

/* A price at its limit counts as known, unless another could stand in for it; and one that is kept. */
static bool is_known(const struct fit *f, int k)
{
	if (f->free[k].kept) return true;
	for (int i = 0; i < f->n_lumps; i++)
		for (int m = 0; m < f->lump[i].n; m++)
			if (f->lump[i].member[m] == k) return false;
	return f->free[k].at_bound;
}

/* What can't be told apart is a matter of all that is free. */
static bool is_any_kept(const struct fit *f)
{
	for (int k = 0; k < f->n_free; k++)
		if (f->free[k].kept) return true;
	return false;
}

bool identify(struct fit *f, const double *jac, struct error *err)
{
	double info[FIT_MAX_FREE * FIT_MAX_FREE], cov[FIT_MAX_FREE * FIT_MAX_FREE], spare;
	int at[FIT_MAX_FREE], n = 0;
	bool loose[FIT_MAX_FREE];
	find_bounds(f);
	if (!is_any_kept(f) && !find_lumps(f, jac, err)) return false;
	for (int k = 0; k < f->n_free; k++) {
		f->free[k].se = f->free[k].low = f->free[k].high = NAN;
		if (!is_known(f, k)) at[n++] = k;
	}
	f->sigma = residual_sd(f, n, &spare);
	information(f, jac, at, n, isnan(f->sigma) ? f->error : f->sigma, info);
	/* One that the rows say nothing about must not take the others with it. */
	if (!inverse_of_known(info, n, NOT_DETERMINED, cov, loose)) return error_memory(err);
	for (int a = 0; a < n; a++)
		set_error(&f->free[at[a]], loose[a] ? INFINITY : sqrt(cov[a * n + a]),
			  isnan(f->sigma) ? 1.96 : gsl_cdf_tdist_Pinv(0.975, spare));
	for (int a = 0; a < FIT_MAX_FREE; a++)
		for (int b = 0; b < FIT_MAX_FREE; b++)
			f->correlation[a][b] = NAN;
	for (int a = 0; a < n; a++)
		for (int b = 0; b < n; b++)
			f->correlation[at[a]][at[b]] =
				loose[a] || loose[b] ? NAN : cov[a * n + b] / sqrt(cov[a * n + a] * cov[b * n + b]);
	return true;
}
