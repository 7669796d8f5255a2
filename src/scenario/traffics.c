/* traffics.c - several traffics: a list under traffic: to traffic:, traffic2: and traffic3:, and their names in keys to those. */
#include "nic/traffics.h"
#include "scenario/internal.h"
#include "scenario/keys.h"
#include <string.h>

static bool is_key(const char *word)
{
	if (param_find(slots[SLOT_TRAFFIC].common, word) || param_owner(SLOT_TRAFFIC, word, NULL)) return true;
	return strcmp(word, slots[SLOT_TRAFFIC].selector) == 0 || key_is_container(word) || strcmp(word, "sender") == 0;
}

static bool check_item(const struct node *tree, const struct node *n, int k, struct error *err)
{
	const struct node *name = node_child(n, "name"), *there = node_child(tree, slots[traffic_slot(k)].path);
	char shown[80];
	if (n->kind != NODE_MAP)
		return error_at(err, n->at, "traffic: expected a list of mappings, each with a name and a model, not %s",
				node_shown(n, shown, sizeof shown));
	if (!name || name->kind != NODE_SCALAR)
		return error_at(err, n->at, "traffic: each of several needs a name, such as name: ping");
	if (is_key(name->text))
		return error_at(err, name->at, "traffic: '%.40s' is a key of traffics, expected another name", name->text);
	if (k > 0 && there)
		return error_at(err, there->key_at, "'%s' stands in the list of traffic: already, expected only one of them",
				there->key);
	return true;
}

/* The first stays, the others move to keys of their own. */
bool traffics_canonical(struct node *tree, struct error *err)
{
	struct node *list = node_child(tree, slots[SLOT_TRAFFIC].path), *next;
	int k = 0;
	if (!list || list->kind != NODE_LIST || list->count == 0) return true;
	if (list->count > TRAFFICS_MOST)
		return error_at(err, list->at, "traffic: a list of %d, expected at most %d", list->count, TRAFFICS_MOST);
	if (list->count == 1 && list->first->kind != NODE_MAP) return true; /* told with the rest of the shape */
	for (const struct node *n = list->first; list->count > 1 && n; n = n->next)
		if (!check_item(tree, n, k++, err)) return false;
	struct node *first = list->first;
	k = 1;
	for (struct node *n = first->next; n; n = next) {
		next = n->next;
		n->next = NULL;
		n->key = slots[traffic_slot(k++)].path;
		n->key_at = n->at;
		node_append(tree, n);
	}
	list->kind = NODE_MAP;
	list->first = first->first;
	list->last = first->last;
	list->count = first->count;
	return true;
}

const char *traffics_key(struct arena *a, const struct node *tree, const char *key)
{
	const char *first = slots[SLOT_TRAFFIC].path, *name, *rest;
	size_t len = strlen(first);
	if (strncmp(key, first, len) != 0 || key[len] != '.') return key;
	name = key + len + 1;
	len = strcspn(name, ".");
	rest = name + len;
	for (int k = 0; k < TRAFFICS_MOST; k++) {
		const struct node *map = node_child(tree, slots[traffic_slot(k)].path),
				  *own = map ? node_child(map, "name") : NULL;
		if (own && own->kind == NODE_SCALAR && strlen(own->text) == len && strncmp(own->text, name, len) == 0)
			return arena_printf(a, "%s%s", slots[traffic_slot(k)].path, rest);
	}
	return key;
}

/* Keys below a node that begin with a traffic's name. */
static bool rename_below(struct arena *a, const struct node *tree, struct node *n)
{
	for (struct node *c = n->first; c; c = c->next) {
		if (c->key && !(c->key = traffics_key(a, tree, c->key))) return false;
		if (!rename_below(a, tree, c)) return false;
	}
	return true;
}

bool traffics_rename(struct arena *a, struct node *tree)
{
	static const char *const parts[] = {"compare", "sweep", "when", "claims", "calibrated", NULL};
	for (int i = 0; parts[i]; i++) {
		struct node *part = node_child(tree, parts[i]);
		if (part && !rename_below(a, tree, part)) return false;
	}
	return true;
}
