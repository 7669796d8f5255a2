/* sensitivity_report.c - ranked effects as text and JSON. */
#include "fit/sensitivity.h"
#include "base/param.h"
#include "report/number.h"
#include "report/table.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

#define FORMAT (JSON_COMPACT | JSON_REAL_PRECISION(9))
#define BAR 20
#define NEGLIGIBLE 0.05 /* percent: what shows as 0.0 is folded away */

static double strength(const struct sensitivity *s, const struct effect *e)
{
	return s->method == METHOD_SOBOL ? 100 * e->total : e->size;
}

static void percent(double v, bool sign, char *buf, size_t size)
{
	if (isnan(v))
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, sign ? "%+.1f" : "%.1f", v);
}

static bool put_price(struct table *t, const struct sensitivity *s, const struct sensitivity_answer *a, int k, double most)
{
	const struct effect *e = &a->effect[k];
	char size[32], spread[32], mean[32], total[32], bar[BAR + 2] = "\t";
	int n = most > 0 && strength(s, e) > 0 ? (int)(BAR * strength(s, e) / most + 0.5) : 0;
	percent(e->size, false, size, sizeof size);
	percent(e->spread, false, spread, sizeof spread);
	percent(e->mean, true, mean, sizeof mean);
	percent(100 * e->total, false, total, sizeof total);
	memset(bar + 1, '#', (size_t)(n > BAR ? BAR : n));
	bar[1 + (n > BAR ? BAR : n)] = '\0';
	const char *shown = n ? bar : "";
	if (s->method == METHOD_SOBOL) return table_row(t, (const char *[]){s->price[k].key, total, mean, shown});
	return table_row(t, (const char *[]){s->price[k].key, size, spread, mean, shown});
}

static void put_answer_head(FILE *out, const struct sensitivity *s, const struct sensitivity_answer *a)
{
	char nominal[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
	number_print(a->nominal, nominal);
	number_print(a->low, low);
	number_print(a->high, high);
	fprintf(out, "\n%s: %s %s%s%s, from %s to %s over all samples\n", a->name, s->of, nominal,
		a->over < 0 && *s->unit ? " " : "", a->over < 0 ? s->unit : "", low, high);
	if (a->over >= 0 && a->nominal != 1 && isfinite(a->nominal))
		fprintf(out, "which of the two is ahead changes in %d of %d samples\n", a->flips, s->evaluated);
}

static bool put_answer(FILE *out, const struct sensitivity *s, const struct sensitivity_answer *a)
{
	int folded = 0;
	struct table *t = table_create(s->method == METHOD_SOBOL ? 4 : 5);
	put_answer_head(out, s, a);
	bool ok =
		t && (s->method == METHOD_SOBOL ? table_row(t, (const char *[]){"price", "total [%]", "mu [%]", ""})
						: table_row(t, (const char *[]){"price", "mu* [%]", "sigma [%]", "mu [%]", ""}));
	double most = s->n_varied ? strength(s, &a->effect[a->rank[0]]) : 0;
	for (int i = 0; ok && i < s->n_varied; i++) {
		double own = strength(s, &a->effect[a->rank[i]]);
		if (own < NEGLIGIBLE || isnan(own))
			folded++;
		else
			ok = put_price(t, s, a, a->rank[i], most);
	}
	ok = ok && table_print(out, t, 1, 0);
	if (folded) fprintf(out, "%d other price%s: below %.2g %%\n", folded, folded == 1 ? "" : "s", NEGLIGIBLE);
	table_free(t);
	return ok;
}

/* The prices that nothing multiplies: those that are 0, or those that nobody gives. */
static void put_fixed(FILE *out, const struct sensitivity *s, bool absent, const char *why)
{
	int n = 0;
	for (int i = s->n_varied; i < s->n_prices; i++)
		if (s->price[i].absent == absent) fprintf(out, "%s %s", n++ ? "" : why, s->price[i].key);
	if (n) fputc('\n', out);
}

static void put_head(FILE *out, const struct sensitivity *s)
{
	const char *title = scenario_title(s->scenario);
	if (*title) fprintf(out, "%s\n", title);
	fprintf(out, "sensitivity of %s in %s: %d prices, each up to x%.4g and /%.4g, %d %s\n", s->of, scenario_path(s->scenario),
		s->n_varied, s->within, s->within, s->finished,
		s->method == METHOD_SOBOL ? "stars (Sobol)" : "trajectories (Morris)");
	if (s->method == METHOD_SOBOL)
		fputs("total: share of the variance that a price has a part in; mu: mean effect, in percent of the answer\n",
		      out);
	else
		fprintf(out,
			"mu*: mean size of what the answer does, in percent, when the price is multiplied by %.4g; sigma: its "
			"spread\n",
			s->within);
	put_fixed(out, s, false, "not varied, because they are 0:");
	put_fixed(out, s, true, PRICE_ABSENT ":");
	if (s->interrupted) fputs("interrupted: only the samples that were finished count\n", out);
	if (s->failures)
		fprintf(out, "note: %lld runs failed and are left out, the first: %s\n", (long long)s->failures, s->failure);
}

bool sensitivity_text(FILE *out, const struct sensitivity *s)
{
	if (!s->finished) return fputs("interrupted before anything was found\n", out) != EOF;
	put_head(out, s);
	for (int i = 0; i < s->n_answers; i++)
		if (!put_answer(out, s, &s->answer[i])) return false;
	return !ferror(out);
}

static json_t *number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *answer(const struct sensitivity *s, const struct sensitivity_answer *a)
{
	json_t *list = json_array();
	for (int i = 0; i < s->n_varied && s->finished; i++) {
		const struct effect *e = &a->effect[a->rank[i]];
		json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:o,s:o}", "price", s->price[a->rank[i]].key, "mu_star",
						      number(e->size), "sigma", number(e->spread), "mu", number(e->mean), "total",
						      number(e->total)));
	}
	return json_pack("{s:s,s:b,s:o,s:o,s:o,s:i,s:o}", "name", a->name, "ratio", (int)(a->over >= 0), "nominal",
			 number(a->nominal), "low", number(a->low), "high", number(a->high), "flips", a->flips, "prices", list);
}

bool sensitivity_json(FILE *out, const struct sensitivity *s)
{
	json_t *list = json_array();
	for (int i = 0; list && i < s->n_answers; i++)
		json_array_append_new(list, answer(s, &s->answer[i]));
	json_t *all = json_pack("{s:i,s:s,s:s,s:s,s:s,s:f,s:i,s:i,s:b,s:o}", "simnic-sensitivity", 1, "scenario",
				scenario_path(s->scenario), "of", s->of ? s->of : "", "unit", s->unit ? s->unit : "", "method",
				s->method == METHOD_SOBOL ? "sobol" : "morris", "within", s->within, "samples", s->finished,
				"evaluated", s->evaluated, "interrupted", (int)s->interrupted, "answers", list);
	bool ok = all && json_dumpf(all, out, FORMAT) == 0 && fputc('\n', out) != EOF;
	json_decref(all);
	return ok;
}
