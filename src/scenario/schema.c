/* schema.c - the language as JSON Schema (draft 2020-12), from the tables. */
#include "scenario/describe.h"
#include "scenario/internal.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Every json_t is handed to its parent at once; a failed allocation shows as a NULL that poisons the parents up to the root. */

/* Add child to the object parent, taking it over; parent, or NULL after freeing both. */
static json_t *with(json_t *parent, const char *key, json_t *child)
{
	if (parent && child && json_object_set_new(parent, key, child) == 0) return parent;
	if (!parent) json_decref(child);
	json_decref(parent);
	return NULL;
}

static json_t *and_item(json_t *list, json_t *child)
{
	if (list && child && json_array_append_new(list, child) == 0) return list;
	if (!list) json_decref(child);
	json_decref(list);
	return NULL;
}

static json_t *of_type(const char *type)
{
	return with(json_object(), "type", json_string(type));
}

/* A number with a unit, as unit_parse reads it. */
static json_t *quantity(enum unit unit)
{
	char pattern[300] = "^(0|[1-9][0-9]*)(\\.[0-9]+)? ?(";
	for (int i = 0; unit_suffix(unit, i); i++) {
		if (i) strncat(pattern, "|", sizeof pattern - strlen(pattern) - 1);
		strncat(pattern, unit_suffix(unit, i), sizeof pattern - strlen(pattern) - 1);
	}
	strncat(pattern, ")$", sizeof pattern - strlen(pattern) - 1);
	return with(of_type("string"), "pattern", json_string(pattern));
}

static json_t *word_list(const char *const *words)
{
	json_t *list = json_array();
	for (; *words; words++)
		list = and_item(list, json_string(*words));
	return with(json_object(), "enum", list);
}

static json_t *model_names(const char *kind)
{
	json_t *list = json_array();
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, kind) == 0) list = and_item(list, json_string(r->name));
	return with(json_object(), "enum", list);
}

static json_t *param_schema(const struct param *p)
{
	json_t *s;
	switch (p->unit) {
	case UNIT_COUNT:
		s = with(with(of_type("integer"), "minimum", json_integer(p->min)), "maximum", json_integer(p->max));
		break;
	case UNIT_BOOL: s = of_type("boolean"); break;
	case UNIT_WORD: s = word_list(p->words); break;
	case UNIT_TEXT: s = with(json_object(), "type", json_pack("[ssss]", "string", "number", "integer", "boolean")); break;
	case UNIT_BITS:
		s = with(with(json_object(), "type", json_pack("[ss]", "string", "integer")), "pattern",
			 json_string("^(any|0x0*[0-9a-fA-F]{1,16}|[0-9]{1,20}|[01]{64}|[01]{128})$"));
		break;
	case UNIT_FACTOR: s = with(of_type("number"), "minimum", json_integer(0)); break;
	default: s = quantity(p->unit); break;
	}
	if (p->help) s = with(s, "description", json_string(p->help));
	if (p->dflt && p->unit == UNIT_BOOL)
		s = with(s, "default", json_boolean(strcmp(p->dflt, "true") == 0));
	else if (p->dflt && p->unit == UNIT_COUNT)
		s = with(s, "default", json_integer((json_int_t)strtoll(p->dflt, NULL, 10)));
	else if (p->dflt && p->unit != UNIT_FACTOR)
		s = with(s, "default", json_string(p->dflt));
	return s;
}

/* Parameter key of a slot: one schema, or one for each model that reads it in its own way. */
static json_t *slot_param_schema(int slot, const char *key)
{
	const struct registered *r = param_owner(slot, key, NULL);
	const struct registered *second = param_owner(slot, key, r + 1);
	if (!second) return param_schema(param_find(r->model->params, key));
	json_t *list = json_array();
	for (; r; r = param_owner(slot, key, r + 1))
		list = and_item(list, with(param_schema(param_find(r->model->params, key)), "title", json_string(r->name)));
	return with(json_object(), "anyOf", list);
}

static json_t *described(json_t *schema, const char *text)
{
	return with(schema, "description", json_string(text));
}

/* The parameters one model takes beside the common ones; the selector is left to the mapping's own schema. */
static json_t *model_properties(int slot, const struct registered *r)
{
	json_t *properties = with(json_object(), slots[slot].selector, json_true());
	for (const struct param *p = slots[slot].common; p && p->key; p++)
		properties = with(properties, p->key, json_true());
	for (const struct param *p = r->model->params; p && p->key; p++)
		properties = with(properties, p->key, param_schema(p));
	return properties;
}

