/* execute.c - a window of points, a pool of threads that runs their replications, and one thread that gathers in order. */
#include "batch/execute.h"
#include "base/thread.h"
#include "batch/doubts.h"
#include "engine/trace.h"
#include "run/outcome.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WINDOW 64          /* points under way or waiting for an earlier one: bounds memory */
#define AHEAD 64           /* replications of a point under way or waiting for an earlier one: the same */
#define WAKE_NS 100000000L /* how often the gathering thread looks at the stop flag and reports */

/* A replication under way, or waiting until the earlier ones are added to the point. */
struct run_slot {
	struct outcome outcome;
	struct arena names; /* of the outcome */
	bool ended;
	bool running, late; /* late: it was stopped for taking too long */
	volatile int stop;
	double began;
};

/* One point under way. */
struct job {
	struct arena arena; /* the setup and what models loaded */
	struct setup setup;
	char id[17];
	struct point point;
	int repeat;         /* replications; grows by rounds under run.until */
	int samples;        /* runs with other prices, which come behind the replications */
	bool settled;       /* repeat is what it will be */
	int started, added; /* of both */
	int ahead;
	struct doubts doubts;
	struct run_slot *run; /* ring of `ahead` */
	bool interrupted;
};

struct pool {
	const struct execution *e;
	pthread_mutex_t lock;
	pthread_cond_t room, news; /* a window moved on; a point is complete or something broke */
	struct job *job[WINDOW];   /* ring */
	int64_t points;
	int64_t opened, gathered; /* points begun; points delivered */
	int64_t runs, runs_done, failed;
	bool quit;
	struct error error;
	struct timespec start;
};

