/* trials.c - a pool of threads that takes (vector, point, replication) from a counter and puts numbers where they belong. */
#include "fit/trials.h"
#include "base/thread.h"
#include "scenario/vary.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One run that is due. */
struct due {
	struct memo_entry *entry;
	int vector, replication;
};

struct batch {
	struct trials *t;
	const int64_t *value;
	struct memo *memo, own; /* own: for those who keep none */
	struct memo_entry **of; /* by vector, then point */
	struct due *due;
	int64_t next, total;            /* runs that are due */
	int64_t asked;                  /* runs that were asked for */
	int64_t failures, first_failed; /* of the earliest run that failed: the same whatever the order */
	char failure[400];
	int broken; /* memory ran out; atomic */
	pthread_mutex_t lock;
};

static int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static bool stopped(const struct trials *t)
{
	return t->stop && __atomic_load_n(t->stop, __ATOMIC_RELAXED);
}

/* Rounded; 128 bits because both are large. */
static int64_t times_of(int64_t value, int64_t times)
{
	__extension__ typedef __int128 wide;
	return (int64_t)(((wide)value * times + KNOB_WHOLE / 2) / KNOB_WHOLE);
}

static void add_place(struct knob *k, int slot, size_t offset, int64_t times)
{
	if (k->n < KNOB_PLACES) k->place[k->n++] = (struct knob_place){slot, offset, times};
}

void knob_price(struct knob *k, const struct setup *s, const char *key, int64_t times)
{
	for (const struct price *p = guest_prices; p->key; p++)
		if (strcmp(p->key, key) == 0) add_place(k, -1, p->offset, times);
	for (int i = 0; i < N_SLOTS; i++)
		for (const struct price *p = s->slot[i].reg->model->prices; p && p->key; p++)
			if (strcmp(p->key, key) == 0) add_place(k, i, p->offset, times);
}

void trials_number(struct trials *t)
{
	t->n_numbers = 0;
	for (int i = 0; i < t->n_points; i++) {
		t->point[i].first = t->n_numbers;
		t->n_numbers += t->point[i].n_wanted;
	}
	t->started_ns = now_ns();
	t->progress.best = NAN;
}

/* A setup of one's own with the vector's values in it. */
static bool turn(const struct trials *t, const struct trial_point *p, const int64_t *value, struct arena *a, struct setup *out)
{
	if (!vary_copy(&p->setup, a, out)) return false;
	for (int k = 0; k < t->n_knobs; k++)
		for (int i = 0; i < p->knob[k].n; i++) {
			const struct knob_place *place = &p->knob[k].place[i];
			char *base = place->slot < 0 ? (char *)out : (char *)out->slot[place->slot].conf;
			int64_t there = times_of(value[k], place->times);
			memcpy(base + place->offset, &there, sizeof there);
		}
	return true;
}

static double stat_of(const struct outcome *o, const char *name)
{
	for (int i = 0; i < o->n_stats; i++)
		if (strcmp(o->stat[i].name, name) == 0) return o->stat[i].value;
	return NAN;
}

static void note_failure(struct batch *b, int64_t run, const struct outcome *out)
{
	pthread_mutex_lock(&b->lock);
	if (b->failures == 0 || run < b->first_failed) {
		b->first_failed = run;
		memcpy(b->failure, out->failure, sizeof b->failure);
	}
	b->failures++;
	b->due[run].entry->failures++;
	pthread_mutex_unlock(&b->lock);
}

static void run_one(struct batch *b, int64_t run, struct arena_pool *kept, struct outcome *out)
{
	const struct trials *t = b->t;
	const struct due *d = &b->due[run];
	const struct trial_point *p = &t->point[d->entry->point];
	struct arena a = {0};
	struct setup setup;
	if (!turn(t, p, b->value + (int64_t)d->vector * t->n_knobs, &a, &setup)) {
		__atomic_store_n(&b->broken, 1, __ATOMIC_RELAXED);
	} else {
		bool ok = run_replication_in(kept, &setup, (uint64_t)setup.seed, d->replication, NULL, t->stop, &a, out);
		if (outcome_lacked_memory(out))
			__atomic_store_n(&b->broken, 1, __ATOMIC_RELAXED);
		else if (!ok && !stopped(t))
			note_failure(b, run, out);
		for (int i = 0; i < p->n_wanted; i++)
			d->entry->single[d->replication * p->n_wanted + i] = ok ? stat_of(out, p->wanted[i]) : NAN;
	}
	arena_free(&a);
}

