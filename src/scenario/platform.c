#include "scenario/internal.h"
#include "scenario/yaml.h"
#include <stdio.h>
#include <string.h>

struct reading {
	struct arena *arena;
	struct platform *platform;
	struct error *err;
};

const char *path_join(struct arena *a, const char *base_dir, const char *path)
{
	if (path[0] == '/' || strcmp(base_dir, ".") == 0) return path;
	return arena_printf(a, "%s%s%s", base_dir, base_dir[strlen(base_dir) - 1] == '/' ? "" : "/", path);
}

/* Refuse what is none of words. */
static bool known_keys(const struct node *map, const char *what, const char *const *words, struct error *err)
{
	char shown[200], hint[100];
	for (const struct node *c = map->first; c; c = c->next) {
		bool known = false;
		for (int i = 0; words[i]; i++)
			known |= strcmp(words[i], c->key) == 0;
		if (!known)
			return error_at(err, c->key_at, "unknown key '%.60s' in %s, expected %s%s", c->key, what,
					words_shown(words, shown, sizeof shown),
					hint_shown(nearest_word(c->key, words), hint, sizeof hint));
	}
	return true;
}

static bool need_map(const struct node *n, const char *expected, struct error *err)
{
	char shown[80];
	if (n->kind == NODE_MAP) return true;
	return error_at(err, n->at, "key '%.60s': expected %s, not %s", n->key, expected, node_shown(n, shown, sizeof shown));
}

bool price_entry_read(const struct node *n, const struct price *price, int64_t clock, bool need_source, struct price_entry *out,
		      struct error *err)
{
	static const char *const words[] = {"value", "source", "calibrated", NULL};
	const struct node *value = n, *source = NULL, *calibrated = NULL;
	if (need_source && n->kind != NODE_MAP) return need_map(n, "a mapping {value: ..., source: ...}", err);
	if (n->kind == NODE_MAP) {
		if (!known_keys(n, "a price", words, err)) return false;
		value = node_child(n, "value");
		source = node_child(n, "source");
		calibrated = node_child(n, "calibrated");
		if (!value)
			return error_at(err, node_place(n), "price '%.60s' has no key 'value'; expected %s", n->key,
					unit_example(price->unit));
		if (!source && need_source)
			return error_at(err, node_place(n),
					"price '%.60s' has no key 'source'; expected who says so (paper, measurement, guess)",
					n->key);
	}
	if (!price_read(n->key, price->unit, value, clock, &out->value, err)) return false;
	if (source && !need_text(source, "source", "who says so (paper, measurement, guess)", err)) return false;
	if (source && need_source && !source->text[strspn(source->text, " \t\n")])
		return error_at(err, source->at,
				"price '%.60s': the source is empty; expected who says so (paper, measurement, guess)", n->key);
	if (calibrated && !calibrated_ids(calibrated, err)) return false;
	out->calibrated = calibrated;
	out->key = price->key;
	out->unit = price->unit;
	out->text = value->text;
	out->source = source ? source->text : "";
	return true;
}

static bool read_prices(const struct reading *r, const struct node *map, struct price_entry **list)
{
	if (!need_map(map, "a mapping of prices", r->err)) return false;
	for (const struct node *c = map->first; c; c = c->next) {
		const struct price *price = price_find(c->key);
		if (!price) {
			const char *best = NULL;
			char hint[100];
			int cost = 0;
			price_nearest(c->key, &best, &cost);
			return error_at(r->err, c->key_at, "unknown price '%.60s': no model asks for it%s", c->key,
					hint_shown(best, hint, sizeof hint));
		}
		struct price_entry *e = arena_alloc(r->arena, sizeof *e);
		if (!e) return error_plain(r->err, "out of memory");
		if (!price_entry_read(c, price, r->platform->clock, true, e, r->err)) return false;
		e->next = *list;
		*list = e;
	}
	return true;
}

static bool read_backends(const struct reading *r, const struct node *map)
{
	const char *kind = slots[SLOT_BACKEND].kind;
	if (!need_map(map, "a mapping of back ends to prices", r->err)) return false;
	for (const struct node *c = map->first; c; c = c->next) {
		char shown[300], hint[100];
		if (!model_find(kind, c->key))
			return error_at(r->err, c->key_at, "there is no %s '%.60s', expected %s%s", kind, c->key,
					models_shown(kind, shown, sizeof shown),
					hint_shown(model_nearest(kind, c->key), hint, sizeof hint));
		struct price_list *l = arena_alloc(r->arena, sizeof *l);
		if (!l) return error_plain(r->err, "out of memory");
		l->backend = c->key;
		l->next = r->platform->backends;
		r->platform->backends = l;
		if (!read_prices(r, c, &l->first)) return false;
	}
	return true;
}

