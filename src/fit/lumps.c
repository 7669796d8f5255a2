/* lumps.c - which prices the rows can't tell apart, by name. Judged for measurements that are off by what the fit file believes. */
#include "fit/internal.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#define PARALLEL 0.98 /* cosine from which on two columns are one */
#define MEMBER 0.3    /* share of a direction that makes a price worth naming */
#define MOST_SPREAD 1e6

/*
 * What counts as one for a price: its value, or the middle of its range if that is more.  A price that a fit left near zero because another
 * could stand in for it is thus still seen to be the same as the other.
 */
static double size_of(const struct fit_free *p)
{
	double middle = (p->from + p->to) / 2;
	return fmax(p->value, middle);
}

/* Column k of the Jacobian for changes of that size, each row in units of its believed error. */
static double cell(const struct fit *f, const double *jac, int row, int k)
{
	const struct fit_free *p = &f->free[k];
	if (f->row[row].held) return 0;
	return sqrt(f->row[row].weight) * jac[row * f->n_free + k] * size_of(p) / slope_of(p, p->value) / f->error;
}

static double dot(const struct fit *f, const double *jac, int a, int b)
{
	double sum = 0;
	for (int i = 0; i < f->n_rows; i++)
		sum += cell(f, jac, i, a) * cell(f, jac, i, b);
	return sum;
}

/* How far, in such sizes, the two can move against each other. */
static bool parallel(const struct fit *f, const double *jac, int a, int b, double *spread)
{
	double aa = dot(f, jac, a, a), bb = dot(f, jac, b, b), ab = dot(f, jac, a, b);
	double least = (aa + bb) / 2 - sqrt(pow((aa - bb) / 2, 2) + ab * ab);
	*spread = least > 0 ? 1 / sqrt(least) : INFINITY;
	return *spread > LOOSE && fabs(ab) > PARALLEL * sqrt(aa * bb);
}

static double as_factor(double spread)
{
	return fmin(exp(fmin(spread, 100)), MOST_SPREAD);
}

/* All prices parallel to `first`, that one included, become a lump; taken[] says whose turn is over. */
static void gather(struct fit *f, const double *jac, int first, bool *taken)
{
	struct fit_lump *l = &f->lump[f->n_lumps];
	double spread, own = sqrt(dot(f, jac, first, first)) / size_of(&f->free[first]);
	*l = (struct fit_lump){.n = 1, .member = {first}, .times = {1}, .sum = true};
	for (int k = first + 1; k < f->n_free; k++) {
		if (taken[k] || !parallel(f, jac, first, k, &spread)) continue;
		double norm = sqrt(dot(f, jac, k, k)) / size_of(&f->free[k]);
		l->member[l->n] = k;
		l->times[l->n++] = dot(f, jac, first, k) < 0 ? -norm / own : norm / own;
		l->spread = fmax(l->spread, as_factor(spread));
		taken[k] = true;
	}
	f->n_lumps += l->n > 1;
}

static void add_direction(struct fit *f, const gsl_matrix *v, size_t column, const int *at, int n, double spread)
{
	struct fit_lump *l = &f->lump[f->n_lumps];
	double most = 0;
	if (f->n_lumps == FIT_MAX_FREE) return;
	*l = (struct fit_lump){.spread = as_factor(spread)};
	for (int k = 0; k < n; k++)
		most = fmax(most, fabs(gsl_matrix_get(v, (size_t)k, column)));
	for (int k = 0; k < n; k++)
		if (fabs(gsl_matrix_get(v, (size_t)k, column)) > MEMBER * most) l->member[l->n++] = at[k];
	f->n_lumps++;
}

/* What is loose beyond pairs: singular directions of the columns at[0..n). */
static bool find_directions(struct fit *f, const double *jac, const int *at, int n)
{
	int rows = f->n_rows > n ? f->n_rows : n;
	if (n == 0) return true;
	gsl_matrix *m = gsl_matrix_calloc((size_t)rows, (size_t)n), *v = gsl_matrix_alloc((size_t)n, (size_t)n);
	gsl_vector *s = gsl_vector_alloc((size_t)n);
	bool ok = m && v && s;
	for (int i = 0; ok && i < f->n_rows; i++)
		for (int k = 0; k < n; k++)
			gsl_matrix_set(m, (size_t)i, (size_t)k, cell(f, jac, i, at[k]));
	ok = ok && gsl_linalg_SV_decomp_jacobi(m, v, s) == GSL_SUCCESS;
	for (int k = 0; ok && k < n; k++) {
		double value = gsl_vector_get(s, (size_t)k), spread = value > 0 ? 1 / value : INFINITY;
		if (spread > LOOSE) add_direction(f, v, (size_t)k, at, n, spread);
	}
	if (m) gsl_matrix_free(m);
	if (v) gsl_matrix_free(v);
	if (s) gsl_vector_free(s);
	return ok;
}

bool find_lumps(struct fit *f, const double *jac, struct error *err)
{
	bool taken[FIT_MAX_FREE] = {false};
	int at[FIT_MAX_FREE], n = 0;
	f->n_lumps = 0;
	for (int k = 0; k < f->n_free; k++) {
		double norm = sqrt(dot(f, jac, k, k)), spread = norm > 0 ? 1 / norm : INFINITY;
		if (spread <= LOOSE) continue;
		f->lump[f->n_lumps++] = (struct fit_lump){.n = 1, .member = {k}, .spread = as_factor(spread)};
		taken[k] = true;
	}
	for (int k = 0; k < f->n_free; k++) {
		if (taken[k]) continue;
		at[n++] = k;
		gather(f, jac, k, taken);
	}
	return find_directions(f, jac, at, n) || error_memory(err);
}
