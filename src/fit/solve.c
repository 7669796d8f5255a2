/* solve.c - GSL's trust region on log ratios. Limits are kept by a sine between them, rows far off by weights found in turns (Huber). */
#include "fit/internal.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ITERATIONS 40
#define REFIT_ITERATIONS 3 /* of fits that begin where the linearised one ends */
#define X_TOLERANCE 1e-5   /* of angles: far below what a step of differences can tell */
#define G_TOLERANCE 1e-9
#define TURNS 10          /* of robust weights */
#define HUBER 1.345       /* 95 % efficiency if all errors are normal after all */
#define NORMAL_MAD 1.4826 /* standard deviation of a normal by its median absolute deviation */
#define SCALE_FLOOR 0.2   /* of `error`: better than that no row needs to be */
#define INSIDE 0.98       /* starts keep off the limits, where the sine is flat */

static void coordinates_at(const struct fit *f, const gsl_vector *t, double *c)
{
	for (int k = 0; k < f->n_free; k++) {
		double low, high;
		limits_of(&f->free[k], &low, &high);
		c[k] = high > low ? (low + high) / 2 + (high - low) / 2 * sin(gsl_vector_get(t, (size_t)k)) : low;
	}
}

static void angles_of(const struct fit *f, const double *c, gsl_vector *t)
{
	for (int k = 0; k < f->n_free; k++) {
		double low, high;
		limits_of(&f->free[k], &low, &high);
		double s = high > low ? (2 * c[k] - low - high) / (high - low) : 0;
		gsl_vector_set(t, (size_t)k, asin(fmin(fmax(s, -INSIDE), INSIDE)));
	}
}

/* What a fit makes small, told without its passing weights: by it starts are compared. */
double merit(const struct problem *p, const double *ratio)
{
	double sum = 0, weights = 0;
	for (int i = 0; i < p->fit->n_rows; i++) {
		sum += p->base[i] * (p->fit->loss == LOSS_ROBUST ? fabs(ratio[i]) : ratio[i] * ratio[i]);
		weights += p->base[i];
	}
	sum /= weights > 0 ? weights : 1;
	return p->fit->loss == LOSS_ROBUST ? sum : sqrt(sum);
}

static double prior_cost(const struct fit *f, const double *c)
{
	double sum = 0;
	for (int k = 0; k < f->n_free; k++)
		if (has_prior(&f->free[k])) sum += pow((c[k] - log(f->free[k].prior)) / log(f->free[k].factor), 2);
	return sum;
}

void remember(struct problem *p, const double *c, const double *ratio)
{
	double m = merit(p, ratio), whole = m + p->fit->error * prior_cost(p->fit, c) / (1 + fit_fitted(p->fit));
	if (!p->searching || (p->has_best && whole >= p->best)) return;
	p->best = whole;
	p->has_best = true;
	memcpy(p->best_c, c, (size_t)p->fit->n_free * sizeof *c);
	memcpy(p->best_ratio, ratio, (size_t)p->fit->n_rows * sizeof *ratio);
	p->fit->trials.progress.best = expm1(m);
}

static int residuals(const gsl_vector *t, void *user, gsl_vector *out)
{
	struct problem *p = user;
	struct fit *f = p->fit;
	double c[FIT_MAX_FREE], *ratio = calloc((size_t)f->n_rows, sizeof *ratio);
	coordinates_at(f, t, c);
	if (!ratio || !log_ratios(p, c, 1, ratio)) {
		if (!ratio) problem_memory(p);
		free(ratio);
		return GSL_EFAILED;
	}
	gsl_vector_set_zero(out);
	for (int i = 0; i < f->n_rows; i++)
		gsl_vector_set(out, (size_t)i, sqrt(p->weight[i]) * ratio[i] / f->error);
	for (int k = 0; k < f->n_free; k++)
		if (has_prior(&f->free[k]))
			gsl_vector_set(out, (size_t)(f->n_rows + k), (c[k] - log(f->free[k].prior)) / log(f->free[k].factor));
	remember(p, c, ratio);
	free(ratio);
	return GSL_SUCCESS;
}

