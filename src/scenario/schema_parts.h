/*
 * schema_parts.h - what the JSON Schemas of all files are put together from.  Every json_t is handed to its parent at once; a failed
 * allocation shows as a NULL that poisons the parents up to the root.  They are written so that strict validators take them: a type stands
 * beside every keyword that has one, what is required is among the properties, and nothing has two types.
 */
#ifndef SCENARIO_SCHEMA_PARTS_H
#define SCENARIO_SCHEMA_PARTS_H
#include "nic/model.h"
#include <jansson.h>
#include <stdio.h>

/* Add child to the object parent, taking it over; parent, or NULL after freeing both. */
json_t *with(json_t *parent, const char *key, json_t *child);
json_t *and_item(json_t *list, json_t *child);
json_t *of_type(const char *type);
json_t *described(json_t *schema, const char *text);
/* One of two. */
json_t *either(json_t *one, json_t *other);
/* A text, a number or a truth value. */
json_t *scalar(void);
/* A text that says something. */
json_t *not_blank(void);
/* A number with a unit, as unit_parse reads it; of a count or a factor a plain one. */
json_t *quantity(enum unit unit);
json_t *word_list(const char *const *words);
json_t *model_names(const char *kind);
/* An object of these properties and no others. */
json_t *closed(json_t *properties);
/* Lists of one at least. */
json_t *list_of(json_t *item);
/* One of them, or a list. */
json_t *one_or_list(json_t *one);
json_t *param_schema(const struct param *p);
/* An object of one member at least, each of that form. */
json_t *map_of(json_t *value);
/* Those of its words, NULL-terminated, that the object must have. */
json_t *requires(json_t *object, const char *const *keys);
/* What every schema begins with. */
json_t *schema_head(const char *title);
/* Takes s over; false when it is NULL, or f can't be written. */
bool schema_put(FILE *f, json_t *s);

/* Prices that a scenario gives, by the tables of the models; those for a single back end are among the definitions, backend_prices. */
json_t *prices_schema(void);
json_t *backend_prices(void);
/* The names of all prices of a unit, as the alternatives of a pattern: "kick|irq_handler"; the caller's. */
char *price_pattern(enum unit unit);
/* Keys of these prices for a single back end, "backends.vhost.kick", with more alternatives of what stands before the price; the caller's. */
char *backend_pattern(enum unit unit, const char *before, const char *times);
/* Ids of claims. */
json_t *claim_ids(void);
#endif
