/* bench.h - one thing that a program can measure of the machine it runs on. */
#ifndef MEASURE_BENCH_H
#define MEASURE_BENCH_H
#include <stdbool.h>
#include <stddef.h>

#define BENCH_WHY 160

/* Where it is measured. */
struct bench_place {
	int cpu;   /* that measures */
	int other; /* that answers; -1 = there is none */
	bool tap;  /* a tap device may be made for a moment */
};

struct bench {
	const char *name; /* "wakeup_idle" */
	const char *what; /* "an eventfd's write until the thread that sleeps in its read runs, on an idle CPU" */
	const char *unit; /* "ns", "ns/B" */
	/* What it needs, the caller's to close; NULL with why when it can't be measured here. */
	void *(*open)(const struct bench_place *at, char why[BENCH_WHY]);
	double (*once)(void *state); /* a few milliseconds at most; in the unit; NaN: it failed */
	void (*close)(void *state);
};

/* The table, ends with name == NULL. */
extern const struct bench benches[];
#define MOST_BENCHES 16

/* Nanoseconds of a clock that never goes back, the same on all CPUs. */
double bench_now(void);
/* This thread runs on that CPU alone from now on; false when it may not. */
bool bench_pin(int cpu);
/* The n-th CPU this process may use, -1 past the last. */
int bench_cpu(int n);

#define BENCH(id)                                                           \
	void *id##_open(const struct bench_place *at, char why[BENCH_WHY]); \
	double id##_once(void *state);                                      \
	void id##_close(void *state)
BENCH(copy_cache);
BENCH(copy_memory);
BENCH(line_wait);
BENCH(line_next);
BENCH(wakeup_idle);
BENCH(wakeup_busy);
BENCH(call);
BENCH(event_write);
BENCH(event_read);
BENCH(tap_write);
BENCH(tap_read);
BENCH(exit_kernel);
BENCH(exit_user);
#endif
