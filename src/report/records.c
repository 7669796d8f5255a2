/* records.c - points from their JSON records. */
#include "report/records.h"
#include "base/regular_file.h"
#include "base/text_line.h"
#include "report/band_json.h"
#include "report/json_value.h"
#include "report/text.h"
#include "scenario/scenario.h"
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST (16 << 20) /* bytes of one record */

struct reading {
	struct records *r;
	struct arena *a;
	int room;
};

static const char *keep(struct reading *in, const json_t *v)
{
	const char *s = json_string_value(v);
	return s ? arena_strdup(in->a, s) : NULL;
}

static double number(const json_t *v)
{
	return json_is_number(v) ? json_number_value(v) : NAN;
}

/* The accumulator that has this mean and half-width. */
static struct estimate estimate_of(double mean, double half, int n)
{
	struct estimate e = {.n = n, .mean = mean};
	if (n < 2 || !isfinite(half)) return e;
	double deviation = half / gsl_cdf_tdist_Pinv(0.975, n - 1);
	e.m2 = deviation * deviation * n * (n - 1);
	return e;
}

static bool take_axes(struct reading *in, struct point *p, json_t *o)
{
	const char *key;
	json_t *v;
	if (json_object_size(o) > SCENARIO_MAX_AXES) return false;
	p->axis = calloc(json_object_size(o) + 1, sizeof(*p->axis));
	if (!p->axis) return false;
	json_object_foreach(o, key, v)
	{
		struct axis_value *a = &p->axis[p->n_axes++];
		a->key = arena_strdup(in->a, key);
		a->type = json_is_boolean(v) ? 'b' : json_is_integer(v) ? 'i' : json_is_object(v) ? 'q' : 's';
		if (a->type == 'b') a->text = json_is_true(v) ? "true" : "false";
		if (a->type == 'i') a->text = arena_printf(in->a, "%lld", (long long)json_integer_value(v));
		if (strchr("sq", a->type) && !amount_take(v, in->a, &a->of, &a->text)) return false;
		if (!a->key || !a->text) return false;
	}
	return true;
}

static bool take_stats(struct reading *in, struct point *p, json_t *o)
{
	const char *name;
	json_t *v;
	int n;
	json_object_foreach(o, name, v)
	{
		if (p->n_stats == MAX_STATS) return false;
		struct point_stat *s = &p->stat[p->n_stats++];
		s->name = arena_strdup(in->a, name);
		s->unit = keep(in, json_object_get(v, "unit"));
		s->help = "";
		if (!s->name || !s->unit || !json_value_count(json_object_get(v, "n"), (int64_t)MAX_STATS * p->replications, &n))
			return false;
		s->est = estimate_of(number(json_object_get(v, "value")), number(json_object_get(v, "ci95")), n);
	}
	return p->n_stats > 0;
}

static bool take_samples(struct point *p, json_t *o)
{
	const char *name;
	json_t *list;
	json_object_foreach(o, name, list)
	{
		size_t size = json_array_size(list);
		int stat = point_find(p, name), n = (int)size;
		if (stat < 0 || size == 0 || size > MAX_SAMPLES) return false;
		if (!p->sample) {
			p->samples = n;
			p->stride = p->n_stats;
			p->sample = malloc((size_t)n * (size_t)p->stride * sizeof(*p->sample));
			for (int i = 0; p->sample && i < n * p->stride; i++)
				p->sample[i] = NAN;
		}
		if (!p->sample || n != p->samples) return false;
		for (int r = 0; r < n; r++)
			p->sample[r * p->stride + stat] = number(json_array_get(list, (size_t)r));
	}
	return true;
}

static bool is_limit(const char *of, enum limit_of *out)
{
	for (enum limit_of k = LIMIT_BUSY; of && k < N_LIMIT_OF; k++) {
		if (strcmp(of, limit_words[k]) != 0) continue;
		*out = k;
		return true;
	}
	return false;
}

/* The limiter is the first of the limits, or none of them alone, which is found again by the gains. */
static bool take_limits(struct reading *in, struct point *p, json_t *o)
{
	size_t n = json_array_size(json_object_get(o, "limits"));
	const char *limiter = json_string_value(json_object_get(o, "limiter"));
	if (n > MAX_LIMITS) return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *v = json_array_get(json_object_get(o, "limits"), i);
		const char *of = json_string_value(json_object_get(v, "of"));
		struct limit *l = &p->limit[p->n_limits++];
		l->name = keep(in, json_object_get(v, "name"));
		l->share = number(json_object_get(v, "share"));
		if (!l->name || !is_limit(of, &l->of)) return false;
	}
	p->limiter = p->n_limits ? p->limit[0].name : NULL;
	p->latency_by = keep(in, json_object_get(o, "latency_by"));
	bool in_turn = limiter && json_object_get(o, "in_turn") && strcmp(limiter, LIMITER_IN_TURN) == 0;
	return !limiter || (p->limiter && (in_turn || strcmp(limiter, p->limiter) == 0));
}

static bool take_fails(struct reading *in, struct point *p, const json_t *list)
{
	if (json_array_size(list) > (size_t)(MAX_GAINS - p->n_gains)) return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		const char *why = json_string_value(json_object_get(v, "why"));
		struct failed_double *f = &p->fails[p->n_fails++];
		f->resource = keep(in, json_object_get(v, "twice"));
		if (!f->resource || !why || strlen(why) >= sizeof(f->why)) return false;
		snprintf(f->why, sizeof(f->why), "%s", why);
	}
	return true;
}

