/*
 * between.c - values for a search between two: each larger than the one before by a tolerance, so that bisection among them finds the
 * answer to within that, as RFC 2544 (26.1) looks for a throughput.
 */
#include "batch/advise.h"
#include "base/units.h"
#include "scenario/keys.h"
#include <string.h>

#define VALUES 100000
#define PARTS 1000000 /* of a ratio's whole */
#define SPARED 0.1    /* of a step, at most */

struct span {
	enum unit unit;
	int64_t low, high, within;
};

static bool read_value(const struct advice *w, enum unit unit, const char *text, int64_t *value, struct error *err)
{
	char why[300];
	if (unit_parse(unit, text, INT64_C(1000000000), value, why, sizeof why)) return true;
	return error_plain(err, "advise: --between: '%.60s' is no value of %s: %s", text, w->key, why);
}

static bool read_span(struct advice *w, const char *text, const char *within, struct span *s, struct error *err)
{
	char why[300];
	const struct key key = key_find(w->key);
	const char *comma = strchr(text, ',');
	if (!comma || !key_unit(&key, &s->unit) || s->unit == UNIT_WORD || s->unit == UNIT_TEXT || s->unit == UNIT_BOOL)
		return error_plain(
			err, "advise: --between %.100s: expected LOW,HIGH of a key that is a quantity, such as 10kpps,20Mpps",
			text);
	const char *low = arena_strndup(&w->arena, text, (size_t)(comma - text));
	if (!low) return error_memory(err);
	if (!read_value(w, s->unit, low, &s->low, err) || !read_value(w, s->unit, comma + 1, &s->high, err)) return false;
	if (s->low < 1 || s->high <= s->low)
		return error_plain(err, "advise: --between %.100s: expected a first value above 0, and a larger one behind it",
				   text);
	if (!unit_parse(UNIT_RATIO, within, 0, &s->within, why, sizeof why) || s->within < 1 || s->within > PARTS)
		return error_plain(err, "advise: --within %.60s: expected a share from 0.0001%% to 100%%", within);
	return true;
}

/* The next value: `within` further, or a little less where that spares digits which nobody asked for. */
static int64_t next_value(const struct span *s, int64_t v)
{
	const double on = (double)v * (double)s->within / PARTS;
	int64_t grain = 1;
	if ((double)(s->high - v) <= on) return s->high;
	while ((double)grain * 10 <= on * SPARED)
		grain *= 10;
	const int64_t next = (int64_t)((double)v + on) / grain * grain;
	return next > v ? next : v + 1;
}

/* How many values there are; more than VALUES when that is too many. */
static int values_of(const struct span *s)
{
	int n = 1;
	for (int64_t v = s->low; v < s->high && n <= VALUES; n++)
		v = next_value(s, v);
	return n;
}

bool advise_between(struct advice *w, const char *text, const char *within, struct error *err)
{
	struct span s;
	char word[60];
	if (!read_span(w, text, within, &s, err)) return false;
	const int n = values_of(&s);
	if (n > VALUES)
		return error_plain(err, "advise: --between %.100s: more than %d values %.60s apart; expected fewer", text, VALUES,
				   within);
	if (!(w->value = arena_array(&w->arena, (size_t)n, sizeof(*w->value)))) return error_memory(err);
	for (int64_t v = s.low; w->n_values < n; v = next_value(&s, v)) {
		unit_print(s.unit, v, word, sizeof word);
		if (!(w->value[w->n_values++] = arena_strdup(&w->arena, word))) return error_memory(err);
	}
	return true;
}
