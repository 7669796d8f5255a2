#include "scenario/internal.h"
#include "scenario/yaml.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct reading {
	struct arena *arena;
	struct platform *platform;
	struct error *err;
};

/* Refuse what is none of words. */
static bool known_keys(const struct node *map, const char *what, const char *const *words, struct error *err)
{
	char shown[200], hint[HINT_SIZE];
	bool all = true;
	for (const struct node *c = map->first; c; c = c->next) {
		struct error one;
		bool known = false;
		for (int i = 0; words[i]; i++)
			known |= strcmp(words[i], c->key) == 0;
		if (known) continue;
		error_begin(&one, err);
		error_at(&one, c->key_at, "unknown key '%.60s' in %s, expected %s%s", c->key, what,
			 words_shown(words, shown, sizeof shown), word_hint(c->key, words, hint, sizeof hint));
		if (!error_take(err, &one, &all)) break;
	}
	return all;
}

static bool need_map(const struct node *n, const char *expected, struct error *err)
{
	char shown[80];
	if (n->kind == NODE_MAP) return true;
	return error_at(err, n->at, "key '%.60s': expected %s, not %s", n->key, expected, node_shown(n, shown, sizeof shown));
}

/* The price it is tied to, by name, and how many times that. */
static bool read_tie(const struct node *n, const struct node *value, struct price_entry *out, struct error *err)
{
	static const struct param times = {"times", UNIT_FACTOR, 1, 1000 * INT64_C(1000000), "1", NULL, 0, NULL};
	const struct node *factor = node_child(n, "times");
	if (value)
		return error_at(err, value->key_at, "price '%.60s' has a value and is tied to another, expected one of them",
				n->key);
	const struct node *between = node_child(n, "between");
	if (between)
		return error_at(err, between->key_at,
				"price '%.60s' is tied to another and lies where that one does; expected between: there", n->key);
	if (!need_text(out->of, "of", "the name of another price of this file", err)) return false;
	out->times = 1000000;
	return !factor || value_read(&times, factor, 0, &out->times, err);
}

static bool read_value(const struct node *n, const struct price *price, int64_t clock, bool may_be_tied, struct price_entry *out,
		       struct error *err)
{
	static const char *const words[] = {"value", "between", "source", "calibrated", NULL};
	static const char *const tied_words[] = {"value", "between", "of", "times", "source", "calibrated", NULL};
	const struct node *value = n;
	if (n->kind == NODE_MAP) {
		if (!known_keys(n, "a price", may_be_tied ? tied_words : words, err)) return false;
		value = node_child(n, "value");
		out->of = node_child(n, "of");
		if (out->of) return read_tie(n, value, out, err);
		if (!value)
			return error_at(err, node_place(n), "price '%.60s' has no key 'value'; expected %s", n->key,
					unit_example(price->unit));
	}
	out->text = value->text;
	return price_read(n->key, price->unit, value, clock, &out->value, err);
}

/* between: [0.4us, 1.2us], around the value. */
static bool read_between(const struct node *n, const struct price *price, int64_t clock, struct price_entry *out,
			 struct error *err)
{
	const struct node *low = n->kind == NODE_LIST ? n->first : NULL, *high = low ? low->next : NULL;
	if (!high || high->next)
		return error_at(err, n->at, "price '%.60s': between: expected a list of two, the least and the most it may be",
				price->key);
	if (!price_read(price->key, price->unit, low, clock, &out->low, err) ||
	    !price_read(price->key, price->unit, high, clock, &out->high, err))
		return false;
	return (out->low <= out->value && out->value <= out->high) ||
	       error_at(err, n->at, "price '%.60s': between: %.40s and %.40s do not lie around its value, %.40s", price->key,
			low->text, high->text, out->text);
}

#define GUESS "guess"
#define GUESS_FACTOR 2 /* either way, unless between: says otherwise */

static void guess_doubt(struct price_entry *e)
{
	e->low = e->high = e->value;
	if (strncasecmp(e->source, GUESS, strlen(GUESS)) != 0) return;
	e->low = e->value / GUESS_FACTOR;
	e->high = e->value * GUESS_FACTOR;
	if (e->high > price_largest(e->unit)) e->high = price_largest(e->unit);
}

static bool read_doubt(const struct node *n, const struct price *price, int64_t clock, struct price_entry *out, struct error *err)
{
	const struct node *between = n->kind == NODE_MAP ? node_child(n, "between") : NULL;
	if (between) return read_between(between, price, clock, out, err);
	guess_doubt(out);
	return true;
}

