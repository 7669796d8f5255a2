/* schema_prices.c - prices, and platform files, as JSON Schema. */
#include "base/text_stream.h"
#include "scenario/describe.h"
#include "scenario/internal.h"
#include "scenario/schema_parts.h"
#include <stdlib.h>
#include <string.h>

json_t *claim_ids(void)
{
	return list_of(of_type("string"));
}

/* Calls visit for each price there is, of one key only for the first. */
static json_t *each_price(json_t *(*visit)(json_t *to, const struct price *p), json_t *to)
{
	for (const struct price *p = guest_prices; p->key; p++)
		if (price_find(p->key) == p) to = visit(to, p);
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct price *p = r->model->prices; p && p->key; p++)
			if (price_find(p->key) == p) to = visit(to, p);
	return to;
}

/* What {value: ...} and {of: ...} have in common, and between: of the former. */
static json_t *entry_properties(enum unit unit)
{
	json_t *range = with(list_of(quantity(unit)), "maxItems", json_integer(2));
	json_t *p = with(json_object(), "value", quantity(unit));
	p = with(p, "between", described(with(range, "minItems", json_integer(2)), "the least and the most it may be"));
	p = with(p, "source", described(not_blank(), "who says so"));
	return with(p, "calibrated", described(claim_ids(), "claims the price was set by"));
}

static json_t *explained(json_t *s, const struct price *p)
{
	if (p->absent) return with(s, "description", json_pack("s++", p->help, "; " PRICE_ABSENT ", ", p->absent));
	return p->help ? described(s, p->help) : s;
}

/* ---- of a scenario: a value will do ---- */

static json_t *add_price(json_t *to, const struct price *p)
{
	json_t *entry = requires(closed(entry_properties(p->unit)), (const char *const[]){"value", NULL});
	return with(to, p->key, explained(either(quantity(p->unit), entry), p));
}

json_t *backend_prices(void)
{
	return closed(each_price(add_price, json_object()));
}

/* Of one back end alone: a mapping, or dotted keys. */
json_t *prices_schema(void)
{
	static const enum unit kinds[] = {UNIT_TIME, UNIT_TIME_PER_BYTE};
	json_t *properties = each_price(add_price, json_object()), *backends = json_object(), *dotted = json_object();
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, slots[SLOT_BACKEND].kind) == 0)
			backends = with(backends, r->name, with(json_object(), "$ref", json_string("#/$defs/backend_prices")));
	for (int i = 0; i < 2; i++) {
		char *pattern = backend_pattern(kinds[i], "", "");
		json_t *entry = requires(closed(entry_properties(kinds[i])), (const char *const[]){"value", NULL});
		entry = either(quantity(kinds[i]), entry);
		if (!pattern) json_decref(entry), json_decref(dotted), dotted = NULL;
		if (pattern) dotted = with(dotted, pattern, entry);
		free(pattern);
	}
	return with(closed(with(properties, "backends", closed(backends))), "patternProperties", dotted);
}

/* ---- of a platform: who says so stands beside it, or another price that it goes with ---- */

static json_t *sourced(enum unit unit)
{
	return requires(closed(entry_properties(unit)), (const char *const[]){"value", "source", NULL});
}

static json_t *tied(enum unit unit)
{
	char *names = price_pattern(unit);
	size_t size = names ? strlen(names) + 8 : 0;
	char *pattern = names ? malloc(size) : NULL;
	if (pattern) snprintf(pattern, size, "^(%s)$", names);
	json_t *times = with(with(of_type("number"), "exclusiveMinimum", json_integer(0)), "maximum", json_integer(1000));
	json_t *p = with(json_object(), "of", with(of_type("string"), "pattern", pattern ? json_string(pattern) : NULL));
	p = with(p, "times", described(times, "how many times the other price"));
	p = with(p, "source", described(not_blank(), "who says so"));
	p = with(p, "calibrated", described(claim_ids(), "claims the price was set by"));
	free(names);
	free(pattern);
	return requires(closed(p), (const char *const[]){"of", "source", NULL});
}

/* Each of the two kinds of prices stands once, and is referred to. */
static json_t *reference(enum unit unit)
{
	return with(json_object(), "$ref", json_string(unit == UNIT_TIME ? "#/$defs/time" : "#/$defs/time_per_byte"));
}

static json_t *add_listed(json_t *to, const struct price *p)
{
	return with(to, p->key, explained(reference(p->unit), p));
}

/* A setting of the NIC, {value, source}, or keys that go on below. */
static json_t *setting(void)
{
	json_t *p = with(with(json_object(), "value", scalar()), "source", described(not_blank(), "who says so"));
	json_t *below = map_of(with(json_object(), "$ref", json_string("#/$defs/setting")));
	below = with(below, "properties", with(json_object(), "value", json_false()));
	return either(requires(closed(p), (const char *const[]){"value", "source", NULL}), below);
}

