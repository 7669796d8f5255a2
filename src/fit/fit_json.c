/* fit_json.c - the report of a calibration as one JSON record. */
#include "fit/internal.h"
#include "report/amount.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

#define FORMAT (JSON_COMPACT | JSON_REAL_PRECISION(9))

static json_t *number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *quantity(enum unit unit, double v)
{
	char text[48];
	if (!isfinite(v)) return json_null();
	quantity_print(unit, v, 6, text, sizeof text);
	struct amount m = {unit_number(unit, v), unit_word(unit)};
	return amount_json(&m, text);
}

static json_t *prices(const struct fit *f)
{
	static const char *const kept[] = {NULL, "not determined", "lower limit", "upper limit"};
	json_t *list = json_array();
	for (int k = 0; k < f->n_free; k++) {
		const struct fit_free *p = &f->free[k];
		json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:[o,o],s:o,s:b,s:s?}", "name", p->name, "value",
						      quantity(p->unit, p->value), "se", quantity(p->unit, p->se), "interval95",
						      quantity(p->unit, p->low), quantity(p->unit, p->high), "before",
						      quantity(p->unit, p->given), "at_bound", (int)(p->kept > KEPT_UNKNOWN),
						      "kept", f->judged ? kept[p->kept] : NULL));
	}
	return list;
}

static json_t *correlations(const struct fit *f)
{
	json_t *list = json_array();
	for (int a = 0; a < f->n_free; a++) {
		json_t *line = json_array();
		for (int b = 0; b < f->n_free; b++)
			json_array_append_new(line, number(f->correlation[a][b]));
		json_array_append_new(list, line);
	}
	return list;
}

static json_t *lumps(const struct fit *f)
{
	json_t *list = json_array();
	char words[900];
	for (int i = 0; i < f->n_lumps; i++) {
		const struct fit_lump *l = &f->lump[i];
		json_t *members = json_array();
		for (int k = 0; k < l->n; k++)
			json_array_append_new(members, json_string(f->free[l->member[k]].name));
		lump_words(f, l, words, sizeof words);
		json_array_append_new(list,
				      json_pack("{s:o,s:s,s:o}", "members", members, "says", words, "spread", number(l->spread)));
	}
	return list;
}

static json_t *rows(const struct fit *f)
{
	json_t *list = json_array();
	for (int i = 0; i < f->n_rows; i++) {
		const struct fit_row *r = &f->row[i];
		json_array_append_new(list,
				      json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:b,s:o}", "row", r->name, "of", r->of, "unit",
						r->unit, "measured", number(r->measured), "simulated", number(r->simulated),
						"left_out", number(r->left_out), "from_folds", number(r->from_folds), "hold_out",
						(int)r->held, "robust_weight", number(r->robust)));
	}
	return list;
}

static json_t *errors(const struct fit *f)
{
	static const char *const names[] = {"fitted", "hold_out", "leave_one_out", "folds"};
	json_t *all = json_object();
	for (int i = 0; i < 4; i++) {
		struct errors e = errors_of(f, (enum row_set)i);
		if (e.n)
			json_object_set_new(all, names[i],
					    json_pack("{s:i,s:o,s:o,s:o}", "rows", e.n, "mean", number(e.mean), "rms",
						      number(e.rms), "worst", number(e.worst)));
	}
	return all;
}

bool fit_report_json(FILE *out, const struct fit *f)
{
	char words[200];
	count_words(f, words, sizeof words);
	json_t *all = json_pack("{s:i,s:s,s:s,s:s,s:b,s:i,s:i,s:s,s:i,s:i,s:s}", "simnic-fit", 1, "fit", f->path, "rows_file",
				f->rows, "platform", f->platform, "interrupted", (int)f->interrupted, "constants", f->n_free,
				"numbers", fit_fitted(f), "says", words, "starts", f->starts_done, "starts_agree",
				f->starts_agree, "leave_one_out",
				f->leave == LEAVE_REFIT    ? "refit"
				: f->leave == LEAVE_LINEAR ? "linear"
							   : "none");
	if (!all) return false;
	bool ok = json_object_set_new(all, "sigma", number(f->sigma)) == 0;
	if (f->done)
		ok = ok && json_object_set_new(all, "fitted", prices(f)) == 0 && json_object_set_new(all, "rows", rows(f)) == 0;
	if (f->done) ok = ok && json_object_set_new(all, "errors", errors(f)) == 0;
	if (f->judged)
		ok = ok && json_object_set_new(all, "correlation", correlations(f)) == 0 &&
		     json_object_set_new(all, "not_identifiable", lumps(f)) == 0;
	ok = ok && json_dumpf(all, out, FORMAT) == 0 && fputc('\n', out) != EOF;
	json_decref(all);
	return ok;
}
