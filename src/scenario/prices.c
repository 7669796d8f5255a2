/* prices.c - where each price of a point comes from: the scenario, the platform's back end, the platform. */
#include "scenario/internal.h"
#include <string.h>

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
	const struct node *own = from == PRICE_SCENARIO ? tree_find(b->tree, "prices") : NULL;
	if (own) own = node_child(own, p->key);
	u->overridden = from == PRICE_SCENARIO;
	u->of_backend = from == PRICE_BACKEND;
	u->unlisted = from == PRICE_UNLISTED;
	u->tied_to = e->base ? e->base->key : NULL;
	u->times = e->times;
	u->tied_to_backend = e->base_of_backend;
	u->from = from == PRICE_SCENARIO  ? (own && own->origin == FROM_SET ? "--set" : "scenario")
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

static bool bind_price(struct bound *b, const struct price *p, const struct registered *who, void *base)
{
	const struct node *own = node_child(b->tree, "prices");
	struct price_entry written = {0};
	struct price_entry absent = {.text = PRICE_ABSENT, .source = p->absent};
	const struct price_entry *e = &written;
	enum price_from from = PRICE_SCENARIO;
	if (own) own = node_child(own, p->key);
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

/* Overrides nobody asks for here are checked all the same. */
static bool check_overrides(const struct bound *b)
{
	const struct node *own = node_child(b->tree, "prices");
	bool all = true;
	for (const struct node *c = own ? own->first : NULL; c; c = c->next) {
		const struct price *p = price_find(c->key);
		struct price_entry e = {0};
		struct error one;
		error_begin(&one, b->err);
		if (p && !price_entry_read(c, p, b->platform->clock, false, &e, &one) && !error_take(b->err, &one, &all)) break;
	}
	return all;
}

const char *price_print(const struct price *p, const void *base, char *buf, size_t size)
{
	int64_t value, given = 1;
	memcpy(&value, (const char *)base + p->offset, sizeof value);
	if (p->given) memcpy(&given, (const char *)base + p->given, sizeof given);
	if (given)
		unit_print(p->unit, value, buf, size);
	else
		snprintf(buf, size, PRICE_ABSENT);
	return buf;
}

/* Those of one model or, without one, the guest's. */
static bool bind_table(struct bound *b, const struct price *p, const struct registered *who, void *base)
{
	struct error *err = b->err;
	bool all = true;
	for (; p && p->key; p++) {
		struct error one;
		error_begin(&one, err);
		b->err = &one;
		bool good = bind_price(b, p, who, base);
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

bool scenario_prices(const struct scenario *s, int64_t point, struct arena *a, struct price_used **list, int *n,
		     struct error *err)
{
	struct bound b = {0};
	struct setup *setup = arena_alloc(a, sizeof *setup);
	for (const struct price *p = guest_prices; p->key; p++)
		b.max_prices++;
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct price *p = r->model->prices; p && p->key; p++)
			b.max_prices++;
	b.prices = arena_array(a, (size_t)b.max_prices + 1, sizeof *b.prices);
	if (!setup || !b.prices) return error_memory(err);
	if (!bind_point(s, point, a, setup, &b, err)) return false;
	*list = b.prices;
	*n = b.n_prices;
	return true;
}
