/* prices.c - where each price of a point comes from: the scenario, the platform's back end, the platform. */
#include "scenario/internal.h"
#include <string.h>

/* What the scenario says of a price at this point: for the point's back end, else for all; NULL = nothing. */
static const struct node *own_price(const struct bound *b, const char *key, bool *of_backend)
{
	const struct node *prices = node_child(b->tree, "prices"), *list = prices ? node_child(prices, "backends") : NULL,
			  *own = list ? node_child(list, b->setup->slot[SLOT_BACKEND].reg->name) : NULL,
			  *n = own ? node_child(own, key) : NULL;
	*of_backend = n != NULL;
	return n || !prices ? n : node_child(prices, key);
}

/* Keep what provenance tells of one price; each key once. */
static bool record(struct bound *b, const struct price *p, const struct price_entry *e, enum price_from from,
		   const struct registered *who)
{
	const char *backend = b->setup->slot[SLOT_BACKEND].reg->name;
	if (!b->prices) return true;
	for (int i = 0; i < b->n_prices; i++)
		if (strcmp(b->prices[i].key, p->key) == 0) return true;
	if (b->n_prices == b->max_prices) return true; /* the caller made room for every price there is */
	struct price_used *u = &b->prices[b->n_prices++];
	*u = (struct price_used){.key = p->key,
				 .unit = p->unit,
				 .value = e->value,
				 .low = e->low,
				 .high = e->high,
				 .text = e->text,
				 .source = e->source,
				 .help = p->help,
				 .absent = from == PRICE_NOWHERE};
	u->needed_by = who ? arena_printf(b->arena, "%s/%s", who->kind, who->name) : "guest";
	bool own_of_backend = false;
	const struct node *own = from == PRICE_SCENARIO ? own_price(b, p->key, &own_of_backend) : NULL;
	u->overridden = from == PRICE_SCENARIO;
	u->of_backend = from == PRICE_BACKEND;
	u->unlisted = from == PRICE_UNLISTED;
	u->tied_to = e->base ? e->base->key : NULL;
	u->times = e->times;
	u->tied_to_backend = e->base_of_backend;
	const char *said = own && own->origin == FROM_SET ? "--set" : "scenario";
	u->from = from == PRICE_SCENARIO  ? (own_of_backend ? arena_printf(b->arena, "%s, backend %s", said, backend) : said)
		  : from == PRICE_BACKEND ? arena_printf(b->arena, "platform %s, backend %s", b->platform->name, backend)
					  : arena_printf(b->arena, "platform %s%s", b->platform->name,
							 from == PRICE_UNLISTED ? ", unlisted" : "");
	if (u->overridden && !*u->source) u->source = u->from;
	return (u->needed_by && u->from) || error_memory(b->err);
}

static bool store(struct bound *b, const struct price *p, const struct price_entry *e, enum price_from from,
		  const struct registered *who, void *base)
{
	memcpy((char *)base + p->offset, &e->value, sizeof e->value);
	return record(b, p, e, from, who);
}

static bool no_price(const struct bound *b, const struct price *p, const struct registered *who)
{
	const struct node *n = node_child(b->tree, "platform");
	return error_at(b->err, n->at,
			"platform '%.60s' has no price '%s', which %s%s%s%s needs (%s: %s); expected it under prices: in %.100s",
			b->platform->name, p->key, who ? who->kind : "the guest", who ? " '" : "", who ? who->name : "",
			who ? "'" : "", p->unit == UNIT_TIME ? "a time" : "a time per byte", p->help ? p->help : "",
			b->platform->path);
}

/* The row of a model's table that is asked for in the place of p, as the model is set; NULL = none is. */
static const struct price *instead_of(const struct price *p, const struct registered *who, const void *base)
{
	int64_t now;
	for (const struct price *r = who ? who->model->prices : NULL; r && r->key; r++) {
		if (!r->instead_of || strcmp(r->instead_of, p->key) != 0) continue;
		memcpy(&now, (const char *)base + r->switched, sizeof now);
		if (now == r->at) return r;
	}
	return NULL;
}

