/* describe.h - what the tables say, without any file: help, lists, the schema. */
#ifndef SCENARIO_DESCRIBE_H
#define SCENARIO_DESCRIBE_H
#include "base/error.h"
#include <stdio.h>

/* JSON Schemas (draft 2020-12) of the files, from the tables.  False when memory is exhausted or f can't be written. */
bool schema_scenario(FILE *f);
bool schema_platform(FILE *f);
/*
 * The models of one kind, or of all with kind == NULL: name and summary; or, of the kind "statistics", what records hold; or, of "keys", what
 * --set takes.  False for an unknown kind.
 */
bool describe_list(FILE *f, const char *kind, struct error *err);
/*
 * A feature word, hexadecimal, by name, one bit a line; or two, "offered,accepted", then also what was not accepted and the rules
 * they break, *broken of them.  False when that is no word.
 */
bool describe_features(FILE *f, const char *words, int *broken, struct error *err);
/* All tables say about a model ("kind/name"), a mapping ("nic.moderation", "prices") or a key ("nic.ring.entries", "prices.kick"). */
bool describe_any(FILE *f, const char *which, struct error *err);
#endif