static bool stopped(const volatile int *stop)
{
	return stop && __atomic_load_n(stop, __ATOMIC_RELAXED); /* written by a signal handler in any thread */
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

static bool interrupted(const struct outcome *o)
{
	return !o->ok && strcmp(o->failure, "interrupted") == 0;
}

bool execute_check(const struct scenario *s, const volatile int *stop, struct error *err)
{
	bool ok = true;
	for (int64_t i = 0; ok && i < scenario_points(s) && !stopped(stop); i++) {
		struct arena a = {0};
		struct setup setup = {0};
		ok = scenario_setup(s, i, &a, &setup, err);
		arena_free(&a);
	}
	return ok;
}

static void job_close(struct job *j)
{
	if (!j) return;
	for (int i = 0; j->run && i < j->ahead; i++)
		arena_free(&j->run[i].names);
	free(j->run);
	point_free(&j->point);
	arena_free(&j->arena);
	free(j);
}

/* The number, in its scenario, of the i-th point to be run. */
static int64_t number_of(const struct pool *p, int64_t i)
{
	return p->e->single ? 0 : p->e->list ? p->e->list[i] : i;
}

static bool set_up(struct pool *p, struct job *j, const struct scenario *s, int64_t point)
{
	if (!p->e->id) return scenario_setup_id(s, point, &j->arena, &j->setup, j->id, &p->error);
	memcpy(j->id, p->e->id[point], sizeof(j->id));
	return scenario_setup(s, point, &j->arena, &j->setup, &p->error);
}

static int most_samples(const struct execution *e, int64_t repeat)
{
	return e->band == BAND_TRIED ? doubts_samples(repeat) : 0;
}

static bool open_band(struct pool *p, struct job *j, const struct scenario *s, int64_t point)
{
	if (!doubts_find(s, point, &j->arena, &j->doubts, &p->error)) return false;
	int most = most_samples(p->e, j->setup.repeat);
	j->samples = j->doubts.n ? most : 0;
	p->runs -= most - j->samples;
	return true;
}

static struct job *job_open(struct pool *p, int64_t i)
{
	const struct scenario *s = p->e->single ? p->e->single[i] : p->e->scenario;
	int64_t own = number_of(p, i);
	struct job *j = calloc(1, sizeof(*j));
	if (!j || !set_up(p, j, s, own)) goto failed;
	j->repeat = (int)j->setup.repeat;
	j->settled = !j->setup.until_ci;
	if (p->e->band && !open_band(p, j, s, own)) goto failed;
	j->ahead = j->repeat + j->samples < AHEAD ? j->repeat + j->samples : AHEAD;
	j->run = calloc((size_t)j->ahead, sizeof(*j->run));
	if (!j->run || !point_begin(&j->point, j->repeat)) goto failed;
	if (p->e->band && !(j->point.band = doubts_band(&j->doubts, j->samples, p->e->names))) goto failed;
	memcpy(j->point.id, j->id, sizeof(j->id));
	j->point.index = (int)(p->e->single ? i : own);
	j->point.seed = j->setup.seed;
	j->point.by_time = !j->setup.packets && !j->setup.transfer;
	j->point.n_axes = scenario_axes(s);
	j->point.axis = calloc((size_t)j->point.n_axes + 1, sizeof(*j->point.axis));
	if (!j->point.axis) goto failed;
	scenario_point(s, own, j->point.axis);
	return j;
failed:
	error_memory_for(&p->error, "point %lld", (long long)i); /* unless an earlier error says more */
	job_close(j);
	return NULL;
}

static void break_off(struct pool *p)
{
	p->quit = true;
	pthread_cond_broadcast(&p->room);
	pthread_cond_signal(&p->news);
}

static int runs_of(const struct job *j)
{
	return j->settled ? j->repeat + j->samples : j->repeat;
}

static bool complete(const struct job *j)
{
	return j && j->settled && j->added == j->repeat + j->samples;
}

static bool has_work(const struct job *j)
{
	return j && j->started < runs_of(j) && j->started - j->added < j->ahead;
}

/* The first point under way that has a replication to start, else a new one; NULL when there is nothing to start now. */
static struct job *choose(struct pool *p)
{
	for (int64_t i = p->gathered; i < p->opened; i++)
		if (has_work(p->job[i % WINDOW])) return p->job[i % WINDOW];
	if (p->opened == p->points || p->opened - p->gathered == WINDOW) return NULL;
	struct job *j = job_open(p, p->opened);
	if (!j) break_off(p);
	if (j) p->job[p->opened++ % WINDOW] = j;
	return j;
}

/* The next replication to run, called with the lock held: its job, or NULL when there is none any more. */
static struct job *take(struct pool *p, int *replication)
{
	struct job *j = NULL;
	while (!p->quit && !stopped(p->e->stop) && p->gathered < p->points && !(j = choose(p)) && !p->quit)
		pthread_cond_wait(&p->room, &p->lock);
	if (!j) return NULL;
	*replication = j->started++;
	return j;
}

/*
 * A round of replications is complete: is the interval as narrow as run.until asks for?  Judged for whole rounds, so that how many
 * there are does not depend on which ended first.
 */
static void extend(struct pool *p, struct job *j)
{
	const struct setup *s = &j->setup;
	struct point *t = &j->point;
	int i = point_find(t, s->until_of);
	if (j->settled) return;
	j->settled = true;
	if (t->failed || j->interrupted) return;
	if (i < 0) {
		const char *best = NULL;
		int cost = 0;
		for (int k = 0; k < t->n_stats; k++)
			statistic_offer(s->until_of, t->stat[k].name, &best, &cost);
		t->failed = true;
		snprintf(t->failure, sizeof(t->failure), "run.until.of: there is no statistic '%.60s' here%s%s%s", s->until_of,
			 best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "");
		return;
	}
	double half = estimate_ci95(&t->stat[i].est), mean = fabs(point_mean(t, i)), most = 1e-6 * (double)s->until_ci * mean;
	int64_t more = s->until_max - j->repeat < s->repeat ? s->until_max - j->repeat : s->repeat;
	if (half <= most) return;
	if (more > 0 && point_extend(t, j->repeat + (int)more)) {
		j->repeat += (int)more;
		p->runs += more;
		j->settled = false;
		return;
	}
	t->unsure = true;
	snprintf(t->unsure_why, sizeof(t->unsure_why), "after %d replications %.60s is known to %.2g %% only, not to %.4g %%",
		 j->repeat, s->until_of, mean > 0 ? 100 * half / mean : 100, 1e-4 * (double)s->until_ci);
}

/* A sample whose prices make no run is left out; one for which there was no memory fails the point as a replication would. */
static void add_sample(struct job *j, const struct outcome *o)
{
	struct point *p = &j->point;
	if (!p->failed && outcome_lacked_memory(o)) {
		p->failed = p->lacked_memory = true;
		memcpy(p->failure, o->failure, sizeof(p->failure));
	}
	int sample = j->added - j->repeat;
	doubts_add(p, sample, doubts_replication(sample, j->setup.repeat), o);
}

/* Add what has ended to the point, in order of replications whatever the order they ended in. Called with the lock held. */
static void add_ended(struct pool *p, struct job *j)
{
	struct run_slot *run;
	int before = j->added;
	while (j->added < runs_of(j) && (run = &j->run[j->added % j->ahead])->ended) {
		j->interrupted |= interrupted(&run->outcome);
		if (j->added >= j->repeat) {
			add_sample(j, &run->outcome);
		} else if (!point_add(&j->point, &run->outcome, p->e->names)) {
			error_memory_for(&p->error, "the results of point %d", j->point.index);
			break_off(p);
		}
		arena_free(&run->names);
		run->ended = false;
		j->added++;
		if (j->added == j->repeat) extend(p, j);
	}
	if (j->added > before) pthread_cond_broadcast(&p->room);
	if (complete(j)) pthread_cond_signal(&p->news);
}

static void start_run(const struct pool *p, struct run_slot *run)
{
	run->stop = 0;
	run->late = false;
	run->began = seconds_since(&p->start);
	run->running = true;
}

static void end_run(struct pool *p, struct run_slot *run)
{
	run->running = false;
	if (run->late && interrupted(&run->outcome))
		snprintf(run->outcome.failure, sizeof(run->outcome.failure),
			 "it took longer than %g s of wall-clock time, the limit that was set", p->e->limit);
	run->ended = true;
	p->runs_done += !interrupted(&run->outcome);
}

/* Stop what is to be stopped: all, or a replication that takes too long. Called with the lock held. */
static void watch_runs(struct pool *p)
{
	bool all = stopped(p->e->stop) || p->quit;
	double now = seconds_since(&p->start);
	for (int64_t i = p->gathered; i < p->opened; i++) {
		struct job *j = p->job[i % WINDOW];
		for (int k = 0; j && k < j->ahead; k++) {
			struct run_slot *run = &j->run[k];
			if (!run->running) continue;
			run->late |= !all && p->e->limit > 0 && now - run->began > p->e->limit;
			if (all || run->late) __atomic_store_n(&run->stop, 1, __ATOMIC_RELAXED);
		}
	}
}

/* The packets of a replication, with other prices. */
static void run_sample(struct arena_pool *kept, const struct job *j, int sample, struct run_slot *run)
{
	struct arena a = {0};
	struct setup setup;
	if (doubts_setup(&j->doubts, &j->setup, sample, j->samples, &a, &setup))
		run_replication_in(kept, &setup, (uint64_t)setup.seed, doubts_replication(sample, j->setup.repeat), NULL,
				   &run->stop, &run->names, &run->outcome);
	else
		run->outcome = (struct outcome){.failure = NO_MEMORY};
	arena_free(&a);
}

static void *work(void *argument)
{
	struct pool *p = argument;
	struct arena_pool kept = {0}; /* from one replication to the next, of whichever points */
	int r;
	pthread_mutex_lock(&p->lock);
	for (struct job *j; (j = take(p, &r));) {
		struct run_slot *run = &j->run[r % j->ahead];
		struct trace *trace = j->point.index == 0 && r == 0 ? p->e->trace : NULL;
		int sample = r - j->repeat; /* while the lock is held: repeat is settled where this is not negative */
		start_run(p, run);
		pthread_mutex_unlock(&p->lock);
		if (sample < 0)
			run_replication_in(&kept, &j->setup, (uint64_t)j->setup.seed, r, trace, &run->stop, &run->names,
					   &run->outcome);
		else
			run_sample(&kept, j, sample, run);
		pthread_mutex_lock(&p->lock);
		end_run(p, run);
		add_ended(p, j);
	}
	pthread_mutex_unlock(&p->lock);
	arena_pool_free(&kept);
	return NULL;
}

static void count(const struct pool *p, struct progress *out)
{
	out->points_done = p->gathered;
	out->failed = p->failed;
	out->runs = p->runs;
	out->runs_done = p->runs_done;
	out->seconds = seconds_since(&p->start);
}

/* Wait, with the lock held, until the next point in order is complete; NULL when execution was stopped or broke. */
static struct job *await(struct pool *p, struct progress *progress)
{
	for (;;) {
		struct job *j = p->job[p->gathered % WINDOW];
		if (complete(j)) return p->error.set || j->interrupted ? NULL : j;
		if (p->quit || stopped(p->e->stop)) return NULL;
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += WAKE_NS;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&p->news, &p->lock, &until);
		watch_runs(p);
		count(p, progress);
		if (!p->e->report) continue;
		pthread_mutex_unlock(&p->lock);
		p->e->report(p->e->user, progress);
		pthread_mutex_lock(&p->lock);
	}
}

