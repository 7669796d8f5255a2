/* inverse.c - the inverse of a matrix that may be singular. */
#include "fit/internal.h"
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#define SMALLEST 1e-12 /* of the largest eigenvalue, after scaling to a unit diagonal */
#define NOTABLE 0.01   /* of a direction: what moves less along it is the noise of derivatives */

/* a = 1/scale * vector * value * vector' * 1/scale: its eigenvalues and their directions, k-th in vector[k]. */
struct spectrum {
	int n;
	double value[FIT_MAX_FREE], vector[FIT_MAX_FREE][FIT_MAX_FREE], scale[FIT_MAX_FREE];
};

static bool decompose(const double *a, int n, struct spectrum *s)
{
	gsl_matrix *m = gsl_matrix_alloc((size_t)n, (size_t)n), *vector = gsl_matrix_alloc((size_t)n, (size_t)n);
	gsl_vector *value = gsl_vector_alloc((size_t)n);
	gsl_eigen_symmv_workspace *w = gsl_eigen_symmv_alloc((size_t)n);
	double most = 1;
	bool ok = m && vector && value && w;
	s->n = n;
	for (int i = 0; i < n; i++)
		s->scale[i] = a[i * n + i] > 0 ? 1 / sqrt(a[i * n + i]) : 1;
	for (int i = 0; ok && i < n; i++)
		for (int j = 0; j < n; j++)
			gsl_matrix_set(m, (size_t)i, (size_t)j, a[i * n + j] * s->scale[i] * s->scale[j]);
	ok = ok && gsl_eigen_symmv(m, value, vector, w) == GSL_SUCCESS;
	for (int k = 0; ok && k < n; k++)
		most = fmax(most, gsl_vector_get(value, (size_t)k));
	for (int k = 0; ok && k < n; k++) {
		s->value[k] = fmax(gsl_vector_get(value, (size_t)k), SMALLEST * most);
		for (int i = 0; i < n; i++)
			s->vector[k][i] = gsl_matrix_get(vector, (size_t)i, (size_t)k);
	}
	if (m) gsl_matrix_free(m);
	if (vector) gsl_matrix_free(vector);
	if (value) gsl_vector_free(value);
	if (w) gsl_eigen_symmv_free(w);
	return ok;
}

static void add_direction(const struct spectrum *s, int k, double *out)
{
	int n = s->n;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			out[i * n + j] += s->vector[k][i] * s->vector[k][j] / s->value[k] * s->scale[i] * s->scale[j];
}

bool inverse(const double *a, int n, double *out)
{
	struct spectrum s;
	if (n == 0) return true;
	if (!decompose(a, n, &s)) return false;
	memset(out, 0, (size_t)(n * n) * sizeof *out);
	for (int k = 0; k < n; k++)
		add_direction(&s, k, out);
	return true;
}

/* How far the coordinate that a direction moves most can go along it: standard deviations. */
static double reach(const struct spectrum *s, int k)
{
	double most = 0;
	for (int i = 0; i < s->n; i++)
		most = fmax(most, fabs(s->vector[k][i]) * s->scale[i]);
	return most / sqrt(s->value[k]);
}

bool inverse_of_known(const double *a, int n, double most, double *out, bool *loose)
{
	struct spectrum s;
	if (n == 0) return true;
	if (!decompose(a, n, &s)) return false;
	memset(out, 0, (size_t)(n * n) * sizeof *out);
	memset(loose, 0, (size_t)n * sizeof *loose);
	for (int k = 0; k < n; k++) {
		if (reach(&s, k) <= most) add_direction(&s, k, out);
		for (int i = 0; reach(&s, k) > most && i < n; i++)
			loose[i] |= fabs(s.vector[k][i]) > NOTABLE;
	}
	return true;
}
