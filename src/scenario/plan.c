/*
 * plan.c - which points there are: dimensions are axes, or groups of axes that run together (zip:), or one axis of samples for
 * all that is swept (design:); the points are their product, less what where: leaves out.
 */
#include "scenario/internal.h"
#include <gsl/gsl_qrng.h>
#include <stdlib.h>
#include <string.h>

int plan_dims(const struct scenario *s)
{
	return s->n_dims;
}

struct dimension plan_dim(const struct scenario *s, int d)
{
	return s->dim[d];
}

/* ---- dimensions ---- */

static bool check_open(const struct scenario *s, struct error *err)
{
	for (int i = 0; i < s->n_axes; i++) {
		const struct axis *x = &s->axis[i];
		if (x->open && (s->samples == 0 || x->compared))
			return error_at(err, x->range->at, "'%s': a range needs one of step, factor or points%s", x->key,
					x->compared ? "" : "; or design: sobol and points: beside the keys");
	}
	return true;
}

/* Axes of one zip: share a dimension; of it the first axis has the place. */
static bool make_dims(struct scenario *s, struct error *err)
{
	s->n_dims = 0;
	for (int i = 0; i < s->n_axes; i++) {
		struct axis *x = &s->axis[i];
		x->dim = s->n_dims;
		x->pick = NULL;
		for (int k = 0; x->zip && k < i; k++)
			if (s->axis[k].zip == x->zip) {
				x->dim = s->axis[k].dim;
				if (s->axis[k].n != x->n || s->axis[k].open != x->open)
					return error_at(err, x->at,
							"'%s' has %d values and '%s' %d; keys under one zip: need equally many",
							x->key, x->n, s->axis[k].key, s->axis[k].n);
				break;
			}
		if (x->dim == s->n_dims) s->dim[s->n_dims++].n = x->n;
	}
	return true;
}

static bool sample_axis(struct scenario *s, struct axis *x, const double *u, struct error *err)
{
	char text[64];
	x->pick = x->open ? NULL : arena_array(s->arena, (size_t)s->samples, sizeof *x->pick);
	if (x->open) x->value = arena_array(s->arena, (size_t)s->samples, sizeof *x->value);
	if (!x->pick && !x->value) return error_memory(err);
	for (int i = 0; i < s->samples; i++) {
		if (!x->open) {
			x->pick[i] = (int)(u[i] * x->n);
			continue;
		}
		unit_print(x->unit, between(x->from, x->to, u[i]), text, sizeof text);
		struct node *n = node_scalar(s->arena, text, x->range->at);
		if (!n) return error_memory(err);
		n->origin = FROM_AXIS;
		n->key_at = x->range->key_at;
		x->value[i] = n;
	}
	if (x->open) x->n = s->samples;
	return true;
}

/* The coordinates of all samples, one dimension after the other.  The first Sobol point is a corner's neighbour: none is left out. */
static double *sobol(struct scenario *s, int dims, struct error *err)
{
	double *u = arena_array(s->arena, (size_t)s->samples * (size_t)dims, sizeof *u), one[SCENARIO_MAX_AXES];
	gsl_qrng *q = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dims);
	if (!u || !q) error_memory(err);
	for (int i = 0; u && q && i < s->samples; i++) {
		gsl_qrng_get(q, one);
		for (int d = 0; d < dims; d++)
			u[(size_t)d * (size_t)s->samples + (size_t)i] = one[d];
	}
	if (q) gsl_qrng_free(q);
	return q ? u : NULL;
}

/* All dimensions that are swept become one, of samples. */
static bool make_samples(struct scenario *s, struct error *err)
{
	int first = s->n_compared ? s->axis[s->n_compared - 1].dim + 1 : 0, dims = s->n_dims - first;
	if (s->samples == 0 || dims == 0) return true; /* none left when --set fixed them all */
	double *u = sobol(s, dims, err);
	if (!u) return false;
	for (int i = s->n_compared; i < s->n_axes; i++) {
		struct axis *x = &s->axis[i];
		if (!sample_axis(s, x, u + (size_t)(x->dim - first) * (size_t)s->samples, err)) return false;
	}
	for (int i = s->n_compared; i < s->n_axes; i++)
		s->axis[i].dim = first;
	s->n_dims = first + 1;
	s->dim[first].n = s->samples;
	return true;
}

