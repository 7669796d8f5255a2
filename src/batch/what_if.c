/* what_if.c - the runs of a point with each of its resources twice as good, on several threads, and what comes of them. */
#include "batch/what_if.h"
#include "base/thread.h"
#include "batch/ways.h"
#include "nic/backend.h"
#include "nic/statistic.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define EVERYTHING "cores" /* the resource that is all cores */
#define SHORTEST 20        /* parts of the time that a run measures; one is left at least */

/* A setup to be run: as it is, or with one resource twice as good. */
struct variant {
	const char *resource; /* NULL = as it is */
	struct setup setup;
	double *value; /* of the statistic, by replication; NaN = it failed */
	bool same;     /* it is offered the same packets as the point */
	int failed;    /* the first replication that failed, and why; -1 = none did */
	char why[sizeof(((struct failed_double *)NULL)->why)];
	double *resolves
		[2]; /* what its window resolves, as a share of a rate; [true]: beside one that is offered the same; NaN = not known */
};

struct trial {
	const struct what_if *ask;
	struct point *p;
	int stat; /* of the point */
	struct variant variant[MAX_GAINS + 1];
	int n;      /* variants */
	int repeat; /* replications of each */
	struct arena arena;
	int64_t next, done;
	bool broken; /* memory ran out; atomic */
	pthread_mutex_t failing;
};

static bool stopped(const struct what_if *w)
{
	return w->stop && __atomic_load_n(w->stop, __ATOMIC_RELAXED);
}

/* ---- what is tried ---- */

/* The statistic that says how the point did; no rate where that is its packets over the measured time, whatever is twice as good. */
static int headline(const struct point *p)
{
	const struct statistic *s;
	bool given = point_came_and_went(p) && point_mean(p, point_find(p, STAT_NAME(dropped))) == 0;
	for (int i = 0; (s = statistic_listed(LIST_HEADLINE, i)); i++) {
		int at = point_find(p, s->name);
		if (at >= 0 && point_mean(p, at) > 0 && !(given && s->scale == PER_SECOND)) return at;
	}
	return -1;
}

static bool add(struct trial *t, const struct setup *s, const struct way *w)
{
	bool memory = false;
	for (int i = 0; i < t->n; i++)
		if (w->resource && t->variant[i].resource && strcmp(t->variant[i].resource, w->resource) == 0) return true;
	if (t->n == MAX_GAINS) return true;
	struct variant *v = &t->variant[t->n];
	if (!way_go(w, s, &t->arena, &v->setup, &memory)) return !memory;
	v->resource = w->resource;
	v->failed = -1;
	v->same = point_is_open(t->p) && !way_offers(w);
	t->n++;
	return true;
}

/*
 * What is busy can work twice as fast; what is lost or waited for may be nobody's.  A share that rounds to nothing is not tried, but of what
 * is lost, which a loop that backs off is held down by.
 */
static bool has_way(const struct limit *l, const struct way *w)
{
	return l->share >= (l->of == LIMIT_LOST ? 1e-4 : 0.005) && w->resource;
}

/*
 * What is tried only where the point names it: cores as they are called where threads run anywhere, time that nobody works, and how many requests are out at a time,
 * which is the question, not a resource.
 */
static bool only_named(const struct way *w, const struct setup *s)
{
	if (w->fast & (FAST_GRANT_LOCK | FAST_EVENT_LOCK))
		return !((const struct backend_ops *)s->slot[SLOT_BACKEND].reg->model->ops)->by_grants;
	if (w->fast) return strcmp(w->limit, "host core") != 0 && strcmp(w->limit, "guest core") != 0;
	return w->latencies || (s->direction == DIR_RR && strcmp(w->limit, "requests out") == 0);
}

static struct way way_of_limit(const struct trial *t, const struct setup *s, int i)
{
	return way_of(t->p->limit[i].name, t->p->limit, t->p->n_limits, (enum direction)s->direction);
}