/* Dotted keys or mappings. */
static json_t *default_settings(void)
{
	json_t *nic = with(json_object(), "$ref", json_string("#/$defs/setting"));
	json_t *s = with(of_type("object"), "patternProperties", with(json_object(), "^nic([.]|$)", nic));
	return described(with(s, "additionalProperties", json_false()), "settings of the NIC in the machine's time");
}

static json_t *platform_properties(void)
{
	json_t *backends = json_object();
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, slots[SLOT_BACKEND].kind) == 0)
			backends = with(backends, r->name, with(json_object(), "$ref", json_string("#/$defs/prices")));
	json_t *cores = with(with(of_type("integer"), "minimum", json_integer(1)), "maximum", json_integer(1024));
	json_t *p = with(json_object(), "simnic-platform",
			 described(with(json_object(), "const", json_integer(1)), "version of the language"));
	p = with(p, "name", described(not_blank(), "short name"));
	p = with(p, "title", described(of_type("string"), "what machine it is, in a line"));
	p = with(p, "base", described(of_type("string"), "path of the platform file that this one changes"));
	p = with(p, "clock", described(quantity(UNIT_FREQUENCY), "of the processor: what cycles are counted in"));
	p = with(p, "cores", described(cores, "of the machine"));
	p = with(p, "prices", with(json_object(), "$ref", json_string("#/$defs/prices")));
	p = with(p, "backends", described(closed(backends), "prices that are others with that back end"));
	p = with(p, "defaults", default_settings());
	return with(p, "unlisted", described(sourced(UNIT_TIME), "what a price costs that does not stand here"));
}

/* One of the keys, each of which the object would have to have. */
static json_t *one_of(const char *const *keys)
{
	json_t *list = json_array();
	for (; *keys; keys++) {
		json_t *has = with(of_type("object"), "properties", with(json_object(), *keys, json_true()));
		list = and_item(list, requires(has, (const char *const[]){*keys, NULL}));
	}
	return list;
}

bool schema_platform(FILE *f)
{
	json_t *defs = with(json_object(), "time", either(sourced(UNIT_TIME), tied(UNIT_TIME)));
	defs = with(defs, "time_per_byte", either(sourced(UNIT_TIME_PER_BYTE), tied(UNIT_TIME_PER_BYTE)));
	defs = with(defs, "prices", closed(each_price(add_listed, json_object())));
	defs = with(defs, "setting", setting());
	json_t *s = with(schema_head("simnic platform"), "properties", platform_properties());
	s = requires(with(s, "additionalProperties", json_false()), (const char *const[]){"simnic-platform", NULL});
	/* What it does not say itself it has from its base. */
	json_t *all = and_item(json_array(), with(json_object(), "anyOf", one_of((const char *const[]){"name", "base", NULL})));
	all = and_item(all, with(json_object(), "anyOf", one_of((const char *const[]){"prices", "unlisted", "base", NULL})));
	return schema_put(f, with(with(s, "allOf", all), "$defs", defs));
}

/* ---- names ---- */

struct naming {
	FILE *f;
	enum unit unit;
	int n;
};

static void add_name(struct naming *w, const struct price *p)
{
	if (p->unit == w->unit && price_find(p->key) == p) fprintf(w->f, "%s%s", w->n++ ? "|" : "", p->key);
}

char *price_pattern(enum unit unit)
{
	char *text = NULL;
	size_t size = 0;
	struct naming w = {text_stream(&text, &size), unit, 0};
	if (!w.f) return NULL;
	for (const struct price *p = guest_prices; p->key; p++)
		add_name(&w, p);
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct price *p = r->model->prices; p && p->key; p++)
			add_name(&w, p);
	if (fclose(w.f) == 0) return text;
	free(text);
	return NULL;
}

char *backend_pattern(enum unit unit, const char *before, const char *times)
{
	char *text = NULL, *names = price_pattern(unit);
	size_t size = 0;
	FILE *f = names ? text_stream(&text, &size) : NULL;
	int n = 0;
	if (f) {
		fprintf(f, "^(%sbackends\\.(", before);
		for (const struct registered *r = registry; r->kind; r++)
			if (strcmp(r->kind, slots[SLOT_BACKEND].kind) == 0) fprintf(f, "%s%s", n++ ? "|" : "", r->name);
		fprintf(f, ")\\.)%s(%s)$", times, names);
	}
	free(names);
	if (f && fclose(f) == 0) return text;
	free(text);
	return NULL;
}
