/* keep.c - what the rows do not determine stays what it was, and is not called calibrated. */
#include "fit/internal.h"
#include <math.h>
#include <string.h>

#define PRIOR_ALONE 0.87 /* a standard error is so much of the prior's: rows brought less than a quarter of what is known */

bool is_by_prior(const struct fit_free *p)
{
	return has_prior(p) && p->se > PRIOR_ALONE * log(p->factor) * slope_of(p, p->value);
}

/*
 * What its old value comes to in the rows: of two that can't be told apart that one is kept which matters less, however the search happened to
 * share their sum between them.
 */
static double effect(const struct fit *f, const double *jac, int k)
{
	const struct fit_free *p = &f->free[k];
	double sum = 0;
	for (int i = 0; i < f->n_rows; i++)
		if (!f->row[i].held) sum += f->row[i].weight * pow(jac[i * f->n_free + k], 2);
	return sqrt(sum) * p->given / slope_of(p, p->value);
}

/* Where a price ended says nothing when the rows don't mind it, or another one that is not kept could stand in for it. */
static bool is_at_end(const struct fit *f, int k)
{
	for (int i = 0; i < f->n_lumps; i++) {
		int others = 0;
		bool in = false;
		for (int m = 0; m < f->lump[i].n; m++) {
			in = in || f->lump[i].member[m] == k;
			others += f->lump[i].member[m] != k && !f->free[f->lump[i].member[m]].kept;
		}
		if (in && (others > 0 || f->lump[i].n == 1)) return false;
	}
	return f->free[k].at_bound;
}

static enum fit_kept end_of(const struct fit_free *p)
{
	double low, high, c = coordinate_of(p, p->value);
	limits_of(p, &low, &high);
	return c - low < high - c ? KEPT_AT_LOWER : KEPT_AT_UPPER;
}

/* Does no row mind it, or is it of a sum to which another that is free adds more? */
static bool is_left_open(const struct fit *f, const double *jac, int k)
{
	for (int i = 0; i < f->n_lumps; i++) {
		const struct fit_lump *l = &f->lump[i];
		bool in = false, less = l->n == 1;
		for (int m = 0; m < l->n; m++) {
			int other = l->member[m];
			in = in || other == k;
			if (other != k && l->sum && !f->free[other].kept && effect(f, jac, other) > effect(f, jac, k))
				less = true;
		}
		if (in && less) return true;
	}
	return false;
}

/* Of all that is not determined, what matters least; -1 = all is. */
static int least_of_unknown(const struct fit *f, const double *jac)
{
	int least = -1;
	for (int k = 0; k < f->n_free; k++) {
		if (f->free[k].kept || !isnan(f->free[k].se)) continue;
		if (least < 0 || effect(f, jac, k) < effect(f, jac, least)) least = k;
	}
	return least;
}

bool keep_unknown(struct fit *f, const double *jac)
{
	bool end[FIT_MAX_FREE], open[FIT_MAX_FREE], any_end = false, any_open = false;
	int least = least_of_unknown(f, jac);
	for (int k = 0; k < f->n_free; k++) {
		end[k] = !f->free[k].kept && is_at_end(f, k);
		open[k] = !f->free[k].kept && isnan(f->free[k].se) && is_left_open(f, jac, k);
		any_end = any_end || end[k];
		any_open = any_open || open[k];
	}
	for (int k = 0; k < f->n_free; k++) {
		if (any_end && end[k]) f->free[k].kept = end_of(&f->free[k]);
		if (!any_end && (any_open ? open[k] : k == least)) f->free[k].kept = KEPT_UNKNOWN;
	}
	return any_end || least >= 0;
}

/* Another one that is kept, from which the rows can't tell k. */
static const struct fit_free *stands_in(const struct fit *f, int k)
{
	for (int i = 0; i < f->n_lumps; i++) {
		const struct fit_free *kept = NULL;
		bool in = false;
		for (int m = 0; m < f->lump[i].n; m++) {
			in = in || f->lump[i].member[m] == k;
			if (f->free[f->lump[i].member[m]].kept) kept = &f->free[f->lump[i].member[m]];
		}
		if (in && kept) return kept;
	}
	return NULL;
}

bool is_a_share(const struct fit *f, const struct fit_free *p)
{
	return f->shared && p->kept == KEPT_NOT && isnan(p->se);
}

const char *kept_words(const struct fit *f, int k, char *buf, size_t size)
{
	static const char *const why[] = {
		[KEPT_NOT] = "",
		[KEPT_UNKNOWN] = "not determined by these rows: kept",
		[KEPT_AT_LOWER] = "these rows lead to its lower limit: kept",
		[KEPT_AT_UPPER] = "these rows lead to its upper limit: kept",
	};
	const struct fit_free *beside = f->free[k].kept ? NULL : stands_in(f, k);
	if (is_a_share(f, &f->free[k])) {
		snprintf(buf, size, "one share of many: with the old values these rows are missed");
		return buf;
	}
	if (is_by_prior(&f->free[k])) {
		snprintf(buf, size, "not determined by these rows: its prior");
		return buf;
	}
	snprintf(buf, size, beside ? "beside %s, which is kept" : "%s", beside ? beside->name : why[f->free[k].kept]);
	return buf;
}
