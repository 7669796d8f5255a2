/* platform_text.c - how a fitted price is written into a platform file. */
#include "fit/internal.h"
#include <math.h>
#include <string.h>

/* In cycles where it was, so that it goes on to follow the clock. */
const char *value_text(struct arena *a, const struct fit *f, const struct fit_free *p, double value)
{
	char text[48];
	if (p->in_cycles && p->unit == UNIT_TIME) return arena_printf(a, "%.5gcycles", value * 1e-12 * f->clock);
	if (p->in_cycles && p->unit == UNIT_TIME_PER_BYTE) return arena_printf(a, "%.5gcycles/B", value * 1e-15 * f->clock);
	quantity_print(p->unit, value, 5, text, sizeof text);
	return arena_strdup(a, text);
}

const char *rows_name(const struct fit *f)
{
	const char *slash = strrchr(f->rows, '/');
	return slash ? slash + 1 : f->rows;
}

bool is_kept(const struct fit *f, const struct fit_free *p)
{
	return f->judged && p->kept;
}

/* What is kept has its source, and that it is kept behind it; of an earlier calibration that is said no more. */
static const char *kept_source(struct arena *a, const struct fit *f, const struct fit_free *p, const char *old)
{
	static const char begin[] = "; simnic calibrate on ";
	char words[120];
	const char *earlier = strstr(old, begin);
	kept_words(f, (int)(p - f->free), words, sizeof words);
	return arena_printf(a, "%.*s%s%s: %s", earlier ? (int)(earlier - old) : (int)strlen(old), old, begin, rows_name(f),
			    words);
}

const char *source_text(struct arena *a, const struct fit *f, const struct fit_free *p, const char *old)
{
	char se[48], words[120] = "";
	int n = fit_fitted(f);
	if (f->interrupted && !f->judged)
		return arena_printf(
			a, "simnic calibrate on %s, %d row%s, interrupted: the best found until then, not a finished fit",
			rows_name(f), n, n == 1 ? "" : "s");
	if (is_kept(f, p)) return kept_source(a, f, p, old);
	quantity_print(p->unit, p->se, 2, se, sizeof se);
	kept_words(f, (int)(p - f->free), words, sizeof words);
	if (is_a_share(f, p))
		return arena_printf(a, "simnic calibrate on %s, %d row%s: %s", rows_name(f), n, n == 1 ? "" : "s", words);
	if (is_by_prior(p))
		return arena_printf(a, "simnic calibrate on %s, %d row%s: %s, +- %s", rows_name(f), n, n == 1 ? "" : "s", words,
				    se);
	return arena_printf(a, "calibrated by simnic calibrate on %s, %d row%s, +- %s%s%s", rows_name(f), n, n == 1 ? "" : "s",
			    se, *words ? ", " : "", words);
}

/* What a calibrated price may be instead is its interval, where the file tells such at all; NULL: nothing is known of that. */
const char *between_text(struct arena *a, const struct fit *f, const struct fit_free *p, int end)
{
	return isnan(p->se) ? NULL : value_text(a, f, p, end == 0 ? p->low : p->high);
}
