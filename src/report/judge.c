/* judge.c - does a simulated number meet the published one? */
#include "report/judge.h"
#include "nic/statistic.h"
#include <math.h>
#include <string.h>

const char *const verdict_words[] = {[VERDICT_OK] = "ok", [VERDICT_MISS] = "MISS", [VERDICT_FLAG] = "flag"};

bool published_met(enum claim_kind kind, double value, double from, double to, int64_t tolerance)
{
	if (isnan(value)) return false;
	if (value >= from && value <= to) return true;
	if (kind == CLAIM_EXACT || tolerance == 0) return false;
	double near = value < from ? from : to;
	return fabs(value - near) <= fabs(near) * ((double)tolerance * 1e-6 + 1e-12);
}

int claim_group(const char *id)
{
	return (int)strcspn(id, "-");
}

static void miss(struct judged *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void miss(struct judged *j, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(j->remark, sizeof(j->remark), fmt, args);
	va_end(args);
	j->verdict = VERDICT_MISS;
}

/* The statistic of a run that can be judged by; -1 with a remark when there is none. */
static int find(struct judged *j, const struct point *p)
{
	const char *best = NULL;
	int cost = 0, i = point_find(p, j->claim->of);
	if (p->failed) return miss(j, "the run failed: %.300s", p->failure), -1;
	if (p->unsteady) return miss(j, "not steady: %.200s", p->unsteady_why), -1;
	if (i >= 0) return i;
	for (int k = 0; k < p->n_stats; k++)
		statistic_offer(j->claim->of, p->stat[k].name, &best, &cost);
	miss(j, "there is no statistic '%.60s'%s%s%s", j->claim->of, best ? "; did you mean '" : "", best ? best : "",
	     best ? "'?" : "");
	return -1;
}

/* Replication by replication where both have the same ones, else mean by mean, which has no interval. */
static void take_ratio(struct judged *j, const struct point *at, int i, const struct point *over, int k)
{
	struct estimate ratio = point_ratio(at, i, over, k);
	j->unit = "";
	j->n = ratio.n;
	j->value = ratio.n ? ratio.mean : point_mean(at, i) / point_mean(over, k);
	j->ci95 = point_ratio_half(&ratio, at, i, over, k);
	if (point_mean(over, k) == 0) j->value = NAN;
}

static void take_value(struct judged *j, const struct point *at, int i)
{
	j->unit = at->stat[i].unit;
	j->n = at->stat[i].est.n;
	j->value = point_mean(at, i);
	j->ci95 = point_half(at, i);
}

static double error_of(const struct judged *j)
{
	double near = j->value < j->from ? j->from : j->to;
	if (isnan(j->value)) return NAN;
	if (j->value >= j->from && j->value <= j->to) return 0;
	return near == 0 ? NAN : (j->value - near) / fabs(near);
}

static void compare(struct judged *j)
{
	const struct claim *c = j->claim;
	const char *to = c->published_to ? c->published_to : c->published;
	if (!claim_number(c->published, j->unit, &j->from) || !claim_number(to, j->unit, &j->to)) {
		miss(j, "'%.60s' can't be compared: %.60s is counted in %s", c->published, c->of,
		     *j->unit ? j->unit : "plain numbers");
		return;
	}
	bool met = published_met(c->kind, j->value, j->from, j->to, c->tolerance);
	j->error = error_of(j);
	j->verdict = c->kind == CLAIM_FLAGGED ? VERDICT_FLAG : met ? VERDICT_OK : VERDICT_MISS;
	if (isnan(j->value)) miss(j, "%.60s does not exist here", c->of);
	if (met && c->kind == CLAIM_FLAGGED)
		snprintf(j->remark, sizeof(j->remark), "a flag without reason: the simulated number is the published one");
}

static void clear(struct judged *j)
{
	*j = (struct judged){.claim = j->claim, .scenario = j->scenario, .source = j->source, .unit = ""};
	j->value = j->ci95 = j->from = j->to = j->error = NAN;
}

void judge_points(struct judged *j, const struct point *at, const struct point *over)
{
	clear(j);
	memcpy(j->id, at->id, sizeof(j->id));
	if (over) memcpy(j->over_id, over->id, sizeof(j->over_id));
	int i = find(j, at), k = i >= 0 && over ? find(j, over) : -1;
	if (i < 0 || (over && k < 0)) return;
	if (over)
		take_ratio(j, at, i, over, k);
	else
		take_value(j, at, i);
	compare(j);
}

void judge_refusal(struct judged *j, enum claim_refusal refusal, const char *why)
{
	clear(j);
	if (refusal == REFUSED_THERE) snprintf(j->remark, sizeof(j->remark), "refused: %.300s", why);
	if (refusal == REFUSED_ANYWAY) miss(j, "it is refused without that, too: %.300s", why);
	if (refusal == NOT_REFUSED) miss(j, "it is accepted");
	if (refusal == REFUSED_ELSEWHERE) miss(j, "it is refused for another reason: %.300s", why);
}

/* Is there a calibrated number of this statistic at this point? */
static bool is_set(const struct judged *judged, int n, const char *of, const char *id)
{
	for (int i = 0; i < n; i++) {
		const struct claim *c = judged[i].claim;
		if (c->kind == CLAIM_CALIBRATED && !c->n_over && strcmp(c->of, of) == 0 && strcmp(judged[i].id, id) == 0)
			return true;
	}
	return false;
}

void judge_constants(struct judged *judged, int n, const struct calibration *list, int n_list)
{
	for (int i = 0; i < n; i++) {
		bool named = judged[i].claim->kind != CLAIM_CALIBRATED;
		size_t used = strlen(judged[i].remark);
		for (int k = 0; k < n_list && !named; k++)
			named = calibration_names(&list[k], judged[i].claim->id);
		if (!named && judged[i].claim->n_over)
			judged[i].follows = is_set(judged, n, judged[i].claim->of, judged[i].id) &&
					    is_set(judged, n, judged[i].claim->of, judged[i].over_id);
		named |= judged[i].follows;
		if (!named)
			snprintf(judged[i].remark + used, sizeof(judged[i].remark) - used,
				 "%scalibrated, but nothing says that it was set by it", used ? "; " : "");
	}
}

int judged_count(const struct judgement *j, enum verdict verdict)
{
	int n = 0;
	for (int i = 0; i < j->n; i++)
		n += j->judged[i].verdict == verdict;
	return n;
}