static bool read_unlisted(const struct reading *r, const struct node *n)
{
	static const struct price any = {.key = "unlisted", .unit = UNIT_TIME};
	struct price_entry *e = arena_alloc(r->arena, sizeof *e);
	if (!e) return error_plain(r->err, "out of memory");
	r->platform->unlisted = e;
	return price_entry_read(n, &any, r->platform->clock, true, e, r->err);
}

static bool read_head(const struct reading *r, const struct node *root)
{
	struct platform *p = r->platform;
	const struct node *version = node_child(root, "simnic-platform"), *name = node_child(root, "name");
	const struct node *title = node_child(root, "title"), *clock = node_child(root, "clock");
	static const struct param clock_param = {"clock", UNIT_FREQUENCY, 1000000, INT64_C(100000000000), NULL, NULL, 0, NULL};
	const struct node *other = node_child(root, "simnic");
	if (!version && other)
		return error_at(r->err, other->key_at,
				"this is a scenario; expected a platform file, which begins with 'simnic-platform: 1'");
	if (!version)
		return error_at(r->err, root->at,
				"missing key 'simnic-platform'; a platform file begins with 'simnic-platform: 1'");
	if (!need_text(version, "simnic-platform", "1", r->err)) return false;
	if (strcmp(version->text, "1") != 0)
		return error_at(r->err, version->at, "simnic-platform: unknown version '%.30s', expected 1", version->text);
	if (!name) return error_at(r->err, root->at, "missing key 'name', expected the platform's short name");
	if (!need_text(name, "name", "the platform's short name", r->err)) return false;
	if (title && !need_text(title, "title", "a text", r->err)) return false;
	p->name = name->text;
	p->title = title ? title->text : "";
	return !clock || value_read(&clock_param, clock, 0, &p->clock, r->err);
}

static bool read_platform(const struct reading *r, const struct node *root)
{
	static const char *const words[] = {"simnic-platform", "name", "title", "clock", "prices", "backends", "unlisted", NULL};
	const struct node *prices = node_child(root, "prices"), *backends = node_child(root, "backends"),
			  *rest = node_child(root, "unlisted");
	if (!read_head(r, root) || !known_keys(root, "a platform file", words, r->err)) return false;
	if (!prices && !rest)
		return error_at(r->err, root->at, "missing key 'prices', expected a mapping of prices to {value, source}");
	return (!prices || read_prices(r, prices, &r->platform->prices)) && (!backends || read_backends(r, backends)) &&
	       (!rest || read_unlisted(r, rest));
}

struct platform *platform_load(struct arena *a, const char *ref, const char *base_dir, struct place from, struct error *err)
{
	struct platform *p = arena_alloc(a, sizeof *p);
	struct reading r = {a, p, err};
	if (!p || !(p->path = path_join(a, base_dir, ref))) {
		error_plain(err, "out of memory");
		return NULL;
	}
	p->ref = ref;
	const struct node *root = yaml_read_file(a, p->path, p->path, from, err);
	uint64_t digest = 0;
	if (!root || !read_platform(&r, root)) return NULL;
	if (!file_digest(p->path, &digest)) {
		error_at(err, from, "can't read '%.300s' again", p->path);
		return NULL;
	}
	snprintf(p->hash, sizeof p->hash, "%016llx", (unsigned long long)digest);
	return p;
}

static const struct price_entry *entry_of(const struct price_entry *list, const char *key)
{
	while (list && strcmp(list->key, key) != 0)
		list = list->next;
	return list;
}

const struct price_entry *platform_price(const struct platform *p, const char *backend, const struct price *price,
					 enum price_from *from)
{
	const struct price_entry *e = NULL;
	*from = PRICE_BACKEND;
	for (const struct price_list *l = p->backends; l && !e; l = l->next)
		if (strcmp(l->backend, backend) == 0) e = entry_of(l->first, price->key);
	if (e) return e;
	*from = PRICE_PLATFORM;
	if ((e = entry_of(p->prices, price->key))) return e;
	/* A time is no time per byte, except that nothing is nothing. */
	*from = PRICE_UNLISTED;
	return p->unlisted && (p->unlisted->value == 0 || price->unit == UNIT_TIME) ? p->unlisted : NULL;
}