/* Is the one given that is asked for instead, and nowhere nearer than that the general one? */
static bool is_given(const struct bound *b, const struct price *instead, const struct price *general)
{
	const char *backend = b->setup->slot[SLOT_BACKEND].reg->name;
	enum price_from from, of_general;
	bool nearer, general_nearer;
	const struct node *own = own_price(b, instead->key, &nearer), *own_general = own_price(b, general->key, &general_nearer);
	if (own) return !own_general || nearer >= general_nearer;
	if (own_general || !platform_price(b->platform, backend, instead, &from)) return false;
	platform_price(b->platform, backend, general, &of_general);
	return from < PRICE_UNLISTED && from <= of_general;
}

static const struct price *asked_for(const struct bound *b, const struct price *p, const struct registered *who, const void *base)
{
	const struct price *instead = instead_of(p, who, base);
	return instead && is_given(b, instead, p) ? instead : p;
}

static bool bind_price(struct bound *b, const struct price *p, const struct registered *who, void *base)
{
	bool own_of_backend;
	const struct node *own = own_price(b, p->key, &own_of_backend);
	struct price_entry written = {0};
	struct price_entry absent = {.text = PRICE_ABSENT, .source = p->absent};
	const struct price_entry *e = &written;
	enum price_from from = PRICE_SCENARIO;
	if (own && !price_entry_read(own, p, b->platform->clock, false, &written, b->err)) return false;
	if (!own) e = platform_price(b->platform, b->setup->slot[SLOT_BACKEND].reg->name, p, &from);
	if (!e && !p->absent) return no_price(b, p, who);
	int64_t given = e != NULL;
	if (p->given) memcpy((char *)base + p->given, &given, sizeof given);
	if (!given) return store(b, p, &absent, PRICE_NOWHERE, who, base);
	if (!own && from != PRICE_UNLISTED && e->unit != p->unit)
		return error_at(b->err, node_child(b->tree, "platform")->at,
				"price '%s' of platform '%.60s' is %s, but %s '%s' needs %s", p->key, b->platform->name,
				unit_example(e->unit), who ? who->kind : "the", who ? who->name : "guest", unit_example(p->unit));
	return store(b, p, e, from, who, base);
}

static bool check_list(const struct bound *b, const struct node *list, struct error *err)
{
	bool all = true;
	for (const struct node *c = list ? list->first : NULL; c; c = c->next) {
		const struct price *p = price_find(c->key);
		struct price_entry e = {0};
		struct error one;
		error_begin(&one, err);
		if (p && !price_entry_read(c, p, b->platform->clock, false, &e, &one) && !error_take(err, &one, &all)) break;
	}
	return all;
}

/* Overrides nobody asks for here are checked all the same. */
static bool check_overrides(const struct bound *b)
{
	const struct node *own = node_child(b->tree, "prices"), *backends = own ? node_child(own, "backends") : NULL;
	bool all = check_list(b, own, b->err);
	for (const struct node *c = backends ? backends->first : NULL; c && (all || b->err->more); c = c->next) {
		struct error one;
		error_begin(&one, b->err);
		if (!check_list(b, c, &one) && !error_take(b->err, &one, &all)) break;
	}
	return all;
}

/* Those of one model or, without one, the guest's. */
static bool bind_table(struct bound *b, const struct price *p, const struct registered *who, void *base)
{
	struct error *err = b->err;
	bool all = true;
	for (; p && p->key; p++) {
		struct error one;
		if (p->instead_of) continue;
		error_begin(&one, err);
		b->err = &one;
		bool good = bind_price(b, asked_for(b, p, who, base), who, base);
		b->err = err;
		if (!good && !error_take(err, &one, &all)) break;
	}
	return all;
}

bool bind_prices(struct bound *b)
{
	struct error *err = b->err;
	if (!check_overrides(b)) return false;
	bool all = bind_table(b, guest_prices, NULL, b->setup);
	for (int i = 0; i < N_SLOTS && (all || err->more); i++) {
		const struct chosen *c = &b->setup->slot[i];
		struct error one;
		error_begin(&one, err);
		b->err = &one;
		bool good = bind_table(b, c->reg->model->prices, c->reg, c->conf);
		b->err = err;
		if (!good && !error_take(err, &one, &all)) break;
	}
	return all;
}
