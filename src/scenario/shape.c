/* shape.c - the keys of a scenario file against the tables: which are known, which belong elsewhere. */
#include "scenario/internal.h"
#include "nic/called.h"
#include <stdio.h>
#include <string.h>

static const char *const top_keys[] = {"simnic", "title",  "source",     "platform", "prices", "cores",   "traffic",
				       "nic",    "reader", "memory",     "features", "run",    "compare", "sweep",
				       "when",   "claims", "calibrated", "show",     NULL};

bool shape_is_of_file(const char *key)
{
	for (int i = 0; top_keys[i]; i++)
		if (strcmp(top_keys[i], key) == 0) return true;
	return false;
}

static const char *const sweep_words[] = {"zip", "where", "design", "points", NULL};

bool shape_canonical(struct arena *a, struct node *tree, struct error *err)
{
	if (!away_canonical(a, tree, err) || !traffics_canonical(tree, err)) return false;
	if (!traffics_rename(a, tree)) return error_memory(err);
	for (int i = 0; i < N_SLOTS; i++) {
		struct node *n = tree_find(tree, slots[i].path);
		if (!n || n->kind != NODE_SCALAR || node_is_null(n)) continue;
		struct node *word = arena_alloc(a, sizeof *word);
		if (!word) return error_memory(err);
		*word = *n;
		word->key = slots[i].selector;
		n->kind = NODE_MAP;
		n->text = "";
		n->at = n->key_at;
		node_append(n, word);
	}
	if (!texts_join(a, tree)) return error_memory(err);
	return prices_canonical(a, tree, err);
}

/* Which models may own the keys of a slot as the file writes it: the file's own and those of its axes. */
struct owners {
	int n;
	bool open; /* not all are known, for what names them is wrong: any model may own a key */
	const struct registered *reg[256];
};

static bool find_owners(const struct scenario *s, const struct node *tree, int slot, struct owners *o, struct error *err)
{
	const struct node *map = tree_find(tree, slots[slot].path), *word = map ? node_child(map, slots[slot].selector) : NULL;
	bool good = true;
	o->n = 0;
	o->open = s->axes_missing;
	if (word || slots[slot].dflt) {
		o->reg[0] = bind_model(tree, slot, err);
		good = o->reg[0];
		o->n = good;
		o->open |= !good;
	}
	for (int i = 0; i < s->n_axes; i++) {
		if (s->axis[i].slot != slot) continue;
		for (int k = 0; k < s->axis[i].n && o->n < 256; k++) {
			const struct registered *reg = model_find(slots[slot].kind, s->axis[i].value[k]->text);
			if (reg) o->reg[o->n++] = reg;
		}
	}
	return good;
}

static const struct param *owned(int slot, const struct owners *o, const char *key)
{
	const struct param *p = param_find(slots[slot].common, key);
	for (int i = 0; i < o->n && !p; i++)
		p = param_find(o->reg[i]->model->params, key);
	if (!p && (o->open || o->n == 0)) { /* no model is known yet: --set will bring it */
		const struct registered *any = param_owner(slot, key, NULL);
		if (any) p = param_find(any->model->params, key);
	}
	return p;
}

/* The keys a mapping may have, while the one nearest to a word is looked for. */
struct search {
	const char *word, *best;
	int cost;
	int n_names, n_kept;
	const char *name[129]; /* NULL-terminated */
	char kept[64][64];     /* names cut out of paths, so that name can point at them */
};

static void offer(struct search *q, const char *name)
{
	for (int i = 0; i < q->n_names; i++)
		if (strcmp(q->name[i], name) == 0) return;
	if (q->n_names < 128) q->name[q->n_names++] = name;
	nearest_offer(q->word, name, &q->best, &q->cost);
}

static void offer_params(struct search *q, const struct param *p)
{
	for (; p && p->key; p++)
		offer(q, p->key);
}

