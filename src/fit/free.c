/* free.c - what a fit looks for: prices and parameters, their limits, and where they stand in each setup. */
#include "fit/internal.h"
#include "scenario/keys.h"
#include "scenario/platform.h"
#include "scenario/value.h"
#include <math.h>
#include <string.h>

struct reading {
	struct fit *fit;
	struct fit_free *free;
	const struct platform *platform;
	struct error *err;
};

bool known_words(const struct node *map, const char *what, const char *const *words, struct error *err)
{
	char shown[200], hint[HINT_SIZE];
	for (const struct node *c = map->first; c; c = c->next) {
		int i = 0;
		while (words[i] && strcmp(words[i], c->key) != 0)
			i++;
		if (!words[i])
			return error_at(err, c->key_at, "unknown key '%.60s' in %s, expected %s%s", c->key, what,
					words_shown(words, shown, sizeof shown), word_hint(c->key, words, hint, sizeof hint));
	}
	return true;
}

/* A value in the unit of what is free. */
static bool read_number(const struct reading *r, const struct node *n, double *out)
{
	const struct fit_free *p = r->free;
	int64_t value;
	if (p->is_price) {
		if (!price_read(p->key, p->unit, n, r->platform->clock, &value, r->err)) return false;
	} else {
		struct param alone = *p->param;
		alone.offset = 0;
		if (!value_read(&alone, n, r->platform->clock, &value, r->err)) return false;
	}
	*out = (double)value;
	return true;
}

static bool read_prior(const struct reading *r, const struct node *n)
{
	static const char *const words[] = {"value", "factor", NULL};
	char shown[80];
	int64_t factor;
	char why[300];
	if (n->kind != NODE_MAP)
		return error_at(r->err, n->at, "key 'prior': expected a mapping {value: ..., factor: 2}, not %s",
				node_shown(n, shown, sizeof shown));
	if (!known_words(n, "a prior", words, r->err)) return false;
	const struct node *value = node_child(n, "value"), *by = node_child(n, "factor");
	if (!value || !by)
		return error_at(r->err, n->at, "a prior needs '%s'; expected {value: ..., factor: 2}",
				value ? "factor" : "value");
	if (!read_number(r, value, &r->free->prior)) return false;
	if (!need_text(by, "factor", "a factor such as 2", r->err)) return false;
	if (!unit_parse(UNIT_FACTOR, by->text, 0, &factor, why, sizeof why))
		return error_at(r->err, by->at, "key 'factor': %s", why);
	if (factor <= 1000000)
		return error_at(r->err, by->at, "key 'factor': %.40s is too small, expected more than 1", by->text);
	if (r->free->prior <= 0) return error_at(r->err, value->at, "a prior of nothing has no factor; expected more than 0");
	if (r->free->prior < r->free->from || r->free->prior > r->free->to)
		return error_at(r->err, value->at, "free '%.60s': prior %.40s is not between from and to", r->free->name,
				value->text);
	r->free->factor = (double)factor / 1e6;
	return true;
}

static bool read_limits(const struct reading *r, const struct node *n)
{
	static const char *const words[] = {"from", "to", "start", "prior", NULL};
	struct fit_free *p = r->free;
	char shown[80];
	if (n->kind != NODE_MAP)
		return error_at(r->err, n->at, "free '%.60s': expected a mapping {from: ..., to: ...}, not %s", p->name,
				node_shown(n, shown, sizeof shown));
	if (!known_words(n, "what is free", words, r->err)) return false;
	const struct node *from = node_child(n, "from"), *to = node_child(n, "to"), *start = node_child(n, "start"),
			  *prior = node_child(n, "prior");
	if (!from || !to) return error_at(r->err, n->key_at, "free '%.60s' needs '%s'", p->name, from ? "to" : "from");
	if (!read_number(r, from, &p->from) || !read_number(r, to, &p->to)) return false;
	if (p->from >= p->to)
		return error_at(r->err, to->at, "free '%.60s': from %.40s to %.40s is no range, expected more than from", p->name,
				from->text, to->text);
	p->start = NAN;
	if (start && !read_number(r, start, &p->start)) return false;
	if (start && (p->start < p->from || p->start > p->to))
		return error_at(r->err, start->at, "free '%.60s': start %.40s is not between %.40s and %.40s", p->name,
				start->text, from->text, to->text);
	if (prior && p->from <= 0 && !node_is_null(prior))
		return error_at(r->err, prior->at, "free '%.60s': a prior needs a from above 0", p->name);
	return !prior || (prior->kind == NODE_SCALAR && strcmp(prior->text, "none") == 0) || read_prior(r, prior);
}