/* For each model of a slot: if it is the one chosen (said, or by default), only its parameters may stand there. */
static json_t *by_model(int slot)
{
	json_t *all = json_array();
	for (const struct registered *r = registry; r->kind; r++) {
		if (strcmp(r->kind, slots[slot].kind) != 0) continue;
		json_t *is = with(json_object(), slots[slot].selector, with(json_object(), "const", json_string(r->name)));
		json_t *chosen = with(json_object(), "properties", is);
		if (!slots[slot].dflt || strcmp(slots[slot].dflt, r->name) != 0)
			chosen = with(chosen, "required", and_item(json_array(), json_string(slots[slot].selector)));
		json_t *then =
			with(with(json_object(), "properties", model_properties(slot, r)), "additionalProperties", json_false());
		all = and_item(all, with(with(json_object(), "if", chosen), "then", then));
	}
	return with(json_object(), "allOf", all);
}

/* Mappings that vary nothing under either name of the slot's model. */
static json_t *without_axis(int slot)
{
	char selector[128];
	snprintf(selector, sizeof selector, "%s.%s", slots[slot].path, slots[slot].selector);
	json_t *any =
		and_item(json_array(), with(json_object(), "required", and_item(json_array(), json_string(slots[slot].path))));
	any = and_item(any, with(json_object(), "required", and_item(json_array(), json_string(selector))));
	return with(json_object(), "not", with(json_object(), "anyOf", any));
}

/* Where an axis picks the model, parameters of several may stand beside each other; else only those of the one. */
static json_t *one_model(int slot)
{
	json_t *fixed = with(with(json_object(), "compare", without_axis(slot)), "sweep", without_axis(slot));
	json_t *then = by_model(slot);
	char path[128];
	snprintf(path, sizeof path, "%s", slots[slot].path);
	for (char *dot; (dot = strrchr(path, '.')); *dot = '\0')
		then = with(json_object(), "properties", with(json_object(), dot + 1, then));
	then = with(json_object(), "properties", with(json_object(), path, then));
	return with(with(json_object(), "if", with(json_object(), "properties", fixed)), "then", then);
}

static json_t *closed(json_t *properties)
{
	return with(with(of_type("object"), "properties", properties), "additionalProperties", json_false());
}

static json_t *container_schema(const char *path);

static json_t *add_params(json_t *properties, const struct param *p)
{
	for (; p && p->key; p++)
		properties = with(properties, p->key, param_schema(p));
	return properties;
}

/* A mapping for the next name of path below container, if that is where path lies. */
static json_t *add_below(json_t *properties, const char *path, const char *container)
{
	size_t len;
	char child[128];
	const char *name = key_below(path, container, &len);
	size_t total = name ? (size_t)(name - path) + len : 0;
	if (!name || total >= sizeof child) return properties;
	memcpy(child, path, total);
	child[total] = '\0';
	if (properties && json_object_get(properties, child + (name - path))) return properties;
	return with(properties, child + (name - path), container_schema(child));
}

static json_t *container_schema(const char *path)
{
	json_t *properties = json_object();
	const struct group *g = group_of_path(path);
	int slot = slot_of_path(path);
	if (g) properties = add_params(properties, g->params);
	if (slot >= 0) {
		properties = with(properties, slots[slot].selector, model_names(slots[slot].kind));
		properties = add_params(properties, slots[slot].common);
		for (const struct registered *r = registry; r->kind; r++)
			for (const struct param *p = r->model->params; p && p->key && strcmp(r->kind, slots[slot].kind) == 0; p++)
				if (!properties || !json_object_get(properties, p->key))
					properties = with(properties, p->key, slot_param_schema(slot, p->key));
	}
	for (int i = 0; i < N_SLOTS; i++)
		properties = add_below(properties, slots[i].path, path);
	for (const struct group *o = groups; o->path; o++)
		properties = add_below(properties, o->path, path);
	json_t *s = closed(properties);
	if (g && g->help) s = with(s, "description", json_string(g->help));
	if (slot < 0) return s;
	s = with(json_object(), "anyOf", and_item(and_item(json_array(), model_names(slots[slot].kind)), s));
	return slots[slot].help ? with(s, "description", json_string(slots[slot].help)) : s;
}

static json_t *claim_ids(void)
{
	return with(with(of_type("array"), "items", of_type("string")), "minItems", json_integer(1));
}