static void offer_below(struct search *q, const char *path, const char *container)
{
	size_t len;
	const char *name = key_below(path, container, &len);
	if (!name || q->n_kept == 64 || len >= sizeof q->kept[0]) return;
	memcpy(q->kept[q->n_kept], name, len);
	q->kept[q->n_kept][len] = '\0';
	offer(q, q->kept[q->n_kept++]);
}

/* What stands at the top because something stands below it. */
static void offer_first(struct search *q, const char *path)
{
	size_t len = strcspn(path, ".");
	if (q->n_kept == 64 || len >= sizeof q->kept[0]) return;
	memcpy(q->kept[q->n_kept], path, len);
	q->kept[q->n_kept][len] = '\0';
	for (int i = 0; i < q->n_names; i++)
		if (strcmp(q->name[i], q->kept[q->n_kept]) == 0) return;
	offer(q, q->kept[q->n_kept++]);
}

/* All keys of the mapping at path ("" = the top). */
static void offer_all(struct search *q, const char *path, int slot, const struct owners *o)
{
	const struct group *g = group_of_path(path);
	for (int i = 0; !*path && top_keys[i]; i++)
		offer(q, top_keys[i]);
	for (int i = 0; !*path && i < N_SLOTS; i++)
		offer_first(q, slots[i].path);
	for (const struct group *top = groups; !*path && top->path; top++)
		offer_first(q, top->path);
	if (slot >= 0) {
		offer(q, slots[slot].selector);
		offer_params(q, slots[slot].common);
		for (int i = 0; i < o->n; i++)
			offer_params(q, o->reg[i]->model->params);
		if (strcmp(q->word, "model") == 0) q->best = slots[slot].selector;
	}
	if (g) offer_params(q, g->params);
	for (int i = 0; *path && i < N_SLOTS; i++)
		offer_below(q, slots[i].path, path);
	for (g = groups; *path && g->path; g++)
		offer_below(q, g->path, path);
}

/* An unknown key of the mapping at path: say what is near, to whom it belongs, or what there is. */
static bool unknown_key(const struct node *n, const char *path, int slot, const struct owners *o, struct error *err)
{
	struct search q = {.word = n->key};
	char hint[HINT_SIZE], elsewhere[128], shown[400], full[256];
	const char *in = *path ? " in " : "";
	const struct registered *other = slot >= 0 ? param_owner(slot, n->key, NULL) : NULL;
	if (error_is_beyond(err, n->key_at)) return error_at(err, n->key_at, "unknown key");
	if (other && o->n)
		return error_at(err, n->key_at, "key '%.60s' belongs to %s '%s', not to '%s'", n->key, other->kind, other->name,
				o->reg[0]->name);
	for (int i = 0; !*path && sweep_words[i]; i++)
		if (strcmp(sweep_words[i], n->key) == 0)
			return error_at(err, n->key_at, "unknown key '%s'; it stands in sweep:, beside the keys that vary",
					n->key);
	if (!*path && strcmp(n->key, "until") == 0)
		return error_at(err, n->key_at, "unknown key 'until'; did you mean 'run.until'?");
	if (!*path && (key_is_container(n->key) || key_find(n->key).what))
		return error_at(err, n->key_at, "key '%.100s' stands in mappings: write '%.*s:' and the rest below it", n->key,
				(int)strcspn(n->key, "."), n->key);
	for (int i = 0; *path && top_keys[i]; i++)
		if (strcmp(top_keys[i], n->key) == 0)
			return error_at(err, n->key_at, "unknown key '%s' in %s; it stands at the top, not indented", n->key,
					path);
	snprintf(full, sizeof full, "%s%s%s", path, *path ? "." : "", n->key);
	if (called_key(full))
		return error_at(err, n->key_at, "unknown key '%.60s'%s%s%s", n->key, in, path, key_hint(full, hint, sizeof hint));
	if (key_elsewhere(n->key, path, elsewhere, sizeof elsewhere))
		return error_at(err, n->key_at, "unknown key '%.60s'%s%s%s", n->key, in, path,
				hint_shown(elsewhere, hint, sizeof hint));
	offer_all(&q, path, slot, o);
	if (q.best)
		return error_at(err, n->key_at, "unknown key '%.60s'%s%s%s", n->key, in, path,
				hint_shown(q.best, hint, sizeof hint));
	if (*no_key_hint(n->key, hint, sizeof hint))
		return error_at(err, n->key_at, "unknown key '%.60s'%s%s%s", n->key, in, path, hint);
	return error_at(err, n->key_at, "unknown key '%.60s'%s%s, expected %s", n->key, in, path,
			words_shown(q.name, shown, sizeof shown));
}

