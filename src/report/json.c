/* json.c - one JSON record per point; the bytes depend on nothing but the point (no locale, no hash order, fixed precision). */
#include "report/report.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Twelve digits: beyond any meaning, and short of the last bits that differ between compilers' math libraries. */
#define FORMAT (JSON_COMPACT | JSON_REAL_PRECISION(12))

/* Exact integers look like integers; what is not a number is null. */
static json_t *number(double v)
{
	if (!isfinite(v)) return json_null();
	if (v == floor(v) && fabs(v) < 9007199254740992.0) return json_integer((json_int_t)v);
	return json_real(v);
}

/* File names and command-line values need not be UTF-8, JSON must be: such bytes become '?'. NULL is null. */
static json_t *text(const char *s)
{
	if (!s) return json_null();
	json_t *j = json_string(s);
	char *copy = j ? NULL : strdup(s);
	if (!copy) return j;
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c >= 0x80) *c = '?';
	j = json_string(copy);
	free(copy);
	return j;
}

static json_t *axis_value(const struct axis_value *a)
{
	char *end;
	if (a->type == 'b') return json_boolean(a->text[0] == 't');
	if (a->type == 'i') {
		long long v = strtoll(a->text, &end, 10);
		if (end != a->text && !*end) return json_integer(v);
	}
	return text(a->text);
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
		json_t *one = json_pack("{s:o,s:s,s:o,s:i}", "value", number(point_mean(p, i)), "unit", s->unit, "ci95",
					number(estimate_ci95(&s->est)), "n", s->est.n);
		if (json_object_set_new(o, s->name, one)) return json_decref(o), NULL;
	}
	return o;
}

static const char *const limit_words[] = {
	[LIMIT_BUSY] = "busy", [LIMIT_HELD] = "held", [LIMIT_LOST] = "lost", [LIMIT_LOAD] = "load"};

static json_t *limits(const struct point *p)
{
	json_t *list = json_array();
	for (int i = 0; list && i < p->n_limits; i++) {
		json_t *one = json_pack("{s:s,s:s,s:o}", "name", p->limit[i].name, "of", limit_words[p->limit[i].of], "share",
					number(p->limit[i].share));
		if (json_array_append_new(list, one)) return json_decref(list), NULL;
	}
	return list;
}

static json_t *prices(const struct report_head *head)
{
	json_t *list = json_array();
	for (int i = 0; list && i < head->n_prices; i++) {
		const struct report_price *q = &head->price[i];
		json_t *one = json_pack("{s:o,s:o,s:o,s:o}", "key", text(q->key), "value", text(q->value), "source",
					text(q->source), "from", text(q->from));
		if (json_array_append_new(list, one)) return json_decref(list), NULL;
	}
	return list;
}

static json_t *sets(const struct report_head *head)
{
	json_t *list = json_array();
	for (int i = 0; list && i < head->n_set; i++)
		if (json_array_append_new(list, text(head->set[i]))) return json_decref(list), NULL;
	return list;
}

static json_t *provenance(const struct report_head *head, const struct point *p)
{
	return json_pack("{s:o,s:I,s:i,s:o,s:{s:o,s:o},s:o,s:o}", "version", text(head->version), "seed", (json_int_t)p->seed,
			 "repeat", p->replications, "set", sets(head), "platform", "name", text(head->platform), "hash",
			 text(head->platform_hash), "source", text(head->source), "prices", prices(head));
}

static json_t *record(const struct report_head *head, const struct point *p)
{
	json_t *o = json_pack("{s:i,s:o,s:s,s:o,s:o,s:o,s:o,s:b}", "simnic", 1, "scenario", text(head->scenario), "id", p->id,
			      "point", axes(p), "stats", stats(p), "limiter", text(p->limiter), "limits", limits(p), "steady",
			      !p->unsteady);
	int bad = !o;
	if (o && p->unsteady) bad |= json_object_set_new(o, "unsteady_why", text(p->unsteady_why));
	if (o && p->failed) bad |= json_object_set_new(o, "failed", text(p->failure));
	if (o) bad |= json_object_set_new(o, "provenance", provenance(head, p));
	if (!bad) return o;
	json_decref(o);
	return NULL;
}

bool report_json(FILE *out, const struct report_head *head, const struct point *p)
{
	json_t *o = record(head, p);
	if (!o) return false;
	bool ok = json_dumpf(o, out, FORMAT) == 0 && fputc('\n', out) != EOF;
	json_decref(o);
	return ok;
}
