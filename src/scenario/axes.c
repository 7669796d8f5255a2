/* axes.c - what varies: compare:, sweep: and --set. */
#include "scenario/internal.h"
#include "scenario/platform.h"
#include "scenario/yaml.h"
#include <stdlib.h>
#include <string.h>

/* A value with the spelling it shares with its equals. */
struct twin {
	const char *spelling;
	const struct node *value;
	int index;
};

static int by_spelling(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;
	int order = strcmp(x->spelling, y->spelling);
	return order ? order : x->index - y->index;
}

/* No value twice: sorted, so that long sweeps are checked in no time. Of all duplicates the first in the file is named. */
static bool check_twins(const struct scenario *s, const struct axis *x, struct error *err)
{
	struct twin *list = arena_array(s->arena, (size_t)x->n, sizeof *list);
	const struct twin *again = NULL;
	char buf[64];
	if (!list) return error_memory(err);
	for (int i = 0; i < x->n; i++) {
		const char *text = value_canonical(x->key, x->value[i]->text, buf, sizeof buf);
		if (text == buf && !(text = arena_strdup(s->arena, buf))) return error_memory(err);
		list[i] = (struct twin){text, x->value[i], i};
	}
	qsort(list, (size_t)x->n, sizeof *list, by_spelling);
	for (int i = 1; i < x->n; i++)
		if (strcmp(list[i].spelling, list[i - 1].spelling) == 0 && (!again || list[i].index < again->index))
			again = &list[i];
	if (!again) return true;
	const struct node *first = again[-1].value;
	if (first->at.line == 0)
		return error_at(err, again->value->at, "duplicate value '%.60s' of '%s'", again->value->text, x->key);
	return error_at(err, again->value->at,
			"duplicate value '%.60s' of '%s'; it stands first as '%.60s' in line %d, column %d", again->value->text,
			x->key, first->text, first->at.line, first->at.col);
}

static bool read_values(struct scenario *s, struct axis *x, const struct key *k, const struct node *list, struct error *err)
{
	x->value = arena_array(s->arena, (size_t)list->count, sizeof *x->value);
	if (!x->value) return error_memory(err);
	bool all = true;
	for (struct node *n = list->first; n; n = n->next) {
		struct error one;
		error_begin(&one, err);
		if (texts_listed(k->param) && !texts_join_one(s->arena, n)) return error_memory(err);
		if (!check_value(k, x->key, n, &one) && !error_take(err, &one, &all)) break;
		n->origin = FROM_AXIS;
		n->key_at = list->key_at;
		x->value[x->n++] = n;
	}
	return all && (x->zip || check_twins(s, x, err));
}

/* The ends of a range against the tables: what lies between them is as good. */
static bool read_range(struct scenario *s, struct axis *x, const struct key *k, const struct node *map, struct error *err)
{
	if (!range_read(s, x, k, map, err)) return false;
	return check_value(k, x->key, node_child(map, "from"), err) && check_value(k, x->key, node_child(map, "to"), err);
}

static bool read_axis(struct scenario *s, const struct node *c, bool compared, int zip, struct error *err)
{
	char shown[80];
	const char *key = key_canonical(s->arena, c->key);
	if (!key) return error_memory(err);
	struct key k = axis_key(key, true, c->key_at, err);
	if (k.what == KEY_UNKNOWN) return false;
	if (axis_of(s, key) >= 0)
		return error_at(err, c->key_at, "'%s' varies already; it stands first in line %d, column %d", key,
				s->axis[axis_of(s, key)].at.line, s->axis[axis_of(s, key)].at.col);
	if (c->kind == NODE_SCALAR || c->count == 0)
		return error_at(err, c->at, "'%s': expected a list of values such as [a, b], not %s", key,
				c->kind == NODE_LIST ? "an empty list" : node_shown(c, shown, sizeof shown));
	if (s->n_axes == SCENARIO_MAX_AXES)
		return error_at(err, c->key_at, "too many keys vary: more than %d", SCENARIO_MAX_AXES);
	struct axis *x = &s->axis[s->n_axes];
	*x = (struct axis){.key = key,
			   .means = k,
			   .compared = compared,
			   .slot = k.what == KEY_SELECTOR ? k.slot : -1,
			   .at = c->key_at,
			   .zip = zip};
	if (!(c->kind == NODE_MAP ? read_range(s, x, &k, c, err) : read_values(s, x, &k, c, err))) return false;
	s->n_axes++;
	s->n_compared += compared;
	return true;
}

