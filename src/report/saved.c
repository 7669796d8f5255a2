/* saved.c - points to JSON and back. */
#include "report/saved.h"
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
	if (v && p->failed) bad |= json_object_set_new(v, "failed", json_string(p->failure)) != 0;
	if (v && p->unsteady) bad |= json_object_set_new(v, "unsteady", json_string(p->unsteady_why)) != 0;
	if (v && samples) bad |= json_object_set_new(v, "samples", save_samples(p)) != 0;
	if (!bad) return v;
	json_decref(v);
	return NULL;
}

/* ---- and back ---- */

static bool restore_axes(struct point *p, const json_t *list, struct names *names)
{
	size_t n = json_array_size(list);
	p->axis = calloc(n + 1, sizeof(*p->axis));
	if (!p->axis) return false;
	for (; p->n_axes < (int)n; p->n_axes++) {
		const json_t *one = json_array_get(list, (size_t)p->n_axes);
		struct axis_value *a = &p->axis[p->n_axes];
		a->key = names_keep(names, json_string_value(json_array_get(one, 0)));
		a->text = names_keep(names, json_string_value(json_array_get(one, 1)));
		a->type = (char)json_integer_value(json_array_get(one, 2));
		if (!a->key || !a->text) return false;
	}
	return true;
}

static bool restore_stats(struct point *p, const json_t *list, struct names *names)
{
	size_t n = json_array_size(list);
	if (n > MAX_STATS) return false;
	for (; p->n_stats < (int)n; p->n_stats++) {
		const json_t *one = json_array_get(list, (size_t)p->n_stats);
		const char *text[3];
		for (size_t k = 0; k < 3; k++)
			if (!(text[k] = names_keep(names, json_string_value(json_array_get(one, k))))) return false;
		p->stat[p->n_stats] = (struct point_stat){text[0],
							  text[1],
							  text[2],
							  {.n = (int)json_integer_value(json_array_get(one, 3)),
							   .missing = (int)json_integer_value(json_array_get(one, 4)),
							   .mean = number_of(json_array_get(one, 5)),
							   .m2 = number_of(json_array_get(one, 6))}};
	}
	return true;
}

static bool restore_limits(struct point *p, const json_t *list, struct names *names)
{
	size_t n = json_array_size(list);
	if (n > MAX_LIMITS) return false;
	for (; p->n_limits < (int)n; p->n_limits++) {
		const json_t *one = json_array_get(list, (size_t)p->n_limits);
		struct limit *l = &p->limit[p->n_limits];
		l->name = names_keep(names, json_string_value(json_array_get(one, 0)));
		l->of = (enum limit_of)json_integer_value(json_array_get(one, 1));
		l->share = number_of(json_array_get(one, 3));
		p->votes[p->n_limits] = (int)json_integer_value(json_array_get(one, 2));
		if (!l->name) return false;
	}
	p->limiter = p->n_limits ? p->limit[0].name : NULL;
	return true;
}

static bool restore_samples(struct point *p, const json_t *list)
{
	size_t n = json_array_size(list);
	p->stride = p->n_stats;
	if (!list) return true;
	if (n && (!p->stride || n % (size_t)p->stride)) return false;
	p->sample = malloc((n + 1) * sizeof(*p->sample));
	if (!p->sample) return false;
	p->samples = p->stride ? (int)n / p->stride : 0;
	for (size_t i = 0; i < n; i++)
		p->sample[i] = number_of(json_array_get(list, i));
	return true;
}

static void restore_state(struct point *p, const json_t *v)
{
	const char *failed = json_string_value(json_object_get(v, "failed")),
		   *unsteady = json_string_value(json_object_get(v, "unsteady")),
		   *id = json_string_value(json_object_get(v, "id"));
	p->index = (int)json_integer_value(json_object_get(v, "index"));
	p->replications = (int)json_integer_value(json_object_get(v, "repeat"));
	p->n_ok = (int)json_integer_value(json_object_get(v, "ok"));
	p->seed = json_integer_value(json_object_get(v, "seed"));
	p->by_time = json_is_true(json_object_get(v, "by_time"));
	p->failed = failed != NULL;
	p->unsteady = unsteady != NULL;
	snprintf(p->id, sizeof(p->id), "%s", id ? id : "");
	snprintf(p->failure, sizeof(p->failure), "%s", failed ? failed : "");
	snprintf(p->unsteady_why, sizeof(p->unsteady_why), "%s", unsteady ? unsteady : "");
}

bool point_restore(struct point *p, const json_t *v, struct names *names)
{
	*p = (struct point){0};
	restore_state(p, v);
	if (restore_axes(p, json_object_get(v, "axes"), names) && restore_stats(p, json_object_get(v, "stats"), names) &&
	    restore_limits(p, json_object_get(v, "limits"), names) && restore_samples(p, json_object_get(v, "samples")))
		return true;
	point_free(p);
	return false;
}