static json_t *price_schema(const struct price *p)
{
	json_t *entry = with(with(json_object(), "value", quantity(p->unit)), "source", of_type("string"));
	entry = closed(with(entry, "calibrated", described(claim_ids(), "claims the price was set by")));
	entry = with(entry, "required", json_pack("[s]", "value"));
	json_t *s = with(json_object(), "anyOf", and_item(and_item(json_array(), quantity(p->unit)), entry));
	if (p->absent) return with(s, "description", json_pack("s++", p->help, "; " PRICE_ABSENT ", ", p->absent));
	return p->help ? with(s, "description", json_string(p->help)) : s;
}

static json_t *add_prices(json_t *properties, const struct price *p)
{
	for (; p && p->key; p++)
		if (!properties || !json_object_get(properties, p->key)) properties = with(properties, p->key, price_schema(p));
	return properties;
}

static json_t *prices_schema(void)
{
	json_t *properties = add_prices(json_object(), guest_prices);
	for (const struct registered *r = registry; r->kind; r++)
		properties = add_prices(properties, r->model->prices);
	/* Those of one back end alone: as a mapping, or by dotted keys; which there are is checked by simnic itself, with better words. */
	json_t *backends = json_object();
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, slots[SLOT_BACKEND].kind) == 0) backends = with(backends, r->name, of_type("object"));
	json_t *dotted = with(json_object(), "^backends\\.[a-z_]+\\.[a-z_]+$", json_object());
	return with(closed(with(properties, "backends", closed(backends))), "patternProperties", dotted);
}

static json_t *cores_schema(void)
{
	json_t *name = with(of_type("string"), "pattern", json_string("^[a-z0-9_]+$"));
	json_t *list = with(with(of_type("array"), "items", name), "uniqueItems", json_true());
	list = with(with(list, "minItems", json_integer(1)), "maxItems", json_integer(MAX_CORE_NAMES));
	json_t *copy = json_deep_copy(list);
	return closed(with(with(json_object(), "host", list), "guest", copy));
}

/* A list of values, or a range. */
static json_t *axis_schema(void)
{
	json_t *item = with(json_object(), "type", json_pack("[ssss]", "string", "number", "integer", "boolean"));
	json_t *list = with(with(of_type("array"), "items", json_deep_copy(item)), "minItems", json_integer(1));
	json_t *range = json_object();
	for (int i = 0; range_words[i]; i++)
		range = with(range, range_words[i], json_deep_copy(item));
	json_decref(item);
	range = with(closed(range), "required", json_pack("[ss]", "from", "to"));
	return with(json_object(), "anyOf", and_item(and_item(json_array(), list), range));
}

/* Dotted keys to values; which keys there are is checked by simnic itself, with better words. */
static json_t *axes_schema(void)
{
	return with(of_type("object"), "additionalProperties", axis_schema());
}

static json_t *one_or_list(json_t *one)
{
	json_t *list = with(with(of_type("array"), "items", json_deep_copy(one)), "minItems", json_integer(1));
	return with(json_object(), "anyOf", and_item(and_item(json_array(), one), list));
}

static json_t *sweep_schema(void)
{
	json_t *points = with(with(of_type("integer"), "minimum", json_integer(1)), "maximum", json_integer(SCENARIO_MAX_POINTS));
	json_t *design = with(json_object(), "const", json_string("sobol"));
	json_t *p = with(json_object(), "zip", described(one_or_list(axes_schema()), "keys that run together"));
	p = with(p, "where",
		 described(one_or_list(of_type("string")), "comparisons that all must hold: KEY >= VALUE or KEY != KEY"));
	p = with(p, "design", described(design, "sample all that is swept instead of combining it"));
	p = with(p, "points", described(points, "how many samples the design has"));
	return with(with(of_type("object"), "properties", p), "additionalProperties", axis_schema());
}

/* The name of a statistic: those there are, for editors to offer, and any other, for a core's is the scenario's own. */
static json_t *statistic_schema(json_t *other)
{
	const struct statistic *s;
	json_t *known = json_array(), *either = json_array();
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		const char *help, *which = statistic_member(s, 0, &help);
		char name[128];
		for (int i = 0; i == 0 || which; which = statistic_member(s, ++i, &help)) {
			statistic_name(s, which, name, sizeof name);
			if (!strchr(name, '*')) known = and_item(known, json_string(name));
		}
	}
	either = and_item(either, with(json_object(), "enum", known));
	return with(json_object(), "anyOf", and_item(either, other));
}

