/* test_lock.c - a lock between cores: who waits how long, against closed forms and against one event after the other. */
#include "base/arena.h"
#include "machine/lock.h"
#include "unit/suites.h"
#include <stdio.h>

#define CORES 8

static void one_core_pays_no_handoff(void)
{
	struct lock l;
	struct arena a = {0};
	CU_ASSERT(lock_init(&l, 500, false, 4, &a));
	CU_ASSERT_EQUAL(lock_take(&l, 3, 100, 20), 120); /* nor does the first of all */
	CU_ASSERT_EQUAL(lock_take(&l, 3, 110, 20), 140);
	CU_ASSERT_EQUAL(lock_take(&l, 3, 1000, 20), 1020);
	CU_ASSERT_EQUAL(l.acquisitions, 3);
	CU_ASSERT_EQUAL(l.handoffs, 0);
	CU_ASSERT_EQUAL(l.waited, 10);
	CU_ASSERT_EQUAL(l.held, 60);
	CU_ASSERT_EQUAL(a.used, 0);
	arena_free(&a);
}

static void first_come_first_served(void)
{
	struct lock l;
	struct arena a = {0};
	CU_ASSERT(lock_init(&l, 5, false, 4, &a));
	CU_ASSERT_EQUAL(lock_take(&l, 2, 0, 100), 100);
	CU_ASSERT_EQUAL(lock_take(&l, 0, 10, 1), 106); /* short, and waits for the long one */
	CU_ASSERT_EQUAL(lock_take(&l, 1, 10, 50), 161);
	CU_ASSERT_EQUAL(lock_take(&l, 1, 161, 50), 211);
	CU_ASSERT_EQUAL(lock_take(&l, 0, 400, 1), 406); /* nobody is there, but it has to be fetched */
	CU_ASSERT_EQUAL(l.handoffs, 3);
	CU_ASSERT_EQUAL(l.waited, 90 + 96);
	CU_ASSERT_EQUAL(l.held, 100 + 1 + 50 + 50 + 1 + 3 * 5);
	arena_free(&a);
}

/* The cost grows with who is there when it is asked for. */
static void linear_handoff(void)
{
	struct lock l;
	struct arena a = {0};
	CU_ASSERT(lock_init(&l, 10, true, 4, &a));
	CU_ASSERT_EQUAL(lock_take(&l, 0, 0, 100), 100);
	CU_ASSERT_EQUAL(lock_take(&l, 1, 5, 100), 210);   /* finds the holder */
	CU_ASSERT_EQUAL(lock_take(&l, 2, 5, 100), 330);   /* and one in line */
	CU_ASSERT_EQUAL(lock_take(&l, 3, 100, 100), 450); /* the first has gone */
	CU_ASSERT_EQUAL(lock_take(&l, 0, 1000, 100), 1110);
	CU_ASSERT_EQUAL(lock_take(&l, 0, 1050, 100), 1210); /* its own */
	arena_free(&a);
}

/* Held half as long, hand-off included; whoever holds it is done no sooner than it would be. */
static void brief(void)
{
	struct lock l;
	struct arena a = {0};
	CU_ASSERT(lock_init(&l, 10, false, 4, &a));
	l.brief = true;
	CU_ASSERT_EQUAL(lock_take(&l, 0, 0, 100), 100);
	CU_ASSERT_EQUAL(lock_retry(&l, 1, 5), 55);
	CU_ASSERT_EQUAL(lock_take(&l, 1, 5, 100), 155); /* at 50, and 5 until it has it */
	CU_ASSERT_EQUAL(lock_take(&l, 1, 200, 100), 300);
	CU_ASSERT_EQUAL(l.waited, 45);
	CU_ASSERT_EQUAL(l.held, 50 + 5 + 50 + 50);
	arena_free(&a);
}

/* ---- cores that think and hold ---- */

struct closed {
	int cores;
	sim_time think, hold, handoff;
	bool linear;
};

/* Acquisitions that end in (from, to]. */
static int64_t completed(const struct closed *c, sim_time from, sim_time to)
{
	struct lock l;
	struct arena a = {0};
	sim_time asks[CORES];
	int64_t n = 0;
	CU_ASSERT_FATAL(lock_init(&l, c->handoff, c->linear, c->cores, &a));
	for (int i = 0; i < c->cores; i++)
		asks[i] = c->think;
	for (;;) {
		int next = 0;
		for (int i = 1; i < c->cores; i++)
			if (asks[i] < asks[next]) next = i;
		if (asks[next] > to) break;
		sim_time end = lock_take(&l, next, asks[next], c->hold);
		n += end > from && end <= to;
		asks[next] = end + c->think;
	}
	CU_ASSERT_EQUAL(l.handoffs, c->cores > 1 ? l.acquisitions - 1 : 0);
	arena_free(&a);
	return n;
}

