/* effective.c - a scenario as it takes effect: with every default filled in, in the order of the tables. */
#include "scenario/internal.h"
#include "scenario/yaml.h"
#include <string.h>

struct filling {
	const struct scenario *s;
	struct arena *a;
	struct error *err;
	const struct node *from; /* what was written */
	struct node *to;
	bool whole; /* all points: axes stay axes */
};

static bool no_memory(const struct filling *w)
{
	return error_memory(w->err);
}

/* A file's name that is good from any folder; as it is when it can't be found.  NULL when memory is exhausted. */
static const char *absolute(struct arena *a, const char *base_dir, const char *ref)
{
	const char *path = path_join(a, base_dir, ref), *real;
	if (!path || !file_absolute(a, path, &real)) return NULL;
	return real ? real : ref;
}

static bool put(const struct filling *w, const char *container, const char *key, const struct node *value)
{
	const char *path = *container ? arena_printf(w->a, "%s.%s", container, key) : key;
	return (path && tree_set(w->a, w->to, path, value)) || no_memory(w);
}

/* One key from what was written or by default; an axis brings its own. reg: the model it belongs to, NULL = none. */
static bool fill(const struct filling *w, const char *container, const char *key, const char *dflt, const struct param *p,
		 const struct registered *reg)
{
	const char *path = arena_printf(w->a, "%s.%s", container, key);
	if (!path) return no_memory(w);
	if (w->whole && axis_of(w->s, path) >= 0) return true;
	const struct node *n = tree_find(w->from, path);
	struct node value = {.kind = NODE_SCALAR, .text = dflt, .origin = FROM_DEFAULT};
	if (!n && w->whole && defaults_say(w->s, path)) return true;
	if (n) value = *n;
	if (!value.text) return true; /* must be given, and by whom is none of our business here */
	const char *file = NULL;
	if (p && reg && !named_file(reg, p, value.text, w->s->base_dir, w->a, &file)) return no_memory(w);
	if (file) value.text = absolute(w->a, w->s->base_dir, value.text);
	return value.text ? put(w, container, key, &value) : no_memory(w);
}

/* A group that goes unsaid unless something of it was said, or varies. */
static bool goes_unsaid(const struct filling *w, const struct group *g)
{
	size_t len;
	if (!g->unsaid || tree_find(w->from, g->path)) return false;
	for (int i = 0; w->whole && i < w->s->n_axes; i++)
		if (key_below(w->s->axis[i].key, g->path, &len)) return false;
	return true;
}

static bool fill_params(const struct filling *w, const char *container, const struct param *p, const struct registered *reg)
{
	for (; p && p->key; p++)
		if (!fill(w, container, p->key, p->dflt, p, reg)) return false;
	return true;
}

/* What the file wrote for the models an axis may pick, untouched: their defaults differ. */
static bool fill_written(const struct filling *w, int slot)
{
	const struct node *map = tree_find(w->from, slots[slot].path);
	for (const struct node *c = map ? map->first : NULL; c; c = c->next) {
		const struct registered *owner = param_owner(slot, c->key, NULL);
		const struct param *p = owner ? param_find(owner->model->params, c->key) : NULL;
		if (p && !param_find(slots[slot].common, c->key) && !fill(w, slots[slot].path, c->key, NULL, p, owner))
			return false;
	}
	return true;
}

static bool fill_slot(const struct filling *w, int slot)
{
	const struct slot *s = &slots[slot];
	bool varies = false;
	for (int i = 0; w->whole && i < w->s->n_axes; i++)
		varies |= w->s->axis[i].slot == slot;
	if (varies) {
		const struct node *map = tree_find(w->from, s->path), *word = map ? node_child(map, s->selector) : NULL;
		if (word && !put(w, s->path, s->selector, word)) return false;
		return fill_params(w, s->path, s->common, NULL) && fill_written(w, slot);
	}
	const struct registered *reg = bind_model(w->from, slot, w->err);
	if (reg && s->unsaid_behind && s->common && strcmp(reg->name, s->dflt) == 0) return true; /* there is no such traffic */
	return reg && fill(w, s->path, s->selector, s->unsaid_behind ? NULL : s->dflt, NULL, NULL) &&
	       fill_params(w, s->path, s->common, NULL) && fill_params(w, s->path, reg->model->params, reg);
}

