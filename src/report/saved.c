/* saved.c - points to JSON and back. */
#include "report/saved.h"
#include "report/band_json.h"
#include "report/json_scan.h"
#include "report/json_text.h"
#include "scenario/scenario.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL_DIGITS 17

/* The next value of a list: a comma before it. */
static void put_next(struct json_text *t, double v)
{
	json_put(t, ",");
	json_put_number(t, v);
}

static void put_next_integer(struct json_text *t, int64_t v)
{
	json_put(t, ",");
	json_put_integer(t, v);
}

static void put_next_text(struct json_text *t, const char *s)
{
	json_put(t, ",");
	json_put_text(t, s);
}

static void save_axes(struct json_text *t, const struct point *p)
{
	for (int i = 0; i < p->n_axes; i++) {
		json_put(t, i ? ",[" : "[");
		json_put_text(t, p->axis[i].key);
		put_next_text(t, p->axis[i].text);
		put_next_integer(t, p->axis[i].type);
		if (p->axis[i].type == 'q') put_next(t, p->axis[i].of.number), put_next_text(t, p->axis[i].of.unit);
		json_put(t, "]");
	}
}

static void save_stats(struct json_text *t, const struct point *p)
{
	for (int i = 0; i < p->n_stats; i++) {
		const struct point_stat *s = &p->stat[i];
		json_put(t, i ? ",[" : "[");
		json_put_text(t, s->name);
		put_next_text(t, s->unit);
		put_next_text(t, s->help);
		put_next_integer(t, s->est.n);
		put_next_integer(t, s->est.missing);
		put_next(t, s->est.mean);
		put_next(t, s->est.m2);
		json_put(t, "]");
	}
}

static void save_limits(struct json_text *t, const struct point *p)
{
	for (int i = 0; i < p->n_limits; i++) {
		json_put(t, i ? ",[" : "[");
		json_put_text(t, p->limit[i].name);
		put_next_integer(t, p->limit[i].of);
		put_next_integer(t, p->votes[i]);
		put_next(t, p->limit[i].share);
		json_put(t, "]");
	}
}

static void save_gains(struct json_text *t, const struct point *p)
{
	json_put_text(t, p->gain_of);
	for (int i = 0; i < p->n_gains; i++) {
		const struct doubled_gain *g = &p->gain[i];
		json_put(t, ",[");
		json_put_text(t, g->resource);
		put_next_integer(t, g->of.n);
		put_next_integer(t, g->of.missing);
		put_next(t, g->of.mean);
		put_next(t, g->of.m2);
		json_put(t, "]");
	}
}

static void save_fails(struct json_text *t, const struct point *p)
{
	for (int i = 0; i < p->n_fails; i++) {
		json_put(t, i ? "," : ",\"fails\":[");
		json_put_text(t, p->fails[i].resource);
		put_next_text(t, p->fails[i].why);
		json_put(t, i + 1 == p->n_fails ? "]" : "");
	}
}

static void save_samples(struct json_text *t, const struct point *p)
{
	for (int i = 0; i < p->samples * p->stride; i++) {
		if (i) json_put(t, ",");
		json_put_number(t, p->sample[i]);
	}
}

/* Each line of it is what restore_head wants to see. */
static void save_head(struct json_text *t, const struct point *p)
{
	json_put(t, "{\"index\":");
	json_put_integer(t, p->index);
	json_put(t, ",\"id\":");
	json_put_text(t, p->id);
	json_put(t, ",\"repeat\":");
	json_put_integer(t, p->replications);
	json_put(t, ",\"ok\":");
	json_put_integer(t, p->n_ok);
	json_put(t, ",\"seed\":");
	json_put_integer(t, p->seed);
	json_put(t, ",\"by_time\":");
	json_put_bool(t, p->by_time);
}

char *point_save(const struct point *p, bool samples)
{
	struct json_text t = {.digits = ALL_DIGITS};
	save_head(&t, p);
	json_put(&t, ",\"axes\":[");
	save_axes(&t, p);
	json_put(&t, "],\"stats\":[");
	save_stats(&t, p);
	json_put(&t, "],\"limits\":[");
	save_limits(&t, p);
	json_put(&t, "]");
	if (p->latency_by) json_put(&t, ",\"latency_by\":"), json_put_text(&t, p->latency_by);
	if (p->gain_of) json_put(&t, ",\"gains\":["), save_gains(&t, p), json_put(&t, "]"), save_fails(&t, p);
	if (p->failed) json_put(&t, ",\"failed\":"), json_put_text(&t, p->failure);
	if (p->unsteady) json_put(&t, ",\"unsteady\":"), json_put_text(&t, p->unsteady_why);
	band_save(&t, p);
	if (samples) json_put(&t, ",\"samples\":["), save_samples(&t, p), json_put(&t, "]");
	json_put(&t, "}");
	if (!t.bad) return t.text;
	free(t.text);
	return NULL;
}