static bool choose(struct trial *t, const struct setup *s)
{
	struct way w;
	for (int i = 0; i < t->p->n_limits; i++) {
		w = way_of_limit(t, s, i);
		if (has_way(&t->p->limit[i], &w) && !add(t, s, &w)) return false;
	}
	for (int i = 0; t->ask->all && way_at(i, &w); i++)
		if (!only_named(&w, s) && !add(t, s, &w)) return false;
	return true;
}

/* ---- how much of it ---- */

static int at_least(int a, int b)
{
	return a > b ? a : b;
}

/* False when the runs must be shorter than the point's own: then it is run again, too, as it is. */
static bool share_out(struct trial *t)
{
	const struct point *p = t->p;
	double each = (double)p->steps / p->replications, most = p->steps > WHAT_IF_FREE ? (double)p->steps : WHAT_IF_FREE;
	double fit = each > 0 ? most / (each * t->n) : p->samples;
	int least = p->samples < 2 ? p->samples : 2;
	t->repeat = fit < p->samples ? at_least((int)fit, least) : p->samples;
	if (fit >= least || !p->by_time) return true;
	double part = fit * t->n / (t->n + 1) / least;
	for (int i = 0; i < t->n; i++) {
		int64_t *length = &t->variant[i].setup.length;
		*length = (int64_t)((double)*length * (part > 1.0 / SHORTEST ? part : 1.0 / SHORTEST));
	}
	return false;
}

static bool add_base(struct trial *t, const struct setup *s)
{
	struct variant *v = &t->variant[t->n];
	v->setup = *s;
	v->setup.length = t->variant[0].setup.length;
	v->failed = -1;
	t->n++;
	return true;
}

static bool make_room(struct trial *t)
{
	for (int i = 0; i < t->n; i++) {
		struct variant *v = &t->variant[i];
		v->value = arena_array(&t->arena, (size_t)t->repeat + 1, sizeof *v->value);
		for (int k = 0; k < 2; k++)
			v->resolves[k] = arena_array(&t->arena, (size_t)t->repeat + 1, sizeof *v->resolves[k]);
		if (!v->value || !v->resolves[0] || !v->resolves[1]) return false;
		for (int r = 0; r < t->repeat; r++)
			v->value[r] = v->resolves[0][r] = v->resolves[1][r] = NAN;
	}
	return true;
}

/* ---- the runs ---- */

static double value_of(const struct outcome *o, const char *name)
{
	for (int i = 0; o->ok && i < o->n_stats; i++)
		if (strcmp(o->stat[i].name, name) == 0) return o->stat[i].value;
	return NAN;
}

static void resolve(struct variant *v, int r, const struct outcome *o)
{
	double own = value_of(o, STAT_NAME(resolution)) / 100;
	v->resolves[false][r] = own;
	v->resolves[true][r] = point_resolution_shared(own, value_of(o, STAT_NAME(in_flight_before)),
						       value_of(o, STAT_NAME(in_flight)), value_of(o, STAT_NAME(delivered)));
}

/* The same whatever the order in which replications end. */
static void note_failure(struct trial *t, struct variant *v, int r, const struct outcome *o)
{
	pthread_mutex_lock(&t->failing);
	if (v->failed < 0 || r < v->failed) {
		v->failed = r;
		snprintf(v->why, sizeof v->why, "%.*s", (int)sizeof v->why - 1, o->failure);
	}
	pthread_mutex_unlock(&t->failing);
}

static bool run_next(struct trial *t, struct arena_pool *kept, struct outcome *out)
{
	struct arena names = {0};
	int64_t i = __atomic_fetch_add(&t->next, 1, __ATOMIC_RELAXED);
	if (i >= (int64_t)t->n * t->repeat || stopped(t->ask) || __atomic_load_n(&t->broken, __ATOMIC_RELAXED)) return false;
	struct variant *v = &t->variant[i / t->repeat];
	int r = (int)(i % t->repeat);
	run_replication_in(kept, &v->setup, (uint64_t)v->setup.seed, r, NULL, t->ask->stop, &names, out);
	v->value[r] = value_of(out, t->p->stat[t->stat].name);
	resolve(v, r, out);
	if (!out->ok) note_failure(t, v, r, out);
	if (outcome_lacked_memory(out)) __atomic_store_n(&t->broken, true, __ATOMIC_RELAXED);
	arena_free(&names);
	__atomic_fetch_add(&t->done, 1, __ATOMIC_RELAXED);
	return true;
}