static bool count(struct scenario *s, struct error *err)
{
	double all = 1;
	for (int d = 0; d < s->n_dims; d++)
		all *= s->dim[d].n;
	if (all > SCENARIO_MAX_POINTS)
		return error_at(
			err, s->axis[0].at,
			"the axes make %.4g points, more than %d; take values or keys away, let keys run together with zip:, or "
			"sample them with design: sobol and points:",
			all, SCENARIO_MAX_POINTS);
	s->points = 1;
	for (int d = s->n_dims - 1; d >= 0; d--) {
		s->dim[d].stride = s->points;
		s->points *= s->dim[d].n;
	}
	return true;
}

/* Two samples, or two lines of a zip:, that are the same in every key would be one point run twice: the later one goes. */
struct line {
	const char *text;
	int64_t index;
};

static int by_text(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->text, y->text);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static bool find_twins(const struct scenario *s, int d, bool *twin, struct arena *a, struct error *err)
{
	struct line *line = arena_array(a, (size_t)s->dim[d].n, sizeof *line);
	if (!line) return error_memory(err);
	for (int i = 0; i < s->dim[d].n; i++) {
		line[i] = (struct line){"", i};
		for (int x = 0; x < s->n_axes; x++) {
			const struct axis *axis = &s->axis[x];
			char buf[64];
			if (axis->dim != d) continue;
			const char *text = axis->value[axis->pick ? axis->pick[i] : i]->text;
			line[i].text = arena_printf(a, "%s%s\n", line[i].text, value_canonical(axis->key, text, buf, sizeof buf));
			if (!line[i].text) return error_memory(err);
		}
	}
	qsort(line, (size_t)s->dim[d].n, sizeof *line, by_text);
	for (int i = 1; i < s->dim[d].n; i++)
		if (strcmp(line[i].text, line[i - 1].text) == 0) twin[line[i].index] = true;
	return true;
}

static bool joined(const struct scenario *s, int d)
{
	for (int i = 0; i < s->n_axes; i++)
		if (s->axis[i].dim == d) return s->axis[i].zip || (s->samples && !s->axis[i].compared);
	return false;
}

/* Which combinations are points. */
static bool keep(struct scenario *s, bool *const *twin, struct error *err)
{
	int64_t n = 0;
	int64_t *kept = arena_array(s->arena, (size_t)s->points, sizeof *kept);
	if (!kept) return error_memory(err);
	for (int64_t i = 0; i < s->points; i++) {
		bool good = true;
		for (int d = 0; d < s->n_dims && good; d++)
			good = !twin[d] || !twin[d][i / s->dim[d].stride % s->dim[d].n];
		if (good && where_holds(s, i)) kept[n++] = i;
	}
	if (n == 0)
		return error_at(err, s->where_node->at, "where: none of the %lld points of the axes is left",
				(long long)s->points);
	if (n < s->points) s->kept = kept;
	s->points = n;
	return true;
}

static bool choose(struct scenario *s, struct error *err)
{
	struct arena a = {0};
	bool *twin[SCENARIO_MAX_AXES] = {NULL}, good = true, any = s->n_where > 0;
	for (int d = 0; good && d < s->n_dims; d++) {
		if (!joined(s, d)) continue;
		any = true;
		twin[d] = arena_array(&a, (size_t)s->dim[d].n, sizeof **twin);
		good = twin[d] ? find_twins(s, d, twin[d], &a, err) : error_memory(err);
	}
	good = good && (!any || keep(s, twin, err));
	arena_free(&a);
	return good;
}

bool plan_make(struct scenario *s, struct error *err)
{
	s->kept = NULL;
	return check_open(s, err) && make_dims(s, err) && make_samples(s, err) && count(s, err) && where_compile(s, err) &&
	       choose(s, err);
}
