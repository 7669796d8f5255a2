/* fit_run.c - from many places to one solution, and what can be said of it. */
#include "fit/internal.h"
#include "engine/random.h"
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_BLOCK 8      /* of them at a time: what an interruption loses; not the number of threads, which changes nothing */
#define AGREE 0.01        /* ends whose merit is so near the best are the same end */
#define BETTER 0.01       /* of the believed error: more than noise */
#define NEAR_LIMIT 0.1    /* of the range */
#define JUDGE_STEP 4      /* the last derivatives are taken over a longer step: noise would pass for knowledge */
#define AGREE_TINY 2.5e-3 /* and no better than the grain of short runs */

/* Places spread over all limits by a Sobol sequence, shifted by the seed; one is the start the file asks for. */
static bool spread_places(const struct fit *f, double *c, int n)
{
	gsl_qrng *q = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)f->n_free);
	struct stream random;
	double shift[FIT_MAX_FREE], u[FIT_MAX_FREE];
	if (!q) return false;
	stream_init(&random, (uint64_t)f->seed, 0, "fit");
	for (int k = 0; k < f->n_free; k++) {
		shift[k] = (double)(stream_bits(&random) >> 11) * 0x1p-53;
		c[k] = coordinate_of(&f->free[k], f->free[k].start);
	}
	for (int i = 1; i < n; i++) {
		gsl_qrng_get(q, u);
		for (int k = 0; k < f->n_free; k++) {
			double low, high;
			limits_of(&f->free[k], &low, &high);
			c[i * f->n_free + k] = low + (high - low) * fmod(u[k] + shift[k], 1);
		}
	}
	gsl_qrng_free(q);
	return true;
}

/* Look at places [from, to) and keep the best in mind. */
static bool look_at(struct problem *p, const double *c, int from, int to, double *ratio, double *cost)
{
	int k = p->fit->n_free, m = p->fit->n_rows;
	if (!log_ratios(p, &c[from * k], to - from, &ratio[from * m])) return false;
	for (int i = from; i < to; i++) {
		cost[i] = merit(p, &ratio[i * m]);
		remember(p, &c[i * k], &ratio[i * m]);
	}
	return true;
}

/* Look at all places, the start first by itself; afterwards the best stand first. */
static bool look_around(struct problem *p, double *c, int n)
{
	struct fit *f = p->fit;
	double *ratio = calloc((size_t)n * (size_t)f->n_rows, sizeof *ratio), *cost = calloc((size_t)n, sizeof *cost);
	bool ok = (ratio && cost) || problem_memory(p);
	for (int from = 0, to = 1; ok && from < n; from = to, to = from + LOOK_BLOCK < n ? from + LOOK_BLOCK : n)
		ok = look_at(p, c, from, to, ratio, cost);
	for (int i = 0; ok && i < f->starts; i++)
		for (int j = i + 1; j < n; j++) {
			double swap[FIT_MAX_FREE], other = cost[i];
			if (cost[j] >= cost[i]) continue;
			cost[i] = cost[j];
			cost[j] = other;
			memcpy(swap, &c[i * f->n_free], sizeof *swap * (size_t)f->n_free);
			memcpy(&c[i * f->n_free], &c[j * f->n_free], sizeof *swap * (size_t)f->n_free);
			memcpy(&c[j * f->n_free], swap, sizeof *swap * (size_t)f->n_free);
		}
	free(ratio);
	free(cost);
	return ok;
}

/* The sine is flat at the limits and a fit creeps towards them: whatever ended near one is tried at it, and stays if that is better. */
static bool snap(struct problem *p, double *c, double *ratio)
{
	struct fit *f = p->fit;
	double *tried = calloc((size_t)f->n_rows, sizeof *tried);
	bool ok = tried || problem_memory(p);
	for (int k = 0; ok && k < f->n_free; k++) {
		double low, high, was = c[k];
		limits_of(&f->free[k], &low, &high);
		if (f->free[k].kept || fmin(was - low, high - was) > NEAR_LIMIT * (high - low)) continue;
		c[k] = was - low < high - was ? low : high;
		ok = log_ratios(p, c, 1, tried);
		if (ok && merit(p, tried) < merit(p, ratio) - BETTER * f->error)
			memcpy(ratio, tried, (size_t)f->n_rows * sizeof *ratio);
		else
			c[k] = was;
	}
	free(tried);
	return ok;
}