static bool below(const char *path, const char *top)
{
	size_t len;
	return strcmp(path, top) == 0 || key_below(path, top, &len);
}

/* Everything at or below one top-level mapping: its own keys first. */
static bool fill_top(const struct filling *w, const char *top)
{
	if (node_child(w->to, top)) return true;
	for (const struct group *g = groups; g->path; g++)
		if (strcmp(g->path, top) == 0 && !fill_params(w, g->path, g->params, NULL)) return false;
	for (int i = 0; i < N_SLOTS; i++)
		if (below(slots[i].path, top) && !fill_slot(w, i)) return false;
	for (const struct group *g = groups; g->path; g++)
		if (strcmp(g->path, top) != 0 && below(g->path, top) && !goes_unsaid(w, g) &&
		    !fill_params(w, g->path, g->params, NULL))
			return false;
	return true;
}

static bool fill_tables(const struct filling *w)
{
	size_t len;
	for (int i = 0; i < N_SLOTS; i++) {
		const char *name = key_below(slots[i].path, "", &len), *top = arena_strndup(w->a, name, len);
		if (!top || !fill_top(w, top)) return top ? false : no_memory(w);
	}
	for (const struct group *g = groups; g->path; g++) {
		const char *name = key_below(g->path, "", &len), *top = arena_strndup(w->a, name, len);
		if (!top || !fill_top(w, top)) return top ? false : no_memory(w);
	}
	return true;
}

static struct node *child_new(const struct filling *w, struct node *parent, enum node_kind kind, const char *key,
			      const char *text)
{
	struct node *n = node_new(w->a, kind, (struct place){0});
	if (!n) {
		no_memory(w);
		return NULL;
	}
	n->key = key;
	n->text = text;
	node_append(parent, n);
	return n;
}

static bool fill_cores(const struct filling *w)
{
	static const char *const side[] = {"host", "guest"}, *const path[] = {"cores.host", "cores.guest"},
				 *const dflt[] = {"host0", "guest0"};
	struct node *cores = child_new(w, w->to, NODE_MAP, "cores", "");
	for (int i = 0; cores && i < 2; i++) {
		const struct node *n = tree_find(w->from, path[i]);
		if (w->whole && axis_of(w->s, path[i]) >= 0) continue;
		struct node *list = child_new(w, cores, NODE_LIST, side[i], "");
		if (!list) return false;
		if (!n || n->kind == NODE_SCALAR) {
			if (!child_new(w, list, NODE_SCALAR, NULL, n ? n->text : dflt[i])) return false;
			continue;
		}
		for (const struct node *c = n->first; c; c = c->next)
			if (!child_new(w, list, NODE_SCALAR, NULL, c->text)) return false;
	}
	return cores;
}

static bool fill_head(const struct filling *w)
{
	static const char *const texts[] = {"title", "source"};
	if (!child_new(w, w->to, NODE_SCALAR, "simnic", "1")) return false;
	for (int i = 0; i < 2; i++) {
		const struct node *n = node_child(w->from, texts[i]);
		if (n && !child_new(w, w->to, NODE_SCALAR, texts[i], n->text)) return false;
	}
	const struct node *n = node_child(w->from, "platform"), *prices = node_child(w->from, "prices");
	if (n && !(w->whole && axis_of(w->s, "platform") >= 0)) {
		const char *path = absolute(w->a, w->s->base_dir, n->text);
		if (!path) return no_memory(w);
		if (!child_new(w, w->to, NODE_SCALAR, "platform", path)) return false;
	}
	if (!prices) return true;
	struct node *copy = tree_copy(w->a, prices);
	if (!copy) return no_memory(w);
	node_append(w->to, copy);
	return true;
}

