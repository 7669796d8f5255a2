/* schema.c - the language as JSON Schema (draft 2020-12), from the tables. */
#include "scenario/describe.h"
#include "scenario/internal.h"
#include "scenario/schema_parts.h"
#include <string.h>

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

/* The name of the child of `above` on the way to path, if path lies below it and it is not there yet. */
static json_t *add_true_below(json_t *properties, const char *path, const char *above)
{
	size_t len;
	char child[128];
	const char *name = key_below(path, above, &len);
	if (!name || len >= sizeof child) return properties;
	memcpy(child, name, len);
	child[len] = '\0';
	return with(properties, child, json_true());
}

/* The parameters one model takes beside the common ones; the selector and mappings are left to the mapping's own schema. */
static json_t *model_properties(int slot, const struct registered *r)
{
	json_t *properties = with(json_object(), slots[slot].selector, json_true());
	for (int i = 0; i < N_SLOTS; i++)
		properties = add_true_below(properties, slots[i].path, slots[slot].path);
	for (const struct group *g = groups; g->path; g++)
		properties = add_true_below(properties, g->path, slots[slot].path);
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
		json_t *chosen = with(of_type("object"), "properties", is);
		if (!slots[slot].dflt || strcmp(slots[slot].dflt, r->name) != 0)
			chosen = with(chosen, "required", and_item(json_array(), json_string(slots[slot].selector)));
		all = and_item(all, with(with(json_object(), "if", chosen), "then", closed(model_properties(slot, r))));
	}
	return with(json_object(), "allOf", all);
}

/* An object that has the key. */
static json_t *has_key(const char *key)
{
	json_t *s = with(of_type("object"), "properties", with(json_object(), key, json_true()));
	return requires(s, (const char *const[]){key, NULL});
}

/* Mappings that vary nothing under either name of the slot's model, as far as can be seen. */
static json_t *without_axis(int slot)
{
	char selector[128];
	snprintf(selector, sizeof selector, "%s.%s", slots[slot].path, slots[slot].selector);
	json_t *any = and_item(and_item(json_array(), has_key(slots[slot].path)), has_key(selector));
	any = and_item(any, has_key("zip"));
	return with(of_type("object"), "not", with(json_object(), "anyOf", any));
}

/* An object in which what lies at path, if there is anything, is of that form. */
static json_t *at_path(const char *dotted, json_t *form)
{
	char path[128];
	snprintf(path, sizeof path, "%s", dotted);
	for (char *dot; (dot = strrchr(path, '.')); *dot = '\0')
		form = with(of_type("object"), "properties", with(json_object(), dot + 1, form));
	if (strcmp(path, slots[SLOT_TRAFFIC].path) == 0 && strcmp(path, dotted) != 0)
		form = either(form, of_type("array")); /* of several traffics */
	return with(of_type("object"), "properties", with(json_object(), path, form));
}

