/* when.c - settings that go with some values of what varies: models that come with others. */
#include "scenario/internal.h"
#include <string.h>

/* A mapping of settable keys to single values; their long spelling is written back. */
static bool read_settings(struct scenario *s, struct node *map, const char *what, struct error *err)
{
	char shown[80];
	if (!map || map->kind != NODE_MAP || !map->first)
		return error_at(err, map ? map->at : s->when_node->at,
				"key 'when.%s': expected a mapping of keys to values, not %s", what,
				map ? node_shown(map, shown, sizeof shown) : "nothing");
	bool all = true;
	for (struct node *n = map->first; n; n = n->next) {
		struct error one;
		error_begin(&one, err);
		if (!(n->key = key_canonical(s->arena, n->key))) return error_memory(err);
		if (!axes_judge(n->key, n, &one) && !error_take(err, &one, &all)) break;
		n->origin = FROM_AXIS;
	}
	return all;
}

static bool read_entry(struct scenario *s, const struct node *n, struct error *err)
{
	static const char *const words[] = {"at", "set", NULL};
	char hint[HINT_SIZE];
	for (const struct node *c = n->first; c && n->kind == NODE_MAP; c = c->next)
		if (strcmp(c->key, "at") != 0 && strcmp(c->key, "set") != 0)
			return error_at(err, c->key_at, "unknown key '%.60s' in when, expected at or set%s", c->key,
					word_hint(c->key, words, hint, sizeof hint));
	return read_settings(s, node_child(n, "at"), "at", err) && read_settings(s, node_child(n, "set"), "set", err);
}

bool when_read(struct scenario *s, const struct node *list, struct error *err)
{
	char shown[80];
	s->when_node = list;
	if (!list) return true;
	if (list->kind != NODE_LIST || list->count == 0)
		return error_at(err, list->at, "key 'when': expected a list of {at: {key: value}, set: {key: value}}, not %s",
				list->kind == NODE_LIST ? "an empty list" : node_shown(list, shown, sizeof shown));
	bool all = true;
	for (const struct node *n = list->first; n; n = n->next) {
		struct error one;
		error_begin(&one, err);
		if (!read_entry(s, n, &one) && !error_take(err, &one, &all)) break;
	}
	return all;
}

static bool is_set(const struct scenario *s, const char *key)
{
	for (int i = 0; i < s->n_axes; i++)
		if (strcmp(s->axis[i].key, key) == 0) return true;
	for (const struct node *w = s->when_node->first; w; w = w->next)
		for (const struct node *n = node_child(w, "set")->first; n; n = n->next)
			if (strcmp(n->key, key) == 0) return true;
	return tree_find(s->tree, key) != NULL;
}

/* A default is not compared with: what is only a default here may depend on what the condition itself sets. */
bool when_check(const struct scenario *s, struct error *err)
{
	for (const struct node *w = s->when_node ? s->when_node->first : NULL; w; w = w->next)
		for (const struct node *n = node_child(w, "at")->first; n; n = n->next)
			if (!is_set(s, n->key))
				return error_at(err, n->key_at,
						"key 'when.at': '%s' neither varies nor is it written in this scenario; expected "
						"a key that is",
						n->key);
	return true;
}

static bool holds(const struct node *at, const struct node *tree)
{
	for (const struct node *n = at->first; n; n = n->next) {
		const struct node *is = tree_find(tree, n->key);
		if (!is || is->kind != NODE_SCALAR || !scenario_same_value(n->key, is->text, n->text)) return false;
	}
	return true;
}

bool when_apply(const struct scenario *s, struct node *tree, struct arena *a)
{
	for (const struct node *w = s->when_node ? s->when_node->first : NULL; w; w = w->next) {
		if (!holds(node_child(w, "at"), tree)) continue;
		for (const struct node *n = node_child(w, "set")->first; n; n = n->next)
			if (!tree_set(a, tree, n->key, n)) return false;
	}
	return true;
}
