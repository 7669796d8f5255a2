/* text_band.c - how far the answer hangs on prices that are not known well, in words. */
#include "report/number.h"
#include "report/text.h"
#include <math.h>
#include <string.h>

#define APART 0.02 /* worth a word between points that are alike */

void band_print_range(const struct range *r, double factor, char *buf, size_t size)
{
	char low[NUMBER_SIZE], high[NUMBER_SIZE];
	*buf = 0;
	if (!r->n) return;
	number_print_short(r->low * factor, low);
	number_print_short(r->high * factor, high);
	if (strcmp(low, high) == 0)
		snprintf(buf, size, "%s", low);
	else
		snprintf(buf, size, "%s to %s", low, high);
}

void put_band_times(FILE *out, const struct point *const *more, int n, const struct point *less, const char *stat, bool first)
{
	int prices = 0;
	struct range all = {0, NAN, NAN};
	for (int i = 0; i < n; i++) {
		int flips, used = band_prices(more[i], less);
		struct range r = band_ratio(more[i], less, band_stat(stat), 1, &flips);
		if (used > prices) prices = used;
		if (!r.n) continue;
		all = (struct range){all.n + r.n, fmin(all.low, r.low), fmax(all.high, r.high)}; /* NaN gives way */
	}
	if (!all.n) return;
	fputs(" (", out);
	ratios_print(out, all.low, all.high);
	if (first) fprintf(out, " over %d uncertain price%s", prices, prices == 1 ? "" : "s");
	fputc(')', out);
}

void put_band_verdict(FILE *out, const struct point *const *p, int n, int best, const char *stat)
{
	int stat_at = band_stat(stat), most = 0, of = 0;
	const struct point *rival = NULL, *beaten = NULL;
	char name[NAME_SIZE];
	for (int i = best; i < n && p[0]->band; i++)
		for (int k = 0; k < best; k++) {
			int flips;
			struct range r = band_ratio(p[k], p[i], stat_at, 2, &flips);
			if (r.n > of) of = r.n;
			if (flips <= most) continue;
			most = flips;
			rival = p[i];
			beaten = p[k];
		}
	if (!of) return;
	const char *key = band_foremost(p[0], p[n - 1], stat_at);
	if (rival) {
		point_name(rival, name);
		fprintf(out, "; with other prices %s is ahead", name);
		point_name(beaten, name);
		if (best > 1) fprintf(out, " of %s", name);
		fprintf(out, " in %d of %d samples", most, of);
	} else {
		fputs("; who is ahead does not change", out);
	}
	if (key) fprintf(out, "%s %s matters most", rival ? "," : ", and", key);
}

void put_band_alike(FILE *out, const struct point *const *p, int n, const char *stat)
{
	double most = 1;
	for (int i = 1; i < n; i++) {
		int flips;
		struct range r = band_ratio(p[0], p[i], band_stat(stat), 1, &flips);
		if (r.n) most = fmax(most, fmax(r.high, 1 / r.low));
	}
	if (most < 1 + APART) return;
	if (isinf(most)) {
		fputs(" (with other prices one of them has none at all)", out);
		return;
	}
	fputs(" (with other prices up to ", out);
	ratio_print(out, most);
	fputs(" times apart)", out);
}

void put_band_value(FILE *out, const struct point *p, const char *stat, const char *unit, double like)
{
	char text[2 * NUMBER_SIZE + 8];
	struct range r = band_range(p, band_stat(stat));
	band_print_range(&r, scale_for(unit, like).factor, text, sizeof(text));
	if (r.n) fprintf(out, " (%s over %d uncertain price%s)", text, p->band->n, p->band->n == 1 ? "" : "s");
}

void put_band_head(FILE *out, const struct answer *a)
{
	const struct point *most = NULL;
	for (int i = 0; i < a->n_points; i++) {
		const struct band *b = a->point[i].band;
		if (b && (!most || b->n > most->band->n)) most = &a->point[i];
	}
	if (!most || !most->band->used) return;
	fprintf(out, "%d of %d prices are guesses or given as a range", most->band->n, most->band->used);
	if (most->band->samples)
		fprintf(out, "; tried over their ranges in %d samples", most->band->samples);
	else if (most->band->n)
		fputs("; --band tries others", out);
	fputc('\n', out);
}