static bool check_map(const struct scenario *s, const struct node *tree, const struct node *map, const char *path,
		      struct error *err);

static bool check_child(const struct scenario *s, const struct node *tree, const struct node *n, const char *path, int slot,
			const struct owners *o, struct error *err)
{
	char full[128];
	size_t above = strlen(path), len = strlen(n->key);
	if (above + len + 2 > sizeof full) return unknown_key(n, path, slot, o, err);
	memcpy(full, path, above);
	full[above] = '.';
	memcpy(full + above + 1, n->key, len + 1);
	if (key_is_container(full)) return check_map(s, tree, n, full, err);
	if (slot >= 0 && strcmp(n->key, slots[slot].selector) == 0) return true; /* find_owners has looked at it */
	const struct group *g = group_of_path(path);
	const struct param *p = g ? param_find(g->params, n->key) : NULL;
	if (!p && slot >= 0) p = owned(slot, o, n->key);
	return p ? value_check(p, n, err) : unknown_key(n, path, slot, o, err);
}

/* The mapping at path, which is a slot, a group or above one. */
static bool check_map(const struct scenario *s, const struct node *tree, const struct node *map, const char *path,
		      struct error *err)
{
	int slot = slot_of_path(path);
	struct owners o = {0};
	char shown[80], models[300];
	if (map->kind != NODE_MAP && slot >= 0)
		return error_at(err, map->at, "key '%s': expected %s, or a mapping that says '%s: ...', not %s%s", map->key,
				models_shown(slots[slot].kind, models, sizeof models), slots[slot].selector,
				node_shown(map, shown, sizeof shown),
				map->kind == NODE_LIST ? "; several of them are listed under compare: or sweep:" : "");
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key '%s': expected a mapping, not %s", map->key,
				node_shown(map, shown, sizeof shown));
	struct error one;
	bool all = true;
	error_begin(&one, err);
	if (slot >= 0 && !find_owners(s, tree, slot, &o, &one) && !error_take(err, &one, &all)) return false;
	for (const struct node *c = map->first; c; c = c->next) {
		error_begin(&one, err);
		if (!check_child(s, tree, c, path, slot, &o, &one) && !error_take(err, &one, &all)) break;
	}
	return all;
}

static bool check_cores(const struct node *map, struct error *err)
{
	static const char *const sides[] = {"host", "guest", NULL};
	char shown[80], hint[HINT_SIZE];
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key 'cores': expected {host: [names], guest: [names]}, not %s",
				node_shown(map, shown, sizeof shown));
	for (const struct node *c = map->first; c; c = c->next)
		if (strcmp(c->key, "host") != 0 && strcmp(c->key, "guest") != 0)
			return error_at(err, c->key_at, "unknown key '%.60s' in cores, expected host or guest%s", c->key,
					word_hint(c->key, sides, hint, sizeof hint));
	return true;
}