bool price_entry_read(const struct node *n, const struct price *price, int64_t clock, bool need_source, struct price_entry *out,
		      struct error *err)
{
	const struct node *source = n->kind == NODE_MAP ? node_child(n, "source") : NULL;
	if (need_source && n->kind != NODE_MAP) return need_map(n, "a mapping {value: ..., source: ...}", err);
	*out = (struct price_entry){.key = price->key, .unit = price->unit, .next = out->next};
	if (!read_value(n, price, clock, need_source, out, err)) return false;
	if (!source && need_source)
		return error_at(err, node_place(n),
				"price '%.60s' has no key 'source'; expected who says so (paper, measurement, guess)", n->key);
	if (source && !need_text(source, "source", "who says so (paper, measurement, guess)", err)) return false;
	if (source && need_source && !source->text[strspn(source->text, " \t\n")])
		return error_at(err, source->at,
				"price '%.60s': the source is empty; expected who says so (paper, measurement, guess)", n->key);
	out->calibrated = n->kind == NODE_MAP ? node_child(n, "calibrated") : NULL;
	out->source = source ? source->text : "";
	if (!out->of && !read_doubt(n, price, clock, out, err)) return false;
	return !out->calibrated || calibrated_ids(out->calibrated, err);
}

static bool read_one(const struct reading *r, const struct node *n, struct price_entry **list, struct error *err)
{
	const struct price *price = price_find(n->key);
	char hint[HINT_SIZE] = "";
	if (!price && !error_is_beyond(err, n->key_at)) price_hint(n->key, hint, sizeof hint);
	if (!price) return error_at(err, n->key_at, "unknown price '%.60s': no model asks for it%s", n->key, hint);
	struct price_entry *e = arena_alloc(r->arena, sizeof *e);
	if (!e) return error_memory(err);
	if (!price_entry_read(n, price, r->platform->clock, true, e, err)) return false;
	e->next = *list;
	*list = e;
	return true;
}

static bool read_prices(const struct reading *r, const struct node *map, struct price_entry **list)
{
	bool all = true;
	if (!need_map(map, "a mapping of prices", r->err)) return false;
	for (const struct node *c = map->first; c; c = c->next) {
		struct error one;
		error_begin(&one, r->err);
		if (!read_one(r, c, list, &one) && !error_take(r->err, &one, &all)) break;
	}
	return all;
}

static bool read_backend(const struct reading *r, const struct node *c)
{
	const char *kind = slots[SLOT_BACKEND].kind;
	char shown[300], hint[HINT_SIZE];
	if (!model_find(kind, c->key))
		return error_at(r->err, c->key_at, "there is no %s '%.60s', expected %s%s", kind, c->key,
				models_shown(kind, shown, sizeof shown), model_hint(kind, c->key, hint, sizeof hint));
	struct price_list *l = arena_alloc(r->arena, sizeof *l);
	if (!l) return error_memory(r->err);
	l->backend = c->key;
	l->next = r->platform->backends;
	r->platform->backends = l;
	return read_prices(r, c, &l->first);
}

static bool read_backends(const struct reading *r, const struct node *map)
{
	bool all = true;
	if (!need_map(map, "a mapping of back ends to prices", r->err)) return false;
	for (const struct node *c = map->first; c; c = c->next) {
		struct error one;
		const struct reading apart = {r->arena, r->platform, &one};
		error_begin(&one, r->err);
		if (!read_backend(&apart, c) && !error_take(r->err, &one, &all)) break;
	}
	return all;
}

static bool read_unlisted(const struct reading *r, const struct node *n)
{
	static const struct price any = {.key = "unlisted", .unit = UNIT_TIME};
	struct price_entry *e = arena_alloc(r->arena, sizeof *e);
	if (!e) return error_memory(r->err);
	r->platform->unlisted = e;
	return price_entry_read(n, &any, r->platform->clock, true, e, r->err);
}

/* Before anything else, for what is no platform may be a secret, of which nothing is told. */
static bool check_kind(const struct reading *r, const struct node *root)
{
	const struct node *version = node_child(root, "simnic-platform"), *other = node_child(root, "simnic");
	if (!version && other)
		return error_at(r->err, other->key_at,
				"this is a scenario; expected a platform file, which begins with 'simnic-platform: 1'");
	if (!version)
		return error_at(r->err, root->at,
				"missing key 'simnic-platform'; a platform file begins with 'simnic-platform: 1'");
	if (!need_text(version, "simnic-platform", "1", r->err)) return false;
	return strcmp(version->text, "1") == 0 ||
	       error_at(r->err, version->at, "simnic-platform: unknown version '%.30s', expected 1", version->text);
}

