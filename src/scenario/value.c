#include "scenario/value.h"
#include "scenario/keys.h"
#include <stdio.h>
#include <string.h>

const char *value_expected(const struct param *p, char *buf, size_t size)
{
	if (p->unit == UNIT_WORD) return words_shown(p->words, buf, size);
	if (p->unit == UNIT_TEXT && p->max == TEXT_OR_LIST) return "a text or a list of texts";
	return unit_example(p->unit);
}

bool need_text(const struct node *n, const char *key, const char *expected, struct error *err)
{
	char shown[80];
	if (n->kind == NODE_SCALAR && !node_is_null(n)) return true;
	if (n->kind == NODE_SCALAR) return error_at(err, n->at, "key '%.60s' has no value; expected %s", key, expected);
	return error_at(err, n->at, "key '%.60s': expected %s, not %s", key, expected, node_shown(n, shown, sizeof shown));
}

static bool read_word(const struct param *p, const struct node *n, int64_t *out, struct error *err)
{
	char words[300], hint[HINT_SIZE];
	for (int i = 0; p->words[i]; i++) {
		if (strcmp(p->words[i], n->text) != 0) continue;
		*out = i;
		return true;
	}
	return error_at(err, n->at, "key '%s': unknown word '%.60s', expected %s%s", p->key, n->text,
			words_shown(p->words, words, sizeof words), word_hint(n->text, p->words, hint, sizeof hint));
}

static bool check_range(const struct param *p, const struct node *n, int64_t value, struct error *err)
{
	char min[48], max[48];
	if (value >= p->min && value <= p->max) return true;
	unit_print(p->unit, p->min, min, sizeof min);
	unit_print(p->unit, p->max, max, sizeof max);
	if (p->max == INT64_MAX)
		return error_at(err, n->at, "key '%s': %.60s is too small, expected at least %s", p->key, n->text, min);
	return error_at(err, n->at, "key '%s': %.60s is out of range, expected %s to %s", p->key, n->text, min, max);
}

/* Into *number or, for a text, *text. */
static bool parse(const struct param *p, const struct node *n, int64_t clock, int64_t *number, const char **text,
		  struct error *err)
{
	char buf[400];
	if (!need_text(n, p->key, value_expected(p, buf, sizeof buf), err)) return false;
	if (p->unit == UNIT_TEXT) {
		if (!*n->text && !(p->dflt && !*p->dflt))
			return error_at(err, n->at, "key '%s': expected a text, not ''", p->key);
		*text = n->text;
		return true;
	}
	if (p->unit == UNIT_WORD) return read_word(p, n, number, err);
	bool guess = clock == CLOCK_UNKNOWN && strstr(n->text, "cycle");
	if (!unit_parse(p->unit, n->text, clock == CLOCK_UNKNOWN ? INT64_C(1000000000) : clock, number, buf, sizeof buf))
		return error_at(err, n->at, "key '%s': %s", p->key, buf);
	return guess || p->unit == UNIT_BOOL || check_range(p, n, *number, err);
}

bool value_read(const struct param *p, const struct node *n, int64_t clock, void *base, struct error *err)
{
	int64_t number = 0;
	const char *text = NULL;
	if (!parse(p, n, clock, &number, &text, err)) return false;
	if (p->unit == UNIT_TEXT)
		memcpy((char *)base + p->offset, &text, sizeof text);
	else
		memcpy((char *)base + p->offset, &number, sizeof number);
	return true;
}

bool value_check(const struct param *p, const struct node *n, struct error *err)
{
	int64_t number;
	const char *text;
	return parse(p, n, CLOCK_UNKNOWN, &number, &text, err);
}

bool value_default(const struct param *p, struct place at, const char *owner, int64_t clock, void *base, struct error *err)
{
	char expected[300];
	if (!p->dflt)
		return error_at(err, at, "missing key '%s', which %s needs; expected %s", p->key, owner,
				value_expected(p, expected, sizeof expected));
	struct node n = {.kind = NODE_SCALAR, .quoted = true, .text = p->dflt, .at = at};
	return value_read(p, &n, clock, base, err);
}

const char *value_print(const struct param *p, const void *base, char *buf, size_t size)
{
	int64_t number;
	const char *text;
	if (p->unit == UNIT_TEXT) {
		memcpy(&text, (const char *)base + p->offset, sizeof text);
		return text ? text : "";
	}
	memcpy(&number, (const char *)base + p->offset, sizeof number);
	if (p->unit == UNIT_WORD) return p->words[number];
	unit_print(p->unit, number, buf, size);
	return buf;
}

const char *value_canonical(const char *path, const char *text, char *buf, size_t size)
{
	struct key k = key_find(path);
	int64_t number;
	char why[200];
	if (k.what != KEY_PARAM && k.what != KEY_PRICE) return text;
	enum unit unit = k.what == KEY_PARAM ? k.param->unit : k.price->unit;
	if (unit == UNIT_WORD || unit == UNIT_TEXT || !unit_parse(unit, text, 0, &number, why, sizeof why)) return text;
	unit_print(unit, number, buf, size);
	return buf;
}

int64_t price_largest(enum unit unit)
{
	return unit == UNIT_TIME ? INT64_C(1000000000000000) : INT64_C(1000000000000);
}

bool price_read(const char *key, enum unit unit, const struct node *n, int64_t clock, int64_t *out, struct error *err)
{
	char why[300], most[40];
	if (!need_text(n, key, unit_example(unit), err)) return false;
	if (!unit_parse(unit, n->text, clock, out, why, sizeof why)) return error_at(err, n->at, "price '%.60s': %s", key, why);
	if (*out <= price_largest(unit)) return true;
	unit_print(unit, price_largest(unit), most, sizeof most);
	return error_at(err, n->at, "price '%.60s': %.60s is out of range, expected at most %s", key, n->text, most);
}
