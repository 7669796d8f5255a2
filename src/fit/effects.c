/* effects.c - samples of price lists, and what the differences between neighbours say. */
#include "fit/sensitivity_internal.h"
#include "engine/random.h"
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 4            /* of a Morris grid */
#define DELTA (2.0 / 3)     /* its step: LEVELS / (2 (LEVELS - 1)) */
#define SOBOL_DIMENSIONS 40 /* GSL's table; beyond, Halton */
#define HALTON_DIMENSIONS 1229

/*
 * A sample is one vector more than there are prices, as exponents from -1 to 1 of the factor: the first vector, then for each price one that
 * differs in it - from the one before along a trajectory, from the first in a star.
 */
struct design {
	const struct sensitivity *s;
	int k, vectors;   /* prices; vectors in all, the first of all being the prices as they are */
	double *exponent; /* [vectors][k] */
	int *moved;       /* [samples][k]: which price the j-th step moves */
};

static int vector_of(const struct design *d, int sample, int step)
{
	return 1 + sample * (d->k + 1) + step;
}

static int before(const struct design *d, int sample, int step)
{
	return vector_of(d, sample, d->s->method == METHOD_MORRIS ? step - 1 : 0);
}

static void shuffle(int *order, int n, struct stream *random)
{
	for (int i = 0; i < n; i++)
		order[i] = i;
	for (int i = n - 1; i > 0; i--) {
		int j = (int)stream_below(random, (uint64_t)i + 1), other = order[i];
		order[i] = order[j];
		order[j] = other;
	}
}

static void trajectory(struct design *d, int sample, const double *u, struct stream *random)
{
	double *x = &d->exponent[vector_of(d, sample, 0) * d->k];
	int *order = &d->moved[sample * d->k];
	shuffle(order, d->k, random);
	for (int i = 0; i < d->k; i++)
		x[i] = 2 * floor(u[i] * LEVELS) / (LEVELS - 1) - 1;
	for (int j = 1; j <= d->k; j++) {
		double *next = x + d->k;
		memcpy(next, x, (size_t)d->k * sizeof *x);
		int i = order[j - 1];
		next[i] += next[i] < 0 ? 2 * DELTA : -2 * DELTA;
		x = next;
	}
}

static void star(struct design *d, int sample, const double *u)
{
	double *x = &d->exponent[vector_of(d, sample, 0) * d->k];
	for (int i = 0; i < d->k; i++)
		x[i] = 2 * u[i] - 1;
	for (int j = 1; j <= d->k; j++) {
		memcpy(x + j * d->k, x, (size_t)d->k * sizeof *x);
		x[j * d->k + j - 1] = 2 * u[d->k + j - 1] - 1;
		d->moved[sample * d->k + j - 1] = j - 1;
	}
}

static bool fill(struct design *d)
{
	int dimensions = d->s->method == METHOD_MORRIS ? d->k : 2 * d->k;
	struct stream random;
	double *u = calloc((size_t)dimensions, sizeof *u);
	const gsl_qrng_type *type = dimensions <= SOBOL_DIMENSIONS ? gsl_qrng_sobol : gsl_qrng_halton;
	gsl_qrng *q = dimensions <= HALTON_DIMENSIONS ? gsl_qrng_alloc(type, (unsigned)dimensions) : NULL;
	stream_init(&random, 1, 0, "sensitivity");
	for (int i = 0; q && u && i < d->s->samples; i++) {
		gsl_qrng_get(q, u);
		if (d->s->method == METHOD_MORRIS)
			trajectory(d, i, u, &random);
		else
			star(d, i, u);
	}
	bool ok = q && u;
	if (q) gsl_qrng_free(q);
	free(u);
	return ok;
}

static void prices_at(const struct design *d, const struct tried_point *p, int vector, int64_t *out)
{
	for (int i = 0; i < d->k; i++)
		out[i] = (int64_t)floor((double)p->base[i] * pow(d->s->within, d->exponent[vector * d->k + i]) + 0.5);
}

/* Vectors [from, to) of one point. */
static enum trials_end run_vectors(const struct design *d, struct tried_point *p, int from, int to, struct error *err)
{
	int n = to - from;
	int64_t *value = calloc((size_t)(n * d->k) + 1, sizeof *value);
	if (!value) return error_memory(err), TRIALS_ERROR;
	for (int v = 0; v < n; v++)
		prices_at(d, p, from + v, &value[v * d->k]);
	enum trials_end end = trials_run(&p->trials, value, n, &p->number[from], err);
	free(value);
	return end;
}