/* min(N / (think + hold), 1 / hold), where taking over is part of holding; to one at each end of the interval per core. */
static void throughput_has_a_closed_form(void)
{
	static const sim_time thinks[] = {0, 100, 450, 700, 5000}, handoffs[] = {0, 30, 200};
	const sim_time from = 100000, to = 10100000, hold = 100;
	for (int cores = 1; cores <= CORES; cores++)
		for (size_t t = 0; t < sizeof thinks / sizeof *thinks; t++)
			for (size_t h = 0; h < sizeof handoffs / sizeof *handoffs; h++) {
				struct closed c = {cores, thinks[t], hold, handoffs[h], false};
				sim_time cost = hold + (cores > 1 ? c.handoff : 0), cycle = (c.think + cost + cores - 1) / cores;
				sim_time most = (to - from) / cost, path = (to - from) * cores / (c.think + cost);
				int64_t n = completed(&c, from, to), expected = cycle > cost ? path : most;
				if (n < expected - cores || n > expected + cores)
					printf("%d cores, think %d, handoff %d: %d, expected %d\n", cores, (int)c.think,
					       (int)c.handoff, (int)n, (int)expected);
				CU_ASSERT(n >= expected - cores && n <= expected + cores);
			}
}

/* All always there: each finds all others. */
static void linear_handoff_saturated(void)
{
	for (int cores = 2; cores <= CORES; cores++) {
		struct closed c = {cores, 0, 100, 30, true};
		int64_t n = completed(&c, 100000, 10100000), expected = 10000000 / (100 + 30 * (cores - 1));
		CU_ASSERT(n >= expected - 1 && n <= expected + 1);
	}
}

/* ---- event by event ---- */

enum { STEPS = 20000 };

struct naive {
	uint64_t random;
	sim_time now, handoff;
	bool linear;
	int cores, holder, last, waiting, line[CORES];
	sim_time asks[CORES], hold[CORES], extra[CORES], since[CORES], ends, said[CORES];
	int64_t acquisitions, handoffs, waited, held;
};

static sim_time draw(struct naive *n, uint32_t below)
{
	n->random = n->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (sim_time)((uint32_t)(n->random >> 33) % below);
}

static void grant(struct naive *n, int core)
{
	bool moved = n->last >= 0 && n->last != core;
	n->holder = core;
	n->last = core;
	n->ends = n->now + n->hold[core] + (moved ? n->extra[core] : 0);
	n->acquisitions++;
	n->handoffs += moved;
	n->waited += n->now - n->since[core];
	n->held += n->ends - n->now;
}

static void release(struct naive *n, int *mistakes)
{
	*mistakes += n->said[n->holder] != n->now;
	n->asks[n->holder] = n->now + draw(n, draw(n, 3) ? 300 : 3000);
	n->holder = -1;
	if (!n->waiting) return;
	int next = n->line[0];
	for (int i = 1; i < n->waiting; i++)
		n->line[i - 1] = n->line[i];
	n->waiting--;
	grant(n, next);
}

static void ask(struct naive *n, int core, struct lock *l)
{
	int there = n->waiting + (n->holder >= 0);
	n->asks[core] = TIME_NEVER;
	n->since[core] = n->now;
	n->hold[core] = draw(n, 200);
	n->extra[core] = n->handoff * (n->linear && there > 1 ? there : 1);
	n->said[core] = lock_take(l, core, n->now, n->hold[core]);
	if (n->holder >= 0)
		n->line[n->waiting++] = core;
	else
		grant(n, core);
}

static void naive_step(struct naive *n, struct lock *l, int *mistakes)
{
	int next = 0;
	for (int i = 1; i < n->cores; i++)
		if (n->asks[i] < n->asks[next]) next = i;
	if (n->holder >= 0 && n->ends <= n->asks[next]) { /* who asks now finds it released */
		n->now = n->ends;
		release(n, mistakes);
	} else {
		n->now = n->asks[next];
		ask(n, next, l);
	}
}

static void same_as_event_by_event(void)
{
	for (int cores = 1; cores <= CORES; cores++)
		for (int variant = 0; variant < 4; variant++) {
			struct lock l;
			struct arena a = {0};
			int mistakes = 0;
			struct naive n = {.cores = cores, .random = (uint64_t)(cores * 4 + variant), .holder = -1, .last = -1};
			n.linear = variant & 1;
			n.handoff = variant & 2 ? 40 : 0;
			CU_ASSERT_FATAL(lock_init(&l, n.handoff, n.linear, cores, &a));
			for (int i = 0; i < STEPS; i++)
				naive_step(&n, &l, &mistakes);
			while (n.holder >= 0) { /* what is booked happens */
				n.now = n.ends;
				release(&n, &mistakes);
			}
			CU_ASSERT_EQUAL(mistakes, 0);
			CU_ASSERT_EQUAL(l.acquisitions, n.acquisitions);
			CU_ASSERT_EQUAL(l.handoffs, n.handoffs);
			CU_ASSERT_EQUAL(l.waited, n.waited);
			CU_ASSERT_EQUAL(l.held, n.held);
			arena_free(&a);
		}
}

CU_TestInfo test_lock[] = {
	{"one core pays no hand-off", one_core_pays_no_handoff},
	{"first come, first served", first_come_first_served},
	{"a hand-off linear in who is there", linear_handoff},
	{"held half as long", brief},
	{"throughput has a closed form", throughput_has_a_closed_form},
	{"a saturated lock with a linear hand-off", linear_handoff_saturated},
	{"the same as event by event", same_as_event_by_event},
	CU_TEST_INFO_NULL,
};
