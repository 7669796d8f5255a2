/*
 * main.c - random scenarios by number: made, run and judged in worker processes, which may die; what broke a law is made smaller and
 * kept.
 *
 * usage: random [-j WORKERS] [-f FIRST] [-l SECONDS] [-k] [-s] [-w] COUNT [SEED]
 * Scenario FIRST + i of a seed is always the same.  -k: keep each scenario, and say how each ended.  -s: what is found is not
 * made smaller.  From the top folder.
 */
#include "random/random.h"
#include "nic/setup.h"
#include "nic/traffics.h"
#include "scenario/scenario.h"
#include <gsl/gsl_errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * Seconds of processor time for all runs of a scenario: it has many replications, each within its limit, or one that does not look whether
 * that has passed (runs_end_apart tells which).  And seconds of any time, for one that does nothing at all.
 */
enum { STUCK = 8, DEAD = 240 };

enum { MAX_FOUND = 400, MAX_WORKERS = 64, SHRUNK_OF_A_LAW = 1, REASONS = 80, TRIES = 60, MAX_MODELS = 200 };

struct found {
	int64_t number;
	struct verdict v;
};

/* Shared by all workers. */
struct shared {
	int64_t next, ends[N_ENDS], drafts, points, held;
	int n_found;
	struct found found[MAX_FOUND];
	int64_t under_way[MAX_WORKERS]; /* -1 = none */
	unsigned char key_set[MAX_KEYS], model_met[MAX_MODELS], pair_met[MAX_MODELS][MAX_MODELS];
	int n_reasons, lock;
	struct {
		char text[100];
		int64_t count;
	} reason[REASONS]; /* why drafts were refused, without names and numbers */
};

struct test {
	struct tables t;
	struct shared *s;
	uint64_t seed;
	int64_t first, count;
	double limit;
	bool keep, shrink;
	int workers;
};

