/*
 * where.c - constraints between keys: `nic.ring.entries >= 256 or nic.scheme.model != big`.  Comparisons are joined by and, which
 * binds, and or; both sides are read once, and a point is judged by numbers, or by spelling where there are none.
 */
#include "scenario/internal.h"
#include <stdlib.h>
#include <string.h>

enum relation { EQUAL, UNEQUAL, AT_MOST, AT_LEAST, LESS, MORE, N_RELATIONS };
static const char *const relations[N_RELATIONS] = {"==", "!=", "<=", ">=", "<", ">"};

/* A key or a value; numbers, or texts, one per value of the axis it varies on or a single one. */
struct side {
	const char *word;
	struct place at;
	int axis; /* -1 = the same at every point */
	int64_t *number;
	const char **text;
};

struct comparison {
	struct side left, right;
	enum relation relation;
	bool numeric;
	bool begins; /* after an or: another alternative */
};

struct where {
	int n;
	struct comparison *comparison;
};

struct reading {
	struct scenario *s;
	const struct node *node;
	const char *at; /* how far the text is read */
	struct error *err;
};

static struct place place(const struct reading *r, const char *at)
{
	struct place p = r->node->at;
	if (p.line) p.col += (int)(at - r->node->text) + r->node->quoted;
	return p;
}

static void skip(struct reading *r)
{
	r->at += strspn(r->at, " \t\n");
}

/* The next word, up to a blank or a relation; NULL at the end or at a relation. */
static const char *take_word(struct reading *r)
{
	skip(r);
	size_t len = strcspn(r->at, " \t\n<>=!");
	const char *word = len ? arena_strndup(r->s->arena, r->at, len) : NULL;
	r->at += len;
	return word;
}

static bool take_relation(struct reading *r, enum relation *out)
{
	skip(r);
	for (int i = 0; i < N_RELATIONS; i++) {
		size_t len = strlen(relations[i]);
		if (strncmp(r->at, relations[i], len) != 0) continue;
		r->at += len;
		*out = (enum relation)i;
		return true;
	}
	bool single = *r->at == '=';
	return error_at(r->err, place(r, r->at), "where: expected one of == != < <= > >= here%s",
			single ? "; did you mean '=='?" : "");
}

static bool take_comparison(struct reading *r, struct comparison *c)
{
	const char *start;
	skip(r);
	start = r->at;
	if (!(c->left.word = take_word(r)))
		return error_at(r->err, place(r, start), "where: expected a key, such as in nic.ring.entries >= 256");
	c->left.at = place(r, start);
	if (!take_relation(r, &c->relation)) return false;
	skip(r);
	start = r->at;
	if (!(c->right.word = take_word(r)))
		return error_at(r->err, place(r, start), "where: expected a value or a key after %s", relations[c->relation]);
	c->right.at = place(r, start);
	return true;
}

static bool take_all(struct reading *r, struct where *w)
{
	size_t room = strlen(r->node->text) / 3 + 1;
	bool begins = true;
	w->comparison = arena_array(r->s->arena, room, sizeof *w->comparison);
	if (!w->comparison) return error_memory(r->err);
	for (;;) {
		struct comparison *c = &w->comparison[w->n++];
		c->begins = begins;
		if (!take_comparison(r, c)) return false;
		skip(r);
		const char *start = r->at, *joint = take_word(r);
		if (!joint && !*r->at) return true;
		if (!joint || (strcmp(joint, "and") != 0 && strcmp(joint, "or") != 0))
			return error_at(r->err, place(r, start), "where: expected 'and', 'or' or the end, not '%.40s'", start);
		begins = *joint == 'o';
	}
}

static bool read_one(struct scenario *s, const struct node *n, struct error *err)
{
	struct reading r = {s, n, n->text, err};
	if (!need_text(n, "where", "a comparison such as nic.ring.entries >= 256", err)) return false;
	r.at = n->text;
	return take_all(&r, &s->where[s->n_where++]);
}

bool where_read(struct scenario *s, const struct node *n, struct error *err)
{
	s->where_node = n;
	s->where = arena_array(s->arena, (size_t)n->count + 1, sizeof *s->where);
	if (!s->where) return error_memory(err);
	if (n->kind == NODE_LIST && n->count == 0)
		return error_at(err, n->at, "where: expected a comparison such as nic.ring.entries >= 256, not an empty list");
	if (n->kind != NODE_LIST) return read_one(s, n, err);
	for (const struct node *c = n->first; c; c = c->next)
		if (!read_one(s, c, err)) return false;
	return true;
}

/* ---- what the words mean ---- */

static bool find_key(const struct side *side, bool left, struct key *k, const char **path, struct scenario *s, struct error *err)
{
	char hint[HINT_SIZE];
	*path = key_canonical(s->arena, side->word);
	if (!*path) return error_memory(err);
	*k = key_find(*path);
	if (k->what == KEY_PARAM || k->what == KEY_PRICE || k->what == KEY_SELECTOR || k->what == KEY_PLATFORM) return true;
	if (!left) return true;
	key_hint(*path, hint, sizeof hint);
	return error_at(err, side->at, "where: unknown key '%.100s'%s", side->word,
			*hint ? hint : ", expected a path such as nic.ring.entries");
}

static int size_of(const struct scenario *s, const struct side *side)
{
	return side->axis < 0 ? 1 : s->axis[side->axis].n;
}

