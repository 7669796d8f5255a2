/* inverse.c - the inverse of a matrix that may be singular. */
#include "fit/internal.h"
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#define SMALLEST 1e-12 /* of the largest eigenvalue, after scaling to a unit diagonal */

static void put_together(const gsl_vector *value, const gsl_matrix *vector, const double *scale, int n, double *out)
{
	double most = 0;
	for (int k = 0; k < n; k++)
		most = fmax(most, gsl_vector_get(value, (size_t)k));
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			double sum = 0;
			for (int k = 0; k < n; k++)
				sum += gsl_matrix_get(vector, (size_t)i, (size_t)k) *
				       gsl_matrix_get(vector, (size_t)j, (size_t)k) /
				       fmax(gsl_vector_get(value, (size_t)k), SMALLEST * fmax(most, 1));
			out[i * n + j] = sum * scale[i] * scale[j];
		}
}

bool inverse(const double *a, int n, double *out)
{
	if (n == 0) return true;
	gsl_matrix *m = gsl_matrix_alloc((size_t)n, (size_t)n), *vector = gsl_matrix_alloc((size_t)n, (size_t)n);
	gsl_vector *value = gsl_vector_alloc((size_t)n);
	gsl_eigen_symmv_workspace *w = gsl_eigen_symmv_alloc((size_t)n);
	double scale[FIT_MAX_FREE];
	bool ok = m && vector && value && w;
	for (int i = 0; i < n; i++)
		scale[i] = a[i * n + i] > 0 ? 1 / sqrt(a[i * n + i]) : 1;
	for (int i = 0; ok && i < n; i++)
		for (int j = 0; j < n; j++)
			gsl_matrix_set(m, (size_t)i, (size_t)j, a[i * n + j] * scale[i] * scale[j]);
	ok = ok && gsl_eigen_symmv(m, value, vector, w) == GSL_SUCCESS;
	if (ok) put_together(value, vector, scale, n, out);
	if (m) gsl_matrix_free(m);
	if (vector) gsl_matrix_free(vector);
	if (value) gsl_vector_free(value);
	if (w) gsl_eigen_symmv_free(w);
	return ok;
}