/* All samples, as long as nobody stops it; first the prices as they are. */
static bool run_all(const struct design *d, struct sensitivity *s, struct tried_point *p, struct error *err)
{
	enum trials_end end = TRIALS_DONE;
	struct fit_progress progress = {.phase = "sensitivity", .best = NAN};
	for (int i = 0; i < s->n_points; i++)
		progress.total += d->vectors * p[i].point.setup.repeat;
	for (int sample = -1; end == TRIALS_DONE && sample < s->samples; sample++) {
		int from = sample < 0 ? 0 : vector_of(d, sample, 0), to = sample < 0 ? 1 : from + d->k + 1;
		progress.runs = 0;
		for (int i = 0; end == TRIALS_DONE && i < s->n_points; i++) {
			end = run_vectors(d, &p[i], from, to, err);
			progress.runs += p[i].trials.progress.runs;
			progress.seconds = p[i].trials.progress.seconds;
		}
		if (end == TRIALS_DONE) s->finished = sample + 1;
		if (s->report) s->report(s->user, &progress);
	}
	for (int i = 0; i < s->n_points; i++) {
		s->failures += p[i].trials.failures;
		if (!*s->failure) memcpy(s->failure, p[i].trials.failure, sizeof s->failure);
	}
	s->interrupted = end == TRIALS_STOPPED;
	return end != TRIALS_ERROR;
}

static double answer_at(const struct sensitivity_answer *a, const struct tried_point *p, int vector)
{
	double value = p[a->point].number[vector];
	return a->over < 0 ? value : value / p[a->over].number[vector];
}

static void range_of(const struct design *d, struct sensitivity_answer *a, const struct tried_point *p)
{
	for (int v = 0; v < vector_of(d, d->s->finished, 0); v++) {
		double y = answer_at(a, p, v);
		if (!isfinite(y)) continue;
		a->low = fmin(a->low, y); /* ignores the NaN it starts with */
		a->high = fmax(a->high, y);
		a->flips += a->over >= 0 && (y - 1) * (a->nominal - 1) < 0;
	}
}

/* Mean, size and spread of one price's elementary effects; or its total index. */
static struct effect effect_of(const struct design *d, const struct sensitivity_answer *a, const struct tried_point *p, int price,
			       double variance)
{
	double sum = 0, sizes = 0, squares = 0, raw = 0;
	int n = 0, all = 0;
	for (int i = 0; i < d->s->finished; i++)
		for (int j = 1; j <= d->k; j++) {
			if (d->moved[i * d->k + j - 1] != price) continue;
			int to = vector_of(d, i, j), from = before(d, i, j);
			double step = d->exponent[to * d->k + price] - d->exponent[from * d->k + price];
			double change = answer_at(a, p, to) - answer_at(a, p, from), e = 100 * change / a->nominal / step;
			if (!isfinite(change)) continue;
			raw += change * change;
			all++;
			if (step == 0) continue; /* says nothing of a slope, but that the answer stays */
			sum += e;
			sizes += fabs(e);
			squares += e * e;
			n++;
		}
	struct effect out = {NAN, NAN, NAN, NAN};
	if (n == 0) return out;
	out.mean = sum / n;
	out.size = sizes / n;
	out.spread = n > 1 ? sqrt(fmax(squares - sum * sum / n, 0) / (n - 1)) : NAN;
	if (d->s->method == METHOD_SOBOL) out.total = variance > 0 ? raw / (2 * all) / variance : NAN;
	return out;
}

/* Of the first vectors of all samples, which are spread evenly. */
static double variance_of(const struct design *d, const struct sensitivity_answer *a, const struct tried_point *p)
{
	double mean = 0, m2 = 0;
	int n = 0;
	for (int i = 0; i < d->s->finished; i++) {
		double y = answer_at(a, p, vector_of(d, i, 0)), off = y - mean;
		if (!isfinite(y)) continue;
		mean += off / ++n;
		m2 += off * (y - mean);
	}
	return n > 1 ? m2 / n : 0;
}

static double weight_of(const struct sensitivity *s, const struct effect *e)
{
	double w = s->method == METHOD_SOBOL ? e->total : e->size;
	return isnan(w) ? -1 : w;
}

static void judge(const struct design *d, struct sensitivity_answer *a, const struct tried_point *p)
{
	const struct sensitivity *s = d->s;
	a->nominal = answer_at(a, p, 0);
	range_of(d, a, p);
	double variance = variance_of(d, a, p);
	for (int k = 0; k < d->k; k++) {
		int at = k;
		a->effect[k] = effect_of(d, a, p, k, variance);
		for (; at > 0 && weight_of(s, &a->effect[a->rank[at - 1]]) < weight_of(s, &a->effect[k]); at--)
			a->rank[at] = a->rank[at - 1];
		a->rank[at] = k;
	}
}

bool effects_find(struct sensitivity *s, struct tried_point *p, struct error *err)
{
	struct design d = {.s = s, .k = s->n_varied, .vectors = 1 + s->samples * (s->n_varied + 1)};
	bool ok = true;
	d.exponent = arena_array(s->arena, (size_t)d.vectors * (size_t)d.k, sizeof *d.exponent);
	d.moved = arena_array(s->arena, (size_t)s->samples * (size_t)d.k, sizeof *d.moved);
	for (int i = 0; ok && i < s->n_points; i++)
		ok = (p[i].number = arena_array(s->arena, (size_t)d.vectors, sizeof(double))) != NULL;
	if (!ok || !d.exponent || !d.moved || !fill(&d)) return error_memory(err);
	if (!run_all(&d, s, p, err)) return false;
	for (int i = 0; s->finished > 0 && i < s->n_answers; i++)
		judge(&d, &s->answer[i], p);
	s->evaluated = vector_of(&d, s->finished, 0);
	return true;
}
