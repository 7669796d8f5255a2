/* away.c - the short spellings of absences: of a core by its name, and without a model's name. */
#include "scenario/internal.h"
#include "scenario/keys.h"
#include <string.h>

static bool is_side(const char *key)
{
	return strcmp(key, "host") == 0 || strcmp(key, "guest") == 0;
}

static bool lists(const struct node *cores, const char *side, const char *dflt, const char *name)
{
	const struct node *n = node_child(cores, side);
	if (!n) return strcmp(name, dflt) == 0;
	if (n->kind == NODE_SCALAR) return strcmp(n->text, name) == 0;
	for (const struct node *c = n->kind == NODE_LIST ? n->first : NULL; c; c = c->next)
		if (c->kind == NODE_SCALAR && strcmp(c->text, name) == 0) return true;
	return false;
}

/* cores: {vcpu0: {away: WHAT}} becomes away: {guest: WHAT, with core: vcpu0}. */
static bool move_one(struct arena *a, struct node *tree, const struct node *cores, const struct node *n, struct error *err)
{
	bool guest = lists(cores, "guest", "guest0", n->key), host = lists(cores, "host", "host0", n->key);
	const char *side = guest ? "guest" : "host";
	struct node *what = node_child(n, "away");
	if (!guest && !host)
		return error_at(err, n->key_at,
				"cores: '%.60s' is the name of no core; expected host, guest or a name of their lists", n->key);
	if (n->kind != NODE_MAP || !what || n->count != 1 || what->kind == NODE_LIST)
		return error_at(err, n->at, "cores.%.60s: expected {away: {every: TIME, for: TIME}}, or another absence", n->key);
	struct node *away = node_child(tree, "away");
	if (away && node_child(away, side))
		return error_at(err, what->key_at, "the %s's cores are taken away twice; it stands first in line %d", side,
				node_child(away, side)->key_at.line);
	if (!away) {
		if (!(away = node_new(a, NODE_MAP, n->at))) return error_memory(err);
		away->key = "away";
		away->key_at = n->key_at;
		node_append(tree, away);
	}
	struct node *copy = tree_copy(a, what), *name = node_scalar(a, n->key, n->key_at);
	if (!copy || !name) return error_memory(err);
	copy->key = side;
	name->key = "core";
	name->key_at = n->key_at;
	if (copy->kind == NODE_MAP && !node_child(copy, "core")) node_append(copy, name);
	copy->next = NULL;
	node_append(away, copy);
	return true;
}

static bool move_all(struct arena *a, struct node *tree, struct error *err)
{
	struct node *cores = node_child(tree, "cores"), *all = cores && cores->kind == NODE_MAP ? tree_copy(a, cores) : NULL;
	if (!cores || cores->kind != NODE_MAP) return true;
	if (!all) return error_memory(err);
	for (const struct node *n = all->first; n; n = n->next) {
		char path[100];
		if (is_side(n->key) || n->kind != NODE_MAP) continue; /* else what is wrong is told with the rest of the shape */
		if (!move_one(a, tree, all, n, err)) return false;
		snprintf(path, sizeof path, "cores.%.80s", n->key);
		tree_remove(tree, path);
	}
	return true;
}

static int keys_of(const struct registered *reg, const struct node *map)
{
	int n = 0;
	for (const struct node *c = map->first; c; c = c->next)
		n += param_find(reg->model->params, c->key) != NULL;
	return n;
}

/* Keys without a model's name: the first that has most of them is meant. */
static bool name_model(struct arena *a, struct node *tree, int slot, struct error *err)
{
	struct node *map = tree_find(tree, slots[slot].path), *word;
	const struct registered *meant = NULL;
	if (!map || map->kind != NODE_MAP || node_child(map, slots[slot].selector)) return true;
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, slots[slot].kind) == 0 && keys_of(r, map) > (meant ? keys_of(meant, map) : 0)) meant = r;
	if (!meant) return true;
	if (!(word = node_scalar(a, meant->name, map->at))) return error_memory(err);
	word->key = slots[slot].selector;
	word->key_at = map->at;
	node_append(map, word);
	return true;
}

bool away_canonical(struct arena *a, struct node *tree, struct error *err)
{
	return move_all(a, tree, err) && name_model(a, tree, SLOT_AWAY_GUEST, err) && name_model(a, tree, SLOT_AWAY_HOST, err);
}
