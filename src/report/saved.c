/* saved.c - points to JSON and back. */
#include "report/saved.h"
#include "report/json_value.h"
#include "scenario/scenario.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static double number_of(const json_t *v)
{
	return json_is_number(v) ? json_number_value(v) : NAN;
}

/* Adds item to list, taking it over; NULL after freeing both when either is missing. */
static json_t *and_item(json_t *list, json_t *item)
{
	if (list && item && json_array_append_new(list, item) == 0) return list;
	if (!list) json_decref(item);
	json_decref(list);
	return NULL;
}

static json_t *save_axes(const struct point *p)
{
	json_t *list = json_array();
	for (int i = 0; i < p->n_axes; i++)
		list = and_item(list, json_pack("[ssi]", p->axis[i].key, p->axis[i].text, p->axis[i].type));
	return list;
}

static json_t *save_stats(const struct point *p)
{
	json_t *list = json_array();
	for (int i = 0; i < p->n_stats; i++) {
		const struct point_stat *s = &p->stat[i];
		list = and_item(list, json_pack("[sssiioo]", s->name, s->unit, s->help, s->est.n, s->est.missing,
						number(s->est.mean), number(s->est.m2)));
	}
	return list;
}

static json_t *save_limits(const struct point *p)
{
	json_t *list = json_array();
	for (int i = 0; i < p->n_limits; i++)
		list = and_item(list,
				json_pack("[siio]", p->limit[i].name, p->limit[i].of, p->votes[i], number(p->limit[i].share)));
	return list;
}

static json_t *save_samples(const struct point *p)
{
	json_t *list = json_array();
	for (int i = 0; i < p->samples * p->stride; i++)
		list = and_item(list, number(p->sample[i]));
	return list;
}

json_t *point_save(const struct point *p, bool samples)
{
	json_t *v = json_pack("{s:i,s:s,s:i,s:i,s:I,s:b,s:o,s:o,s:o}", "index", p->index, "id", p->id, "repeat", p->replications,
			      "ok", p->n_ok, "seed", (json_int_t)p->seed, "by_time", p->by_time, "axes", save_axes(p), "stats",
			      save_stats(p), "limits", save_limits(p));
	bool bad = !v;
	if (v && p->failed) bad |= json_object_set_new(v, "failed", json_value_text(p->failure)) != 0;
	if (v && p->unsteady) bad |= json_object_set_new(v, "unsteady", json_value_text(p->unsteady_why)) != 0;
	if (v && samples) bad |= json_object_set_new(v, "samples", save_samples(p)) != 0;
	if (!bad) return v;
	json_decref(v);
	return NULL;
}

/* ---- and back: every count and index is held to what a run can make, before anything is done with it ---- */

/* The items of a list of at most `most`; -1 when it is none. */
static int list_size(const json_t *list, size_t most)
{
	size_t n = json_array_size(list);
	return json_is_array(list) && n <= most ? (int)n : -1;
}

static const char *text_at(const json_t *list, size_t i, struct names *names)
{
	return names_keep(names, json_string_value(json_array_get(list, i)));
}

static bool restore_axes(struct point *p, const json_t *list, struct names *names)
{
	int n = list_size(list, SCENARIO_MAX_AXES), type;
	if (n < 0 || !(p->axis = calloc((size_t)n + 1, sizeof(*p->axis)))) return false;
	for (; p->n_axes < n; p->n_axes++) {
		const json_t *one = json_array_get(list, (size_t)p->n_axes);
		struct axis_value *a = &p->axis[p->n_axes];
		a->key = text_at(one, 0, names);
		a->text = text_at(one, 1, names);
		if (!a->key || !a->text || !json_value_count(json_array_get(one, 2), CHAR_MAX, &type) || !type ||
		    !strchr("sib", type))
			return false;
		a->type = (char)type;
	}
	return true;
}