static int derivatives(const gsl_vector *t, void *user, gsl_matrix *out)
{
	struct problem *p = user;
	struct fit *f = p->fit;
	int n = f->n_free;
	double c[FIT_MAX_FREE], *jac = calloc((size_t)(f->n_rows * n), sizeof *jac);
	coordinates_at(f, t, c);
	if (!jac || !jacobian(p, c, jac)) {
		if (!jac) problem_memory(p);
		free(jac);
		return GSL_EFAILED;
	}
	gsl_matrix_set_zero(out);
	for (int k = 0; k < n; k++) {
		double low, high;
		limits_of(&f->free[k], &low, &high);
		double turn = high > low ? (high - low) / 2 * cos(gsl_vector_get(t, (size_t)k)) : 0;
		for (int i = 0; i < f->n_rows; i++)
			gsl_matrix_set(out, (size_t)i, (size_t)k, sqrt(p->weight[i]) * jac[i * n + k] / f->error * turn);
		if (has_prior(&f->free[k]))
			gsl_matrix_set(out, (size_t)(f->n_rows + k), (size_t)k, turn / log(f->free[k].factor));
	}
	free(jac);
	return GSL_SUCCESS;
}

/* One least-squares fit with the weights as they are. */
static bool solve_once(struct problem *p, double *c, size_t iterations)
{
	struct fit *f = p->fit;
	size_t n = (size_t)f->n_free, m = (size_t)f->n_rows + n; /* a line for every prior, zero where there is none */
	gsl_multifit_nlinear_parameters how = gsl_multifit_nlinear_default_parameters();
	how.solver = gsl_multifit_nlinear_solver_svd; /* prices that can't be told apart make it singular */
	gsl_multifit_nlinear_workspace *w = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &how, m, n);
	gsl_multifit_nlinear_fdf what = {.f = residuals, .df = derivatives, .n = m, .p = n, .params = p};
	gsl_vector *t = gsl_vector_alloc(n);
	int info, status = GSL_ENOMEM;
	if (w && t) {
		angles_of(f, c, t);
		status = gsl_multifit_nlinear_init(t, &what, w);
		if (status == GSL_SUCCESS)
			status = gsl_multifit_nlinear_driver(iterations, X_TOLERANCE, G_TOLERANCE, 0, NULL, NULL, &info, w);
		/* No progress within the grain of the simulation is an end like any other. */
		if (status == GSL_ENOPROG || status == GSL_EMAXITER) status = GSL_SUCCESS;
		if (status == GSL_SUCCESS) coordinates_at(f, gsl_multifit_nlinear_position(w), c);
	}
	if (w) gsl_multifit_nlinear_free(w);
	if (t) gsl_vector_free(t);
	if (status == GSL_SUCCESS) return true;
	if (p->end == TRIALS_DONE) p->end = TRIALS_ERROR;
	if (p->end == TRIALS_ERROR && status == GSL_ENOMEM)
		error_memory(p->err);
	else if (p->end == TRIALS_ERROR)
		error_system(p->err, "the solver failed: %s", gsl_strerror(status));
	return false;
}

bool reweigh(struct problem *p, const double *c, double *change)
{
	struct fit *f = p->fit;
	double *ratio = calloc((size_t)f->n_rows * 2, sizeof *ratio), *size = ratio ? ratio + f->n_rows : NULL;
	size_t n = 0;
	*change = 0;
	if (!ratio) problem_memory(p);
	if (!ratio || !log_ratios(p, c, 1, ratio)) {
		free(ratio);
		return false;
	}
	for (int i = 0; i < f->n_rows; i++)
		if (p->base[i] > 0) size[n++] = fabs(ratio[i]) * sqrt(p->base[i]) / f->error;
	gsl_sort(size, 1, n);
	double free_rows = (double)n - f->n_free;
	double scale = n ? NORMAL_MAD * gsl_stats_median_from_sorted_data(size, 1, n) * sqrt((double)n / fmax(free_rows, 1)) : 1;
	scale = fmax(scale, SCALE_FLOOR);
	for (int i = 0; i < f->n_rows && free_rows > 0; i++) {
		double z = fabs(ratio[i]) * sqrt(p->base[i]) / f->error;
		double weight = p->base[i] * (z > HUBER * scale ? HUBER * scale / z : 1);
		if (p->base[i] > 0) *change = fmax(*change, fabs(weight - p->weight[i]) / p->base[i]);
		p->weight[i] = weight;
	}
	free(ratio);
	return true;
}

bool solve_from(struct problem *p, double *c, bool keep)
{
	double change = 1;
	for (int i = 0; i < TURNS && change > 0.01; i++) {
		if (!solve_once(p, c, keep ? REFIT_ITERATIONS : ITERATIONS)) return false;
		if (p->fit->loss != LOSS_ROBUST || keep) return true;
		if (!reweigh(p, c, &change)) return false;
	}
	return true;
}
