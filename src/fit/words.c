/* words.c - what a fit amounts to, in words and in few numbers. */
#include "fit/internal.h"
#include <math.h>
#include <stdarg.h>
#include <string.h>

#define SAME 0.05        /* coefficients so near to one are one */
#define FS_PER_PS 1000   /* a price per byte is kept in fs/B, a time in ps: their ratio in bytes */
#define CLOSE_TO_PROOF 2 /* rows for each free number below which a fit says little */

static void append(char *buf, size_t size, const char *fmt, ...)
{
	size_t used = strlen(buf);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(buf + used, size - used, fmt, ap);
	va_end(ap);
}

static void list_names(const struct fit *f, const struct fit_lump *l, const char *last, char *buf, size_t size)
{
	for (int i = 0; i < l->n; i++)
		append(buf, size, "%s%s", i == 0 ? "" : i == l->n - 1 ? last : ", ", f->free[l->member[i]].name);
}

/* The member that the others are told in: a time, if there is one. */
static int reference(const struct fit *f, const struct fit_lump *l)
{
	for (int i = 0; i < l->n; i++)
		if (f->free[l->member[i]].unit == UNIT_TIME) return i;
	return 0;
}

/* Can the sum be written down: do all units agree, but for bytes? Is it a plain sum? */
static bool summable(const struct fit *f, const struct fit_lump *l, int base, bool *plain)
{
	enum unit unit = f->free[l->member[base]].unit;
	*plain = true;
	for (int i = 0; i < l->n; i++) {
		enum unit own = f->free[l->member[i]].unit;
		if (own != unit && !(unit == UNIT_TIME && own == UNIT_TIME_PER_BYTE)) return false;
		*plain &= own == unit && fabs(l->times[i] / l->times[base] - 1) < SAME;
	}
	return true;
}

static void weighted_sum(const struct fit *f, const struct fit_lump *l, int base, char *buf, size_t size)
{
	append(buf, size, "only %s", f->free[l->member[base]].name);
	for (int i = 0; i < l->n; i++) {
		const struct fit_free *p = &f->free[l->member[i]];
		double times = l->times[i] / l->times[base], shown = fabs(times);
		if (i == base) continue;
		append(buf, size, times < 0 ? " - " : " + ");
		if (p->unit != f->free[l->member[base]].unit)
			append(buf, size, "%.4g B x ", shown * FS_PER_PS);
		else if (fabs(shown - 1) >= SAME)
			append(buf, size, "%.3g x ", shown);
		append(buf, size, "%s", p->name);
	}
	append(buf, size, " is determined");
}

void lump_words(const struct fit *f, const struct fit_lump *l, char *buf, size_t size)
{
	int base = reference(f, l);
	bool plain;
	*buf = '\0';
	if (l->n == 1) {
		append(buf, size, "the rows say next to nothing about %s", f->free[l->member[0]].name);
	} else if (l->sum && summable(f, l, base, &plain)) {
		if (plain) {
			append(buf, size, "only the sum of ");
			list_names(f, l, " and ", buf, size);
			append(buf, size, " is determined");
		} else {
			weighted_sum(f, l, base, buf, size);
		}
	} else {
		list_names(f, l, " and ", buf, size);
		append(buf, size, " can move together and no row tells: only combinations of them are determined");
	}
}

struct errors errors_of(const struct fit *f, enum row_set which)
{
	struct errors e = {0};
	double sum = 0, size = 0;
	for (int i = 0; i < f->n_rows; i++) {
		const struct fit_row *r = &f->row[i];
		double said = which == ROWS_LEFT_OUT ? r->left_out : which == ROWS_FOLDS ? r->from_folds : r->simulated;
		if (r->held != (which == ROWS_HELD) || isnan(said)) continue;
		double off = said / r->measured - 1;
		sum += off * off;
		e.worst = fmax(e.worst, fabs(off));
		size += fabs(off);
		e.n++;
	}
	e.mean = e.n ? size / e.n : NAN;
	e.rms = e.n ? sqrt(sum / e.n) : NAN;
	return e;
}

int repeated_rows(const struct fit *f)
{
	int n = 0;
	for (int i = 0; i < f->n_rows; i++) {
		const struct fit_row *a = &f->row[i];
		bool seen = a->held;
		for (int k = 0; k < i && !seen; k++) {
			const struct fit_row *b = &f->row[k];
			seen = !b->held && a->point == b->point && a->measured == b->measured && strcmp(a->of, b->of) == 0;
			n += seen;
		}
	}
	return n;
}

/* Small numbers are said as words, as people do. */
static const char *count(int n, char *buf, size_t size)
{
	static const char *const word[] = {"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
	if (n <= 10) return word[n];
	snprintf(buf, size, "%d", n);
	return buf;
}

void count_words(const struct fit *f, char *buf, size_t size)
{
	char a[16], b[16];
	int n = f->n_free, m = fit_fitted(f);
	const char *constants = n == 1 ? "constant meets" : "constants meet", *numbers = m == 1 ? "number" : "numbers";
	snprintf(buf, size, "%s %s %s %s", count(n, a, sizeof a), constants, count(m, b, sizeof b), numbers);
	if (n >= m)
		append(buf, size, ": that they can be met proves nothing");
	else if (m < CLOSE_TO_PROOF * n)
		append(buf, size, ": %s to spare, which proves little", count(m - n, a, sizeof a));
}