static void lock(struct shared *s)
{
	while (__atomic_exchange_n(&s->lock, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void unlock(struct shared *s)
{
	__atomic_store_n(&s->lock, 0, __ATOMIC_RELEASE);
}

static void note_found(struct shared *s, int64_t number, const struct verdict *v)
{
	lock(s);
	if (s->n_found < MAX_FOUND) s->found[s->n_found++] = (struct found){number, *v};
	unlock(s);
}

/* ---- drafts ---- */

/* Names and numbers taken out. */
static void note_reason(struct shared *s, const char *text)
{
	char plain[100];
	size_t n = 0;
	int i = 0;
	const char *end = strstr(text, ", expected");
	for (bool quoted = false; *text && text != end && n + 1 < sizeof plain; text++) {
		quoted ^= *text == '\'';
		bool digit = *text >= '0' && *text <= '9';
		if (digit && n > 0 && plain[n - 1] == '#') continue;
		if (!quoted || *text == '\'') plain[n++] = digit ? '#' : *text;
	}
	plain[n] = '\0';
	lock(s);
	while (i < s->n_reasons && strcmp(s->reason[i].text, plain) != 0)
		i++;
	if (i == s->n_reasons && i < REASONS) memcpy(s->reason[s->n_reasons++].text, plain, sizeof plain);
	if (i < s->n_reasons) s->reason[i].count++;
	unlock(s);
}

/* Is the draft accepted, all its points?  Which models meet in it is written to met, when given. */
static bool accepted(const struct test *t, const char *file, struct error *err, int64_t *points, bool note)
{
	struct arena a = {0};
	struct scenario *s = scenario_load(&a, file, NULL, 0, err);
	*points = s ? scenario_points(s) : 0;
	for (int64_t i = 0; !err->set && i < *points && i < 64; i++) {
		struct arena own = {0};
		struct setup setup = {0};
		int of[N_SLOTS];
		bool good = scenario_setup(s, i, &own, &setup, err);
		for (int k = 0; good && note && k < N_SLOTS; k++) {
			of[k] = tables_model(&t->t, k, setup.slot[k].reg->name);
			t->s->model_met[of[k]] = 1;
			for (int j = 0; j < k; j++)
				if (traffic_of_slot(t->t.slot_of[of[j]]) <= 0 && traffic_of_slot(t->t.slot_of[of[k]]) <= 0)
					t->s->pair_met[of[j]][of[k]] = 1;
		}
		arena_free(&own);
	}
	scenario_free(s);
	bool set = err->set;
	/* What err points to lies in the arena; only its line and text are used. */
	err->at.file = NULL;
	arena_free(&a);
	return !set;
}

static void keys_met(const struct test *t, const struct draft *d)
{
	for (int i = 0; i < d->n; i++) {
		int k = d->entry[i].section <= IN_ZIP ? tables_key(&t->t, d->entry[i].path) : -1;
		if (k >= 0) t->s->key_set[k] = 1;
	}
}

enum { MOST_POINTS = 12 };

/* Fewer axes. */
static void drop_axis(struct chance *c, struct draft *d)
{
	for (int tries = 0; tries < 100; tries++) {
		int i = (int)chance_below(c, d->n);
		if (d->entry[i].section == IN_TREE) continue;
		draft_drop(d, i);
		return;
	}
}

/*
 * The scenario of a number: drawn, and changed until it is accepted.  One in twenty is left as it came, to be refused.  Everything but
 * what the program says is a function of seed and number.
 */
static void make(const struct test *t, int64_t number, const char *file, struct draft *d, bool note)
{
	struct chance c = chance_of(t->seed ^ 0x5eed, number);
	draft_make(&t->t, t->seed, number, d);
	bool as_it_came = chance_one_in(&c, 20);
	for (int i = 0; i < TRIES; i++) {
		struct error err = {0};
		int64_t points;
		if (!as_it_came) draft_purge(d);
		if (!draft_save(d, file)) return;
		if (note) __atomic_fetch_add(&t->s->drafts, 1, __ATOMIC_RELAXED);
		bool good = accepted(t, file, &err, &points, false);
		if (!good && note) note_reason(t->s, err.text);
		if (as_it_came && points <= MOST_POINTS) return;
		if (good && points <= MOST_POINTS) return;
		if (!good)
			draft_repair(&t->t, &c, d, &err, i);
		else
			drop_axis(&c, d);
	}
	draft_save(d, file);
}

/* ---- workers ---- */

static const char *const end_names[N_ENDS] = {"ran", "failed with a reason", "refused", "cut short"};

static void scenario_name(const struct test *t, int64_t number, const char *what, char *buf, size_t size)
{
	snprintf(buf, size, FOLDER "/%s%llu-%lld.yaml", what, (unsigned long long)t->seed, (long long)number);
}

static void keep_scenario(const struct test *t, int64_t number, struct draft *d, const char *how)
{
	char kept[200];
	scenario_name(t, number, "", kept, sizeof kept);
	draft_save(d, kept);
	printf("%s: %s\n", kept, how);
}

/* Two clocks, and the signals that end a worker when they have gone too far. */
struct watch {
	timer_t works, lives;
};
enum { WORKED_TOO_LONG = SIGALRM, IS_DEAD = SIGUSR1 };

static bool watch_make(struct watch *w)
{
	struct sigevent works = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = WORKED_TOO_LONG},
			lives = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = IS_DEAD};
	return timer_create(CLOCK_PROCESS_CPUTIME_ID, &works, &w->works) == 0 &&
	       timer_create(CLOCK_MONOTONIC, &lives, &w->lives) == 0;
}

static void watch(const struct watch *w, bool on)
{
	const struct itimerspec works = {.it_value = {.tv_sec = on ? STUCK : 0}}, lives = {.it_value = {.tv_sec = on ? DEAD : 0}};
	timer_settime(w->works, 0, &works, NULL);
	timer_settime(w->lives, 0, &lives, NULL);
}

static void work(const struct test *t, int worker)
{
	pid_t parent = getppid();
	struct watch w;
	if (!watch_make(&w)) exit(1);
	char file[200];
	static struct draft d;
	struct shared *s = t->s;
	snprintf(file, sizeof file, FOLDER "/worker-%d-%d.yaml", (int)getppid(), worker);
	for (;;) {
		int64_t i = __atomic_fetch_add(&s->next, 1, __ATOMIC_RELAXED), number = t->first + i, points;
		struct verdict v = {.law = ""};
		struct error err = {0};
		int end = REFUSED;
		if (i >= t->count || getppid() != parent) break;
		s->under_way[worker] = number;
		make(t, number, file, &d, true);
		watch(&w, true);
		bool good = runs_judge(file, number % 4 == 0, t->limit, &end, &v);
		watch(&w, false);
		s->under_way[worker] = -1;
		if (!good) note_found(s, number, &v);
		__atomic_fetch_add(&s->ends[end], 1, __ATOMIC_RELAXED);
		if (t->keep || end == CUT_SHORT) keep_scenario(t, number, &d, good ? end_names[end] : v.law);
		if (end == REFUSED || end == CUT_SHORT || !draft_save(&d, file)) continue;
		keys_met(t, &d);
		__atomic_fetch_add(&s->held, d.held, __ATOMIC_RELAXED);
		if (accepted(t, file, &err, &points, true)) __atomic_fetch_add(&s->points, points, __ATOMIC_RELAXED);
	}
	fflush(stdout);
	exit(0);
}

static pid_t start_worker(const struct test *t, int worker)
{
	t->s->under_way[worker] = -1;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) work(t, worker);
	return pid;
}