/* One mapping of keys that run together, or a list of such mappings. */
static bool read_zip(struct scenario *s, const struct node *n, struct error *err)
{
	char shown[80];
	if (n->kind == NODE_LIST && n->count) {
		for (const struct node *c = n->first; c; c = c->next)
			if (c->kind == NODE_LIST || !read_zip(s, c, err))
				return c->kind == NODE_LIST
					       ? error_at(err, c->at, "zip: expected a mapping of keys to lists of values")
					       : false;
		return true;
	}
	if (n->kind != NODE_MAP || n->count == 0)
		return error_at(err, n->at, "zip: expected a mapping of keys to lists of values, not %s",
				n->count == 0 && n->kind != NODE_SCALAR ? "an empty one" : node_shown(n, shown, sizeof shown));
	int zip = ++s->n_zips;
	bool all = true;
	for (const struct node *c = n->first; c; c = c->next) {
		struct error one;
		error_begin(&one, err);
		if (!read_axis(s, c, false, zip, &one) && !error_take(err, &one, &all)) break;
	}
	return all;
}

static bool read_design(struct scenario *s, const struct node *map, const struct node *n, struct error *err)
{
	const struct node *points = node_child(map, "points");
	const struct param count = {"points", UNIT_COUNT, 1, SCENARIO_MAX_POINTS, NULL, NULL, 0, NULL};
	int64_t samples;
	if (!need_text(n, "design", "sobol", err)) return false;
	if (strcmp(n->text, "sobol") != 0)
		return error_at(err, n->at,
				"design: there is no '%.60s', expected sobol (a sequence that fills the space evenly)", n->text);
	if (!points) return error_at(err, n->at, "design: sobol needs points: beside it, such as points: 64");
	if (!value_read(&count, points, 0, &samples, err)) return false;
	s->samples = (int)samples;
	return true;
}

/* The words of sweep: that are no keys; *known is false for a key. */
static bool read_word(struct scenario *s, const struct node *map, const struct node *c, bool *known, struct error *err)
{
	*known = true;
	if (strcmp(c->key, "zip") == 0) return read_zip(s, c, err);
	if (strcmp(c->key, "where") == 0) return where_read(s, c, err);
	if (strcmp(c->key, "design") == 0) return read_design(s, map, c, err);
	if (strcmp(c->key, "points") == 0)
		return node_child(map, "design") || error_at(err, c->key_at, "points: goes with design: sobol beside it");
	*known = false;
	return true;
}

bool axes_read(struct scenario *s, const struct node *map, bool compared, struct error *err)
{
	char shown[80];
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key '%s': expected a mapping of keys to lists of values, not %s", map->key,
				node_shown(map, shown, sizeof shown));
	bool all = true;
	for (const struct node *c = map->first; c; c = c->next) {
		struct error one;
		bool known = false;
		error_begin(&one, err);
		bool good = (compared || read_word(s, map, c, &known, &one)) && (known || read_axis(s, c, compared, 0, &one));
		if (!good && !error_take(err, &one, &all)) break;
	}
	return all;
}

static void axis_remove(struct scenario *s, int i)
{
	s->n_compared -= s->axis[i].compared;
	s->n_axes--;
	memmove(&s->axis[i], &s->axis[i + 1], (size_t)(s->n_axes - i) * sizeof *s->axis);
}

/* A list of values makes an axis, in the place of the one the key had or as the last. */
static bool set_axis(struct scenario *s, const char *key, const struct key *k, const struct node *list, struct place at,
		     struct error *err)
{
	int i = axis_of(s, key);
	if (k->what == KEY_TEXT) return error_at(err, at, "expected one value, not a list");
	if (list->count == 0) return error_at(err, at, "expected a value or a list of values such as [a, b], not an empty list");
	if (i < 0 && s->n_axes == SCENARIO_MAX_AXES)
		return error_at(err, at, "too many keys vary: more than %d", SCENARIO_MAX_AXES);
	if (i < 0) i = s->n_axes++;
	s->axis[i] = (struct axis){
		.key = key, .means = *k, .compared = i < s->n_compared, .slot = k->what == KEY_SELECTOR ? k->slot : -1, .at = at};
	return read_values(s, &s->axis[i], k, list, err);
}

