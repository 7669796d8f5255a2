/* judged_json.c - claims as JSON Lines. */
#include "report/json_value.h"
#include "report/judge.h"
#include <string.h>

/* As in the records of points. */
static json_t *axis_json(const char *key, const char *text)
{
	struct axis_value v = scenario_value_of(key, text);
	return axis_value_json(&v);
}

static json_t *keys(const struct claim_at *at, int n)
{
	json_t *o = json_object();
	for (int i = 0; o && i < n; i++)
		if (json_object_set_new(o, at[i].key, axis_json(at[i].key, at[i].text))) return json_decref(o), NULL;
	return o;
}

/* Prices that name the claim. */
static json_t *constants(const struct judgement *j, const char *id)
{
	json_t *list = json_array();
	for (int i = 0; list && i < j->n_calibrations; i++) {
		const struct calibration *c = &j->calibration[i];
		if (strcmp(c->claim, id) != 0) continue;
		if (json_array_append_new(list, json_pack("{s:o,s:s}", "where", json_value_text(c->where), "price", c->price)))
			return json_decref(list), NULL;
	}
	return list;
}

static json_t *sets(const struct judgement *j)
{
	json_t *list = json_array();
	for (int i = 0; list && i < j->n_sets; i++)
		if (json_array_append_new(list, json_value_text(j->set[i]))) return json_decref(list), NULL;
	return list;
}

static json_t *published(const struct judged *j)
{
	const struct claim *c = j->claim;
	if (c->n_refused) return json_null();
	return json_pack("{s:o,s:o,s:o,s:o}", "text", json_value_text(c->published), "text_to",
			 c->published_to ? json_value_text(c->published_to) : json_null(), "from", json_value_number(j->from),
			 "to", json_value_number(j->to));
}

static json_t *record(const struct judgement *all, const struct judged *j)
{
	const struct claim *c = j->claim;
	json_t *o = json_pack("{s:i,s:o,s:s%,s:o,s:o,s:o,s:o,s:o,s:o}", "simnic", 1, "claim", json_value_text(c->id), "group",
			      c->id, (size_t)claim_group(c->id), "scenario", json_value_text(j->scenario), "source",
			      json_value_text(j->source), "of", json_value_text(c->of), "at", keys(c->at, c->n_at), "over",
			      keys(c->over, c->n_over), "refused", keys(c->refused, c->n_refused));
	json_t *more =
		json_pack("{s:o,s:o,s:s,s:o,s:i,s:o,s:o,s:s,s:s,s:o,s:o,s:o,s:o,s:b,s:o}", "published", published(j), "value",
			  json_value_number(j->value), "unit", j->unit, "ci95", json_value_number(j->ci95), "n", j->n, "error",
			  json_value_number(j->error), "tolerance", json_value_number((double)c->tolerance * 1e-6), "kind",
			  claim_kinds[c->kind], "verdict", verdict_words[j->verdict], "remark", json_value_text(j->remark),
			  "note", json_value_text(c->note), "id", json_value_text(j->id), "constants", constants(all, c->id),
			  "follows", j->follows, "set", sets(all));
	bool bad = !o || !more || json_object_update(o, more);
	json_decref(more);
	if (!bad) return o;
	json_decref(o);
	return NULL;
}

bool judged_json(FILE *out, const struct judgement *j)
{
	bool ok = true;
	for (int i = 0; ok && i < j->n; i++) {
		json_t *o = record(j, &j->judged[i]);
		ok = o && json_dumpf(o, out, JSON_VALUE_FORMAT) == 0 && fputc('\n', out) != EOF;
		json_decref(o);
	}
	return ok;
}
