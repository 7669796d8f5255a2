/* cross.c - rows predicted by fits that did not see them. */
#include "fit/internal.h"
#include "engine/random.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REFIT_ROWS 40 /* more rows than that are judged by linearisation */

/* Information of the rows that stay in (and of priors) on all that is free, for errors as the fit file believes them. */
static bool uncertainty(const struct problem *p, const double *jac, double *cov)
{
	const struct fit *f = p->fit;
	int n = f->n_free;
	double a[FIT_MAX_FREE * FIT_MAX_FREE] = {0};
	for (int x = 0; x < n; x++) {
		if (has_prior(&f->free[x])) a[x * n + x] = pow(log(f->free[x].factor), -2);
		for (int y = 0; y < n; y++)
			for (int i = 0; i < f->n_rows; i++)
				a[x * n + y] += p->weight[i] * jac[i * n + x] * jac[i * n + y] / (f->error * f->error);
	}
	return inverse(a, n, cov);
}

/* Can a row be predicted from that at all? A fit that stays where it was would else pass for a prediction. */
static bool predicted(const struct fit *f, const double *jac, const double *cov, int row)
{
	double variance = 0;
	const double *j = &jac[row * f->n_free];
	for (int x = 0; x < f->n_free; x++)
		for (int y = 0; y < f->n_free; y++)
			variance += j[x] * cov[x * f->n_free + y] * j[y];
	return variance < LOOSE * LOOSE;
}

/*
 * From c, where all rows led, to where those that are left lead to first order.  A search that begins at c itself may find no way out of
 * there, as the grain of the simulation hides it, and then what it was to predict it has seen.
 */
#define FAR 0.7 /* of logarithms: about twice */
static bool step_without(struct problem *p, const double *c, const double *jac, const double *cov, double *at)
{
	const struct fit *f = p->fit;
	int n = f->n_free;
	double *ratio = calloc((size_t)f->n_rows, sizeof *ratio), slope[FIT_MAX_FREE] = {0};
	if (!ratio || !log_ratios(p, c, 1, ratio)) {
		if (!ratio) problem_memory(p);
		free(ratio);
		return false;
	}
	for (int x = 0; x < n; x++) {
		if (has_prior(&f->free[x])) slope[x] = (c[x] - log(f->free[x].prior)) / pow(log(f->free[x].factor), 2);
		for (int i = 0; i < f->n_rows; i++)
			slope[x] += p->weight[i] * jac[i * n + x] * ratio[i] / (f->error * f->error);
	}
	free(ratio);
	for (int x = 0; x < n; x++) {
		double low, high, by = 0;
		limits_of(&f->free[x], &low, &high);
		for (int y = 0; y < n; y++)
			by -= cov[x * n + y] * slope[y];
		at[x] = fmin(fmax(c[x] + fmin(fmax(by, -FAR), FAR), low), high);
	}
	return true;
}

/* Fit again without the rows of one fold (or one row) and put what is predicted for them into out. */
static bool without(struct problem *p, const double *c, const double *jac, int fold, int row, double *ratio, bool folds)
{
	struct fit *f = p->fit;
	double at[FIT_MAX_FREE], cov[FIT_MAX_FREE * FIT_MAX_FREE];
	for (int i = 0; i < f->n_rows; i++) {
		bool out = folds ? f->row[i].fold == fold : i == row;
		p->base[i] = f->row[i].held || out ? 0 : f->row[i].weight;
		p->weight[i] = p->base[i] * f->row[i].robust;
	}
	if (!uncertainty(p, jac, cov)) return p->end = TRIALS_ERROR, false;
	if (!step_without(p, c, jac, cov, at)) return false;
	if (!solve_from(p, at, true) || !log_ratios(p, at, 1, ratio)) return false;
	for (int i = 0; i < f->n_rows; i++) {
		struct fit_row *r = &f->row[i];
		if (r->held || !predicted(f, jac, cov, i)) continue;
		if (folds && r->fold == fold) r->from_folds = r->measured * exp(ratio[i]);
		if (!folds && i == row) r->left_out = r->measured * exp(ratio[i]);
	}
	return true;
}

/* First order: a residual grows by 1 / (1 - leverage) when its row is left out. */
static bool linear(struct problem *p, const double *jac)
{
	struct fit *f = p->fit;
	int n = f->n_free;
	double a[FIT_MAX_FREE * FIT_MAX_FREE] = {0}, inv[FIT_MAX_FREE * FIT_MAX_FREE];
	for (int x = 0; x < n; x++)
		for (int y = 0; y < n; y++)
			for (int i = 0; i < f->n_rows; i++)
				if (!f->row[i].held)
					a[x * n + y] += f->row[i].weight * f->row[i].robust * jac[i * n + x] * jac[i * n + y];
	if (!inverse(a, n, inv)) return false;
	for (int i = 0; i < f->n_rows; i++) {
		struct fit_row *r = &f->row[i];
		double h = 0;
		for (int x = 0; x < n; x++)
			for (int y = 0; y < n; y++)
				h += r->weight * r->robust * jac[i * n + x] * inv[x * n + y] * jac[i * n + y];
		if (!r->held && h < 1 - 1e-6) r->left_out = r->measured * exp(log(r->simulated / r->measured) / (1 - h));
	}
	return true;
}

/* Rows to folds: shuffled by the seed, then dealt. */
static bool deal_folds(struct fit *f)
{
	int *order = calloc((size_t)f->n_rows, sizeof *order), n = 0;
	struct stream random;
	if (!order) return false;
	stream_init(&random, (uint64_t)f->seed, 0, "folds");
	for (int i = 0; i < f->n_rows; i++)
		if (!f->row[i].held) order[n++] = i;
	for (int i = n - 1; i > 0; i--) {
		int j = (int)stream_below(&random, (uint64_t)i + 1), other = order[i];
		order[i] = order[j];
		order[j] = other;
	}
	for (int i = 0; i < n; i++)
		f->row[order[i]].fold = i % f->folds;
	free(order);
	return true;
}

bool cross_check(struct problem *p, const double *c, const double *jac)
{
	struct fit *f = p->fit;
	double *ratio = calloc((size_t)f->n_rows, sizeof *ratio);
	bool ok = ratio && (!f->folds || deal_folds(f));
	if (f->leave == LEAVE_REFIT && fit_fitted(f) > REFIT_ROWS) f->leave = LEAVE_LINEAR;
	if (fit_fitted(f) < 2) f->leave = LEAVE_NONE;
	ok = ok && (f->leave != LEAVE_LINEAR || linear(p, jac));
	if (!ok) p->end = TRIALS_ERROR;
	f->trials.progress.phase = "leaving out";
	for (int i = 0; ok && f->leave == LEAVE_REFIT && i < f->n_rows; i++)
		if (!f->row[i].held) ok = without(p, c, jac, 0, i, ratio, false);
	for (int k = 0; ok && k < f->folds; k++)
		ok = without(p, c, jac, k, 0, ratio, true);
	free(ratio);
	return ok;
}