/* Of a key whose value is a list itself several values are lists in a list. */
static bool has_lists(const struct node *value)
{
	for (const struct node *c = value->kind == NODE_LIST ? value->first : NULL; c; c = c->next)
		if (c->kind == NODE_LIST) return true;
	return false;
}

bool axes_set(struct scenario *s, const char *set, struct error *err)
{
	const char *option = "--set ";
	if (strncmp(set, SET_B, strlen(SET_B)) == 0) {
		option = SET_B;
		set += strlen(SET_B);
	}
	struct place at = {.file = arena_printf(s->arena, "%s%.200s%s", option, set, strlen(set) > 200 ? "..." : "")};
	const char *equals = strchr(set, '=');
	if (!at.file) return error_memory(err);
	if (!equals || equals == set) return error_at(err, at, "expected key=value, such as nic.ring.entries=512");
	const char *key = arena_strndup(s->arena, set, (size_t)(equals - set));
	if (!key || !(key = traffics_key(s->arena, s->tree, key)) || !(key = key_canonical(s->arena, key)))
		return error_memory(err);
	struct key k = axis_key(key, false, at, err);
	if (k.what == KEY_UNKNOWN) return false;
	struct node *value = yaml_read_value(s->arena, equals + 1, texts_listed(k.param), at, err);
	if (!value) return false;
	if (texts_listed(k.param) && !has_lists(value) && !texts_join_one(s->arena, value)) return error_memory(err);
	bool whole = k.what == KEY_CORES && value->kind == NODE_LIST; /* the value itself is a list */
	if (value->kind == NODE_LIST && !whole) return set_axis(s, key, &k, value, at, err);
	if (!whole && !check_value(&k, key, value, err)) return false;
	value->origin = FROM_SET;
	if (axis_of(s, key) >= 0) axis_remove(s, axis_of(s, key));
	return tree_set(s->arena, s->tree, key, value) || error_memory(err);
}

/* The value of an axis that means the same as text; NULL = none. */
static const struct node *axis_member(const struct axis *x, const char *text)
{
	for (int i = 0; i < x->n; i++)
		if (scenario_same_value(x->key, text, x->value[i]->text)) return x->value[i];
	return NULL;
}

static bool no_member(const struct axis *x, const struct node *value, struct error *err)
{
	const char *words[10] = {NULL};
	char shown[200], hint[HINT_SIZE];
	for (int i = 0; i < x->n && i < 8; i++)
		words[i] = x->value[i]->text;
	if (x->n > 8) words[8] = "another of its values";
	return error_at(err, value->at, "this selects no point: '%.60s' is no value of '%s', expected %s%s", value->text, x->key,
			words_shown(words, shown, sizeof shown), word_hint(value->text, words, hint, sizeof hint));
}

bool axes_pick(struct scenario *s, const char *key, const struct node *value, bool check, struct error *err)
{
	int i = axis_of(s, key);
	struct node own = *value;
	bool open = i >= 0 && s->axis[i].open; /* a range that design: samples: any value will do */
	const struct node *member = i < 0 || open ? NULL : axis_member(&s->axis[i], value->text);
	own.origin = FROM_SET;
	if ((i < 0 || open) && check) {
		struct key k = axis_key(key, false, value->at, err);
		if (k.what == KEY_UNKNOWN || !check_value(&k, key, value, err)) return false;
	}
	if (i >= 0 && !open && check && !member) return no_member(&s->axis[i], value, err);
	if (i >= 0) axis_remove(s, i);
	return tree_set(s->arena, s->tree, key, member ? member : &own) || error_memory(err);
}

/* A key that an axis or --set gives to models that an axis picks must fit one of them. */
static bool check_fit(const struct scenario *s, const char *path, struct place at, struct error *err)
{
	struct key k = key_find(path);
	char models[300];
	if (k.what != KEY_PARAM || !k.owner) return true;
	for (int i = 0; i < s->n_axes; i++) {
		const struct axis *x = &s->axis[i];
		if (x->slot != k.slot) continue;
		for (int v = 0; v < x->n; v++) {
			const struct registered *reg = model_find(slots[k.slot].kind, x->value[v]->text);
			if (reg && param_find(reg->model->params, k.param->key)) return true;
		}
		return error_at(err, at, "key '%s' belongs to %s '%s', which is not among the values of '%s'; models are %s",
				k.param->key, k.owner->kind, k.owner->name, x->key,
				models_shown(k.owner->kind, models, sizeof models));
	}
	return true;
}

