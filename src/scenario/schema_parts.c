#include "scenario/schema_parts.h"
#include "base/text_stream.h"
#include <stdlib.h>
#include <string.h>

json_t *with(json_t *parent, const char *key, json_t *child)
{
	if (parent && child && json_object_set_new(parent, key, child) == 0) return parent;
	if (!parent) json_decref(child);
	json_decref(parent);
	return NULL;
}

json_t *and_item(json_t *list, json_t *child)
{
	if (list && child && json_array_append_new(list, child) == 0) return list;
	if (!list) json_decref(child);
	json_decref(list);
	return NULL;
}

json_t *of_type(const char *type)
{
	return with(json_object(), "type", json_string(type));
}

json_t *described(json_t *schema, const char *text)
{
	return with(schema, "description", json_string(text));
}

json_t *either(json_t *one, json_t *other)
{
	return with(json_object(), "anyOf", and_item(and_item(json_array(), one), other));
}

json_t *scalar(void)
{
	json_t *list = and_item(and_item(json_array(), of_type("string")), of_type("number"));
	return with(json_object(), "anyOf", and_item(list, of_type("boolean")));
}

json_t *not_blank(void)
{
	return with(of_type("string"), "pattern", json_string("[^ \t\n]"));
}

json_t *quantity(enum unit unit)
{
	char pattern[300] = "^(0|[1-9][0-9]*)(\\.[0-9]+)? ?(";
	if (unit == UNIT_COUNT) return with(of_type("integer"), "minimum", json_integer(0));
	if (unit == UNIT_FACTOR) return with(of_type("number"), "minimum", json_integer(0));
	for (int i = 0; unit_suffix(unit, i); i++) {
		if (i) strncat(pattern, "|", sizeof pattern - strlen(pattern) - 1);
		strncat(pattern, unit_suffix(unit, i), sizeof pattern - strlen(pattern) - 1);
	}
	strncat(pattern, ")$", sizeof pattern - strlen(pattern) - 1);
	return with(of_type("string"), "pattern", json_string(pattern));
}

json_t *word_list(const char *const *words)
{
	json_t *list = json_array();
	for (; *words; words++)
		list = and_item(list, json_string(*words));
	return with(json_object(), "enum", list);
}

json_t *model_names(const char *kind)
{
	json_t *list = json_array();
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, kind) == 0) list = and_item(list, json_string(r->name));
	return with(json_object(), "enum", list);
}

json_t *closed(json_t *properties)
{
	return with(with(of_type("object"), "properties", properties), "additionalProperties", json_false());
}

json_t *list_of(json_t *item)
{
	return with(with(of_type("array"), "items", item), "minItems", json_integer(1));
}

json_t *map_of(json_t *value)
{
	return with(with(of_type("object"), "additionalProperties", value), "minProperties", json_integer(1));
}

json_t *requires(json_t *object, const char *const *keys)
{
	json_t *list = json_array();
	for (; *keys; keys++)
		list = and_item(list, json_string(*keys));
	return with(object, "required", list);
}

/* A word of 64 bits, which YAML may take for a number. */
static json_t *bits(void)
{
	json_t *text =
		with(of_type("string"), "pattern", json_string("^(any|0x0*[0-9a-fA-F]{1,16}|[0-9]{1,20}|[01]{64}|[01]{128})$"));
	return either(text, of_type("integer"));
}

json_t *one_or_list(json_t *one)
{
	json_t *list = list_of(json_deep_copy(one));
	return either(one, list);
}

static json_t *value_schema(const struct param *p)
{
	switch (p->unit) {
	case UNIT_COUNT: return with(with(of_type("integer"), "minimum", json_integer(p->min)), "maximum", json_integer(p->max));
	case UNIT_BOOL: return of_type("boolean");
	case UNIT_WORD: return word_list(p->words);
	case UNIT_TEXT: return p->max == TEXT_OR_LIST ? one_or_list(scalar()) : scalar();
	case UNIT_BITS: return bits();
	default: return quantity(p->unit);
	}
}

json_t *param_schema(const struct param *p)
{
	json_t *s = value_schema(p);
	if (p->help) s = described(s, p->help);
	if (p->dflt && p->unit == UNIT_BOOL)
		s = with(s, "default", json_boolean(strcmp(p->dflt, "true") == 0));
	else if (p->dflt && p->unit == UNIT_COUNT)
		s = with(s, "default", json_integer((json_int_t)strtoll(p->dflt, NULL, 10)));
	else if (p->dflt && p->unit != UNIT_FACTOR)
		s = with(s, "default", json_string(p->dflt));
	return s;
}

json_t *schema_head(const char *title)
{
	json_t *s = with(json_object(), "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
	return with(with(s, "title", json_string(title)), "type", json_string("object"));
}

bool schema_put(FILE *f, json_t *s)
{
	bool good = s && json_dumpf(s, f, JSON_INDENT(2)) == 0 && fputc('\n', f) != EOF;
	json_decref(s);
	return good;
}
