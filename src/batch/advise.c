/*
 * advise.c - `simnic advise FILE`: the smallest, or largest, value of a key with which a target is met, for each combination of the other
 * keys that vary.  Few values are tried one by one; many by bisection, as if what is wanted only rose, or only fell, with the key.  A value
 * counts as good enough only when its 95 % interval does; where the interval spans the target, replications are added.
 */
#include "batch/advise.h"
#include "base/param.h"
#include "scenario/claims.h"
#include "report/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_REPEAT 80 /* replications spent on one value */

static bool no_memory(struct error *err)
{
	return error_memory(err);
}

/* ---- the target ---- */

bool target_read(const char *text, struct arena *a, struct target *t, struct error *err)
{
	static const char *const relations[] = {">=", "<="};
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
	const char *at = text + len + strspn(text + len, " ");
	t->text = text;
	t->stat = arena_strndup(a, text, len);
	if (!t->stat) return no_memory(err);
	for (int i = 0; len && i < 2; i++)
		if (strncmp(at, relations[i], 2) == 0) {
			t->least = i == 0;
			t->number = at + 2 + strspn(at + 2, " ");
			return *t->number || error_plain(err, "--target %s: expected a number after %s", text, relations[i]);
		}
	return error_plain(err, "--target %.200s: expected STATISTIC>=NUMBER or STATISTIC<=NUMBER, such as 'throughput>=9Gb/s'",
			   text);
}

static bool no_statistic(const struct target *t, const struct point *p, struct error *err)
{
	const char *best = NULL;
	int cost = 0;
	for (int i = 0; i < p->n_stats; i++)
		statistic_offer(t->stat, p->stat[i].name, &best, &cost);
	return error_plain(err, "--target %.200s: there is no statistic '%s' here%s%s%s", t->text, t->stat,
			   best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "");
}

static double mean_of(const struct point *p, const char *stat)
{
	int i = point_find(p, stat);
	return i < 0 ? NAN : point_mean(p, i);
}

/* Packets lost of those offered, in %: as many packets are offered in each replication, or nearly so. */
static void loss_of(const struct point *p, double *mean, double *half)
{
	double offered = mean_of(p, STAT_NAME(offered));
	int i = point_find(p, STAT_NAME(dropped));
	*mean = i < 0 || !(offered > 0) ? NAN : 100 * point_mean(p, i) / offered;
	*half = i < 0 || !(offered > 0) ? NAN : 100 * point_half(p, i) / offered;
}

bool target_value(const struct target *t, const struct point *p, double *mean, double *half, const char **unit)
{
	int i = point_find(p, t->stat);
	*unit = i < 0 ? "%" : p->stat[i].unit;
	*mean = *half = NAN;
	if (i < 0 && strcmp(t->stat, LOST_SHARE) != 0) return false;
	if (i < 0)
		loss_of(p, mean, half);
	else
		*mean = point_mean(p, i), *half = point_half(p, i);
	return true;
}

bool target_judge(const struct target *t, struct trial *v, struct error *err)
{
	const struct point *p = &v->point;
	const char *unit;
	double want, mean, half;
	v->verdict = VERDICT_NO;
	if (p->lacked_memory) return error_memory(err);
	if (p->failed || p->unsteady) return true;
	if (!target_value(t, p, &mean, &half, &unit)) return no_statistic(t, p, err);
	if (!claim_number(t->number, unit, &want))
		return error_plain(err, "--target %.200s: '%s' is no number of that kind; %s is counted in %s", t->text,
				   t->number, t->stat, *unit ? unit : "plain numbers");
	double room = t->least ? mean - want : want - mean;
	if (isnan(mean)) return true;
	if (isnan(half)) half = 0;
	v->verdict = room >= half ? VERDICT_YES : room < -half ? VERDICT_NO : VERDICT_UNSURE;
	return true;
}

/* ---- one value ---- */

static bool keep(void *user, struct point *p)
{
	struct trial *v = user;
	point_move(&v->point, p);
	return true;
}

static bool run_once(struct advice *w, struct scenario *s, struct trial *v, struct error *err)
{
	struct execution e = {.single = &s,
			      .n_single = 1,
			      .threads = w->threads,
			      .stop = w->stop,
			      .names = &w->names,
			      .deliver = keep,
			      .user = v};
	if (!execute_fits(s, w->threads, err)) return false;
	enum execute_end end = execute(&e, NULL, err);
	w->runs++;
	if (end == EXECUTE_INTERRUPTED) w->interrupted = true;
	return end == EXECUTE_DONE;
}