/* The calling thread's part: deliver in point order. */
static enum execute_end collect(struct pool *p, struct progress *progress)
{
	enum execute_end end = EXECUTE_DONE;
	pthread_mutex_lock(&p->lock);
	while (end == EXECUTE_DONE && p->gathered < p->points) {
		struct job *j = await(p, progress);
		if (!j) {
			end = p->error.set ? EXECUTE_ERROR : EXECUTE_INTERRUPTED;
			break;
		}
		/* Nobody else looks at a complete job: its slot is only used again when gathered moves on. */
		pthread_mutex_unlock(&p->lock);
		point_end(&j->point);
		if (j->point.failed) point_drop_band(&j->point);
		if (!p->e->deliver(p->e->user, &j->point)) end = EXECUTE_REFUSED;
		pthread_mutex_lock(&p->lock);
		if (end != EXECUTE_DONE) break;
		p->failed += j->point.failed;
		p->job[p->gathered++ % WINDOW] = NULL;
		job_close(j);
		pthread_cond_broadcast(&p->room);
	}
	p->quit = true;
	watch_runs(p);
	pthread_cond_broadcast(&p->room);
	pthread_mutex_unlock(&p->lock);
	return end;
}

/* Replications of all points, taking those of a scenario to have as many as its first; -1 when that can't be set up. */
static int64_t count_runs(struct pool *p)
{
	int64_t runs = 0;
	for (int64_t i = 0; i < (p->e->single ? p->points : 1) && runs >= 0; i++) {
		const struct scenario *s = p->e->single ? p->e->single[i] : p->e->scenario;
		struct arena a = {0};
		struct setup first = {0};
		bool good = scenario_setup(s, 0, &a, &first, &p->error);
		int64_t each = first.repeat + most_samples(p->e, first.repeat);
		runs = good ? runs + (p->e->single ? 1 : p->points) * each : -1;
		arena_free(&a);
	}
	return runs;
}

