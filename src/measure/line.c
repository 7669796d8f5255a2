/*
 * line.c - cache lines that move between two CPUs: each waits for the other's line and answers with its own.  The other one's thread sleeps
 * while something else is measured.
 */
#include "measure/bench.h"
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE 64
#define MORE 8 /* lines beside the one that is waited for */
#define TURNS 400
#define LONGEST 50e6 /* ns: the other thread doesn't run */

struct line {
	_Alignas(LINE) atomic_uint word;
};
struct lines {
	struct line ask, answer, with_ask[MORE], with_answer[MORE];
	int more; /* of them are written and read each time */
	int cpu;
	atomic_bool ends, gives_up;
	unsigned turn;
	sem_t begin, done;
	pthread_t thread;
};

static void write_line(struct line *line, struct line *with, int more, unsigned turn)
{
	for (int i = 0; i < more; i++)
		atomic_store_explicit(&with[i].word, turn, memory_order_relaxed);
	atomic_store_explicit(&line->word, turn, memory_order_release);
}

/* False when it takes too long. */
static bool wait_line(struct lines *l, struct line *line, struct line *with, unsigned turn)
{
	double start = 0;
	for (unsigned n = 1; atomic_load_explicit(&line->word, memory_order_acquire) != turn; n++) {
		if (n % 4096) continue;
		if (atomic_load(&l->gives_up)) return false;
		if (start == 0) start = bench_now();
		if (bench_now() - start > LONGEST) return false;
	}
	unsigned sum = 0;
	for (int i = 0; i < l->more; i++)
		sum += atomic_load_explicit(&with[i].word, memory_order_relaxed);
	return sum == (unsigned)l->more * turn;
}

static void *answering(void *state)
{
	struct lines *l = state;
	bench_pin(l->cpu);
	for (;;) {
		while (sem_wait(&l->begin) != 0 && errno == EINTR) {
		}
		if (atomic_load(&l->ends)) return NULL;
		unsigned turn = l->turn;
		for (int i = 0; i < TURNS && wait_line(l, &l->ask, l->with_ask, turn + 1); i++)
			write_line(&l->answer, l->with_answer, l->more, ++turn);
		sem_post(&l->done);
	}
}

static void *open_more(const struct bench_place *at, int more, char why[BENCH_WHY])
{
	struct lines *l = at->other < 0 ? NULL : aligned_alloc(LINE, (sizeof(*l) + LINE - 1) / LINE * LINE);
	if (!l) {
		snprintf(why, BENCH_WHY, at->other < 0 ? "there is one CPU" : "no memory");
		return NULL;
	}
	*l = (struct lines){.more = more, .cpu = at->other};
	sem_init(&l->begin, 0, 0);
	sem_init(&l->done, 0, 0);
	if (pthread_create(&l->thread, NULL, answering, l) == 0) return l;
	snprintf(why, BENCH_WHY, "no thread can be made");
	free(l);
	return NULL;
}

/* A round trip in ns. */
static double round_trip(struct lines *l)
{
	unsigned turn = l->turn, first = turn;
	atomic_store(&l->gives_up, false);
	sem_post(&l->begin);
	/* The first turns wake the other thread. */
	double start = 0;
	for (int i = 0; i < TURNS; i++) {
		if (i == TURNS / 10) start = bench_now();
		write_line(&l->ask, l->with_ask, l->more, ++turn);
		if (!wait_line(l, &l->answer, l->with_answer, turn)) break;
	}
	double end = bench_now();
	bool whole = turn == first + TURNS && atomic_load(&l->answer.word) == turn;
	atomic_store(&l->gives_up, !whole);
	while (sem_wait(&l->done) != 0 && errno == EINTR) {
	}
	l->turn = first + TURNS;
	if (!whole) { /* both begin anew at the same word */
		atomic_store(&l->ask.word, l->turn);
		atomic_store(&l->answer.word, l->turn);
		return 0.0 / 0.0;
	}
	return (end - start) / (TURNS - TURNS / 10);
}

void *line_wait_open(const struct bench_place *at, char why[BENCH_WHY])
{
	return open_more(at, 0, why);
}

double line_wait_once(void *state)
{
	return round_trip(state) / 2;
}

void line_wait_close(void *state)
{
	struct lines *l = state;
	if (!l) return;
	atomic_store(&l->ends, true);
	sem_post(&l->begin);
	pthread_join(l->thread, NULL);
	sem_destroy(&l->begin);
	sem_destroy(&l->done);
	free(l);
}

void *line_next_open(const struct bench_place *at, char why[BENCH_WHY])
{
	return open_more(at, MORE, why);
}

double line_next_once(void *state)
{
	struct lines *l = state;
	double with = round_trip(l);
	l->more = 0;
	double without = round_trip(l);
	l->more = MORE;
	double next = (with - without) / 2 / MORE;
	return next > 0 ? next : 0;
}

void line_next_close(void *state)
{
	line_wait_close(state);
}