static bool fit_from_all(struct problem *p, double *c)
{
	struct fit *f = p->fit;
	double *end = calloc((size_t)f->starts, sizeof *end), *ratio = calloc((size_t)f->n_rows, sizeof *ratio);
	bool ok = (end && ratio) || problem_memory(p);
	for (int i = 0; ok && i < f->starts; i++) {
		memcpy(p->weight, p->base, (size_t)f->n_rows * sizeof *p->base);
		ok = solve_from(p, &c[i * f->n_free], false) && log_ratios(p, &c[i * f->n_free], 1, ratio) &&
		     snap(p, &c[i * f->n_free], ratio);
		if (!ok) break;
		remember(p, &c[i * f->n_free], ratio);
		end[f->starts_done++] = merit(p, ratio);
	}
	double least = f->starts_done ? end[0] : 0;
	for (int i = 1; i < f->starts_done; i++)
		least = fmin(least, end[i]);
	for (int i = 0; i < f->starts_done; i++)
		f->starts_agree += end[i] <= least * (1 + AGREE) + AGREE_TINY;
	free(end);
	free(ratio);
	return ok;
}

/* What stands in the results is the best place seen. */
static void take_best(struct problem *p)
{
	struct fit *f = p->fit;
	for (int k = 0; k < f->n_free && p->has_best; k++) {
		double value = f->free[k].kept ? f->free[k].given : value_of(&f->free[k], p->best_c[k]);
		f->free[k].value = (double)kept_value(value);
		f->free[k].se = f->free[k].low = f->free[k].high = NAN;
	}
	for (int i = 0; i < f->n_rows && p->has_best; i++)
		f->row[i].simulated = f->row[i].measured * exp(p->best_ratio[i]);
	f->done = f->done || p->has_best;
}

static bool search(struct problem *p)
{
	struct fit *f = p->fit;
	int n = 1 + f->starts * FIT_LOOKS;
	double *c = calloc((size_t)(n * f->n_free), sizeof *c);
	bool ok = c && spread_places(f, c, n);
	if (!ok) p->end = TRIALS_ERROR;
	p->searching = true;
	f->trials.progress.phase = "looking around";
	ok = ok && look_around(p, c, n);
	f->trials.progress.phase = "fitting";
	ok = ok && fit_from_all(p, c);
	p->searching = false;
	take_best(p);
	free(c);
	return ok;
}

/* The robust weights that go with the best place. */
static bool settle(struct problem *p)
{
	struct fit *f = p->fit;
	double change;
	memcpy(p->weight, p->base, (size_t)f->n_rows * sizeof *p->base);
	if (f->loss == LOSS_ROBUST && !reweigh(p, p->best_c, &change)) return false;
	for (int i = 0; i < f->n_rows; i++)
		f->row[i].robust = p->base[i] > 0 ? p->weight[i] / p->base[i] : 1;
	return true;
}

/* What the rows say at the best place. */
static bool look_close(struct problem *p, double *jac)
{
	struct fit *f = p->fit;
	f->trials.progress.phase = "judging";
	f->step *= JUDGE_STEP;
	bool ok = settle(p) && jacobian(p, p->best_c, jac);
	f->step /= JUDGE_STEP;
	if (ok && !identify(f, jac, p->err)) {
		p->end = TRIALS_ERROR;
		ok = false;
	}
	return ok;
}

/*
 * Where the others begin when something is kept: at the best place so far or where the search began, whichever is better now.  What was shared
 * between two may all be missing where one of them went back.
 */