/* Where an axis or when: may pick the model, parameters of several may stand beside each other; else only those of the one. */
static json_t *one_model(int slot)
{
	json_t *fixed = with(with(json_object(), "compare", without_axis(slot)), "sweep", without_axis(slot));
	json_t *chosen = with(with(of_type("object"), "properties", fixed), "not", has_key("when"));
	return with(with(json_object(), "if", chosen), "then", at_path(slots[slot].path, by_model(slot)));
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

/* Of several traffics, each as it would stand alone, with a name. */
static json_t *named_traffics(const json_t *one)
{
	json_t *item = requires(json_deep_copy(one), (const char *const[]){"name", NULL});
	return with(list_of(item), "maxItems", json_integer(TRAFFICS_MOST));
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
	json_t *list = slot == SLOT_TRAFFIC ? named_traffics(s) : NULL;
	s = either(model_names(slots[slot].kind), s);
	if (slot == SLOT_TRAFFIC) s = either(s, list);
	return slots[slot].help ? with(s, "description", json_string(slots[slot].help)) : s;
}

static json_t *cores_schema(void)
{
	json_t *name = with(of_type("string"), "pattern", json_string("^[a-z0-9_]+$"));
	json_t *list = with(list_of(name), "uniqueItems", json_true());
	list = with(list, "maxItems", json_integer(MAX_CORE_NAMES));
	json_t *copy = json_deep_copy(list);
	return closed(with(with(json_object(), "host", list), "guest", copy));
}

/* A list of values, or a range. */
static json_t *axis_schema(void)
{
	json_t *range = json_object();
	for (int i = 0; range_words[i]; i++)
		range = with(range, range_words[i], scalar());
	return either(list_of(scalar()), requires(closed(range), (const char *const[]){"from", "to", NULL}));
}

/* Dotted keys to values; which keys there are is checked by simnic itself, with better words. */
static json_t *axes_schema(void)
{
	return with(of_type("object"), "additionalProperties", axis_schema());
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
	json_t *known = json_array();
	for (struct stat_walk w = {0}; (s = statistic_next(&w));) {
		const char *help, *which = statistic_member(s, 0, &help);
		char name[128];
		for (int i = 0; i == 0 || which; which = statistic_member(s, ++i, &help)) {
			statistic_name(s, which, name, sizeof name);
			if (!strchr(name, '*')) known = and_item(known, json_string(name));
		}
	}
	return either(with(json_object(), "enum", known), other);
}

/* A plain number or one with a unit, or a range of them. */
static json_t *published_schema(void)
{
	json_t *number = either(of_type("string"), of_type("number"));
	json_t *range = closed(with(with(json_object(), "from", json_deep_copy(number)), "to", json_deep_copy(number)));
	return either(number, requires(range, (const char *const[]){"from", "to", NULL}));
}

static json_t *claim_value_schema(const char *key)
{
	if (strcmp(key, "published") == 0) return published_schema();
	if (strcmp(key, "kind") == 0) return word_list(claim_kinds);
	if (strcmp(key, "tolerance") == 0) return either(of_type("string"), of_type("integer"));
	if (strcmp(key, "at") == 0) return of_type("object");
	if (strcmp(key, "over") == 0 || strcmp(key, "refused") == 0)
		return with(of_type("object"), "minProperties", json_integer(1));
	if (strcmp(key, "of") == 0) return statistic_schema(of_type("string"));
	return of_type("string");
}

/* Of a number or of a refusal. */
static json_t *claims_schema(void)
{
	json_t *all = json_object();
	for (const struct claim_key *k = claim_keys; k->key; k++)
		all = with(all, k->key, described(claim_value_schema(k->key), k->help));
	json_t *claim = requires(closed(all), (const char *const[]){"id", "kind", NULL});
	json_t *both = with(with(json_object(), "of", json_true()), "published", json_true());
	json_t *number = requires(with(of_type("object"), "properties", both), (const char *const[]){"of", "published", NULL});
	json_t *one = and_item(and_item(json_array(), number), has_key("refused"));
	return with(of_type("array"), "items", with(claim, "oneOf", one));
}

static json_t *show_schema(void)
{
	json_t *name = with(of_type("string"), "pattern", json_string("^[a-z0-9_]+$"));
	return with(list_of(statistic_schema(name)), "uniqueItems", json_true());
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
	json_t *setting = closed(with(with(json_object(), "at", of_type("object")), "set", of_type("object")));
	setting = requires(setting, (const char *const[]){"at", "set", NULL});
	p = with(p, "when", described(list_of(setting), "settings that go with some values of the keys that vary"));
	p = with(p, "claims", described(claims_schema(), "published numbers the results stand beside"));
	json_t *calibrated = with(of_type("object"), "additionalProperties", claim_ids());
	p = with(p, "calibrated", described(calibrated, "parameters, and the claims they were set by"));
	return with(p, "show", described(show_schema(), "statistics the scenario is about: the first columns of its tables"));
}

bool schema_scenario(FILE *f)
{
	json_t *all = json_array();
	for (int i = 0; i < N_SLOTS; i++)
		all = and_item(all, one_model(i));
	json_t *s = requires(schema_head("simnic scenario"), (const char *const[]){"simnic", "platform", "traffic", "nic", NULL});
	s = with(with(s, "properties", top_properties()), "additionalProperties", json_false());
	json_t *defs = with(json_object(), "backend_prices", backend_prices());
	return schema_put(f, with(with(s, "allOf", all), "$defs", defs));
}
