/* defaults.c - what a platform says of its era: settings that a point has where its scenario, an axis or --set does not say otherwise. */
#include "nic/backend.h"
#include "nic/features.h"
#include "nic/traffic.h"
#include "scenario/applies.h"
#include "scenario/internal.h"
#include "scenario/value.h"
#include <string.h>

struct default_reading {
	struct platform *platform;
	struct arena *arena;
	struct error *err;
};

/* One setting, key: {value, source}. */
static bool read_setting(const struct default_reading *r, const char *path, const struct node *n)
{
	const struct node *value = n->kind == NODE_MAP ? node_child(n, "value") : n,
			  *source = n->kind == NODE_MAP ? node_child(n, "source") : NULL;
	const char *key = key_canonical(r->arena, path);
	struct node *copy = tree_copy(r->arena, value);
	struct platform_default *d = arena_alloc(r->arena, sizeof *d), **last = &r->platform->defaults;
	if (!key || !copy || !d) return error_memory(r->err);
	for (const struct node *c = n->kind == NODE_MAP ? n->first : NULL; c; c = c->next)
		if (c != value && c != source)
			return error_at(r->err, c->key_at, "unknown key '%.60s' in a default, expected value or source", c->key);
	copy->key_at = n->key_at;
	copy->origin = FROM_PLATFORM;
	if (!axes_judge(key, copy, r->err)) return false;
	if (!source)
		return error_at(r->err, n->key_at,
				"default '%.60s' has no key 'source'; expected {value: ..., source: who says so}", path);
	if (!need_text(source, "source", "who says so", r->err)) return false;
	if (!source->text[strspn(source->text, " \t\n")])
		return error_at(r->err, source->at, "default '%.60s': the source is empty; expected who says so", path);
	for (; *last; last = &(*last)->next)
		if (strcmp((*last)->key, key) == 0) return true; /* of a platform it is based on */
	*d = (struct platform_default){.key = key, .value = copy, .source = source->text};
	*last = d;
	return true;
}

/* Dotted keys, mappings inside one another, or both. */
static bool read_map(const struct default_reading *r, const char *above, const struct node *map)
{
	for (const struct node *c = map->first; c; c = c->next) {
		const char *path = *above ? arena_printf(r->arena, "%s.%s", above, c->key) : c->key;
		if (!path) return error_memory(r->err);
		if (strncmp(path, "nic", 3) != 0 || (path[3] && path[3] != '.'))
			return error_at(r->err, c->key_at,
					"a platform has defaults of the NIC alone, expected a key below nic, not '%.60s'", path);
		bool nested = c->kind == NODE_MAP && !node_child(c, "value");
		if (nested ? !read_map(r, path, c) : !read_setting(r, path, c)) return false;
	}
	return true;
}

bool defaults_read(struct platform *p, const struct node *map, struct arena *a, struct error *err)
{
	struct default_reading r = {p, a, err};
	char shown[80];
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key 'defaults': expected a mapping of keys to values, not %s",
				node_shown(map, shown, sizeof shown));
	return read_map(&r, "", map);
}

const struct platform *platform_of_tree(const struct scenario *s, const struct node *tree, bool whole)
{
	const struct node *n = node_child(tree, "platform");
	const struct platform *p = n && !(whole && axis_of(s, "platform") >= 0) ? s->platforms : NULL;
	while (p && strcmp(p->ref, n->text) != 0)
		p = p->next;
	return p;
}

/* What varies is said by the axes, also where the tree of a whole scenario has no value for it. */
static bool is_said(const struct scenario *s, const struct node *tree, const char *key, bool whole)
{
	return tree_find(tree, key) || (whole && axis_of(s, key) >= 0);
}

/* ---- what goes without saying, given what else was said ---- */

#define SENDER "traffic.sender.model"
static const char *const sender_by[] = {"traffic.direction", "traffic.model", "nic.backend.model"};

/* Does one of those vary that decide who sends? Then each point has its own. */
static bool sender_varies(const struct scenario *s)
{
	for (size_t i = 0; i < sizeof sender_by / sizeof *sender_by; i++)
		if (axis_of(s, sender_by[i]) >= 0) return true;
	return s->when_node != NULL;
}

static const struct registered *named(const struct node *tree, const char *path, const char *kind)
{
	const struct node *n = tree_find(tree, path);
	return n && n->kind == NODE_SCALAR && n->text ? model_find(kind, n->text) : NULL;
}

/* A guest's own bulk TCP is held by what it sends through, so a program in it sends; Xen's front end has a sender of its own. */
static bool program_sends(const struct node *tree)
{
	const struct node *direction = tree_find(tree, sender_by[0]);
	const struct registered *traffic = named(tree, sender_by[1], "traffic"), *backend = named(tree, sender_by[2], "backend");
	if (!direction || direction->kind != NODE_SCALAR || !direction->text || strcmp(direction->text, "tx") != 0) return false;
	const struct traffic_ops *ops = traffic ? traffic->model->ops : NULL;
	return ops && ops->answer_every && !ops->released && backend && /* who is told what was released holds itself back */
	       !((const struct backend_ops *)backend->model->ops)->by_grants;
}

