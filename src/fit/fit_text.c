/* fit_text.c - the report of a calibration for people. */
#include "fit/internal.h"
#include "report/number.h"
#include "report/table.h"
#include <math.h>
#include <string.h>

#define CORRELATED 0.9
#define COLUMNS 7

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void put_head(FILE *out, const struct fit *f)
{
	char words[200];
	int held = f->n_rows - fit_fitted(f), repeated = repeated_rows(f);
	count_words(f, words, sizeof words);
	if (*f->title) fprintf(out, "%s\n", f->title);
	fprintf(out, "fit %s: %d row%s of %s%s, platform %s, %s\n", f->path, f->n_rows, f->n_rows == 1 ? "" : "s",
		file_name(f->rows), held ? " (some held out)" : "", file_name(f->platform),
		f->loss == LOSS_ROBUST ? "robust loss" : "least squares");
	fprintf(out, "%s\n", words);
	if (repeated)
		fprintf(out, "warning: %d row%s the value of an earlier one at the same point, but count%s as independent\n",
			repeated, repeated == 1 ? " has" : "s have", repeated == 1 ? "s" : "");
	if (f->interrupted) fputs("interrupted: these are the best values found so far, not a finished fit\n", out);
	if (f->starts_done)
		fprintf(out, "%d local fit%s, %d of them ended equally well\n", f->starts_done, f->starts_done == 1 ? "" : "s",
			f->starts_agree);
	if (f->trials.failures)
		fprintf(out, "note: %lld runs on the way failed, the first: %s\n", (long long)f->trials.failures,
			f->trials.failure);
	fputc('\n', out);
}

static bool put_prices(FILE *out, const struct fit *f)
{
	struct table *t = table_create(6);
	bool ok = t && table_row(t, (const char *[]){"fitted", "value", "+- s.e.", "95 % interval", "before", "note"});
	for (int k = 0; ok && k < f->n_free; k++) {
		const struct fit_free *p = &f->free[k];
		char value[40], se[40], low[40], high[40], interval[90] = "-", given[40], note[120] = "";
		quantity_print(p->unit, p->value, 4, value, sizeof value);
		quantity_print(p->unit, p->se, 2, se, sizeof se);
		quantity_print(p->unit, p->low, 3, low, sizeof low);
		quantity_print(p->unit, p->high, 3, high, sizeof high);
		quantity_print(p->unit, p->given, 4, given, sizeof given);
		if (!isnan(p->se)) snprintf(interval, sizeof interval, "%s to %s", low, high);
		if (f->judged) kept_words(f, k, note, sizeof note);
		ok = table_row(t, (const char *[]){p->name, value, se, interval, given, note});
	}
	ok = ok && table_print(out, t, 1, 0);
	table_free(t);
	return ok;
}

static void put_judgement(FILE *out, const struct fit *f)
{
	char words[900];
	if (!f->judged) return;
	if (isnan(f->sigma))
		fprintf(out, "\nno row to spare: standard errors are for measurements off by %.3g %%, as the fit file believes\n",
			100 * f->error);
	else
		fprintf(out, "\nresidual standard deviation %.2g %%\n", 100 * f->sigma);
	if (f->n_lumps) fprintf(out, "\nnot identifiable, if measurements may be off by %.3g %%\n", 100 * f->error);
	for (int i = 0; i < f->n_lumps; i++) {
		lump_words(f, &f->lump[i], words, sizeof words);
		fprintf(out, "  %s\n", words);
	}
	bool headed = false;
	for (int a = 0; a < f->n_free; a++)
		for (int b = a + 1; b < f->n_free; b++) {
			if (!(fabs(f->correlation[a][b]) > CORRELATED)) continue;
			if (!headed) fputs("\ncorrelations above 0.9\n", out);
			headed = true;
			fprintf(out, "  %s and %s: %+.3f\n", f->free[a].name, f->free[b].name, f->correlation[a][b]);
		}
}

static void percent_off(double said, double measured, char *buf, size_t size)
{
	if (isnan(said))
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, "%+.1f %%", 100 * (said / measured - 1));
}

static bool put_row(struct table *t, const struct fit_row *r)
{
	char of[100], measured[NUMBER_SIZE], simulated[NUMBER_SIZE], error[32], left[32], fold[32];
	snprintf(of, sizeof of, "%s%s%s%s", r->of, *r->unit ? " [" : "", r->unit, *r->unit ? "]" : "");
	number_print(r->measured, measured);
	number_print(r->simulated, simulated);
	percent_off(r->simulated, r->measured, error, sizeof error);
	percent_off(r->left_out, r->measured, left, sizeof left);
	percent_off(r->from_folds, r->measured, fold, sizeof fold);
	return table_row(t, (const char *[COLUMNS]){r->name, of, measured, simulated, error, left, fold});
}

static bool put_rows(FILE *out, const struct fit *f, bool held)
{
	struct table *t = table_create(COLUMNS);
	bool ok = t && table_row(t, (const char *[COLUMNS]){held ? "held out" : "fitted", "of", "measured", "simulated", "error",
							    held ? "" : "left out", held || !f->folds ? "" : "in folds"});
	for (int i = 0; ok && i < f->n_rows; i++)
		if (f->row[i].held == held) ok = put_row(t, &f->row[i]);
	fputc('\n', out);
	ok = ok && table_print(out, t, 1, 0);
	table_free(t);
	return ok;
}

static void put_errors(FILE *out, const struct fit *f)
{
	static const char *const names[] = {"fitted rows", "held-out rows", "each row left out", "folds left out"};
	fputs("\nerror: mean size, root mean square, largest\n", out);
	for (int i = 0; i < 4; i++) {
		struct errors e = errors_of(f, (enum row_set)i);
		const char *how = i != ROWS_LEFT_OUT ? "" : f->leave == LEAVE_REFIT ? " (fitted again)" : " (linearised)";
		if (e.n)
			fprintf(out, "  %s%s: %.2g %%, %.2g %%, %.2g %%\n", names[i], how, 100 * e.mean, 100 * e.rms,
				100 * e.worst);
	}
	int few = errors_of(f, ROWS_LEFT_OUT).n;
	if (f->judged && f->leave != LEAVE_NONE && !f->interrupted && few < fit_fitted(f))
		fprintf(out, "  %d of %d rows can't be predicted by the others\n", fit_fitted(f) - few, fit_fitted(f));
}

bool fit_report_text(FILE *out, const struct fit *f)
{
	put_head(out, f);
	if (!f->done) return fputs("interrupted before anything was found\n", out) != EOF;
	if (!put_prices(out, f)) return false;
	put_judgement(out, f);
	if (!put_rows(out, f, false) || (fit_fitted(f) < f->n_rows && !put_rows(out, f, true))) return false;
	put_errors(out, f);
	return !ferror(out);
}
