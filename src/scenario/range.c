/* range.c - {from, to, step | factor | points} as the list of values it stands for. */
#include "scenario/internal.h"
#include <string.h>

enum { FROM, TO, STEP, FACTOR, POINTS, N_WORDS };
const char *const range_words[] = {"from", "to", "step", "factor", "points", NULL};

struct reading {
	struct arena *arena;
	const char *key;
	enum unit unit;
	const struct node *map, *word[N_WORDS];
	int64_t from, to;
	struct error *err;
};

bool key_unit(const struct key *k, enum unit *unit)
{
	if (k->what == KEY_PRICE) *unit = k->price->unit;
	if (k->what == KEY_PARAM) *unit = k->param->unit;
	if (k->what != KEY_PRICE && k->what != KEY_PARAM) return false;
	for (const struct registered *r = k->owner; r; r = param_owner(k->slot, k->param->key, r + 1))
		if (param_find(r->model->params, k->param->key)->unit != *unit) return false;
	return *unit != UNIT_BOOL && *unit != UNIT_WORD && *unit != UNIT_TEXT && *unit != UNIT_BITS;
}

static bool quantity(const struct reading *r, int word, enum unit unit, int64_t *out)
{
	const struct node *n = r->word[word];
	char why[300];
	if (!need_text(n, range_words[word], unit_example(unit), r->err)) return false;
	return unit_parse(unit, n->text, 0, out, why, sizeof why) ||
	       error_at(r->err, n->at, "'%s': %s: %s", r->key, range_words[word], why);
}

static bool read_words(struct reading *r)
{
	char hint[HINT_SIZE];
	for (const struct node *c = r->map->first; c; c = c->next) {
		int i = 0;
		while (range_words[i] && strcmp(range_words[i], c->key) != 0)
			i++;
		if (!range_words[i])
			return error_at(r->err, c->key_at, "'%s': unknown key '%.60s' in a range, expected %s%s", r->key, c->key,
					"from, to and one of step, factor or points",
					word_hint(c->key, range_words, hint, sizeof hint));
		r->word[i] = c;
	}
	for (int i = FROM; i <= TO; i++)
		if (!r->word[i])
			return error_at(r->err, r->map->at, "'%s': a range needs '%s', such as {from: 64, to: 1024, factor: 2}",
					r->key, range_words[i]);
	int n = 0;
	for (int i = STEP; i <= POINTS; i++)
		n += r->word[i] != NULL;
	return n <= 1 || error_at(r->err, r->map->at, "'%s': a range takes only one of step, factor or points", r->key);
}

static bool add(struct axis *x, const struct reading *r, int64_t value)
{
	char text[64];
	unit_print(r->unit, value, text, sizeof text);
	struct node *n = node_scalar(r->arena, text, r->map->at);
	if (!n) return error_memory(r->err);
	n->origin = FROM_AXIS;
	n->key_at = r->map->key_at;
	x->value[x->n++] = n;
	return true;
}

static bool too_many(const struct reading *r, double n)
{
	return error_at(
		r->err, r->map->at,
		"'%s': this range has %.4g values, more than %d; take a larger step, or sample it with design: sobol and points:",
		r->key, n, SCENARIO_MAX_POINTS);
}

static bool room_for(struct axis *x, const struct reading *r, double n)
{
	if (n > SCENARIO_MAX_POINTS) return too_many(r, n);
	x->value = arena_array(r->arena, (size_t)n + 2, sizeof *x->value);
	return x->value || error_memory(r->err);
}

static bool by_step(struct axis *x, const struct reading *r)
{
	int64_t step;
	if (!quantity(r, STEP, r->unit, &step)) return false;
	if (step <= 0) return error_at(r->err, r->word[STEP]->at, "'%s': step: expected more than nothing", r->key);
	if (!room_for(x, r, (double)((r->to - r->from) / step) + 1)) return false;
	for (int64_t i = 0; i <= (r->to - r->from) / step; i++)
		if (!add(x, r, r->from + i * step)) return false;
	return true;
}

/* Each value is the one before times the factor, rounded once: by the rounded one, so that what is printed can be checked by hand. */
static bool by_factor(struct axis *x, const struct reading *r)
{
	int64_t factor, v = r->from, n = 0;
	if (!quantity(r, FACTOR, UNIT_FACTOR, &factor)) return false;
	if (factor <= 1000000) return error_at(r->err, r->word[FACTOR]->at, "'%s': factor: expected more than 1", r->key);
	if (r->from <= 0)
		return error_at(r->err, r->word[FROM]->at, "'%s': from: expected more than nothing to be multiplied", r->key);
	for (int pass = 0; pass < 2; pass++) {
		v = r->from;
		n = 0;
		while (v <= r->to && n <= SCENARIO_MAX_POINTS) {
			if (pass && !add(x, r, v)) return false;
			double next = (double)v * ((double)factor / 1e6);
			n++;
			if (next > (double)r->to + 0.5) break;
			int64_t rounded = (int64_t)(next + 0.5);
			v = rounded > v ? rounded : v + 1;
		}
		if (!pass && !room_for(x, r, (double)n)) return false;
	}
	return true;
}

int64_t between(int64_t from, int64_t to, double share)
{
	double v = (double)(to - from) * share;
	int64_t i = (int64_t)(v + 0.5);
	return i > to - from ? to : from + i;
}

static bool by_points(struct axis *x, const struct reading *r)
{
	int64_t n;
	if (!quantity(r, POINTS, UNIT_COUNT, &n)) return false;
	if (n < 2) return error_at(r->err, r->word[POINTS]->at, "'%s': points: expected at least 2, the two ends", r->key);
	if (!room_for(x, r, (double)n)) return false;
	for (int64_t i = 0; i < n; i++)
		if (!add(x, r, between(r->from, r->to, (double)i / (double)(n - 1)))) return false;
	return true;
}

bool range_read(struct scenario *s, struct axis *x, const struct key *k, const struct node *map, struct error *err)
{
	struct reading r = {.arena = s->arena, .key = x->key, .map = map, .err = err};
	if (!key_unit(k, &r.unit))
		return error_at(err, map->at,
				"'%s': a range needs a quantity, and this key takes words; expected a list such as [a, b]",
				x->key);
	if (!read_words(&r) || !quantity(&r, FROM, r.unit, &r.from) || !quantity(&r, TO, r.unit, &r.to)) return false;
	if (r.to < r.from || (r.from < 0 && r.to > INT64_MAX + r.from))
		return error_at(err, r.word[TO]->at, "'%s': to: %.60s is less than from: %.60s", x->key, r.word[TO]->text,
				r.word[FROM]->text);
	x->range = map;
	x->unit = r.unit;
	x->from = r.from;
	x->to = r.to;
	x->open = !r.word[STEP] && !r.word[FACTOR] && !r.word[POINTS];
	if (x->open) return true;
	return r.word[STEP] ? by_step(x, &r) : r.word[FACTOR] ? by_factor(x, &r) : by_points(x, &r);
}