static bool unknown(const struct reading *r, const struct node *n, const char *word)
{
	char hint[HINT_SIZE];
	if (!*price_hint(word, hint, sizeof hint)) key_hint(word, hint, sizeof hint);
	return error_at(r->err, n->key_at, "there is no price or parameter '%.100s'%s", n->key,
			*hint ? hint : "; expected one such as guest_rx_packet");
}

static bool find_parameter(const struct reading *r, const struct node *n)
{
	struct fit_free *p = r->free;
	const char *path = key_canonical(r->fit->arena, n->key);
	if (!path) return error_memory(r->err);
	struct key k = key_find(path);
	if (k.what != KEY_PARAM) return unknown(r, n, n->key);
	enum unit u = k.param->unit;
	if (u != UNIT_TIME && u != UNIT_TIME_PER_BYTE && u != UNIT_BITRATE && u != UNIT_PACKETRATE && u != UNIT_RATIO &&
	    u != UNIT_FACTOR)
		return error_at(r->err, n->key_at,
				"'%.100s' is no quantity that varies smoothly; expected a time, a rate or a share", n->key);
	if (k.owner && k.owner->model->load)
		return error_at(r->err, n->key_at, "'%.100s' belongs to %s '%s', which reads a file once, and can't be free",
				n->key, k.owner->kind, k.owner->name);
	p->key = path;
	p->param = k.param;
	p->unit = u;
	p->slot = k.owner ? k.slot : -1;
	return true;
}

/* Does the platform give this price, in the list that is meant? Only what stands there can be written back. */
static bool in_platform(const struct reading *r, const struct node *n)
{
	const struct fit_free *p = r->free;
	const struct price_entry *e = p->backend ? NULL : r->platform->prices;
	for (const struct price_list *l = r->platform->backends; p->backend && l; l = l->next)
		if (strcmp(l->backend, p->backend) == 0) e = l->first;
	while (e && strcmp(e->key, p->key) != 0)
		e = e->next;
	if (e && e->of)
		return error_at(r->err, n->key_at, "price '%s' is tied to '%s'; expected that one to be free", n->key,
				e->of->text);
	if (e) {
		r->free->given = (double)e->value;
		r->free->in_cycles = strstr(e->text, "cycles") != NULL;
		return true;
	}
	for (const struct price_list *l = r->platform->backends; !p->backend && l; l = l->next)
		for (e = l->first; e; e = e->next)
			if (strcmp(e->key, p->key) == 0)
				return error_at(r->err, n->key_at,
						"price '%s' stands in a list of its own of %s; did you mean 'backends.%s.%s'?",
						p->key, r->platform->path, l->backend, p->key);
	return error_at(r->err, n->key_at, "price '%s' does not stand in %.200s; expected a price that does", n->key,
			r->platform->path);
}

static bool find_price(const struct reading *r, const struct node *n)
{
	struct fit_free *p = r->free;
	const char *key = n->key, *dot;
	char hint[HINT_SIZE];
	if (strncmp(key, "prices.", 7) == 0) key += 7;
	if (strncmp(key, "backends.", 9) == 0 && (dot = strchr(key + 9, '.'))) {
		p->backend = arena_strndup(r->fit->arena, key + 9, (size_t)(dot - key - 9));
		if (!p->backend) return error_memory(r->err);
		if (!model_find("backend", p->backend))
			return error_at(r->err, n->key_at, "there is no backend '%.60s'%s", p->backend,
					model_hint("backend", p->backend, hint, sizeof hint));
		key = dot + 1;
	}
	const struct price *price = price_find(key);
	if (!price && (key != n->key || !strchr(key, '.'))) return unknown(r, n, key);
	if (!price) return find_parameter(r, n);
	p->is_price = true;
	p->key = price->key;
	p->unit = price->unit;
	return in_platform(r, n);
}

