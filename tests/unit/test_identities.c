/*
 * test_identities.c - the exact identities at the end of a run catch a counter that is off by one, and a level's integral is
 * exact. The histories are written by hand, so that each counter can be falsified alone.
 */
#include "load/load.h"
#include "run/collect.h"
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

struct history {
	struct setup setup;
	struct run run;
	struct queue queue;
	struct load load;
	struct backend_ops ops; /* asked whether it is stuck: it has no opinion */
};

/* A driver that has posted nothing and is always right. */
static void posted(const struct queue *q, struct posted *p)
{
	(void)q;
	*p = (struct posted){0, 0, 0};
}
static const char *unsound(const struct queue *q)
{
	(void)q;
	return NULL;
}
static const struct front_ops front = {.posted = posted, .unsound = unsound};

static void enter(struct queue *q, sim_time at)
{
	tally_enter(&q->tally, at);
	q->n.offered++;
}

static void leave(struct queue *q, sim_time born, sim_time at)
{
	tally_leave(&q->tally, born, at);
}

/* Five packets: one delivered, one dropped from inside, one dropped at the door, two still inside at time 100. */
static struct history *history_new(void)
{
	struct history *h = calloc(1, sizeof(*h));
	CU_ASSERT_FATAL(h != NULL);
	struct queue *q = &h->queue;
	h->run.setup = &h->setup;
	h->run.queue = q;
	h->run.n_queues = h->run.n_cores = 1;
	h->run.core[0].spent[LEDGER_STACK] = 30;
	h->run.core[0].spent[LEDGER_IRQ] = 12;
	h->run.core[0].busy = 42;
	q->run = &h->run;
	q->load = &h->load;
	q->engine = &h->run.engine;
	q->models.backend.ops = &h->ops;
	q->front = &front;
	enter(q, 10);
	enter(q, 20);
	enter(q, 20);
	leave(q, 10, 50);
	q->n.delivered = 1;
	q->n.offered++;
	q->n.drop[DROP_HOST_QUEUE] = 1;
	leave(q, 20, 70);
	q->n.drop[DROP_TOO_LONG] = 1;
	enter(q, 80);
	h->run.engine.now = 100;
	return h;
}

static void expect_caught(struct history *h, const char *by)
{
	CU_ASSERT_FALSE(run_identities(&h->run));
	CU_ASSERT_PTR_NOT_NULL(strstr(h->run.failure, by));
	free(h);
}

static void sound(void)
{
	struct history *h = history_new();
	CU_ASSERT(run_identities(&h->run));
	CU_ASSERT_STRING_EQUAL(h->run.failure, "");
	/* And at any later time, as long as nothing happens. */
	h->run.engine.now = INT64_C(5000000000000000000);
	CU_ASSERT(run_identities(&h->run));
	free(h);
}

static void littles_law(void)
{
	struct history *h = history_new();
	h->queue.tally.sojourn++;
	expect_caught(h, "Little's law");

	h = history_new();
	h->queue.tally.born--;
	expect_caught(h, "Little's law");

	/* A packet that was one inside for a picosecond, but in nobody's time. */
	h = history_new();
	level_change(&h->queue.tally.inside, 90, 1);
	level_change(&h->queue.tally.inside, 91, -1);
	expect_caught(h, "Little's law");

	/* A departure that was counted a picosecond late. */
	h = history_new();
	leave(&h->queue, 20, 99);
	h->queue.n.delivered++;
	h->queue.tally.inside.recent++;
	expect_caught(h, "Little's law");
}

static void conservation(void)
{
	struct history *h = history_new();
	h->queue.n.offered++;
	expect_caught(h, "packets");

	h = history_new();
	h->queue.n.drop[DROP_TOO_LONG]--;
	expect_caught(h, "packets");

	/* One that left twice. */
	h = history_new();
	leave(&h->queue, 20, 100);
	leave(&h->queue, 20, 100);
	h->queue.n.delivered++;
	expect_caught(h, "packets");
}

static void costs(void)
{
	struct history *h = history_new();
	h->run.core[0].spent[LEDGER_COPY]++;
	expect_caught(h, "costs");

	h = history_new();
	h->run.core[0].busy++;
	expect_caught(h, "costs");
}

/* 4,000 inside for 86,400 s are 3.5e20 ps: more than 64 bits hold. */
static void level_integral(void)
{
	struct level l = {0};
	level_set(&l, 0, 4000);
	for (sim_time t = 0; t <= 86400; t++)
		level_fold(&l, t * LEVEL_FOLD);
	area_t expected = (area_t)86400 * 4000 * (area_t)LEVEL_FOLD;
	CU_ASSERT(level_fold(&l, 86400 * LEVEL_FOLD) == expected);
	CU_ASSERT(expected > UINT64_MAX);
	/* Changes at one moment leave no area; a value that is set again changes nothing. */
	level_change(&l, 86400 * LEVEL_FOLD, 5);
	level_change(&l, 86400 * LEVEL_FOLD, -4005);
	level_set(&l, 86401 * LEVEL_FOLD, 0);
	CU_ASSERT(level_fold(&l, 86402 * LEVEL_FOLD) == expected);
	level_change(&l, 86402 * LEVEL_FOLD, 1);
	CU_ASSERT(level_fold(&l, 86402 * LEVEL_FOLD + 1) == expected + 1);
}

CU_TestInfo test_identities[] = {
	{"a sound history passes", sound},
	{"Little's law catches any picosecond", littles_law},
	{"packets are conserved", conservation},
	{"costs sum to busy time", costs},
	{"a level's integral is exact", level_integral},
	CU_TEST_INFO_NULL,
};