static bool sender_apply(const struct scenario *s, bool whole, struct node *tree, struct arena *a)
{
	if (is_said(s, tree, SENDER, whole) || (whole && sender_varies(s)) || !program_sends(tree)) return true;
	struct node program = {.kind = NODE_SCALAR, .text = "program", .origin = FROM_DEFAULT};
	program.at = program.key_at = tree_find(tree, sender_by[0])->at; /* what decides it */
	return tree_set(a, tree, SENDER, &program);
}

/* Models of a kind may mean their own by the same key: a word is the default of those alone that know it. */
static bool is_known(const struct node *tree, const struct platform_default *d)
{
	char above[128], selector[160];
	const char *key = strrchr(d->key, '.') + 1;
	snprintf(above, sizeof above, "%.*s", (int)(key - d->key - 1), d->key);
	int slot = slot_of_path(above);
	if (slot < 0 || d->value->kind != NODE_SCALAR) return true;
	snprintf(selector, sizeof selector, "%s.%s", above, slots[slot].selector);
	const struct registered *model = named(tree, selector, slots[slot].kind);
	const struct param *p = model ? param_find(model->model->params, key) : NULL;
	if (!p || p->unit != UNIT_WORD) return true;
	for (const char *const *word = p->words; *word; word++)
		if (strcmp(*word, d->value->text) == 0) return true;
	return false;
}

bool defaults_apply(const struct scenario *s, bool whole, struct node *tree, struct arena *a)
{
	if (!sender_apply(s, whole, tree, a)) return false;
	const struct platform *p = platform_of_tree(s, tree, whole);
	for (const struct platform_default *d = p ? p->defaults : NULL; d; d = d->next)
		if (is_known(tree, d) && !is_said(s, tree, d->key, whole) && !tree_set(a, tree, d->key, d->value)) return false;
	return true;
}

/* A key has its platform's default no longer, but that of the tables. */
static bool give_way(struct bound *b, const char *key, const struct node *n)
{
	const void *base;
	char container[128];
	const struct param *p = param_in(b->setup, key, &base);
	snprintf(container, sizeof container, "%.*s", (int)(strrchr(key, '.') - key), key);
	tree_remove(b->tree, key);
	return !p || value_default(p, n->at, container, b->platform->clock, (void *)base, b->err);
}

static bool is_default(const struct platform *p, const char *key)
{
	const struct platform_default *d = p->defaults;
	while (d && strcmp(d->key, key) != 0)
		d = d->next;
	return d != NULL;
}

/* What was negotiated does not allow it: the words of the scenario are nearer than what was the custom. */
static bool keep_to_features(struct bound *b)
{
	struct complaint c = {.path = ""};
	while (!features_judge(b->setup, &c) && is_default(b->platform, c.path)) {
		const struct node *n = tree_find(b->tree, c.path);
		if (!n || n->origin != FROM_PLATFORM) return true;
		if (!give_way(b, c.path, n)) return false;
	}
	return true;
}

/* Nor is what the chosen model refuses: it is of other drivers. */
static bool keep_to_models(struct bound *b)
{
	for (const struct platform_default *d = b->platform->defaults; d; d = d->next) {
		const struct node *n = tree_find(b->tree, d->key);
		char above[128];
		struct complaint c;
		snprintf(above, sizeof above, "%.*s", (int)(strrchr(d->key, '.') - d->key), d->key);
		int slot = slot_of_path(above);
		if (slot < 0 || !n || n->origin != FROM_PLATFORM || key_find(d->key).what != KEY_PARAM) continue;
		const struct chosen *chosen = &b->setup->slot[slot];
		const struct model *m = chosen->reg->model;
		if (!m->check || m->check(chosen->conf, b->setup, &c)) continue;
		if (!give_way(b, d->key, n)) return false;
	}
	return true;
}

bool defaults_settle(struct bound *b)
{
	for (const struct platform_default *d = b->platform->defaults; d; d = d->next) {
		const struct node *n = tree_find(b->tree, d->key);
		const void *base;
		char container[128];
		if (!n || n->origin != FROM_PLATFORM || key_find(d->key).what != KEY_PARAM) continue;
		const struct param *p = param_in(b->setup, d->key, &base);
		snprintf(container, sizeof container, "%.*s", (int)(strrchr(d->key, '.') - d->key), d->key);
		if (p && conditions_hold(p->help, container, b->setup)) continue;
		if (!give_way(b, d->key, n)) return false;
	}
	return keep_to_models(b) && keep_to_features(b);
}

bool defaults_say(const struct scenario *s, const char *path)
{
	if (strcmp(path, SENDER) == 0) return sender_varies(s);
	const struct platform *p = s->n_axes ? s->platforms : NULL;
	for (; p; p = p->next)
		for (const struct platform_default *d = p->defaults; d; d = d->next)
			if (strcmp(d->key, path) == 0) return true;
	return false;
}