bool axes_check(struct scenario *s, struct error *err)
{
	if (!plan_make(s, err)) return false;
	for (int i = 0; i < s->n_axes; i++)
		if (!check_fit(s, s->axis[i].key, s->axis[i].at, err)) return false;
	for (int i = 0; i < N_SLOTS; i++) {
		const struct node *map = tree_find(s->tree, slots[i].path);
		char path[128];
		for (const struct node *c = map ? map->first : NULL; c; c = c->next) {
			if (c->origin != FROM_SET || strlen(slots[i].path) + strlen(c->key) + 2 > sizeof path) continue;
			strcpy(path, slots[i].path);
			strcat(strcat(path, "."), c->key);
			if (!check_fit(s, path, c->at, err)) return false;
		}
	}
	return true;
}

static struct node *said_tree(const struct scenario *s, int64_t point, struct arena *a)
{
	struct node *tree = tree_copy(a, s->tree);
	for (int i = 0; tree && point >= 0 && i < s->n_axes; i++)
		if (!tree_set(a, tree, s->axis[i].key, s->axis[i].value[axis_index(s, point, i)])) return NULL;
	return tree && (point < 0 || when_apply(s, tree, a)) ? tree : NULL;
}

/* The platform comes last: what it has a default for others may say. */
struct node *axes_tree(const struct scenario *s, int64_t point, struct arena *a)
{
	struct node *tree = said_tree(s, point, a);
	return tree && defaults_apply(s, point < 0, tree, a) ? tree : NULL;
}

/* A whole number as JSON would write it, that int64 can hold. */
static bool is_integer(const char *text)
{
	size_t len = strlen(text);
	return len > 0 && len <= 18 && strspn(text, "0123456789") == len && (text[0] != '0' || len == 1);
}

/* In the unit of the model, of those that have the key, that can read it so. */
static struct amount amount_of(const struct key *k, const char *text, int64_t clock)
{
	struct amount m = {0};
	if (k->what == KEY_PRICE) m = amount_read(k->price->unit, text, clock);
	if (k->what == KEY_PARAM) m = amount_read(k->param->unit, text, clock);
	for (const struct registered *r = k->owner; r && !m.unit; r = param_owner(k->slot, k->param->key, r + 1))
		m = amount_read(param_find(r->model->params, k->param->key)->unit, text, clock);
	return m;
}

/* A whole number, also of a parameter that counts, is told as such. */
static struct axis_value value_of(const struct key *k, const char *path, const char *text, bool quoted, int64_t clock)
{
	struct axis_value v = {path, text, 's', {0, NULL}};
	bool counts = k->what == KEY_PARAM && k->param->unit == UNIT_COUNT;
	struct amount m = counts && is_integer(text) ? (struct amount){0} : amount_of(k, text, clock);
	if (m.unit) {
		v.type = 'q';
		v.of = m;
	} else if (is_integer(text) && (counts || !quoted)) {
		v.type = 'i';
	} else if (!quoted && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)) {
		v.type = 'b';
	}
	return v;
}

struct axis_value scenario_value_of(const char *key, const char *text)
{
	struct key k = key_find(key);
	return value_of(&k, key, text, false, 0);
}

static struct axis_value value_at(const struct scenario *s, int axis, int value, int64_t clock)
{
	const struct axis *x = &s->axis[axis];
	const struct node *n = x->value[value];
	return value_of(&x->means, x->key, n->text, n->quoted, clock);
}

struct axis_value scenario_axis_value(const struct scenario *s, int axis, int value)
{
	return value_at(s, axis, value, 0);
}

void scenario_point(const struct scenario *s, int64_t point, struct axis_value *out)
{
	const struct platform *p = platform_at(s, point);
	for (int i = 0; i < s->n_axes; i++)
		out[i] = value_at(s, i, axis_index(s, point, i), p ? p->clock : 0);
}