/* All runs of a scenario took too long: each of them may have ended in time. */
static void judge_slow(const struct test *t, int64_t number, struct verdict *v)
{
	static struct draft d;
	char file[200];
	scenario_name(t, number, "", file, sizeof file);
	make(t, number, file, &d, false);
	if (!runs_end_apart(file, v)) return;
	t->s->ends[CUT_SHORT]++;
	draft_save(&d, file);
	printf("%s: %s\n", file, end_names[CUT_SHORT]);
}

/* A worker died while it ran a scenario, or of what it had not given back at its end: that scenario is told of, and another goes on. */
static void bury(const struct test *t, int worker, int status, int64_t *last)
{
	struct verdict v = {.law = ""};
	int64_t number = t->s->under_way[worker];
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	if (number >= 0 && signal == WORKED_TOO_LONG) {
		judge_slow(t, number, &v);
		if (v.law[0]) note_found(t->s, number, &v);
		return;
	}
	if (number >= 0 && signal == IS_DEAD)
		broken(&v, ENDS, "after %d s it had not, without work", DEAD);
	else if (number >= 0 && number != *last)
		broken(&v, "no sanitizer report", "a process ended with status 0x%x", (unsigned)status);
	else
		broken(&v, "nothing is lost at the end", "a process ended with status 0x%x", (unsigned)status);
	note_found(t->s, number, &v);
	*last = number;
}

static void work_all(const struct test *t)
{
	pid_t pid[MAX_WORKERS];
	int running = 0, status;
	int64_t last = -1;
	char file[200];
	for (int i = 0; i < t->workers; i++, running++)
		pid[i] = start_worker(t, i);
	for (pid_t ended; running > 0 && (ended = wait(&status)) > 0;) {
		int w = 0;
		while (w < t->workers && pid[w] != ended)
			w++;
		if (w == t->workers) continue;
		running--;
		if (status) bury(t, w, status, &last);
		if (status && t->s->under_way[w] >= 0) {
			pid[w] = start_worker(t, w);
			running++;
		}
	}
	for (int i = 0; i < t->workers; i++) {
		const char *const ends[] = {"", ".out", ".err"};
		for (int k = 0; k < 3; k++) {
			snprintf(file, sizeof file, FOLDER "/worker-%d-%d.yaml%s", (int)getpid(), i, ends[k]);
			remove(file);
		}
	}
}

/* ---- the report ---- */