/* words: are all keys of the file known? Else one that is missing may be among them, mistyped. */
static bool read_head(const struct reading *r, const struct node *root, bool words)
{
	struct platform *p = r->platform;
	const struct node *name = node_child(root, "name");
	const struct node *title = node_child(root, "title"), *clock = node_child(root, "clock"),
			  *cores = node_child(root, "cores");
	static const struct param clock_param = {"clock", UNIT_FREQUENCY, 1000000, INT64_C(100000000000), NULL, NULL, 0, NULL};
	static const struct param cores_param = {"cores", UNIT_COUNT, 1, 1024, NULL, NULL, 0, NULL};
	p->name = p->title = "";
	if (!name && !words) return true;
	if (!name) return error_at(r->err, root->at, "missing key 'name', expected the platform's short name");
	if (!need_text(name, "name", "the platform's short name", r->err)) return false;
	if (!name->text[strspn(name->text, " \t\n")])
		return error_at(r->err, name->at, "key 'name' is empty; expected the platform's short name");
	if (title && !need_text(title, "title", "a text", r->err)) return false;
	p->name = name->text;
	p->title = title ? title->text : "";
	if (cores && !value_read(&cores_param, cores, 0, &p->cores, r->err)) return false;
	if (!clock || value_read(&clock_param, clock, 0, &p->clock, r->err)) return true;
	p->clock = INT64_C(1000000000); /* prices in cycles are not to blame */
	return false;
}

static bool read_platform(const struct reading *r, const struct node *root)
{
	enum { WORDS, HEAD, PRICES, BACKENDS, UNLISTED, DEFAULTS };
	static const char *const words[] = {"simnic-platform", "name",     "title",    "base",     "clock", "cores",
					    "prices",          "backends", "unlisted", "defaults", NULL};
	const struct node *prices = node_child(root, "prices"), *backends = node_child(root, "backends"),
			  *rest = node_child(root, "unlisted"), *defaults = node_child(root, "defaults");
	bool all = true;
	for (int part = WORDS; part <= DEFAULTS; part++) {
		struct error one;
		const struct reading apart = {r->arena, r->platform, &one};
		bool good = true;
		error_begin(&one, r->err);
		if (part == WORDS) good = known_keys(root, "a platform file", words, &one);
		if (part == HEAD) good = read_head(&apart, root, all);
		if (part == PRICES && !prices && !rest && all)
			good = error_at(&one, root->at, "missing key 'prices', expected a mapping of prices to {value, source}");
		if (part == PRICES && prices) good = read_prices(&apart, prices, &r->platform->prices);
		if (part == BACKENDS && backends) good = read_backends(&apart, backends);
		if (part == UNLISTED && rest) good = read_unlisted(&apart, rest);
		if (part == DEFAULTS && defaults) good = defaults_read(r->platform, defaults, r->arena, &one);
		if (!good && !error_take(r->err, &one, &all)) break;
	}
	return all;
}

static const struct price_entry *entry_of(const struct price_entry *list, const char *key)
{
	while (list && strcmp(list->key, key) != 0)
		list = list->next;
	return list;
}

/* The price that e names, of its own list first; `own` is the list of a back end, or NULL. */
static bool tie(const struct reading *r, struct price_entry *e, const struct price_entry *own)
{
	char hint[HINT_SIZE] = "";
	if (!e->of) return true;
	e->base = entry_of(own, e->of->text);
	e->base_of_backend = e->base;
	if (!e->base) e->base = entry_of(r->platform->prices, e->of->text);
	if (e->base == e)
		return error_at(r->err, e->of->at, "price '%.60s' is tied to itself, expected another price of this file",
				e->key);
	if (!e->base) {
		if (!price_find(e->of->text)) price_hint(e->of->text, hint, sizeof hint);
		return error_at(r->err, e->of->at, "price '%.60s': there is no price '%.60s' in this file%s", e->key, e->of->text,
				hint);
	}
	if (e->base->of)
		return error_at(r->err, e->of->at,
				"price '%.60s': '%.60s' is tied itself, expected the price it is tied to, '%.60s'", e->key,
				e->of->text, e->base->of->text);
	if (e->base->unit != e->unit)
		return error_at(r->err, e->of->at, "price '%.60s' is %s, and '%.60s' %s; expected a price of the same kind",
				e->key, unit_example(e->unit), e->of->text, unit_example(e->base->unit));
	__extension__ typedef __int128 wide;
	const int64_t of[] = {e->base->value, e->base->low, e->base->high};
	int64_t *const to[] = {&e->value, &e->low, &e->high};
	for (int i = 0; i < 3; i++)
		*to[i] = (int64_t)(((wide)of[i] * e->times + 500000) / 1000000);
	if (e->low == e->high) guess_doubt(e); /* how many times it is may be what is guessed */
	char factor[40];
	unit_print(UNIT_FACTOR, e->times, factor, sizeof factor);
	e->text = arena_printf(r->arena, "%s x %s", factor, e->of->text);
	return e->text || error_memory(r->err);
}