/* What the key is at each value of its axis, or everywhere. */
static bool fill_key(struct scenario *s, struct side *side, const struct key *k, const char *path, struct error *err)
{
	side->axis = axis_of(s, path);
	side->text = arena_array(s->arena, (size_t)size_of(s, side), sizeof *side->text);
	if (!side->text) return error_memory(err);
	for (int i = 0; side->axis >= 0 && i < s->axis[side->axis].n; i++)
		side->text[i] = s->axis[side->axis].value[i]->text;
	if (side->axis >= 0) return true;
	const struct node *n = tree_find(s->tree, path);
	*side->text = n && n->kind == NODE_SCALAR ? n->text
		      : k->what == KEY_PARAM      ? k->param->dflt
		      : k->what == KEY_SELECTOR   ? slots[k->slot].dflt
						  : NULL;
	return *side->text ||
	       error_at(err, side->at, "where: '%.100s' has no value in this scenario and does not vary", side->word);
}

static bool fill_value(struct scenario *s, struct side *side, struct error *err)
{
	side->axis = -1;
	side->text = arena_array(s->arena, 1, sizeof *side->text);
	if (!side->text) return error_memory(err);
	*side->text = side->word;
	return true;
}

/* A quantity; where the text is of the scenario, it was judged before, but for cycles. */
static bool fill_numbers(struct scenario *s, struct side *side, enum unit unit, const char *key, struct error *err)
{
	char why[300];
	side->number = arena_array(s->arena, (size_t)size_of(s, side), sizeof *side->number);
	if (!side->number) return error_memory(err);
	for (int i = 0; i < size_of(s, side); i++)
		if (!unit_parse(unit, side->text[i], 0, &side->number[i], why, sizeof why))
			return error_at(err, side->at, "where: '%.100s': %s", key, why);
	return true;
}

static bool spell(struct scenario *s, struct side *side, const char *path, struct error *err)
{
	char buf[64];
	for (int i = 0; i < size_of(s, side); i++) {
		const char *text = value_canonical(path, side->text[i], buf, sizeof buf);
		if (text == buf && !(text = arena_strdup(s->arena, buf))) return error_memory(err);
		side->text[i] = text;
	}
	return true;
}

static bool compile(struct scenario *s, struct comparison *c, struct error *err)
{
	struct key left, right = {.what = KEY_UNKNOWN};
	const char *left_path, *right_path = NULL;
	enum unit unit = UNIT_TEXT, other = UNIT_TEXT;
	bool dotted = strchr(c->right.word, '.') != NULL;
	if (!find_key(&c->left, true, &left, &left_path, s, err)) return false;
	if (dotted && !find_key(&c->right, false, &right, &right_path, s, err)) return false;
	bool keys = right.what != KEY_UNKNOWN && right.what != KEY_TEXT;
	c->numeric = key_unit(&left, &unit);
	if (keys && key_unit(&right, &other) != c->numeric)
		return error_at(err, c->right.at, "where: '%.100s' and '%.100s' can't be compared: only one is a quantity",
				c->left.word, c->right.word);
	if (keys && c->numeric && other != unit)
		return error_at(err, c->right.at, "where: '%.100s' is %s, '%.100s' is %s: they can't be compared", c->left.word,
				unit_example(unit), c->right.word, unit_example(other));
	if (!c->numeric && c->relation > UNEQUAL)
		return error_at(err, c->left.at, "where: '%.100s' takes words, which are compared by == and != only",
				c->left.word);
	if (!fill_key(s, &c->left, &left, left_path, err)) return false;
	if (!(keys ? fill_key(s, &c->right, &right, right_path, err) : fill_value(s, &c->right, err))) return false;
	if (c->numeric)
		return fill_numbers(s, &c->left, unit, c->left.word, err) && fill_numbers(s, &c->right, unit, c->left.word, err);
	struct node value = {.kind = NODE_SCALAR, .text = c->right.word, .at = c->right.at};
	if (!keys && left.what != KEY_PLATFORM && !check_value(&left, left_path, &value, err)) return false;
	return spell(s, &c->left, left_path, err) && spell(s, &c->right, left_path, err);
}

bool where_compile(struct scenario *s, struct error *err)
{
	for (int i = 0; i < s->n_where; i++)
		for (int k = 0; k < s->where[i].n; k++)
			if (!compile(s, &s->where[i].comparison[k], err)) return false;
	return true;
}

/* ---- judging ---- */

static int index_of(const struct scenario *s, const struct side *side, int64_t at)
{
	return side->axis < 0 ? 0 : plan_index(s, at, side->axis);
}

static bool holds(const struct scenario *s, const struct comparison *c, int64_t at)
{
	int i = index_of(s, &c->left, at), k = index_of(s, &c->right, at), order;
	if (c->numeric)
		order = (c->left.number[i] > c->right.number[k]) - (c->left.number[i] < c->right.number[k]);
	else
		order = strcmp(c->left.text[i], c->right.text[k]) != 0;
	switch (c->relation) {
	case EQUAL: return order == 0;
	case UNEQUAL: return order != 0;
	case AT_MOST: return order <= 0;
	case AT_LEAST: return order >= 0;
	case LESS: return order < 0;
	default: return order > 0;
	}
}

bool where_holds(const struct scenario *s, int64_t at)
{
	for (int i = 0; i < s->n_where; i++) {
		const struct where *w = &s->where[i];
		bool any = false;
		for (int k = 0; k < w->n && !any;) {
			bool all = true;
			do {
				all = all && holds(s, &w->comparison[k], at);
				k++;
			} while (k < w->n && !w->comparison[k].begins);
			any = all;
		}
		if (!any) return false;
	}
	return true;
}