static int by_law(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = strcmp(x->v.law, y->v.law);
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void put_file(const char *file)
{
	char line[800];
	FILE *f = fopen(file, "r");
	while (f && fgets(line, sizeof line, f))
		printf("    %s", line);
	if (f) fclose(f);
}

static void show_found(const struct test *t, const struct found *f)
{
	static struct draft d;
	char file[200], also[220];
	struct verdict v;
	printf("  %s\n  repeat: build/checked/random %s-f %lld 1 %llu\n", f->v.detail, t->t.wakes ? "-w " : "",
	       (long long)f->number, (unsigned long long)t->seed);
	if (f->number < 0 || !t->shrink) return;
	scenario_name(t, f->number, "broken-", file, sizeof file);
	make(t, f->number, file, &d, false);
	if (runs_judge_apart(&d, file, t->limit, &v)) {
		printf("  it holds when it is run alone\n");
		return;
	}
	int tries = shrink(&d, file, v.law, &v);
	draft_save(&d, file);
	printf("  smallest of %d tried, kept: build/checked/simnic -f json %s\n  %s\n", tries, file, v.detail);
	put_file(file);
	for (int i = 0; i < 2; i++) {
		snprintf(also, sizeof also, "%s.%s", file, i ? "err" : "out");
		remove(also);
	}
}

static void show_all_found(const struct test *t)
{
	struct shared *s = t->s;
	qsort(s->found, (size_t)s->n_found, sizeof *s->found, by_law);
	for (int i = 0, same = 0; i < s->n_found; i++) {
		int n = 0;
		same = i > 0 && strcmp(s->found[i].v.law, s->found[i - 1].v.law) == 0 ? same + 1 : 0;
		for (int k = i; k < s->n_found && strcmp(s->found[k].v.law, s->found[i].v.law) == 0; k++)
			n++;
		if (same == 0) printf("BROKEN in %d: %s\n", n, s->found[i].v.law);
		if (same < SHRUNK_OF_A_LAW || !t->shrink) show_found(t, &s->found[i]);
		fflush(stdout);
	}
}

static void show_coverage(const struct test *t)
{
	const struct shared *s = t->s;
	int models = 0, pairs = 0, keys = 0;
	for (int a = 0; a < t->t.n_models; a++) {
		models += s->model_met[a];
		if (!s->model_met[a] && t->count >= 100) printf("not met: %s/%s\n", t->t.model[a]->kind, t->t.model[a]->name);
		for (int b = 0; b < t->t.n_models; b++)
			pairs += s->pair_met[a][b];
	}
	for (int k = 0; k < t->t.n_keys; k++) {
		keys += s->key_set[k];
		if (!s->key_set[k] && t->count >= 3000) printf("not set: %s\n", t->t.key[k]);
	}
	for (int i = 0; i < s->n_reasons && t->keep; i++)
		printf("%6lld drafts refused: %s\n", (long long)s->reason[i].count, s->reason[i].text);
	printf("random: %lld scenarios of seed %llu, %lld points", (long long)t->count, (unsigned long long)t->seed,
	       (long long)s->points);
	for (int i = 0; i < N_ENDS; i++)
		printf(", %lld %s", (long long)s->ends[i], end_names[i]);
	printf("; %lld drafts\n", (long long)s->drafts);
	printf("random: %d of %d models met, %d of %d pairs, %d of %d keys set\n", models, t->t.n_models, pairs, t->t.n_pairs,
	       keys, t->t.n_keys);
}

/* At least so many of a hundred scenarios have to run, or nothing was tested. */
enum { LEAST_RUN = 60 };

static int report(const struct test *t)
{
	const struct shared *s = t->s;
	int64_t ran = s->ends[RAN] + s->ends[RAN_FAILED];
	show_all_found(t);
	show_coverage(t);
	bool enough = s->n_found > 0 || t->count < 100 || ran * 100 >= t->count * LEAST_RUN;
	if (!enough) printf("random: fewer than %d of 100 scenarios ran\n", LEAST_RUN);
	int64_t failed = s->n_found + !enough;
	printf("random: %lld passed, %lld failed; %lld values held down so that runs stay short\n",
	       (long long)(t->count > failed ? t->count - failed : 0), (long long)failed, (long long)s->held);
	return failed || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static bool read_arguments(int argc, char **argv, struct test *t)
{
	int c;
	while ((c = getopt(argc, argv, "j:f:l:ksw")) != -1) {
		if (c == 'j') t->workers = atoi(optarg);
		if (c == 'f') t->first = strtoll(optarg, NULL, 10);
		if (c == 'l') t->limit = strtod(optarg, NULL);
		if (c == 'k') t->keep = true;
		if (c == 's') t->shrink = false;
		if (c == 'w') t->t.wakes = true;
		if (c == '?') return false;
	}
	if (optind < argc) t->count = strtoll(argv[optind++], NULL, 10);
	if (optind < argc) t->seed = strtoull(argv[optind++], NULL, 10);
	return optind == argc && t->count > 0 && t->workers > 0 && t->workers <= MAX_WORKERS;
}

/* Much is taken and given back: what is freed need not be watched for long. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=8:thread_local_quarantine_size_kb=64:malloc_context_size=8";
}

int main(int argc, char **argv)
{
	static struct test t = {.seed = 1, .shrink = true, .limit = 2, .workers = 2};
	if (!read_arguments(argc, argv, &t)) {
		fputs("usage: random [-j WORKERS] [-f FIRST] [-l SECONDS] [-k] [-s] COUNT [SEED]\n", stderr);
		return 2;
	}
	gsl_set_error_handler_off();
	if (!folder_make() || !(t.s = memory_shared(sizeof *t.s))) {
		fputs("random: can't write to " FOLDER "\n", stderr);
		return 1;
	}
	tables_fill(&t.t);
	work_all(&t);
	return report(&t);
}
