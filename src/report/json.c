/* json.c - one JSON record per point; the bytes depend on nothing but the point (no locale, no hash order, fixed precision). */
#include "nic/statistic.h"
#include "report/json_value.h"
#include "report/report.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *axis_value(const struct axis_value *a)
{
	char *end;
	if (a->type == 'b') return json_boolean(a->text[0] == 't');
	if (a->type == 'i') {
		long long v = strtoll(a->text, &end, 10);
		if (end != a->text && !*end) return json_integer(v);
	}
	return json_value_text(a->text);
}

static json_t *axes(const struct point *p)
{
	json_t *o = json_object();
	for (int i = 0; o && i < p->n_axes; i++)
		if (json_object_set_new(o, p->axis[i].key, axis_value(&p->axis[i]))) return json_decref(o), NULL;
	return o;
}

static json_t *stats(const struct point *p)
{
	json_t *o = json_object();
	for (int i = 0; o && i < p->n_stats; i++) {
		const struct point_stat *s = &p->stat[i];
		json_t *one = json_pack("{s:o,s:s,s:o,s:i}", "value", json_value_number(point_mean(p, i)), "unit", s->unit,
					"ci95", json_value_number(estimate_ci95(&s->est)), "n", s->est.n);
		if (json_object_set_new(o, s->name, one)) return json_decref(o), NULL;
	}
	return o;
}

static json_t *sample_list(const struct point *p, int stat)
{
	json_t *list = json_array();
	for (int r = 0; list && r < p->samples; r++)
		if (json_array_append_new(list, json_value_number(p->sample[r * p->stride + stat])))
			return json_decref(list), NULL;
	return list;
}

/* What points are compared by: their single replications are told, so that whoever reads them can pair them. */
static json_t *samples(const struct point *p)
{
	const struct statistic *s;
	json_t *o = json_object();
	for (struct stat_walk w = {0}; o && p->sample && p->samples > 1 && (s = statistic_next(&w));) {
		int stat = s->paired ? point_find(p, s->name) : -1;
		if (stat < 0 || p->stat[stat].est.n < 2) continue;
		if (json_object_set_new(o, s->name, sample_list(p, stat))) return json_decref(o), NULL;
	}
	return o;
}

const char *const limit_words[] = {[LIMIT_BUSY] = "busy", [LIMIT_HELD] = "held", [LIMIT_LOST] = "lost", [LIMIT_LOAD] = "load"};

static json_t *limits(const struct point *p)
{
	json_t *list = json_array();
	for (int i = 0; list && i < p->n_limits; i++) {
		json_t *one = json_pack("{s:s,s:s,s:o}", "name", p->limit[i].name, "of", limit_words[p->limit[i].of], "share",
					json_value_number(p->limit[i].share));
		if (json_array_append_new(list, one)) return json_decref(list), NULL;
	}
	return list;
}

static json_t *prices(const struct report_head *head)
{
	json_t *list = json_array();
	for (int i = 0; list && i < head->n_prices; i++) {
		const struct report_price *q = &head->price[i];
		json_t *one = json_pack("{s:o,s:o,s:o,s:o}", "key", json_value_text(q->key), "value", json_value_text(q->value),
					"source", json_value_text(q->source), "from", json_value_text(q->from));
		if (json_array_append_new(list, one)) return json_decref(list), NULL;
	}
	return list;
}

static json_t *sets(const struct report_head *head)
{
	json_t *list = json_array();
	for (int i = 0; list && i < head->n_set; i++)
		if (json_array_append_new(list, json_value_text(head->set[i]))) return json_decref(list), NULL;
	return list;
}

static json_t *provenance(const struct report_head *head, const struct point *p)
{
	return json_pack("{s:o,s:I,s:i,s:o,s:{s:o,s:o},s:o,s:o}", "version", json_value_text(head->version), "seed",
			 (json_int_t)p->seed, "repeat", p->replications, "set", sets(head), "platform", "name",
			 json_value_text(head->platform), "hash", json_value_text(head->platform_hash), "source",
			 json_value_text(head->source), "prices", prices(head));
}

static json_t *record(const struct report_head *head, const struct point *p)
{
	json_t *o = json_pack("{s:i,s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:b}", "simnic", 1, "scenario", json_value_text(head->scenario),
			      "id", p->id, "point", axes(p), "stats", stats(p), "samples", samples(p), "limiter",
			      json_value_text(p->limiter), "limits", limits(p), "steady", !p->unsteady);
	int bad = !o;
	if (o && p->unsteady) bad |= json_object_set_new(o, "unsteady_why", json_value_text(p->unsteady_why));
	if (o && p->unsure) bad |= json_object_set_new(o, "unsure_why", json_value_text(p->unsure_why));
	if (o && p->failed) bad |= json_object_set_new(o, "failed", json_value_text(p->failure));
	if (o) bad |= json_object_set_new(o, "provenance", provenance(head, p));
	if (!bad) return o;
	json_decref(o);
	return NULL;
}

bool report_json(FILE *out, const struct report_head *head, const struct point *p)
{
	json_t *o = record(head, p);
	if (!o) return false;
	bool ok = json_dumpf(o, out, JSON_VALUE_FORMAT) == 0 && fputc('\n', out) != EOF;
	json_decref(o);
	return ok;
}