static bool restore_stats(struct point *p, const json_t *list, struct names *names)
{
	int n = list_size(list, MAX_STATS);
	for (; p->n_stats < n; p->n_stats++) {
		const json_t *one = json_array_get(list, (size_t)p->n_stats);
		struct point_stat *s = &p->stat[p->n_stats];
		*s = (struct point_stat){.name = text_at(one, 0, names),
					 .unit = text_at(one, 1, names),
					 .help = text_at(one, 2, names),
					 .est.mean = number_of(json_array_get(one, 5)),
					 .est.m2 = number_of(json_array_get(one, 6))};
		/* A replication may tell a name more than once. */
		if (!s->name || !s->unit || !s->help ||
		    !json_value_count(json_array_get(one, 3), (int64_t)MAX_STATS * p->replications, &s->est.n) ||
		    !json_value_count(json_array_get(one, 4), (int64_t)MAX_STATS * p->replications, &s->est.missing))
			return false;
	}
	return n >= 0;
}

static bool restore_limits(struct point *p, const json_t *list, struct names *names)
{
	int n = list_size(list, MAX_LIMITS), of;
	for (; p->n_limits < n; p->n_limits++) {
		const json_t *one = json_array_get(list, (size_t)p->n_limits);
		struct limit *l = &p->limit[p->n_limits];
		l->name = text_at(one, 0, names);
		l->share = number_of(json_array_get(one, 3));
		if (!l->name || !json_value_count(json_array_get(one, 1), LIMIT_LOAD, &of) ||
		    !json_value_count(json_array_get(one, 2), p->replications, &p->votes[p->n_limits]))
			return false;
		l->of = (enum limit_of)of;
	}
	p->limiter = p->n_limits ? p->limit[0].name : NULL;
	return n >= 0;
}

static bool restore_samples(struct point *p, const json_t *list)
{
	p->stride = p->n_stats;
	if (!list) return true;
	int n = list_size(list, (size_t)MAX_SAMPLES * (size_t)p->stride);
	if (n < 0 || (n && n % p->stride)) return false;
	p->sample = malloc(((size_t)n + 1) * sizeof(*p->sample));
	if (!p->sample) return false;
	p->samples = n ? n / p->stride : 0;
	for (int i = 0; i < n; i++)
		p->sample[i] = number_of(json_array_get(list, (size_t)i));
	return true;
}

static bool restore_state(struct point *p, const json_t *v)
{
	const char *failed = json_string_value(json_object_get(v, "failed")),
		   *unsteady = json_string_value(json_object_get(v, "unsteady")),
		   *id = json_string_value(json_object_get(v, "id"));
	p->seed = json_integer_value(json_object_get(v, "seed"));
	p->by_time = json_is_true(json_object_get(v, "by_time"));
	p->failed = failed != NULL;
	p->unsteady = unsteady != NULL;
	if (!id || strlen(id) >= sizeof(p->id) || (failed && strlen(failed) >= sizeof(p->failure)) ||
	    (unsteady && strlen(unsteady) >= sizeof(p->unsteady_why)))
		return false;
	snprintf(p->id, sizeof(p->id), "%s", id);
	snprintf(p->failure, sizeof(p->failure), "%s", failed ? failed : "");
	snprintf(p->unsteady_why, sizeof(p->unsteady_why), "%s", unsteady ? unsteady : "");
	return json_value_count(json_object_get(v, "index"), SCENARIO_MAX_POINTS - 1, &p->index) &&
	       json_value_count(json_object_get(v, "repeat"), MAX_REPLICATIONS, &p->replications) &&
	       json_value_count(json_object_get(v, "ok"), p->replications, &p->n_ok);
}

bool point_restore(struct point *p, const json_t *v, struct names *names)
{
	*p = (struct point){0};
	if (restore_state(p, v) && restore_axes(p, json_object_get(v, "axes"), names) &&
	    restore_stats(p, json_object_get(v, "stats"), names) && restore_limits(p, json_object_get(v, "limits"), names) &&
	    restore_samples(p, json_object_get(v, "samples")))
		return true;
	point_free(p);
	return false;
}