/* ---- and back: every count and index is held to what a run can make, before anything is done with it ---- */

static const char *text_of(struct json_scan *s, struct names *names)
{
	const char *text = json_scan_text(s), *kept = text ? names_keep(names, text) : NULL;
	if (!kept) s->bad = true;
	return kept;
}

static const char *next_text(struct json_scan *s, struct names *names)
{
	return json_scan_need(s, ",") ? text_of(s, names) : NULL;
}

static double next_number(struct json_scan *s)
{
	json_scan_need(s, ",");
	return json_scan_number(s);
}

static bool next_count(struct json_scan *s, int64_t most, int *out)
{
	return json_scan_need(s, ",") && json_scan_count(s, most, out);
}

/* Is there an i-th item?  Commas stand between them, and behind the last the list ends. */
static bool has_item(struct json_scan *s, int i)
{
	return !json_scan_is(s, "]") && !s->bad && (i == 0 || json_scan_need(s, ","));
}

/* Names are kept once, so that two are the same when they lie at the same place; none stands twice among its like. */
static bool restore_axes(struct point *p, struct json_scan *s, struct names *names)
{
	if (!(p->axis = calloc(SCENARIO_MAX_AXES + 1, sizeof(*p->axis)))) return false;
	for (; has_item(s, p->n_axes); p->n_axes++) {
		struct axis_value *a = &p->axis[p->n_axes];
		int type = 0;
		if (p->n_axes == SCENARIO_MAX_AXES || !json_scan_need(s, "[")) return false;
		a->key = text_of(s, names);
		for (int i = 0; i < p->n_axes; i++)
			if (p->axis[i].key == a->key) return false;
		a->text = next_text(s, names);
		if (!next_count(s, CHAR_MAX, &type) || !type || !strchr("sibq", type)) return false;
		a->type = (char)type;
		if (type == 'q') {
			a->of.number = next_number(s);
			if (!(a->of.unit = next_text(s, names))) return false;
		}
		if (!json_scan_need(s, "]")) return false;
	}
	return !s->bad;
}

static bool restore_stats(struct point *p, struct json_scan *s, struct names *names)
{
	/* A replication may tell a name more than once. */
	const int64_t most = (int64_t)MAX_STATS * p->replications;
	for (; has_item(s, p->n_stats); p->n_stats++) {
		struct point_stat *one = &p->stat[p->n_stats];
		if (p->n_stats == MAX_STATS || !json_scan_need(s, "[")) return false;
		one->name = text_of(s, names);
		for (int i = 0; i < p->n_stats; i++)
			if (p->stat[i].name == one->name) return false;
		one->unit = next_text(s, names);
		one->help = next_text(s, names);
		if (!next_count(s, most, &one->est.n) || !next_count(s, most, &one->est.missing)) return false;
		one->est.mean = next_number(s);
		one->est.m2 = next_number(s);
		if (!json_scan_need(s, "]")) return false;
	}
	return !s->bad;
}

static bool restore_limits(struct point *p, struct json_scan *s, struct names *names)
{
	for (int of; has_item(s, p->n_limits); p->n_limits++) {
		struct limit *l = &p->limit[p->n_limits];
		if (p->n_limits == MAX_LIMITS || !json_scan_need(s, "[")) return false;
		l->name = text_of(s, names);
		if (!next_count(s, N_LIMIT_OF - 1, &of) || !next_count(s, p->replications, &p->votes[p->n_limits])) return false;
		l->of = (enum limit_of)of;
		l->share = next_number(s);
		if (!json_scan_need(s, "]")) return false;
	}
	p->limiter = p->n_limits ? p->limit[0].name : NULL;
	return !s->bad;
}

static bool copy_text(struct json_scan *s, char *to, size_t size)
{
	const char *text = json_scan_text(s);
	if (!text || strlen(text) >= size) return false;
	memcpy(to, text, strlen(text) + 1);
	return true;
}