/* A plain number or one with a unit, or a range of them. */
static json_t *published_schema(void)
{
	json_t *number = with(json_object(), "type", json_pack("[sss]", "string", "number", "integer"));
	json_t *range = closed(with(with(json_object(), "from", json_deep_copy(number)), "to", json_deep_copy(number)));
	range = with(range, "required", json_pack("[ss]", "from", "to"));
	return with(json_object(), "anyOf", and_item(and_item(json_array(), number), range));
}

static json_t *claim_value_schema(const char *key)
{
	if (strcmp(key, "published") == 0) return published_schema();
	if (strcmp(key, "kind") == 0) return word_list(claim_kinds);
	if (strcmp(key, "tolerance") == 0) return with(json_object(), "type", json_pack("[ss]", "string", "integer"));
	if (strcmp(key, "at") == 0) return of_type("object");
	if (strcmp(key, "over") == 0 || strcmp(key, "refused") == 0)
		return with(of_type("object"), "minProperties", json_integer(1));
	if (strcmp(key, "of") == 0) return statistic_schema(of_type("string"));
	return of_type("string");
}

/* Of a number or of a refusal. */
static json_t *claims_schema(void)
{
	json_t *all = json_object(), *either = json_array();
	for (const struct claim_key *k = claim_keys; k->key; k++)
		all = with(all, k->key, described(claim_value_schema(k->key), k->help));
	json_t *claim = with(closed(all), "required", json_pack("[ss]", "id", "kind"));
	either = and_item(either, with(json_object(), "required", json_pack("[ss]", "of", "published")));
	either = and_item(either, with(json_object(), "required", json_pack("[s]", "refused")));
	return with(of_type("array"), "items", with(claim, "oneOf", either));
}

static json_t *show_schema(void)
{
	json_t *name = with(of_type("string"), "pattern", json_string("^[a-z0-9_]+$"));
	json_t *list = with(with(of_type("array"), "items", statistic_schema(name)), "uniqueItems", json_true());
	return with(list, "minItems", json_integer(1));
}

static json_t *top_properties(void)
{
	json_t *version = with(json_object(), "const", json_integer(1));
	json_t *p = with(json_object(), "simnic", described(version, "version of the language"));
	p = with(p, "title", described(of_type("string"), "the question, in a line"));
	p = with(p, "source", described(of_type("string"), "where the question or its numbers come from"));
	p = with(p, "platform", described(of_type("string"), "path of a platform file, relative to the scenario's folder"));
	p = with(p, "prices", described(prices_schema(), "prices set here instead of by the platform"));
	p = with(p, "cores", described(cores_schema(), "names of the cores; a name on both sides is one shared core"));
	for (int i = 0; i < N_SLOTS; i++)
		p = add_below(p, slots[i].path, "");
	for (const struct group *g = groups; g->path; g++)
		p = add_below(p, g->path, "");
	p = with(p, "compare", described(axes_schema(), "keys and their values to be compared, side by side"));
	p = with(p, "sweep", described(sweep_schema(), "keys and their values to be run through"));
	json_t *setting = with(closed(with(with(json_object(), "at", of_type("object")), "set", of_type("object"))), "required",
			       json_pack("[ss]", "at", "set"));
	json_t *when = with(with(of_type("array"), "items", setting), "minItems", json_integer(1));
	p = with(p, "when", described(when, "settings that go with some values of the keys that vary"));
	p = with(p, "claims", described(claims_schema(), "published numbers the results stand beside"));
	json_t *calibrated = with(of_type("object"), "additionalProperties", claim_ids());
	p = with(p, "calibrated", described(calibrated, "parameters, and the claims they were set by"));
	return with(p, "show", described(show_schema(), "statistics the scenario is about: the first columns of its tables"));
}

static json_t *root_schema(void)
{
	json_t *all = json_array();
	for (int i = 0; i < N_SLOTS; i++)
		all = and_item(all, one_model(i));
	json_t *s = with(json_object(), "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
	s = with(with(s, "title", json_string("simnic scenario")), "type", json_string("object"));
	s = with(s, "required", json_pack("[ssss]", "simnic", "platform", "traffic", "nic"));
	s = with(with(s, "properties", top_properties()), "additionalProperties", json_false());
	return with(s, "allOf", all);
}

bool schema_write(FILE *f)
{
	json_t *s = root_schema();
	bool good = s && json_dumpf(s, f, JSON_INDENT(2)) == 0 && fputc('\n', f) != EOF;
	json_decref(s);
	return good;
}