/* What would help, where it was tried. */
static bool take_gains(struct reading *in, struct point *p, json_t *o)
{
	const json_t *list = json_object_get(o, "gains");
	if (!o) return true;
	p->gain_of = keep(in, json_object_get(o, "of"));
	if (!p->gain_of || json_array_size(list) > MAX_GAINS) return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		struct doubled_gain *g = &p->gain[p->n_gains++];
		int n;
		g->resource = keep(in, json_object_get(v, "twice"));
		if (!g->resource || !json_value_count(json_object_get(v, "n"), MAX_REPLICATIONS, &n)) return false;
		g->half = number(json_object_get(v, "ci95"));
		g->of = estimate_of(number(json_object_get(v, "gain")), g->half, n);
	}
	if (!take_fails(in, p, json_object_get(o, "fails"))) return false;
	if (!p->n_gains && !p->n_fails) p->gain_of = NULL;
	return true;
}

static bool take_point(struct reading *in, struct point *p, json_t *o)
{
	const json_t *provenance = json_object_get(o, "provenance");
	const char *id = json_string_value(json_object_get(o, "id")), *failed = json_string_value(json_object_get(o, "failed")),
		   *unsteady = json_string_value(json_object_get(o, "unsteady_why"));
	if (json_integer_value(json_object_get(o, "simnic")) != 1 || !id || strlen(id) >= sizeof(p->id)) return false;
	snprintf(p->id, sizeof(p->id), "%s", id);
	if (!json_value_count(json_object_get(provenance, "repeat"), MAX_REPLICATIONS, &p->replications)) return false;
	p->n_ok = p->replications;
	p->seed = json_integer_value(json_object_get(provenance, "seed"));
	p->failed = failed != NULL;
	p->unsteady = json_is_false(json_object_get(o, "steady"));
	snprintf(p->failure, sizeof(p->failure), "%s", failed ? failed : "");
	snprintf(p->unsteady_why, sizeof(p->unsteady_why), "%s", unsteady ? unsteady : "");
	/* Earlier versions wrote a band for points that failed, too. */
	const json_t *band = p->failed ? NULL : json_object_get(o, "band");
	return take_axes(in, p, json_object_get(o, "point")) && (take_stats(in, p, json_object_get(o, "stats")) || p->failed) &&
	       take_samples(p, json_object_get(o, "samples")) && take_limits(in, p, o) &&
	       take_gains(in, p, json_object_get(o, "what_if")) && band_take(p, band, in->a);
}

static bool take_head(struct reading *in, const json_t *o)
{
	const json_t *from = json_object_get(o, "provenance"), *set = json_object_get(from, "set"),
		     *platform = json_object_get(from, "platform");
	struct report_head *h = &in->r->head;
	size_t n = json_array_size(set);
	const char **list = arena_array(in->a, n + 1, sizeof(*list));
	for (size_t i = 0; list && i < n; i++)
		if ((list[h->n_set] = keep(in, json_array_get(set, i)))) h->n_set++;
	h->set = list;
	h->scenario = keep(in, json_object_get(o, "scenario"));
	h->source = keep(in, json_object_get(from, "source"));
	h->version = keep(in, json_object_get(from, "version"));
	h->platform = keep(in, json_object_get(platform, "name"));
	h->platform_hash = keep(in, json_object_get(platform, "hash"));
	return list && h->scenario && h->version;
}

static bool take_line(struct reading *in, const char *line)
{
	struct records *r = in->r;
	json_t *o = json_value_read(line, strlen(line), NULL); /* see not_taken for errno */
	if (r->n == in->room) {
		int room = in->room ? 2 * in->room : 16;
		struct point *more = realloc(r->point, (size_t)room * sizeof(*more));
		if (!more) return json_decref(o), false;
		r->point = more;
		in->room = room;
	}
	struct point *p = &r->point[r->n];
	*p = (struct point){.index = r->n};
	r->n++;
	bool ok = json_is_object(o) && take_point(in, p, o) && (r->n > 1 || take_head(in, o));
	json_decref(o);
	return ok && point_alike(p, &r->point[0]);
}

/* Who gives memory says when there is none: then the line is not to blame. */
static bool not_taken(const char *path, int line, struct error *err)
{
	if (errno == ENOMEM) return error_memory_for(err, "the records in %s", path);
	return error_at(err, (struct place){path, line, 0}, "not a record of a run; expected what --format json writes");
}

bool records_read(struct records *r, const char *path, struct error *err)
{
	*r = (struct records){0};
	struct reading in = {.r = r, .a = &r->arena};
	char *line = NULL;
	size_t room = 0;
	bool ok = true;
	int n = 1;
	FILE *f = regular_open(path);
	if (!f) return error_file(err, (struct place){0}, errno, "can't read %s: %s", path, regular_reason(errno));
	for (; ok && text_line(f, &line, &room, LONGEST) > 0; n++)
		ok = take_line(&in, line) || not_taken(path, n, err);
	/* No line more, and errno is 0: it was the last. */
	if (ok && (errno == EFBIG || errno == ENOMEM)) ok = not_taken(path, n, err);
	if (ok && errno) ok = error_file(err, (struct place){0}, errno, "can't read %s: %s", path, strerror(errno));
	if (ok && !r->n) ok = error_plain(err, "%s: there is no record in it", path);
	free(line);
	fclose(f);
	return ok;
}

void records_free(struct records *r)
{
	for (int i = 0; i < r->n; i++)
		point_free(&r->point[i]);
	free(r->point);
	arena_free(&r->arena);
}