static bool begin_beside(struct problem *p, double *c)
{
	struct fit *f = p->fit;
	int n = f->n_free;
	double two[2 * FIT_MAX_FREE], *ratio = calloc((size_t)f->n_rows * 2, sizeof *ratio);
	bool ok = ratio || problem_memory(p);
	for (int k = 0; k < n; k++) {
		const struct fit_free *q = &f->free[k];
		two[k] = q->kept ? coordinate_of(q, q->given) : p->best_c[k];
		two[n + k] = coordinate_of(q, q->kept ? q->given : q->start);
	}
	ok = ok && log_ratios(p, two, 2, ratio);
	if (ok) memcpy(c, merit(p, ratio) <= merit(p, ratio + f->n_rows) ? two : two + n, (size_t)n * sizeof *c);
	free(ratio);
	return ok;
}

/* With what is kept where it was, to the best that the others can do. */
static bool fit_others(struct problem *p)
{
	struct fit *f = p->fit;
	double c[FIT_MAX_FREE], *ratio = calloc((size_t)f->n_rows, sizeof *ratio);
	bool ok = (ratio || problem_memory(p)) && begin_beside(p, c), any = false;
	for (int k = 0; k < f->n_free; k++)
		any = any || !f->free[k].kept;
	p->has_best = false;
	p->searching = true;
	f->trials.progress.phase = "fitting";
	memcpy(p->weight, p->base, (size_t)f->n_rows * sizeof *p->base);
	ok = ok && (!any || solve_from(p, c, false)) && log_ratios(p, c, 1, ratio) && snap(p, c, ratio);
	if (ok) remember(p, c, ratio);
	p->searching = false;
	take_best(p);
	free(ratio);
	return ok;
}

/* What went back to its old value can't be made up for by the others: all as it was, at c. */
static bool undo(struct problem *p, const enum fit_kept *kept, const double *c, double *jac)
{
	struct fit *f = p->fit;
	double *ratio = calloc((size_t)f->n_rows, sizeof *ratio);
	for (int k = 0; k < f->n_free; k++)
		f->free[k].kept = kept[k];
	f->shared = true;
	p->has_best = false;
	p->searching = true;
	memcpy(p->weight, p->base, (size_t)f->n_rows * sizeof *p->base);
	bool ok = (ratio || problem_memory(p)) && log_ratios(p, c, 1, ratio);
	if (ok) remember(p, c, ratio);
	p->searching = false;
	take_best(p);
	free(ratio);
	return ok && look_close(p, jac);
}

/* Keep what the rows leave open, in turns, as long as they are met as well without it. */
static bool keep_all(struct problem *p, double *jac)
{
	struct fit *f = p->fit;
	for (;;) {
		enum fit_kept kept[FIT_MAX_FREE];
		double c[FIT_MAX_FREE], before = p->best;
		memcpy(c, p->best_c, (size_t)f->n_free * sizeof *c);
		for (int k = 0; k < f->n_free; k++)
			kept[k] = f->free[k].kept;
		if (!keep_unknown(f, jac)) return true;
		bool at_end = false; /* that stays as it was, whatever the rows want */
		for (int k = 0; k < f->n_free; k++)
			at_end = at_end || (f->free[k].kept != kept[k] && f->free[k].kept != KEPT_UNKNOWN);
		if (!fit_others(p) || !look_close(p, jac)) return false;
		/* By more than measurements may be off, and than they were missed before. */
		if (!at_end && p->best > before + f->error && p->best > 2 * before) return undo(p, kept, c, jac);
	}
}

static bool judge(struct problem *p)
{
	struct fit *f = p->fit;
	double *jac = calloc((size_t)(f->n_rows * f->n_free), sizeof *jac);
	bool ok = (jac || problem_memory(p)) && look_close(p, jac) && keep_all(p, jac);
	f->judged = ok;
	ok = ok && cross_check(p, p->best_c, jac);
	free(jac);
	return ok;
}

bool fit_run(struct fit *f, struct error *err)
{
	struct problem p;
	if (!problem_open(&p, f, err)) return false;
	f->trials.memo = &f->memo;
	bool ok = search(&p) && judge(&p);
	enum trials_end end = p.end;
	problem_close(&p);
	f->interrupted = !ok && end == TRIALS_STOPPED;
	return ok || f->interrupted || error_memory(err); /* unless an earlier error says more */
}