static bool restore_fails(struct point *p, struct json_scan *s, struct names *names)
{
	for (; has_item(s, p->n_fails); p->n_fails++) {
		struct failed_double *f = &p->fails[p->n_fails];
		if (p->n_gains + p->n_fails == MAX_GAINS || !(f->resource = text_of(s, names))) return false;
		if (!json_scan_need(s, ",") || !copy_text(s, f->why, sizeof(f->why))) return false;
	}
	return !s->bad;
}

/* What comes behind its key. */
static bool restore_gains(struct point *p, struct json_scan *s, struct names *names)
{
	if (!(p->gain_of = text_of(s, names))) return false;
	while (json_scan_is(s, ",[")) {
		struct doubled_gain *g = &p->gain[p->n_gains];
		if (p->n_gains == MAX_GAINS || !(g->resource = text_of(s, names))) return false;
		if (!next_count(s, p->replications, &g->of.n) || !next_count(s, p->replications, &g->of.missing)) return false;
		g->of.mean = next_number(s);
		g->of.m2 = next_number(s);
		p->n_gains++;
		if (!json_scan_need(s, "]")) return false;
	}
	if (!json_scan_need(s, "]")) return false;
	if (json_scan_is(s, ",\"fails\":[") && !restore_fails(p, s, names)) return false;
	return p->n_gains + p->n_fails > 0;
}

/* As many as fit between the commas that are left. */
static bool restore_samples(struct point *p, struct json_scan *s)
{
	size_t room = 1;
	int n = 0;
	for (const char *c = s->at; *c; c++)
		room += *c == ',';
	if (room > (size_t)MAX_SAMPLES * (size_t)p->stride + 1) return false;
	p->sample = malloc((room + 1) * sizeof(*p->sample));
	if (!p->sample) return false;
	while (has_item(s, n))
		p->sample[n++] = json_scan_number(s);
	if (s->bad || (n && (!p->stride || n % p->stride))) return false;
	p->samples = n ? n / p->stride : 0;
	return true;
}

static bool restore_head(struct point *p, struct json_scan *s)
{
	bool good = json_scan_need(s, "{\"index\":") && json_scan_count(s, SCENARIO_MAX_POINTS - 1, &p->index) &&
		    json_scan_need(s, ",\"id\":") && copy_text(s, p->id, sizeof(p->id)) && json_scan_need(s, ",\"repeat\":") &&
		    json_scan_count(s, MAX_REPLICATIONS, &p->replications) && json_scan_need(s, ",\"ok\":") &&
		    json_scan_count(s, p->replications, &p->n_ok) && json_scan_need(s, ",\"seed\":");
	if (good) p->seed = json_scan_integer(s);
	good = good && json_scan_need(s, ",\"by_time\":");
	if (good) p->by_time = json_scan_bool(s);
	return good && !s->bad;
}

static bool restore_rest(struct point *p, struct json_scan *s, struct names *names)
{
	if (json_scan_is(s, ",\"latency_by\":") && !(p->latency_by = text_of(s, names))) return false;
	if (json_scan_is(s, ",\"gains\":[") && !restore_gains(p, s, names)) return false;
	p->failed = json_scan_is(s, ",\"failed\":");
	if (p->failed && !copy_text(s, p->failure, sizeof(p->failure))) return false;
	p->unsteady = json_scan_is(s, ",\"unsteady\":");
	if (p->unsteady && !copy_text(s, p->unsteady_why, sizeof(p->unsteady_why))) return false;
	p->stride = p->n_stats;
	if (!band_restore(p, s, names)) return false;
	if (json_scan_is(s, ",\"samples\":[") && !restore_samples(p, s)) return false;
	if (p->failed) point_drop_band(p);
	return json_scan_need(s, "}") && !*s->at;
}

bool point_restore(struct point *p, const char *text, struct names *names)
{
	struct json_scan s = {.at = text};
	*p = (struct point){0};
	bool good = restore_head(p, &s) && json_scan_need(&s, ",\"axes\":[") && restore_axes(p, &s, names) &&
		    json_scan_need(&s, ",\"stats\":[") && restore_stats(p, &s, names) && json_scan_need(&s, ",\"limits\":[") &&
		    restore_limits(p, &s, names) && restore_rest(p, &s, names);
	json_scan_free(&s);
	if (!good) point_free(p);
	return good;
}