/* A value of a key: a file by its full name, anything else as it is.  NULL when memory is exhausted. */
static const char *full_name(const struct filling *w, const char *key, const char *text)
{
	struct key k = key_find(key);
	const char *file = NULL;
	if (k.what == KEY_PARAM && k.owner && !named_file(k.owner, k.param, text, w->s->base_dir, w->a, &file)) return NULL;
	return file || k.what == KEY_PLATFORM ? absolute(w->a, w->s->base_dir, text) : text;
}

/* As it was written: a list, with files by their full names, or a range. */
static bool fill_axis(const struct filling *w, const struct axis *x, struct node *map)
{
	if (x->range) {
		struct node *range = tree_copy(w->a, x->range);
		if (!range) return no_memory(w);
		range->key = x->key;
		node_append(map, range);
		return true;
	}
	struct node *list = child_new(w, map, NODE_LIST, x->key, "");
	for (int v = 0; list && v < x->n; v++) {
		const char *text = full_name(w, x->key, x->value[v]->text);
		if (!text) return no_memory(w);
		if (!child_new(w, list, NODE_SCALAR, NULL, text)) return false;
	}
	return list;
}

/* Where axis i stands: with the first of a zip: a mapping of all that run together. */
static bool fill_place(const struct filling *w, int i, struct node *map)
{
	const struct axis *x = &w->s->axis[i];
	if (!x->zip) return fill_axis(w, x, map);
	for (int k = 0; k < i; k++)
		if (w->s->axis[k].zip == x->zip) return true;
	struct node *list = node_child(map, "zip");
	if (!list && !(list = child_new(w, map, NODE_LIST, "zip", ""))) return false;
	struct node *group = child_new(w, list, NODE_MAP, NULL, "");
	for (int k = i; group && k < w->s->n_axes; k++)
		if (w->s->axis[k].zip == x->zip && !fill_axis(w, &w->s->axis[k], group)) return false;
	return group;
}

/* compare: or sweep:, which is made when the first of it is put there. */
static struct node *axes_map(const struct filling *w, const char *name)
{
	struct node *map = node_child(w->to, name);
	return map ? map : child_new(w, w->to, NODE_MAP, name, "");
}

static bool fill_axes(const struct filling *w, bool compared)
{
	for (int i = 0; i < w->s->n_axes; i++) {
		if (w->s->axis[i].compared != compared) continue;
		struct node *map = axes_map(w, compared ? "compare" : "sweep");
		if (!map || !fill_place(w, i, map)) return false;
	}
	return true;
}

/* What sweep: says besides axes; it may say that of the axes of compare: alone. */
static bool fill_choice(const struct filling *w)
{
	if (w->s->samples) {
		const char *samples = arena_printf(w->a, "%d", w->s->samples);
		struct node *map = axes_map(w, "sweep");
		if (!samples) return no_memory(w);
		if (!map || !child_new(w, map, NODE_SCALAR, "design", "sobol") ||
		    !child_new(w, map, NODE_SCALAR, "points", samples))
			return false;
	}
	if (w->s->where_node) {
		struct node *where = tree_copy(w->a, w->s->where_node), *map = axes_map(w, "sweep");
		if (!where) return no_memory(w);
		if (!map) return false;
		node_append(map, where);
	}
	return true;
}

static bool claim_paths(const struct filling *w, struct node *map)
{
	for (struct node *n = map ? map->first : NULL; n; n = n->next) {
		const char *key = key_canonical(w->a, n->key);
		if (!key) return no_memory(w);
		if (!(n->text = full_name(w, key, n->text))) return no_memory(w);
	}
	return true;
}

/* Without those that --set left no point. */
static bool fill_claims(const struct filling *w)
{
	static const char *const sides[] = {"at", "over", "refused"};
	struct node *list = child_new(w, w->to, NODE_LIST, "claims", "");
	const struct node *n = w->s->claim_node->first;
	for (int i = 0; list && i < w->s->n_claims; i++, n = n->next) {
		struct error why = {0};
		if (!claim_fits(w->s, &w->s->claim[i], w->a, &why)) {
			if (why.system) return error_because(w->err, &why, (struct place){0}, "%s", why.text);
			continue;
		}
		struct node *copy = tree_copy(w->a, n);
		if (!copy) return no_memory(w);
		for (int k = 0; k < 3; k++)
			if (!claim_paths(w, node_child(copy, sides[k]))) return false;
		node_append(list, copy);
	}
	return list;
}