/* The settings of a combination, a value of the key and, if it is not 0, a number of replications. */
static const char **settings(struct advice *w, int64_t combination, const char *value, int repeat, int *n)
{
	struct axis_value at[SCENARIO_MAX_AXES];
	int axes = scenario_axes(w->base);
	const char **set = arena_array(&w->arena, (size_t)(w->n_sets + axes + 2), sizeof(*set));
	if (!set) return NULL;
	memcpy(set, w->set, sizeof(*set) * (size_t)w->n_sets);
	*n = w->n_sets;
	scenario_point(w->base, combination, at);
	for (int i = 0; i < axes; i++)
		if (!(set[(*n)++] = arena_printf(&w->arena, "%s=%s", at[i].key, at[i].text))) return NULL;
	if (!(set[(*n)++] = arena_printf(&w->arena, "%s=%s", w->key, value))) return NULL;
	if (repeat && !(set[(*n)++] = arena_printf(&w->arena, "run.repeat=%d", repeat))) return NULL;
	return set;
}

/* Runs a value, with more replications while the answer is open.  What can't be set up at all does not meet the target either. */
static bool try_value(struct advice *w, int64_t combination, struct trial *v, struct error *err)
{
	for (int repeat = 0;;) {
		int n;
		const char **set = settings(w, combination, v->value, repeat, &n);
		if (!set) return no_memory(err);
		struct error why = {0};
		struct scenario *s = scenario_load_again(&w->arena, w->read, set, n, &why);
		if (!s && why.system) return error_because(err, &why, why.at, "%s", why.text);
		if (!s) {
			snprintf(v->refused, sizeof(v->refused), "%.390s", why.text);
			v->tried = true;
			return true;
		}
		point_free(&v->point);
		bool good = run_once(w, s, v, err) && target_judge(&w->target, v, err);
		scenario_free(s);
		if (!good) return false;
		v->tried = true;
		repeat = 2 * v->point.replications;
		if (v->verdict != VERDICT_UNSURE || repeat > MOST_REPEAT) return true;
	}
}

static bool is_met(const struct trial *v)
{
	return v->verdict == VERDICT_YES;
}

/* ---- which of them ---- */

static bool try_at(struct advice *w, struct answer *a, int i, struct error *err)
{
	return a->trial[i].tried || try_value(w, a->combination, &a->trial[i], err);
}

/* From the end that would be best, by steps of `step` values, until one meets the target; the last one tried before it does not. */
static bool scan(struct advice *w, struct answer *a, int step, struct error *err)
{
	int last = w->n_values - 1, missed = -1;
	for (int from = 0; from <= last && a->best < 0; from += step) {
		int i = w->largest ? last - from : from;
		if (!try_at(w, a, i, err)) return false;
		if (is_met(&a->trial[i])) a->best = i;
		if (a->best < 0) missed = i;
	}
	a->beyond = a->best < 0 ? -1 : missed;
	return true;
}

/* Between a value that does not meet the target and one that does, whichever is larger; the ends are tried already. */
static bool bisect(struct advice *w, struct answer *a, int missed, int met, struct error *err)
{
	while (abs(met - missed) > 1) {
		int mid = missed + (met - missed) / 2;
		if (!try_at(w, a, mid, err)) return false;
		*(is_met(&a->trial[mid]) ? &met : &missed) = mid;
	}
	a->best = met;
	a->beyond = missed;
	return true;
}

/* Many values: the ends; where neither will do, some between them, for what meets it may lie there; then what lies between two neighbours. */
static bool search_many(struct advice *w, struct answer *a, struct error *err)
{
	int last = w->n_values - 1, wanted = w->largest ? last : 0, other = last - wanted;
	if (!try_at(w, a, wanted, err)) return false;
	if (is_met(&a->trial[wanted])) {
		a->best = wanted;
		return true;
	}
	if (!try_at(w, a, other, err)) return false;
	if (is_met(&a->trial[other])) return bisect(w, a, wanted, other, err);
	if (!scan(w, a, (last + ADVISE_FEW - 1) / ADVISE_FEW, err)) return false;
	return a->best < 0 || bisect(w, a, a->beyond, a->best, err);
}

static bool search(struct advice *w, struct answer *a, struct error *err)
{
	a->best = a->beyond = -1;
	a->trial = arena_array(&w->arena, (size_t)w->n_values, sizeof(*a->trial));
	if (!a->trial) return no_memory(err);
	for (int i = 0; i < w->n_values; i++)
		a->trial[i].value = w->value[i];
	return w->n_values <= ADVISE_FEW ? scan(w, a, 1, err) : search_many(w, a, err);
}

bool advise(struct advice *w, struct error *err)
{
	int64_t n = scenario_points(w->base);
	w->answer = arena_array(&w->arena, (size_t)n, sizeof(*w->answer));
	if (!w->answer) return no_memory(err);
	for (; w->n_answers < n; w->n_answers++) {
		struct answer *a = &w->answer[w->n_answers];
		a->combination = w->n_answers;
		if (!search(w, a, err)) {
			w->n_answers += a->trial != NULL;
			return false;
		}
		w->met += a->best >= 0;
	}
	return true;
}

void advice_free(struct advice *w)
{
	for (int64_t i = 0; i < w->n_answers; i++)
		for (int k = 0; k < w->n_values; k++)
			point_free(&w->answer[i].trial[k].point);
	scenario_free(w->base);
	names_free(&w->names);
	arena_free(&w->arena);
}