static void *work(void *user)
{
	struct batch *b = user;
	struct arena_pool kept = {0};
	struct outcome *out = malloc(sizeof *out);
	if (!out) __atomic_store_n(&b->broken, 1, __ATOMIC_RELAXED);
	while (out && !__atomic_load_n(&b->broken, __ATOMIC_RELAXED) && !stopped(b->t)) {
		int64_t run = __atomic_fetch_add(&b->next, 1, __ATOMIC_RELAXED);
		if (run >= b->total) break;
		run_one(b, run, &kept, out);
	}
	arena_pool_free(&kept);
	free(out);
	return NULL;
}

static void average(const struct batch *b, int n, double *out)
{
	const struct trials *t = b->t;
	for (int v = 0; v < n; v++)
		for (int i = 0; i < t->n_points; i++) {
			const struct trial_point *p = &t->point[i];
			const double *single = b->of[(int64_t)v * t->n_points + i]->single;
			for (int k = 0; k < p->n_wanted; k++) {
				double sum = 0;
				for (int64_t r = 0; r < p->setup.repeat; r++)
					sum += single[r * p->n_wanted + k];
				out[(int64_t)v * t->n_numbers + p->first + k] = sum / (double)p->setup.repeat;
			}
		}
}

/* The entry of one point with one vector; its runs are due when it is new. */
static bool ask(struct batch *b, int vector, int point, int64_t *masked)
{
	const struct trials *t = b->t;
	const struct trial_point *p = &t->point[point];
	bool is_new;
	for (int k = 0; k < t->n_knobs; k++)
		masked[k] = p->knob[k].n ? b->value[(int64_t)vector * t->n_knobs + k] : 0;
	struct memo_entry *e = memo_find(b->memo, point, masked, t->n_knobs, (int)p->setup.repeat * p->n_wanted, &is_new);
	if (!e) return false;
	b->of[(int64_t)vector * t->n_points + point] = e;
	b->asked += p->setup.repeat;
	if (!is_new) b->t->failures += e->failures;
	for (int r = 0; is_new && r < p->setup.repeat; r++)
		b->due[b->total++] = (struct due){e, vector, r};
	return true;
}

static void batch_close(struct batch *b)
{
	/* What was begun and not ended is no memory of anything. */
	if (b->memo == &b->own || b->broken || stopped(b->t)) memo_free(b->memo);
	free(b->of);
	free(b->due);
}

static bool batch_open(struct batch *b, struct trials *t, const int64_t *value, int n)
{
	int64_t per_vector = 0, *masked = calloc((size_t)t->n_knobs + 1, sizeof *masked);
	*b = (struct batch){.t = t, .value = value};
	b->memo = t->memo ? t->memo : &b->own;
	for (int i = 0; i < t->n_points; i++)
		per_vector += t->point[i].setup.repeat;
	b->of = calloc((size_t)n * (size_t)t->n_points + 1, sizeof(*b->of));
	b->due = calloc((size_t)(per_vector * n) + 1, sizeof *b->due);
	bool good = b->of && b->due && masked;
	for (int v = 0; good && v < n; v++)
		for (int i = 0; good && i < t->n_points; i++)
			good = ask(b, v, i, masked);
	free(masked);
	if (good && pthread_mutex_init(&b->lock, NULL) == 0) return true;
	b->broken = 1;
	batch_close(b);
	return false;
}

static bool run_threads(struct batch *b)
{
	int started = 0, n = b->t->threads < b->total ? b->t->threads : (int)b->total;
	pthread_t *thread = calloc((size_t)n + 1, sizeof *thread);
	if (!thread) return false;
	while (started < n - 1 && thread_start(&thread[started], work, b))
		started++;
	work(b);
	for (int i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
	free(thread);
	return !b->broken;
}

static void account(struct trials *t, const struct batch *b)
{
	if (b->failures && !t->failures) memcpy(t->failure, b->failure, sizeof b->failure);
	t->failures += b->failures;
	t->progress.runs += b->asked;
	t->progress.seconds = 1e-9 * (double)(now_ns() - t->started_ns);
	if (t->report) t->report(t->user, &t->progress);
}

enum trials_end trials_run(struct trials *t, const int64_t *value, int n, double *out, struct error *err)
{
	struct batch b;
	if (stopped(t)) return TRIALS_STOPPED;
	if (!batch_open(&b, t, value, n)) return error_memory_for(err, "%d trials", n), TRIALS_ERROR;
	enum trials_end end = run_threads(&b) ? TRIALS_DONE : TRIALS_ERROR;
	if (end == TRIALS_ERROR)
		error_memory_for(err, "%d trials", n);
	else if (stopped(t))
		end = TRIALS_STOPPED;
	else
		average(&b, n, out);
	account(t, &b);
	pthread_mutex_destroy(&b.lock);
	batch_close(&b);
	return end;
}

bool trials_probe(const struct trials *t, int point, struct arena *names, struct outcome *out)
{
	const struct setup *s = &t->point[point].setup;
	return run_replication(s, (uint64_t)s->seed, 0, NULL, t->stop, names, out);
}
