/* test_pipeline.c - jobs pass the stages, each of them in the order they were begun, also where stages take no time or end together. */
#include "base/arena.h"
#include "device/bus.h"
#include "device/pipeline.h"
#include "unit/suites.h"

#define JOBS 20000
#define STAGES 5

struct works {
	struct run run;
	struct pipeline line;
	uint32_t next[STAGES + 1]; /* the job that should begin this stage, or finish, next */
	uint64_t random;
	int mistakes, spread;
};
static struct works w;

static uint32_t draw(uint32_t below)
{
	w.random = w.random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(w.random >> 33) % below;
}

static bool begin(struct pipeline *p, uint32_t job, sim_time now)
{
	if (!pipeline_waiting(p) || job == JOBS) return false;
	if (draw(3) == 0) {
		pipeline_look_at(p, now + draw(4));
		return false;
	}
	return true;
}

static sim_time stage(struct pipeline *p, uint32_t job, int at, sim_time now)
{
	if (job != w.next[at]++ || now != p->q->engine->now) w.mistakes++;
	return now + (draw(2) ? (sim_time)draw((uint32_t)w.spread) : 0);
}

static void finish(struct pipeline *p, uint32_t job, sim_time now)
{
	(void)now;
	if (job != w.next[STAGES]++ || job != p->done) w.mistakes++;
}

static void in_order(void)
{
	static const struct pipeline_ops ops = {.begin = begin, .finish = finish};
	static struct bus unused; /* nothing on it is pushed back */
	for (int s = 0; s < 12; s++) {
		struct arena arena = {0};
		w = (struct works){.random = (uint64_t)s, .spread = 1 + 3 * (s / 3), .line = {.stages = STAGES, .ops = &ops}};
		w.run.arena = &arena;
		w.run.bus = &unused;
		for (int i = 0; i < STAGES; i++)
			w.line.stage[i] = stage;
		struct queue q = {.run = &w.run,
				  .engine = &w.run.engine,
				  .traits.direction = DIR_RX,
				  .host_queue.count = 1 /* there is always more */};
		CU_ASSERT_FATAL(engine_init(&w.run.engine, 1, &arena));
		CU_ASSERT_FATAL(agenda_init(&w.run.agenda, &w.run.engine, "device", 1));
		CU_ASSERT_FATAL(pipeline_init(&w.line, &q, false, 1u + (uint32_t)s));
		pipeline_go(&w.line);
		CU_ASSERT(engine_run(&w.run.engine, &arena));
		CU_ASSERT_EQUAL(w.line.done, JOBS);
		CU_ASSERT_EQUAL(w.next[STAGES], JOBS);
		CU_ASSERT_EQUAL(w.mistakes, 0);
		arena_free(&arena);
	}
}

CU_TestInfo test_pipeline[] = {
	{"jobs keep their order", in_order},
	CU_TEST_INFO_NULL,
};
