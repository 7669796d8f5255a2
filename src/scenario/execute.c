/* execute.c - a window of points, a pool of threads that runs their replications, and one thread that gathers in order. */
#include "scenario/execute.h"
#include "engine/trace.h"
#include "nic/outcome.h"
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
};

/* One point under way. */
struct job {
	struct arena arena; /* the setup and what models loaded */
	struct setup setup;
	struct point point;
	int repeat, started, added; /* replications; repeat == 0: not opened yet */
	int ahead;
	struct run_slot *run; /* ring of `ahead` */
	bool interrupted;
};

struct pool {
	const struct execution *e;
	pthread_mutex_t lock;
	pthread_cond_t room, news; /* a window moved on; a point is complete or something broke */
	struct job *job[WINDOW];   /* ring */
	int64_t points;
	int64_t next, gathered; /* point to start the next replication of; points delivered */
	int64_t runs_done;
	bool quit;
	struct error error;
	struct timespec start;
};

static bool stopped(const volatile int *stop)
{
	return stop && __atomic_load_n(stop, __ATOMIC_RELAXED); /* written by a signal handler in any thread */
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

static struct job *job_open(struct pool *p, int64_t point)
{
	const struct scenario *s = p->e->single ? p->e->single[point] : p->e->scenario;
	int64_t own = p->e->single ? 0 : point; /* its place in s */
	struct job *j = calloc(1, sizeof(*j));
	if (!j || !scenario_setup(s, own, &j->arena, &j->setup, &p->error)) goto failed;
	j->repeat = (int)j->setup.repeat;
	j->ahead = j->repeat < AHEAD ? j->repeat : AHEAD;
	j->run = calloc((size_t)j->ahead, sizeof(*j->run));
	if (!j->run || !point_begin(&j->point, j->repeat)) goto failed;
	j->point.index = (int)point;
	j->point.seed = j->setup.seed;
	j->point.by_time = !j->setup.packets && !j->setup.transfer;
	j->point.n_axes = scenario_axes(s);
	j->point.axis = calloc((size_t)j->point.n_axes + 1, sizeof(*j->point.axis));
	if (!j->point.axis) goto failed;
	scenario_point(s, own, j->point.axis);
	if (scenario_id(s, own, j->point.id, &p->error)) return j;
failed:
	error_plain(&p->error, "out of memory for point %lld", (long long)point); /* unless an earlier error says more */
	job_close(j);
	return NULL;
}

static void break_off(struct pool *p)
{
	p->quit = true;
	pthread_cond_broadcast(&p->room);
	pthread_cond_signal(&p->news);
}

/* The next replication to run, called with the lock held: its job, or NULL when there is none any more. */
static struct job *take(struct pool *p, int *replication)
{
	for (;;) {
		if (p->quit || stopped(p->e->stop) || p->next == p->points) return NULL;
		const struct job *j = p->next - p->gathered < WINDOW ? p->job[p->next % WINDOW] : NULL;
		if (p->next - p->gathered < WINDOW && (!j || j->started - j->added < j->ahead)) break;
		pthread_cond_wait(&p->room, &p->lock);
	}
	struct job **at = &p->job[p->next % WINDOW], *j = *at;
	if (!j && !(*at = j = job_open(p, p->next))) {
		break_off(p);
		return NULL;
	}
	*replication = j->started++;
	if (j->started == j->repeat) p->next++;
	return j;
}

/* Add what has ended to the point, in order of replications whatever the order they ended in. Called with the lock held. */
static void add_ended(struct pool *p, struct job *j)
{
	struct run_slot *run;
	int before = j->added;
	while (j->added < j->repeat && (run = &j->run[j->added % j->ahead])->ended) {
		j->interrupted |= interrupted(&run->outcome);
		if (!point_add(&j->point, &run->outcome, p->e->names)) {
			error_plain(&p->error, "out of memory for the results of point %d", j->point.index);
			break_off(p);
		}
		arena_free(&run->names);
		run->ended = false;
		j->added++;
	}
	if (j->added > before) pthread_cond_broadcast(&p->room);
	if (j->added == j->repeat) pthread_cond_signal(&p->news);
}

static void *work(void *argument)
{
	struct pool *p = argument;
	int r;
	pthread_mutex_lock(&p->lock);
	for (struct job *j; (j = take(p, &r));) {
		struct run_slot *run = &j->run[r % j->ahead];
		struct trace *trace = j->point.index == 0 && r == 0 ? p->e->trace : NULL;
		pthread_mutex_unlock(&p->lock);
		run_replication(&j->setup, (uint64_t)j->setup.seed, r, trace, p->e->stop, &run->names, &run->outcome);
		pthread_mutex_lock(&p->lock);
		run->ended = true;
		p->runs_done += !interrupted(&run->outcome);
		add_ended(p, j);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void count(const struct pool *p, struct progress *out)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	out->points_done = p->gathered;
	out->runs_done = p->runs_done;
	out->seconds = (double)(now.tv_sec - p->start.tv_sec) + 1e-9 * (double)(now.tv_nsec - p->start.tv_nsec);
}

/* Wait, with the lock held, until the next point in order is complete; NULL when execution was stopped or broke. */
static struct job *await(struct pool *p, struct progress *progress)
{
	for (;;) {
		struct job *j = p->job[p->gathered % WINDOW];
		if (j && j->added == j->repeat) return p->error.set || j->interrupted ? NULL : j;
		if (p->quit || stopped(p->e->stop)) return NULL;
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += WAKE_NS;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&p->news, &p->lock, &until);
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
		if (!p->e->deliver(p->e->user, &j->point)) end = EXECUTE_REFUSED;
		pthread_mutex_lock(&p->lock);
		if (end != EXECUTE_DONE) break;
		p->job[p->gathered++ % WINDOW] = NULL;
		job_close(j);
		pthread_cond_broadcast(&p->room);
	}
	p->quit = true;
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
		runs = good ? runs + scenario_points(s) * first.repeat : -1;
		arena_free(&a);
	}
	return runs;
}

static bool pool_open(struct pool *p, const struct execution *e, struct progress *progress)
{
	pthread_condattr_t monotonic;
	p->e = e;
	p->points = e->single ? e->n_single : scenario_points(e->scenario);
	*progress = (struct progress){.points = p->points, .runs = count_runs(p)};
	if (progress->runs < 0) return false;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
	if (pthread_mutex_init(&p->lock, NULL) || pthread_cond_init(&p->room, NULL) || pthread_condattr_init(&monotonic) ||
	    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) || pthread_cond_init(&p->news, &monotonic))
		return error_plain(&p->error, "can't create locks");
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
	struct pool p = {.next = 0};
	struct progress progress = {0};
	enum execute_end end = EXECUTE_ERROR;
	int started = 0;
	pthread_t *thread = calloc((size_t)e->threads, sizeof(*thread));
	if (!thread) return error_plain(err, "out of memory for %d threads", e->threads), EXECUTE_ERROR;
	if (pool_open(&p, e, &progress)) {
		while (started < e->threads && started < progress.runs && pthread_create(&thread[started], NULL, work, &p) == 0)
			started++;
		if (started)
			end = collect(&p, &progress);
		else
			error_plain(&p.error, "can't start a thread");
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