static void *work(void *user)
{
	struct trial *t = user;
	struct arena_pool kept = {0};
	struct outcome *out = malloc(sizeof *out);
	if (!out) __atomic_store_n(&t->broken, true, __ATOMIC_RELAXED);
	while (out && run_next(t, &kept, out)) {
	}
	arena_pool_free(&kept);
	free(out);
	return NULL;
}

/* The calling thread's part: it works as the others do, and tells how far they are. */
static void work_and_tell(struct trial *t)
{
	struct arena_pool kept = {0};
	struct outcome *out = malloc(sizeof *out);
	if (!out) __atomic_store_n(&t->broken, true, __ATOMIC_RELAXED);
	while (out && run_next(t, &kept, out))
		if (t->ask->report)
			t->ask->report(t->ask->user, __atomic_load_n(&t->done, __ATOMIC_RELAXED), (int64_t)t->n * t->repeat);
	arena_pool_free(&kept);
	free(out);
}

static bool run_all(struct trial *t)
{
	int started = 0, most = t->ask->threads < t->n * t->repeat ? t->ask->threads : t->n * t->repeat;
	pthread_t *thread = calloc((size_t)most + 1, sizeof *thread);
	if (!thread) return false;
	while (started < most - 1 && thread_start(&thread[started], work, t))
		started++;
	work_and_tell(t);
	for (int i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
	free(thread);
	return !t->broken;
}

/* ---- what comes of them ---- */

/* The replication as it was: of the point, or run again. */
static double twin(const struct trial *t, const struct variant *base, int r)
{
	return base ? base->value[r] : t->p->sample[r * t->p->stride + t->stat];
}

/* How far the mean of a variant's rates may be off because its windows begin and end somewhere, as a share of it. */
static double ends_of(const struct trial *t, const struct variant *v, bool same)
{
	struct estimate share = {0};
	for (int r = 0; r < t->repeat; r++)
		estimate_add(&share, v->resolves[same][r]);
	return share.n ? share.mean : 0;
}

/* The gain's half-width: chance, or what both runs resolve. */
static double half_of(const struct trial *t, const struct variant *v, const struct variant *base, const struct estimate *gain)
{
	double was = base      ? ends_of(t, base, v->same)
		     : v->same ? point_resolution_beside(t->p, t->stat)
			       : point_resolution(t->p, t->stat);
	if (point_resolution(t->p, t->stat) <= 0) return estimate_ci95(gain);
	return point_half_of(gain, (1 + gain->mean) * (was + ends_of(t, v, v->same)));
}

/* The most first; all cores twice as fast are everything twice as fast, with which nothing can be compared. */
static bool ranks_before(const struct doubled_gain *g, const struct doubled_gain *other)
{
	bool all = strcmp(g->resource, EVERYTHING) == 0, other_all = strcmp(other->resource, EVERYTHING) == 0;
	return all != other_all ? other_all : g->of.mean > other->of.mean;
}

static void put_gain(struct trial *t, const struct variant *v, const struct variant *base, bool lower)
{
	struct doubled_gain g = {.resource = v->resource};
	if (v->failed >= 0) {
		struct failed_double *f = &t->p->fails[t->p->n_fails++];
		f->resource = v->resource;
		memcpy(f->why, v->why, sizeof f->why);
		return;
	}
	for (int r = 0; r < t->repeat; r++) {
		double was = twin(t, base, r), is = v->value[r], ratio = lower ? was / is : is / was;
		if (isfinite(ratio)) estimate_add(&g.of, ratio - 1);
	}
	if (!g.of.n) return;
	g.half = half_of(t, v, base, &g.of);
	int at = t->p->n_gains++;
	for (; at > 0 && ranks_before(&g, &t->p->gain[at - 1]); at--)
		t->p->gain[at] = t->p->gain[at - 1];
	t->p->gain[at] = g;
}

static void take_gains(struct trial *t, bool has_base)
{
	const char *name = t->p->stat[t->stat].name;
	const struct statistic *s = statistic_find(name);
	int n = t->n - has_base;
	for (int i = 0; i < n; i++)
		put_gain(t, &t->variant[i], has_base ? &t->variant[n] : NULL, s && s->better == BETTER_LOWER);
	if (t->p->n_gains || t->p->n_fails) t->p->gain_of = name;
}

/* ---- what binds, by what was measured ---- */

#define WORTH 0.02 /* gains less: hardly worth a name */

/* What the i-th limit gains; NULL = nothing was tried. */
static const struct doubled_gain *gain_of(const struct trial *t, const struct setup *s, int i)
{
	struct way w = way_of_limit(t, s, i);
	for (int k = 0; w.resource && k < t->p->n_gains; k++)
		if (strcmp(t->p->gain[k].resource, w.resource) == 0) return &t->p->gain[k];
	return NULL;
}

static double surely(const struct doubled_gain *g, double sign)
{
	return g->of.mean + sign * (isfinite(g->half) ? g->half : 0);
}

/* The limit that gains most for certain, and more than that of the first by what is worth a name; 0 when there is none. */
static int gains_most(const struct trial *t, const struct setup *s, enum limit_of but)
{
	const struct doubled_gain *first = gain_of(t, s, 0);
	double most = first ? fmax(surely(first, 1), 0) + WORTH : 0;
	int best = 0;
	for (int i = 1; first && i < t->p->n_limits; i++) {
		const struct doubled_gain *g = gain_of(t, s, i);
		if (!g || t->p->limit[i].of == but || strcmp(g->resource, EVERYTHING) == 0 || surely(g, -1) <= most) continue;
		most = surely(g, -1);
		best = i;
	}
	return best;
}

/*
 * Shares of the time say who is busy and who waits, the gains what that comes to: where one of the limits gains more than the first, it is
 * the first. More to do is none of them, unless nothing of them gains anything.
 */
static void let_gains_decide(struct trial *t, const struct setup *s)
{
	struct point *p = t->p;
	if (p->n_limits < 2 || strcmp(p->limit[0].name, "offered load") == 0) return;
	int best = gains_most(t, s, LIMIT_LOAD);
	if (!best && gain_of(t, s, 0) && gain_of(t, s, 0)->of.mean < WORTH) best = gains_most(t, s, N_LIMIT_OF);
	struct limit l = p->limit[best];
	int votes = p->votes[best];
	for (int i = best; i > 0; i--) {
		p->limit[i] = p->limit[i - 1];
		p->votes[i] = p->votes[i - 1];
	}
	p->limit[0] = l;
	p->votes[0] = votes;
	p->limiter = l.name;
}

static bool try_all(struct trial *t, const struct setup *s, struct error *err)
{
	if (!choose(t, s)) return error_memory(err);
	if (!t->n) return true;
	bool has_base = !share_out(t) && add_base(t, s);
	bool good = make_room(t) && run_all(t);
	if (!good) return error_memory_for(err, "what would help");
	if (stopped(t->ask)) return false;
	take_gains(t, has_base);
	let_gains_decide(t, s);
	return true;
}

bool what_if(const struct what_if *w, const struct setup *s, struct point *p, struct error *err)
{
	struct trial *t = calloc(1, sizeof *t);
	if (!t) return error_memory(err);
	*t = (struct trial){.ask = w, .p = p, .stat = headline(p)};
	pthread_mutex_init(&t->failing, NULL);
	bool good = p->failed || t->stat < 0 || !p->sample || p->samples < 1 || try_all(t, s, err);
	arena_free(&t->arena);
	pthread_mutex_destroy(&t->failing);
	free(t);
	return good;
}
