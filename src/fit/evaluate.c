/* evaluate.c - from coordinates to what the rows say about them: log ratios and their derivatives. */
#include "fit/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool problem_open(struct problem *p, struct fit *f, struct error *err)
{
	size_t n = (size_t)f->n_rows;
	*p = (struct problem){.fit = f, .end = TRIALS_DONE, .err = err};
	p->weight = calloc(n, sizeof *p->weight);
	p->base = calloc(n, sizeof *p->base);
	p->best_ratio = calloc(n, sizeof *p->best_ratio);
	for (size_t i = 0; p->weight && p->base && i < n; i++)
		p->weight[i] = p->base[i] = f->row[i].held ? 0 : f->row[i].weight;
	if (p->weight && p->base && p->best_ratio) return true;
	problem_close(p);
	return error_memory(err);
}

void problem_close(struct problem *p)
{
	free(p->weight);
	free(p->base);
	free(p->best_ratio);
	*p = (struct problem){0};
}

bool problem_memory(struct problem *p)
{
	p->end = TRIALS_ERROR;
	return error_memory(p->err);
}

static double ratio_of(const struct fit_row *row, double number)
{
	double r = log(number * row->scale / row->measured);
	return isfinite(r) ? fmin(fmax(r, -NO_NUMBER), NO_NUMBER) : NO_NUMBER;
}

bool log_ratios(struct problem *p, const double *c, int n, double *out)
{
	struct fit *f = p->fit;
	struct trials *t = &f->trials;
	int64_t *value = calloc((size_t)(n * f->n_free) + 1, sizeof *value);
	double *numbers = calloc((size_t)n * (size_t)t->n_numbers + 1, sizeof *numbers);
	if (!value || !numbers) {
		problem_memory(p);
	} else {
		for (int i = 0; i < n * f->n_free; i++)
			value[i] = kept_value(value_of(&f->free[i % f->n_free], c[i]));
		p->end = trials_run(t, value, n, numbers, p->err);
	}
	for (int v = 0; p->end == TRIALS_DONE && v < n; v++)
		for (int i = 0; i < f->n_rows; i++)
			out[v * f->n_rows + i] = ratio_of(&f->row[i], numbers[v * t->n_numbers + f->row[i].number]);
	free(value);
	free(numbers);
	return p->end == TRIALS_DONE;
}

void limits_of(const struct fit_free *p, double *low, double *high)
{
	*low = coordinate_of(p, p->kept ? p->given : p->from);
	*high = coordinate_of(p, p->kept ? p->given : p->to);
}

/* Step to either side, shortened where a limit is near. */
static void sides(const struct fit *f, const double *c, int k, double *below, double *above)
{
	double low, high;
	limits_of(&f->free[k], &low, &high);
	*below = fmax(c[k] - f->step, low);
	*above = fmin(c[k] + f->step, high);
}

bool jacobian(struct problem *p, const double *c, double *out)
{
	struct fit *f = p->fit;
	int n = f->n_free, m = f->n_rows;
	double *at = calloc((size_t)(2 * n * n), sizeof *at), *ratio = calloc((size_t)(2 * n * m), sizeof *ratio);
	bool ok = at && ratio;
	if (!ok) problem_memory(p);
	for (int k = 0; ok && k < n; k++) {
		memcpy(&at[2 * k * n], c, (size_t)n * sizeof *c);
		memcpy(&at[(2 * k + 1) * n], c, (size_t)n * sizeof *c);
		sides(f, c, k, &at[2 * k * n + k], &at[(2 * k + 1) * n + k]);
	}
	ok = ok && log_ratios(p, at, 2 * n, ratio);
	for (int k = 0; ok && k < n; k++) {
		double width = at[(2 * k + 1) * n + k] - at[2 * k * n + k];
		for (int i = 0; i < m; i++)
			out[i * n + k] = width > 0 ? (ratio[(2 * k + 1) * m + i] - ratio[2 * k * m + i]) / width : 0;
	}
	free(at);
	free(ratio);
	return ok;
}