/* As it stands in the file. */
static bool fill_copy(const struct filling *w, const struct node *n)
{
	struct node *copy = n ? tree_copy(w->a, n) : NULL;
	if (n && !copy) return no_memory(w);
	if (copy) node_append(w->to, copy);
	return true;
}

struct node *effective_tree(const struct scenario *s, int64_t point, struct arena *a, struct error *err)
{
	struct filling w = {.s = s, .a = a, .err = err, .whole = point < 0};
	w.from = defaults_tree(s, point, a);
	w.to = node_new(a, NODE_MAP, (struct place){0});
	if (!w.from || !w.to) {
		no_memory(&w);
		return NULL;
	}
	if (!fill_head(&w) || !fill_cores(&w) || !fill_tables(&w)) return NULL;
	if (!w.whole) return w.to;
	if (!fill_axes(&w, true) || !fill_axes(&w, false) || !fill_choice(&w)) return NULL;
	struct node *when = s->when_node ? tree_copy(a, s->when_node) : NULL;
	if (s->when_node && !when) {
		no_memory(&w);
		return NULL;
	}
	if (when) node_append(w.to, when);
	if (s->claim_node && !fill_claims(&w)) return NULL;
	if (!fill_copy(&w, s->calibrated_node) || !fill_copy(&w, s->show_node)) return NULL;
	return w.to;
}

/* Used prices as comments; control characters in sources would end the comment. */
static bool print_prices(const struct scenario *s, int64_t point, struct arena *a, FILE *f, struct error *err)
{
	struct price_used *list;
	int n;
	if (!scenario_prices(s, point, a, &list, &n, err)) return false;
	fprintf(f, "\n# Prices in effect, and where they come from:\n");
	for (int i = 0; i < n; i++) {
		char value[64];
		if (list[i].absent)
			snprintf(value, sizeof value, "%s", list[i].text);
		else
			unit_print(list[i].unit, list[i].value, value, sizeof value);
		bool told = *list[i].source && strcmp(list[i].source, list[i].from) != 0;
		fprintf(f, "#   %s: %s  (%s%s", list[i].key, value, list[i].from, told ? ": " : "");
		for (const char *c = told ? list[i].source : ""; *c; c++)
			fputc((unsigned char)*c < 0x20 ? ' ' : *c, f);
		fprintf(f, ")\n");
	}
	return true;
}

bool scenario_print_config(const struct scenario *s, int64_t point, FILE *f, struct error *err)
{
	struct arena a = {0};
	const struct node *tree = effective_tree(s, point, &a, err);
	const struct node *written = tree ? (point < 0 && s->n_axes ? axes_tree : defaults_tree)(s, point, &a) : NULL;
	if (tree) emit_map(f, tree, 0);
	if (written) defaults_print(s, point < 0, written, tree, f);
	bool good = tree && (point < 0 && s->n_axes ? true : print_prices(s, point < 0 ? 0 : point, &a, f, err));
	arena_free(&a);
	return good;
}

const char *scenario_value(const struct scenario *s, int64_t point, const char *key, struct arena *a)
{
	struct error err = {0};
	struct price_used *list;
	int n;
	struct key k = key_find(key);
	if (k.what == KEY_PRICE && !k.backend && scenario_prices(s, point, a, &list, &n, &err))
		for (int i = 0; i < n; i++)
			if (strcmp(list[i].key, k.price->key) == 0) return list[i].text;
	/* The platform as the scenario names it, not as an absolute path. */
	const struct node *tree = k.what == KEY_PLATFORM ? axes_tree(s, point, a)
				  : k.what == KEY_PRICE  ? (k.backend ? axes_tree(s, point, a) : NULL)
							 : effective_tree(s, point, a, &err);
	const struct node *found = tree ? tree_find(tree, key) : NULL;
	if (found && found->kind == NODE_LIST && found->count == 1) found = found->first;
	return found && found->kind == NODE_SCALAR ? found->text : NULL;
}