static bool pool_open(struct pool *p, const struct execution *e, struct progress *progress)
{
	pthread_condattr_t monotonic;
	p->e = e;
	p->points = e->single ? e->n_single : e->list ? e->n_list : scenario_points(e->scenario);
	p->runs = count_runs(p);
	*progress = (struct progress){.points = p->points, .runs = p->runs};
	if (progress->runs < 0) return false;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
	if (pthread_mutex_init(&p->lock, NULL) || pthread_cond_init(&p->room, NULL) || pthread_condattr_init(&monotonic) ||
	    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) || pthread_cond_init(&p->news, &monotonic))
		return error_system(&p->error, "can't create locks");
	pthread_condattr_destroy(&monotonic);
	return true;
}

static void pool_close(struct pool *p)
{
	for (int i = 0; i < WINDOW; i++)
		job_close(p->job[i]);
	pthread_cond_destroy(&p->news);
	pthread_cond_destroy(&p->room);
	pthread_mutex_destroy(&p->lock);
}

enum execute_end execute(const struct execution *e, struct progress *done, struct error *err)
{
	struct pool p = {.opened = 0};
	struct progress progress = {0};
	enum execute_end end = EXECUTE_ERROR;
	int started = 0;
	pthread_t *thread = calloc((size_t)e->threads, sizeof(*thread));
	if (!thread) return error_memory_for(err, "%d threads", e->threads), EXECUTE_ERROR;
	if (pool_open(&p, e, &progress)) {
		while (started < e->threads && started < progress.runs && thread_start(&thread[started], work, &p))
			started++;
		if (started)
			end = collect(&p, &progress);
		else
			error_system(&p.error, "can't start a thread: out of memory, or there are too many of them");
		for (int i = 0; i < started; i++)
			pthread_join(thread[i], NULL);
		count(&p, &progress);
		pool_close(&p);
	}
	free(thread);
	if (end == EXECUTE_ERROR && !err->set) *err = p.error;
	if (done) *done = progress;
	return end;
}
