/* wakeup.c - how long a thread that sleeps on an eventfd takes to run: on a CPU that is idle, and on the one that wakes it. */
#include "measure/bench.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define TURNS 16
#define PAUSE 40e3 /* ns before each: the other CPU goes idle */

struct sleeper {
	int asked, answered; /* eventfds */
	int cpu;
	bool spins; /* who wakes it goes on, on its own CPU */
	atomic_bool ends;
	_Atomic double woke; /* when; 0 = it has not */
	pthread_t thread;
};

static void *sleeping(void *state)
{
	struct sleeper *s = state;
	uint64_t n = 1;
	bench_pin(s->cpu);
	while (read(s->asked, &n, sizeof n) == sizeof n && !atomic_load(&s->ends)) {
		double now = bench_now();
		atomic_store(&s->woke, now);
		if (!s->spins && write(s->answered, &n, sizeof n) != sizeof n) return NULL;
	}
	return NULL;
}

static void *open_at(int cpu, bool spins, char why[BENCH_WHY])
{
	struct sleeper *s = calloc(1, sizeof(*s));
	if (s) *s = (struct sleeper){eventfd(0, 0), eventfd(0, 0), cpu, spins, false, 0, 0};
	if (s && s->asked >= 0 && s->answered >= 0 && pthread_create(&s->thread, NULL, sleeping, s) == 0) return s;
	snprintf(why, BENCH_WHY, "no eventfd or no thread can be made");
	if (s && s->asked >= 0) close(s->asked);
	if (s && s->answered >= 0) close(s->answered);
	free(s);
	return NULL;
}

/* From the write until the thread runs; NaN when it doesn't. */
static double wake(struct sleeper *s)
{
	uint64_t one = 1;
	double start = bench_now();
	while (bench_now() - start < PAUSE) {
	}
	atomic_store(&s->woke, 0);
	start = bench_now();
	if (write(s->asked, &one, sizeof one) != sizeof one) return 0.0 / 0.0;
	if (!s->spins && read(s->answered, &one, sizeof one) != sizeof one) return 0.0 / 0.0;
	while (atomic_load(&s->woke) == 0) {
	}
	return atomic_load(&s->woke) - start;
}

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

double wakeup_idle_once(void *state)
{
	double took[TURNS];
	for (int i = 0; i < TURNS; i++)
		took[i] = wake(state);
	qsort(took, TURNS, sizeof *took, by_size);
	return (took[TURNS / 2 - 1] + took[TURNS / 2]) / 2;
}

void *wakeup_idle_open(const struct bench_place *at, char why[BENCH_WHY])
{
	if (at->other >= 0) return open_at(at->other, true, why);
	snprintf(why, BENCH_WHY, "there is one CPU");
	return NULL;
}

void wakeup_idle_close(void *state)
{
	struct sleeper *s = state;
	uint64_t one = 1;
	if (!s) return;
	atomic_store(&s->ends, true);
	if (write(s->asked, &one, sizeof one) == sizeof one) pthread_join(s->thread, NULL);
	close(s->asked);
	close(s->answered);
	free(s);
}

void *wakeup_busy_open(const struct bench_place *at, char why[BENCH_WHY])
{
	return open_at(at->cpu, false, why);
}

double wakeup_busy_once(void *state)
{
	return wakeup_idle_once(state);
}

void wakeup_busy_close(void *state)
{
	wakeup_idle_close(state);
}