static bool tie_list(const struct reading *r, struct price_entry *e, const struct price_entry *own)
{
	bool all = true;
	for (; e; e = e->next) {
		struct error one;
		const struct reading apart = {r->arena, r->platform, &one};
		error_begin(&one, r->err);
		if (!tie(&apart, e, own) && !error_take(r->err, &one, &all)) break;
	}
	return all;
}

static bool tie_all(const struct reading *r)
{
	bool all = tie_list(r, r->platform->prices, NULL);
	for (struct price_list *l = r->platform->backends; l && (all || r->err->more); l = l->next) {
		struct error one;
		const struct reading apart = {r->arena, r->platform, &one};
		error_begin(&one, r->err);
		if (!tie_list(&apart, l->first, l->first) && !error_take(r->err, &one, &all)) break;
	}
	return all;
}

/* What root does not say itself it has from base; back ends and prices one by one. */
static bool inherit(struct arena *a, struct node *root, const struct node *base, int depth)
{
	for (const struct node *c = base->first; c; c = c->next) {
		struct node *own = node_child(root, c->key);
		bool mixes = strcmp(c->key, "backends") == 0 || strcmp(c->key, "prices") == 0 ||
			     strcmp(c->key, "defaults") == 0 || depth == 1;
		if (own && mixes && depth >= 0 && own->kind == NODE_MAP && c->kind == NODE_MAP) {
			if (!inherit(a, own, c, strcmp(c->key, "backends") == 0 ? 1 : -1)) return false;
			continue;
		}
		struct node *copy = own ? NULL : tree_copy(a, c);
		if (copy) node_append(root, copy);
		if (!own && !copy) return false;
	}
	return true;
}

/* The file a platform is based on, if it names one; its contents count in *digest. */
static bool read_base(const struct reading *r, struct node *root, uint64_t *digest)
{
	static const char expected[] = "the path of the platform file it changes";
	const struct node *n = node_child(root, "base");
	uint64_t of_base = 0;
	if (!n) return true;
	if (!need_text(n, "base", expected, r->err)) return false;
	const char *slash = strrchr(r->platform->path, '/');
	const char *folder = slash ? arena_strndup(r->arena, r->platform->path, (size_t)(slash - r->platform->path)) : ".";
	const char *path = folder ? path_join(r->arena, folder, n->text) : NULL;
	if (!path) return error_memory(r->err);
	const struct node *base = yaml_read_file(r->arena, path, path, n->at, r->err);
	if (!base || !check_kind(r, base)) return false;
	if (node_child(base, "base"))
		return error_at(r->err, n->at, "platform '%.200s' is based on another one itself, expected one that stands alone",
				path);
	if (!file_digest(path, n->at, &of_base, r->err)) return false;
	*digest ^= of_base * UINT64_C(0x9e3779b97f4a7c15);
	return inherit(r->arena, root, base, 0) || error_memory(r->err);
}

struct platform *platform_load(struct arena *a, const char *ref, const char *base_dir, struct place from, struct error *err)
{
	struct platform *p = arena_alloc(a, sizeof *p);
	struct reading r = {a, p, err};
	if (!p || !(p->path = path_join(a, base_dir, ref))) {
		error_memory(err);
		return NULL;
	}
	p->ref = ref;
	struct node *root = yaml_read_file(a, p->path, p->path, from, err);
	uint64_t digest = 0;
	if (!root || !file_digest(p->path, from, &digest, err)) return NULL;
	if (!check_kind(&r, root) || !read_base(&r, root, &digest) || !read_platform(&r, root) || !tie_all(&r)) return NULL;
	snprintf(p->hash, sizeof p->hash, "%016llx", (unsigned long long)digest);
	return p;
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