/* A price; backend: of that one alone, or NULL. */
static bool check_price(const struct node *n, const char *backend, struct error *err)
{
	char hint[HINT_SIZE] = "", path[160];
	if (price_find(n->key)) return true;
	snprintf(path, sizeof path, "%s%s%s%.90s", backend ? "backends." : "", backend ? backend : "", backend ? "." : "",
		 n->key);
	if (!error_is_beyond(err, n->key_at)) price_hint(path, hint, sizeof hint);
	if (!*hint && strncmp(n->key, "backends.", 9) == 0)
		return error_at(err, n->key_at, "unknown price '%.100s', expected one such as backends.vhost.kick", n->key);
	return error_at(err, n->key_at, "unknown price '%.100s': no model asks for it%s", path, hint);
}

static bool check_price_list(const struct node *map, const char *backend, struct error *err);

/* prices: {backends: {vhost: {kick: 2us}}}, also written {backends.vhost.kick: 2us} */
static bool check_backends(const struct node *map, struct error *err)
{
	const char *kind = slots[SLOT_BACKEND].kind;
	char shown[300], hint[HINT_SIZE];
	bool all = true;
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key 'prices.backends': expected a mapping of back ends to prices, not %s",
				node_shown(map, shown, sizeof shown));
	for (const struct node *c = map->first; c; c = c->next) {
		struct error one;
		error_begin(&one, err);
		bool good = model_find(kind, c->key) ? check_price_list(c, c->key, &one)
						     : error_at(&one, c->key_at, "there is no %s '%.60s', expected %s%s", kind,
								c->key, models_shown(kind, shown, sizeof shown),
								model_hint(kind, c->key, hint, sizeof hint));
		if (!good && !error_take(err, &one, &all)) break;
	}
	return all;
}

static bool check_price_list(const struct node *map, const char *backend, struct error *err)
{
	char shown[80];
	bool all = true;
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key '%.60s': expected a mapping of prices, not %s", map->key,
				node_shown(map, shown, sizeof shown));
	for (const struct node *c = map->first; c; c = c->next) {
		struct error one;
		error_begin(&one, err);
		bool list = !backend && strcmp(c->key, "backends") == 0;
		if (!(list ? check_backends(c, &one) : check_price(c, backend, &one)) && !error_take(err, &one, &all)) break;
	}
	return all;
}

static bool check_top(const struct scenario *s, const struct node *tree, const struct node *c, struct error *err)
{
	static const struct owners nobody;
	bool known = false;
	for (int i = 0; top_keys[i]; i++)
		known |= strcmp(top_keys[i], c->key) == 0;
	if (key_is_container(c->key)) return check_map(s, tree, c, c->key, err);
	if (!known) return unknown_key(c, "", -1, &nobody, err);
	if (strcmp(c->key, "cores") == 0) return check_cores(c, err);
	if (strcmp(c->key, "prices") == 0) return check_price_list(c, NULL, err);
	if (strcmp(c->key, "title") == 0 || strcmp(c->key, "source") == 0) return need_text(c, c->key, "a text", err);
	return strcmp(c->key, "platform") != 0 || need_text(c, c->key, "the path of a platform file", err);
}

/* Is key none of the top's, and one of those below a mapping? */
static bool stands_below(const char *key, const char *top)
{
	char path[128];
	for (int i = 0; top_keys[i]; i++)
		if (strcmp(top_keys[i], key) == 0) return false;
	return key_elsewhere(key, "", path, sizeof path) && strncmp(path, top, strlen(top)) == 0 && path[strlen(top)] == '.';
}

bool shape_check(const struct scenario *s, const struct node *tree, struct error *err)
{
	const struct node *bare = NULL;
	bool all = true;
	for (const struct node *c = tree->first; c; c = c->next) {
		struct error one;
		if (key_is_container(c->key) && node_is_null(c)) bare = c;
		if (bare && stands_below(c->key, bare->key)) continue; /* it was to be indented, as was said of that mapping */
		error_begin(&one, err);
		if (!check_top(s, tree, c, &one) && !error_take(err, &one, &all)) break;
	}
	return all;
}
