/* settable.c - a key that varies or is set, and one value of it, against the tables alone. */
#include "scenario/internal.h"
#include <string.h>

/* A mapping of keys that can be set: of the tables, or of what has none. */
static bool is_mapping(const char *path)
{
	if (key_is_container(path)) return true;
	if (strncmp(path, "prices.backends.", 16) == 0) return model_find("backend", path + 16);
	return strcmp(path, "cores") == 0 || strcmp(path, "prices") == 0 || strcmp(path, "prices.backends") == 0;
}

struct key axis_key(const char *path, bool axis, struct place at, struct error *err)
{
	struct key k = key_find(path);
	char hint[HINT_SIZE], below[128];
	if (k.what == KEY_UNKNOWN && is_mapping(path)) {
		key_below_first(path, below, sizeof below);
		error_at(err, at, "'%s' is a mapping; expected one of the keys below it%s%s", path, *below ? ", such as " : "",
			 below);
	} else if (k.what == KEY_UNKNOWN && shape_is_of_file(path)) {
		error_at(err, at, "'%s' is no value of a point and stands in the file alone%s", path,
			 strcmp(path, "sweep") == 0 || strcmp(path, "compare") == 0
				 ? "; expected a key, which varies with a list: KEY=[A,B]"
				 : "");
	} else if (k.what == KEY_UNKNOWN) {
		key_hint(path, hint, sizeof hint);
		error_at(err, at, "unknown key '%.100s'%s", path, *hint ? hint : ", expected a path such as nic.ring.entries");
	} else if (k.what == KEY_TEXT && axis) {
		error_at(err, at, "key '%s' is a text about the scenario and can't vary", path);
		k.what = KEY_UNKNOWN;
	}
	return k;
}

/* Do all models that have this key take the same values for it? */
static bool same_for_all(const struct key *k)
{
	const struct registered *r = k->owner ? param_owner(k->slot, k->param->key, k->owner + 1) : NULL;
	for (; r; r = param_owner(k->slot, k->param->key, r + 1)) {
		const struct param *p = param_find(r->model->params, k->param->key);
		if (p->unit != k->param->unit || p->min != k->param->min || p->max != k->param->max ||
		    p->words != k->param->words)
			return false;
	}
	return true;
}

/* One value against the tables, as far as it can be judged without the rest. */
bool check_value(const struct key *k, const char *path, const struct node *n, struct error *err)
{
	char words[300], hint[HINT_SIZE];
	if (k->what == KEY_SELECTOR) {
		const char *kind = slots[k->slot].kind;
		if (!need_text(n, path, models_shown(kind, words, sizeof words), err)) return false;
		if (model_find(kind, n->text)) return true;
		return error_at(err, n->at, "there is no %s '%.60s', expected %s%s", kind, n->text,
				models_shown(kind, words, sizeof words), model_hint(kind, n->text, hint, sizeof hint));
	}
	/* A key that several models read each in its own way is judged when the model is known. */
	if (k->what == KEY_PARAM && same_for_all(k)) return value_check(k->param, n, err);
	return need_text(n, path, "a value", err);
}

bool axes_judge(const char *key, const struct node *value, struct error *err)
{
	struct key k = axis_key(key, true, value->key_at, err);
	if (k.what == KEY_UNKNOWN) return false;
	if (k.what == KEY_PLATFORM)
		return error_at(err, value->key_at, "the platform can't go with another key's value; let it vary");
	return check_value(&k, key, value, err);
}

bool axes_written(const char *key, const struct node *value, struct error *err)
{
	struct key k = key_find(key);
	struct param any;
	int64_t number;
	char why[300];
	if (!need_text(value, key, "a value", err)) return false;
	if (k.what == KEY_PRICE && !unit_parse(k.price->unit, value->text, INT64_C(1000000000), &number, why, sizeof why))
		return error_at(err, value->at, "price '%.60s': %s", k.price->key, why);
	if (k.what == KEY_PARAM && same_for_all(&k)) {
		any = *k.param;
		any.min = INT64_MIN;
		any.max = INT64_MAX;
		k.param = &any;
		return value_check(k.param, value, err);
	}
	return check_value(&k, key, value, err);
}
