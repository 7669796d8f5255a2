/* bind.c - the tree of one point into a struct setup, by the tables. */
#include "scenario/internal.h"
#include <string.h>

/* Where an axis picks the model, a value refused is good for another one: say for which it is not. */
static void refused_by(const struct bound *b, int slot, const char *owner, struct error *err)
{
	const struct node *map = tree_find(b->tree, slots[slot].path), *word = map ? node_child(map, slots[slot].selector) : NULL;
	if (word && word->origin == FROM_AXIS && !strstr(err->text, owner))
		error_also(err, "; this is for %s, one of '%s.%s'", owner, slots[slot].path, slots[slot].selector);
}

/* All parameters of one table, from the mapping at path (which may be missing) or by default; slot: whose model they are of, or -1. */
static bool bind_params(struct bound *b, const char *path, const struct param *p, const char *owner, int slot, void *base)
{
	const struct node *map = tree_find(b->tree, path);
	bool all = true;
	for (; p && p->key; p++) {
		struct error one;
		const struct node *n = map ? node_child(map, p->key) : NULL;
		error_begin(&one, b->err);
		bool good = n ? value_read(p, n, b->platform->clock, base, &one)
			      : value_default(p, place_near(b->tree, path), owner, b->platform->clock, base, &one);
		if (!good && slot >= 0) refused_by(b, slot, owner, &one);
		if (!good && !error_take(b->err, &one, &all)) break;
	}
	return all;
}

/*
 * Keys the chosen model does not have: what the file wrote was for another model (shape_check has seen to that) and is dropped; so is
 * what --set or an axis gives while an axis picks the model.  Otherwise somebody asked for what can't be had.
 */
static bool check_strangers(const struct bound *b, int slot, const struct registered *reg)
{
	const struct node *map = tree_find(b->tree, slots[slot].path), *word = map ? node_child(map, slots[slot].selector) : NULL;
	if (word && word->origin == FROM_AXIS) return true;
	for (const struct node *c = map ? map->first : NULL; c; c = c->next) {
		if (c == word || c->kind != NODE_SCALAR || c->origin == FROM_FILE || c->origin == FROM_PLATFORM ||
		    slot_param(slot, reg, c->key))
			continue;
		const struct registered *other = param_owner(slot, c->key, NULL);
		if (!other) continue; /* not this slot's: a slot or group below it */
		return error_at(b->err, c->at, "key '%s' belongs to %s '%s', not to '%s'", c->key, other->kind, other->name,
				reg->name);
	}
	return true;
}

static bool bind_slot(struct bound *b, int slot)
{
	char owner[100];
	const struct registered *reg = bind_model(b->tree, slot, b->err);
	if (!reg) return false;
	void *conf = arena_alloc(b->arena, reg->model->size);
	if (!conf) return error_memory(b->err);
	b->setup->slot[slot] = (struct chosen){reg, conf};
	snprintf(owner, sizeof owner, "%s '%s'", reg->kind, reg->name);
	bool common = bind_params(b, slots[slot].path, slots[slot].common, slots[slot].path, -1, b->setup);
	bool own = (common || b->err->more) && bind_params(b, slots[slot].path, reg->model->params, owner, slot, conf);
	return common && own && check_strangers(b, slot, reg);
}

static bool core_name(const char *name)
{
	size_t len = strlen(name);
	return len > 0 && len <= 31 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static bool bind_core(const struct node *n, const char *side, struct core_list *list, struct error *err)
{
	char shown[80];
	if (n->kind != NODE_SCALAR || node_is_null(n) || !core_name(n->text))
		return error_at(err, n->at, "cores.%s: expected a core's name of the letters a-z, digits and _, not %s%s", side,
				node_shown(n, shown, sizeof shown),
				n->kind == NODE_SCALAR && strlen(n->text) > 31 ? "; at most 31 of them" : "");
	for (int i = 0; i < list->n; i++)
		if (strcmp(list->name[i], n->text) == 0)
			return error_at(err, n->at, "cores.%s: core '%s' is named twice", side, n->text);
	if (list->n == MAX_CORE_NAMES)
		return error_at(err, n->at, "cores.%s: one core too many, expected at most %d", side, MAX_CORE_NAMES);
	list->name[list->n++] = n->text;
	return true;
}

/* A list of names, or one name alone. */
static bool bind_cores(struct bound *b, const char *side, const char *dflt, struct core_list *list)
{
	const struct node *cores = node_child(b->tree, "cores"), *n = cores ? node_child(cores, side) : NULL;
	char shown[80];
	list->n = 0;
	if (!n) {
		list->name[list->n++] = dflt;
		return true;
	}
	if (n->kind == NODE_SCALAR && *n->text && strspn(n->text, "0123456789") == strlen(n->text))
		return error_at(b->err, n->at,
				"cores.%s: %.20s is a number, and cores have names; expected a list of as many of them, such as "
				"[%s, %.*s1]",
				side, n->text, dflt, (int)strlen(dflt) - 1, dflt);
	if (n->kind == NODE_SCALAR && !node_is_null(n)) return bind_core(n, side, list, b->err);
	if (n->kind != NODE_LIST || n->count == 0)
		return error_at(b->err, n->at, "cores.%s: expected a list of core names such as [%s], not %s", side, dflt,
				n->kind == NODE_LIST ? "an empty one" : node_shown(n, shown, sizeof shown));
	for (const struct node *c = n->first; c; c = c->next)
		if (!bind_core(c, side, list, b->err)) return false;
	return true;
}

static bool bind_platform(struct bound *b)
{
	const struct node *n = node_child(b->tree, "platform");
	if (!n) return error_at(b->err, b->tree->at, "missing key 'platform', expected the path of a platform file");
	if (!need_text(n, "platform", "the path of a platform file", b->err)) return false;
	for (b->platform = b->scenario->platforms; b->platform; b->platform = b->platform->next)
		if (strcmp(b->platform->ref, n->text) == 0) return true;
	return error_at(b->err, n->at, "platform '%.60s' was not read", n->text);
}

/* Each may be wrong of its own: groups, slots, cores. */
static bool bind_part(struct bound *b, int i)
{
	for (const struct group *g = groups; g->path; g++)
		if (i-- == 0) return bind_params(b, g->path, g->params, g->path, -1, b->setup);
	if (i < N_SLOTS) return bind_slot(b, i);
	return i == N_SLOTS ? bind_cores(b, "host", "host0", &b->setup->host)
			    : bind_cores(b, "guest", "guest0", &b->setup->guest);
}

static bool bind_parts(struct bound *b)
{
	struct error *err = b->err;
	int n = N_SLOTS + 2;
	bool all = true;
	for (const struct group *g = groups; g->path; g++)
		n++;
	for (int i = 0; i < n; i++) {
		struct error one;
		error_begin(&one, err);
		b->err = &one;
		bool good = bind_part(b, i);
		b->err = err;
		if (!good && !error_take(err, &one, &all)) break;
	}
	return all;
}

bool bind_point(const struct scenario *s, int64_t point, struct arena *a, struct setup *setup, struct bound *b, struct error *err)
{
	b->scenario = s;
	b->arena = a;
	b->err = err;
	b->setup = setup;
	memset(setup, 0, sizeof *setup);
	if (!(b->tree = axes_tree(s, point, a))) return error_memory(err);
	if (b->without) tree_remove(b->tree, b->without);
	if (!bind_platform(b)) return false;
	setup->platform_cores = b->platform->cores;
	return bind_parts(b) && defaults_settle(b) && bind_prices(b);
}
