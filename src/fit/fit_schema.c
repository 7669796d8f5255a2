/* fit_schema.c - fit files as JSON Schema. */
#include "fit/internal.h"
#include "scenario/keys.h"
#include "scenario/schema_parts.h"
#include <stdlib.h>
#include <string.h>

/* What can be free, and what its limits are called among the definitions. */
static const struct {
	enum unit unit;
	const char *name;
} kinds[] = {
	{UNIT_TIME, "time"},        {UNIT_TIME_PER_BYTE, "time_per_byte"},
	{UNIT_BITRATE, "bit_rate"}, {UNIT_PACKETRATE, "packets_per_second"},
	{UNIT_RATIO, "share"},      {UNIT_FACTOR, "factor"},
};
#define N_KINDS (sizeof kinds / sizeof *kinds)
#define N_PRICES 2 /* of them, the first: what prices can be */

/* {from: ..., to: ..., start: ..., prior: {value: ..., factor: 2}} */
static json_t *limits(enum unit unit)
{
	json_t *factor = with(of_type("number"), "exclusiveMinimum", json_integer(1));
	json_t *prior = closed(with(with(json_object(), "value", quantity(unit)), "factor", factor));
	prior = requires(prior, (const char *const[]){"value", "factor", NULL});
	json_t *p = with(with(json_object(), "from", quantity(unit)), "to", quantity(unit));
	p = with(p, "start", described(quantity(unit), "where the search begins"));
	json_t *none = with(json_object(), "const", json_string("none"));
	p = with(p, "prior", described(either(none, prior), "what it is believed to be, and within which factor"));
	return requires(closed(p), (const char *const[]){"from", "to", NULL});
}

static json_t *reference(size_t kind)
{
	char to[40];
	snprintf(to, sizeof to, "#/$defs/%s", kinds[kind].name);
	return with(json_object(), "$ref", json_string(to));
}

/* ---- prices: by themselves, with prices. before them, or of one back end ---- */

static json_t *add_prices(json_t *patterns, size_t kind)
{
	char *pattern = backend_pattern(kinds[kind].unit, "prices\\.|", "?");
	if (!pattern) json_decref(patterns), patterns = NULL;
	if (pattern) patterns = with(patterns, pattern, reference(kind));
	free(pattern);
	return patterns;
}

/* ---- parameters that vary smoothly, but those of models that read files ---- */

static json_t *add_params(json_t *to, const char *path, const struct param *p)
{
	for (; p && p->key; p++) {
		char key[128];
		size_t kind = 0;
		snprintf(key, sizeof key, "%s.%s", path, p->key);
		while (kind < N_KINDS && kinds[kind].unit != p->unit)
			kind++;
		if (kind < N_KINDS && (!to || !json_object_get(to, key))) to = with(to, key, reference(kind));
	}
	return to;
}

static json_t *all_params(void)
{
	json_t *to = json_object();
	for (const struct group *g = groups; g->path; g++)
		to = add_params(to, g->path, g->params);
	for (int i = 0; i < N_SLOTS; i++) {
		to = add_params(to, slots[i].path, slots[i].common);
		for (const struct registered *r = registry; r->kind; r++)
			if (strcmp(r->kind, slots[i].kind) == 0 && !r->model->load)
				to = add_params(to, slots[i].path, r->model->params);
	}
	return to;
}

static json_t *free_schema(void)
{
	json_t *patterns = json_object();
	for (size_t i = 0; i < N_PRICES; i++)
		patterns = add_prices(patterns, i);
	json_t *s = with(closed(all_params()), "patternProperties", patterns);
	return described(with(s, "minProperties", json_integer(1)), "what is looked for, and where it may lie");
}

static json_t *file_path(const char *what)
{
	return described(not_blank(), what);
}

/* What other programs measured: {iperf3: FILE, at: {...}}. */
static json_t *measurement(const char *program, const char *what)
{
	json_t *at = with(of_type("object"), "additionalProperties", scalar());
	json_t *p = with(json_object(), program, file_path(what));
	p = with(p, "at", described(at, "the settings it was measured at, as columns of a table"));
	if (strcmp(program, "testpmd") == 0) p = with(p, "port", quantity(UNIT_COUNT));
	return requires(closed(p), (const char *const[]){program, NULL});
}

static json_t *rows_schema(void)
{
	json_t *item = either(measurement("iperf3", "what iperf3 -J printed"),
			      measurement("testpmd", "what testpmd's show port stats printed"));
	return either(file_path("the table of measurements"), described(one_or_list(item), "or files of other programs"));
}

bool schema_fit(FILE *f)
{
	json_t *p = with(json_object(), "simnic-fit",
			 described(with(json_object(), "const", json_integer(1)), "version of the language"));
	p = with(p, "title", described(of_type("string"), "what is fitted, in a line"));
	p = with(p, "scenario", file_path("the scenario that the rows change; paths are relative to this file's folder"));
	p = with(p, "platform", file_path("the platform whose prices are looked for"));
	p = with(p, "rows", rows_schema());
	p = with(p, "free", free_schema());
	json_t *set = with(of_type("object"), "additionalProperties", scalar());
	p = with(p, "set", described(set, "keys and the value that they have in all rows"));
	json_t *held = with(of_type("array"), "items", map_of(scalar()));
	p = with(p, "hold_out", described(held, "rows that are predicted, not fitted: columns and their values"));
	for (const struct param *q = fit_settings; q->key; q++)
		p = with(p, q->key, param_schema(q));
	json_t *defs = json_object();
	for (size_t i = 0; i < N_KINDS; i++)
		defs = with(defs, kinds[i].name, limits(kinds[i].unit));
	json_t *s = with(with(schema_head("simnic fit"), "properties", p), "additionalProperties", json_false());
	s = requires(s, (const char *const[]){"simnic-fit", "scenario", "platform", "rows", "free", NULL});
	return schema_put(f, with(s, "$defs", defs));
}