static bool read_one(struct reading *r, const struct node *n)
{
	struct fit *f = r->fit;
	if (f->n_free == FIT_MAX_FREE) return error_at(r->err, n->key_at, "more than %d numbers are free", FIT_MAX_FREE);
	r->free = &f->free[f->n_free];
	*r->free = (struct fit_free){.name = n->key, .at = n->key_at, .slot = -1, .given = NAN};
	if (!find_price(r, n) || !read_limits(r, n)) return false;
	for (int i = 0; i < f->n_free; i++)
		if (strcmp(f->free[i].key, r->free->key) == 0 && (!f->free[i].backend) == (!r->free->backend) &&
		    (!r->free->backend || strcmp(f->free[i].backend, r->free->backend) == 0))
			return error_at(r->err, n->key_at, "'%.60s' is free already, as '%.60s'", n->key, f->free[i].name);
	f->n_free++;
	return true;
}

bool free_read(struct fit *f, const struct node *map, struct error *err)
{
	char shown[80];
	struct reading r = {.fit = f, .err = err};
	if (map->kind != NODE_MAP || !map->count)
		return error_at(err, map->at, "key 'free': expected a mapping of prices to {from: ..., to: ...}, not %s",
				map->kind == NODE_MAP ? "an empty one" : node_shown(map, shown, sizeof shown));
	r.platform = platform_load(f->arena, f->platform, ".", map->at, err);
	if (!r.platform) return false;
	f->clock = (double)r.platform->clock;
	bool all = true;
	for (const struct node *n = map->first; n; n = n->next) {
		struct error one;
		error_begin(&one, err);
		r.err = &one;
		if (!read_one(&r, n) && !error_take(err, &one, &all)) break;
	}
	return all;
}

/* Where p stands in a point's setup, if it matters there. */
static bool bind_one(const struct fit *f, struct fit_free *p, int point, const struct price_used *prices, int n)
{
	const struct setup *s = &f->trials.point[point].setup;
	struct knob *k = &f->trials.point[point].knob[p - f->free];
	if (p->is_price) {
		const char *backend = s->slot[SLOT_BACKEND].reg->name;
		for (int i = 0; i < n; i++) {
			const struct price_used *u = &prices[i];
			bool tied = u->tied_to != NULL;
			if (strcmp(tied ? u->tied_to : u->key, p->key) != 0 || u->overridden || u->unlisted || u->absent)
				continue;
			bool of_backend = tied ? u->tied_to_backend : u->of_backend;
			if (p->backend ? of_backend && strcmp(backend, p->backend) == 0 : !of_backend)
				knob_price(k, s, u->key, tied ? u->times : KNOB_WHOLE);
		}
	} else if (p->slot < 0) {
		k->place[k->n++] = (struct knob_place){-1, p->param->offset, KNOB_WHOLE};
	} else {
		const struct param *own = param_find(s->slot[p->slot].reg->model->params, p->param->key);
		if (own && own->unit == p->unit) k->place[k->n++] = (struct knob_place){p->slot, own->offset, KNOB_WHOLE};
	}
	if (!k->n) return false;
	if (isnan(p->given)) {
		const struct knob_place *at = &k->place[0];
		int64_t value;
		memcpy(&value, (const char *)(at->slot < 0 ? (const void *)s : s->slot[at->slot].conf) + at->offset,
		       sizeof value);
		p->given = (double)value;
	}
	return true;
}

bool free_bind(struct fit *f, struct error *err)
{
	for (int i = 0; i < f->n_points; i++) {
		struct price_used *prices = NULL;
		int n = 0;
		if (!scenario_prices(f->loaded[i], 0, f->arena, &prices, &n, err)) return false;
		for (int k = 0; k < f->n_free; k++)
			f->free[k].used_by += bind_one(f, &f->free[k], i, prices, n);
	}
	for (int k = 0; k < f->n_free; k++) {
		struct fit_free *p = &f->free[k];
		if (!p->used_by)
			return error_at(err, p->at,
					"free '%.60s' is used by no row: the scenarios do without it, or set it themselves",
					p->name);
		if (isnan(p->start)) p->start = p->given;
		if (!(p->start >= p->from && p->start <= p->to))
			p->start = p->from > 0 ? sqrt(p->from * p->to) : (p->from + p->to) / 2;
	}
	return true;
}
