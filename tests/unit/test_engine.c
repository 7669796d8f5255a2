/* test_engine.c - the order of events against one step at a time, and cores as resources. */
#include "base/arena.h"
#include "engine/engine.h"
#include "machine/work.h"
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

static uint32_t draw(uint64_t *state, uint32_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % below;
}

/* ---- a world of actors that wake each other at random; run by the engine and by a loop that searches before every step ---- */

enum { MAX_WORLD = 200, STEPS = 20000 };

struct world {
	int n;
	uint64_t random; /* drawn from in the order of the steps: another order soon gives another world */
	long steps;
	uint64_t hash;         /* of (time, actor) of all steps */
	struct engine *engine; /* NULL: the naive one */
	sim_time wake[MAX_WORLD];
	bool stop;
	struct place {
		struct world *world;
		int id;
	} place[MAX_WORLD];
};

static void set(struct world *w, int id, sim_time t)
{
	if (w->engine)
		engine_at(w->engine, id, t);
	else
		w->wake[id] = t;
}

static void act(struct world *w, int id, sim_time now)
{
	w->hash = (w->hash ^ (uint64_t)now) * UINT64_C(1099511628211);
	w->hash = (w->hash ^ (uint64_t)id) * UINT64_C(1099511628211);
	if (++w->steps == STEPS) {
		if (w->engine) engine_stop(w->engine);
		w->stop = true;
	}
	uint32_t what = draw(&w->random, 8), others = draw(&w->random, 4);
	if (what < 6) set(w, id, now + draw(&w->random, what < 3 ? 4 : 200)); /* go on soon, often several times in a row */
	for (uint32_t i = 0; i < others; i++) {
		int other = (int)draw(&w->random, (uint32_t)w->n);
		set(w, other, draw(&w->random, 6) == 0 ? TIME_NEVER : now + draw(&w->random, 50));
		if (draw(&w->random, 3) == 0) set(w, other, now + 30 + draw(&w->random, 500)); /* changed its mind */
	}
	set(w, (int)draw(&w->random, (uint32_t)w->n), now + draw(&w->random, 100)); /* so that it never dies out */
}

static void act_at_now(void *self)
{
	struct place *p = self;
	act(p->world, p->id, p->world->engine->now);
}

static void begin(struct world *w, int n, uint64_t seed)
{
	*w = (struct world){.n = n, .random = seed};
	for (int i = 0; i < MAX_WORLD; i++) {
		w->wake[i] = TIME_NEVER;
		w->place[i] = (struct place){w, i};
	}
}

static void first_wakes(struct world *w)
{
	for (int i = 0; i < w->n; i += 2)
		set(w, i, (sim_time)draw(&w->random, 10));
}

static uint64_t naively(int n, uint64_t seed)
{
	struct world w;
	begin(&w, n, seed);
	first_wakes(&w);
	while (!w.stop) {
		int id = 0;
		for (int i = 1; i < n; i++)
			if (w.wake[i] < w.wake[id]) id = i;
		sim_time now = w.wake[id];
		CU_ASSERT_FATAL(now != TIME_NEVER);
		w.wake[id] = TIME_NEVER;
		act(&w, id, now);
	}
	return w.hash;
}

static uint64_t by_engine(int n, uint64_t seed)
{
	struct world w;
	struct engine e;
	struct arena a = {0};
	begin(&w, n, seed);
	CU_ASSERT_FATAL(engine_init(&e, n, &a));
	for (int i = 0; i < n; i++)
		CU_ASSERT_EQUAL_FATAL(engine_add(&e, "actor", act_at_now, &w.place[i], n), i);
	CU_ASSERT_EQUAL(engine_add(&e, "one too many", act_at_now, &w.place[0], n), -1);
	w.engine = &e;
	first_wakes(&w);
	CU_ASSERT(engine_run(&e, &a));
	CU_ASSERT(w.stop);
	CU_ASSERT_EQUAL(e.steps, STEPS);
	CU_ASSERT((e.tree != NULL) == (n > ENGINE_LINEAR));
	arena_free(&a);
	return w.hash;
}

static void same_order_as_one_at_a_time(void)
{
	static const int sizes[] = {1, 2, 3, 8, 17, 47, 48, 49, 63, 64, 65, 200};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (uint64_t seed = 1; seed <= 5; seed++) {
			bool same = naively(sizes[i], seed) == by_engine(sizes[i], seed);
			if (!same) printf("%d actors, seed %d: another order\n", sizes[i], (int)seed);
			CU_ASSERT(same);
		}
}

/* ---- what is written down as it happens ---- */

struct script;
struct line {
	struct script *script;
	int id;
	sim_time again; /* wake-up to set when stepped, 0 = none */
	bool stops;
};
struct script {
	struct engine engine;
	struct arena arena;
	struct core core;
	struct line line[80];
	char log[400];
};

static void note(struct script *s, int id)
{
	size_t used = strlen(s->log);
	snprintf(s->log + used, sizeof s->log - used, "%d@%lld ", id, (long long)s->engine.now);
}

static void speak(void *self)
{
	struct line *l = self;
	note(l->script, l->id);
	if (l->again) engine_at(&l->script->engine, l->id, l->again);
	l->again = 0;
	if (l->stops) engine_stop(&l->script->engine);
	l->stops = false;
}

static void script_begin(struct script *s, int n, void (*step)(void *))
{
	memset(s, 0, sizeof *s);
	CU_ASSERT_FATAL(engine_init(&s->engine, n, &s->arena));
	for (int i = 0; i < n; i++) {
		s->line[i] = (struct line){.script = s, .id = i};
		engine_add(&s->engine, "actor", step, &s->line[i], n);
	}
	CU_ASSERT_FATAL(core_init(&s->core, "core", &s->engine, n, &s->arena));
}

/* Simultaneous events go by the actors' numbers; what an actor adds at this moment takes its place among them. */
static void ties_go_by_actor(void)
{
	for (int n = 5; n <= 70; n += 65) {
		struct script s;
		script_begin(&s, n, speak);
		for (int i = 4; i >= 1; i--)
			engine_at(&s.engine, i, 10);
		s.line[1].again = 10; /* again at the same time: still before 2 */
		engine_at(&s.engine, 0, 11);
		CU_ASSERT(engine_run(&s.engine, &s.arena));
		CU_ASSERT_STRING_EQUAL(s.log, "1@10 1@10 2@10 3@10 4@10 0@11 ");
		arena_free(&s.arena);
	}
}

/* At the time of the stop those before the stopping actor have run, those after it not; nothing is lost when the loop goes on. */
static void events_at_the_stop(void)
{
	for (int n = 5; n <= 70; n += 65) {
		struct script s;
		script_begin(&s, n, speak);
		engine_at(&s.engine, 4, 99);
		engine_at(&s.engine, 0, 100);
		engine_at(&s.engine, 1, 100);
		engine_at(&s.engine, 2, 100);
		engine_at(&s.engine, 3, 101);
		s.line[1].stops = true;
		s.line[1].again = 100; /* not even itself */
		CU_ASSERT(engine_run(&s.engine, &s.arena));
		CU_ASSERT_STRING_EQUAL(s.log, "4@99 0@100 1@100 ");
		CU_ASSERT_EQUAL(s.engine.now, 100);
		CU_ASSERT(engine_run(&s.engine, &s.arena));
		CU_ASSERT_STRING_EQUAL(s.log, "4@99 0@100 1@100 1@100 2@100 3@101 ");
		CU_ASSERT(engine_run(&s.engine, &s.arena)); /* nobody has a wake-up: it ends by itself */
		arena_free(&s.arena);
	}
}

static void a_cancelled_wakeup_does_not_come(void)
{
	for (int n = 5; n <= 70; n += 65) {
		struct script s;
		script_begin(&s, n, speak);
		engine_at(&s.engine, 1, 10);
		engine_at(&s.engine, 2, 20);
		engine_at(&s.engine, 3, 5);
		engine_at(&s.engine, 1, TIME_NEVER);
		engine_at(&s.engine, 3, 25); /* moved */
		CU_ASSERT(engine_run(&s.engine, &s.arena));
		CU_ASSERT_STRING_EQUAL(s.log, "2@20 3@25 ");
		arena_free(&s.arena);
	}
}

/* ---- time that stands still ---- */

/* Actors that wake each other in a ring, all at one time, until `left` is 0; the last step's wake-up is later. */
struct burst {
	struct engine engine;
	struct arena arena;
	int64_t left;  /* steps; -1 = for ever */
	int n, in;     /* actors, of which so many are in the ring */
	int next;      /* whose turn it is */
	bool in_order; /* they came as they were woken */
	int64_t later; /* steps at a later time */
	int at_once;   /* done in every step, beyond the step itself */
	uint64_t patience;
	struct caller {
		struct burst *burst;
		int id;
	} caller[80];
};

static void pass_on(void *self)
{
	struct caller *c = self;
	struct burst *b = c->burst;
	if (b->engine.now > 7) {
		b->later++;
		return;
	}
	b->in_order &= c->id == b->next;
	b->next = (c->id + 1) % b->in;
	if (b->at_once) {
		b->engine.steps += (uint64_t)b->at_once;
		engine_look(&b->engine);
	}
	engine_at(&b->engine, b->next, b->left > 0 && --b->left == 0 ? 8 : 7);
}

static bool be_patient(void *self)
{
	struct burst *b = self;
	b->engine.patience = b->patience;
	return true;
}

static bool burst_run(struct burst *b, int n, int in, int64_t steps)
{
	static const char *const names[] = {"guest", "host", "wire"};
	b->n = n;
	b->in = in;
	b->left = steps;
	b->in_order = true;
	CU_ASSERT_FATAL(engine_init(&b->engine, n, &b->arena));
	for (int i = 0; i < n; i++) {
		b->caller[i] = (struct caller){b, i};
		engine_add(&b->engine, names[i % 3], pass_on, &b->caller[i], n);
	}
	if (b->patience) {
		b->engine.watch = be_patient;
		b->engine.watch_arg = b;
	}
	engine_at(&b->engine, 0, 7);
	engine_at(&b->engine, n - 1, 9); /* it never gets its turn while time stands still */
	bool good = engine_run(&b->engine, &b->arena);
	CU_ASSERT(b->in_order);
	return good;
}

static void two_that_wake_each_other(void)
{
	for (int n = 5; n <= 70; n += 65) {
		struct burst b = {.left = -1};
		CU_ASSERT_FALSE(burst_run(&b, n, 2, -1));
		const struct standstill *s = &b.engine.standstill;
		CU_ASSERT_EQUAL(b.engine.now, 7);
		CU_ASSERT(s->steps >= ENGINE_PATIENCE);
		CU_ASSERT(s->steps < 2 * ENGINE_PATIENCE);
		CU_ASSERT_EQUAL(s->actors, 2);
		CU_ASSERT_EQUAL_FATAL(s->n, 2);
		CU_ASSERT_STRING_EQUAL(s->name[0], "guest");
		CU_ASSERT_STRING_EQUAL(s->name[1], "host");
		arena_free(&b.arena);
	}
}

static void one_that_wakes_itself(void)
{
	for (int n = 5; n <= 70; n += 65) {
		struct burst b = {.left = -1};
		CU_ASSERT_FALSE(burst_run(&b, n, 1, -1));
		CU_ASSERT_EQUAL(b.engine.standstill.actors, 1);
		CU_ASSERT_EQUAL_FATAL(b.engine.standstill.n, 1);
		CU_ASSERT_STRING_EQUAL(b.engine.standstill.name[0], "guest");
		arena_free(&b.arena);
	}
}

/* Five queues have five actors of each name. */
static void many_of_one_name(void)
{
	struct burst b = {.left = -1};
	CU_ASSERT_FALSE(burst_run(&b, 70, 15, -1));
	CU_ASSERT_EQUAL(b.engine.standstill.actors, 15);
	CU_ASSERT_EQUAL(b.engine.standstill.n, 3);
	arena_free(&b.arena);
}

/* What is done within a step counts: it does not take ENGINE_PATIENCE steps of 2^16 arrivals each. */
static void much_in_one_step(void)
{
	struct burst b = {.at_once = 1 << 16};
	CU_ASSERT_FALSE(burst_run(&b, 5, 2, 1 << 20));
	CU_ASSERT(b.left > (1 << 20) - (1 << 16));
	CU_ASSERT_EQUAL(b.engine.standstill.actors, 2);
	arena_free(&b.arena);
}

/* A long burst that ends is none, even where it ends while the engine looks who takes part; and no step is lost or comes too early. */
static void long_bursts(void)
{
	static const int64_t steps[] = {1, ENGINE_WATCH, ENGINE_PATIENCE, ENGINE_PATIENCE + ENGINE_WATCH + 1000};
	for (int n = 5; n <= 70; n += 65)
		for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
			struct burst b = {.n = 0};
			CU_ASSERT(burst_run(&b, n, 3, steps[i]));
			CU_ASSERT_EQUAL(b.left, 0);
			CU_ASSERT_EQUAL(b.later, 2);
			CU_ASSERT_EQUAL(b.engine.steps, (uint64_t)steps[i] + 2);
			CU_ASSERT_EQUAL(b.engine.standstill.steps, 0);
			CU_ASSERT_EQUAL(b.engine.now, 9);
			arena_free(&b.arena);
		}
}

static void patience_is_the_watchs(void)
{
	struct burst b = {.patience = 4 * ENGINE_PATIENCE};
	CU_ASSERT(burst_run(&b, 5, 2, 4 * ENGINE_PATIENCE));
	CU_ASSERT_EQUAL(b.engine.steps, 4 * ENGINE_PATIENCE + 2);
	arena_free(&b.arena);
	b = (struct burst){.left = 0};
	CU_ASSERT_FALSE(burst_run(&b, 5, 2, 4 * ENGINE_PATIENCE));
	arena_free(&b.arena);
}

/* ---- cores ---- */

/* Two stretches of 10 on the core for each actor, then it goes. Odd actors are of another context. */
static int stretches[8];
static bool yields;

static void work(void *self)
{
	struct line *l = self;
	struct core *c = &l->script->core;
	if (!core_take(c, l->id, l->id % 2)) return;
	if (yields && stretches[l->id] == 1 && core_yield(c, l->id, l->id % 2)) {
		yields = false;
		return;
	}
	note(l->script, l->id);
	if (stretches[l->id]-- == 0) {
		core_leave(c);
		return;
	}
	core_spend(c, LEDGER_STACK, 10);
	core_go(c, l->id);
}

static void core_run(struct script *s, const char *expected)
{
	for (int i = 0; i < 8; i++)
		stretches[i] = 2;
	CU_ASSERT(engine_run(&s->engine, &s->arena));
	if (strcmp(s->log, expected) != 0) printf("came: %s\nexpected: %s\n", s->log, expected);
	CU_ASSERT_STRING_EQUAL(s->log, expected);
	CU_ASSERT_EQUAL(s->core.owner, CORE_FREE);
	int64_t sum = 0;
	for (int i = 0; i < N_LEDGER; i++)
		sum += s->core.spent[i];
	CU_ASSERT_EQUAL(sum, s->core.busy);
	CU_ASSERT_EQUAL(s->core.spent[LEDGER_STACK], s->core.busy - s->core.spent[LEDGER_SWITCH]);
}

static void first_come_first_served(void)
{
	struct script s;
	script_begin(&s, 6, work);
	engine_at(&s.engine, 4, 0);
	engine_at(&s.engine, 2, 3); /* comes before 0 */
	engine_at(&s.engine, 0, 5);
	core_run(&s, "4@0 4@10 4@20 2@20 2@30 2@40 0@40 0@50 0@60 ");
	CU_ASSERT_EQUAL(s.core.switches, 0); /* all of one context */
	CU_ASSERT_EQUAL(s.core.busy, 60);
	arena_free(&s.arena);
}

static void a_switch_costs(void)
{
	struct script s;
	script_begin(&s, 6, work);
	s.core.switch_cost = 100;
	engine_at(&s.engine, 0, 0);
	engine_at(&s.engine, 1, 1);
	engine_at(&s.engine, 3, 2);
	engine_at(&s.engine, 2, 3);
	/* 0 -> 1 and 3 -> 2 are switches; the first to run switches from nobody. The switch is paid with the next stretch. */
	core_run(&s, "0@0 0@10 0@20 1@20 1@130 1@140 3@140 3@150 3@160 2@160 2@270 2@280 ");
	CU_ASSERT_EQUAL(s.core.switches, 2);
	CU_ASSERT_EQUAL(s.core.spent[LEDGER_SWITCH], 200);
	CU_ASSERT_EQUAL(s.core.busy, 280);
	arena_free(&s.arena);
}

static void yielding(void)
{
	struct script s;
	script_begin(&s, 6, work);
	yields = true; /* before its second stretch the first lets those in line go first, and stands in line behind them */
	engine_at(&s.engine, 0, 0);
	engine_at(&s.engine, 2, 1);
	engine_at(&s.engine, 4, 2);
	core_run(&s, "0@0 2@10 2@20 2@30 4@30 4@40 4@50 0@50 0@60 ");
	arena_free(&s.arena);
	script_begin(&s, 6, work);
	yields = true; /* nobody waits: it goes on */
	engine_at(&s.engine, 0, 0);
	core_run(&s, "0@0 0@10 0@20 ");
	arena_free(&s.arena);
}

/* The owner spins until 1000 unless somebody wants the core. */
static void spin(void *self)
{
	struct line *l = self;
	struct core *c = &l->script->core;
	if (!core_take(c, l->id, 0)) return;
	note(l->script, l->id);
	if (l->id == 0 && !c->spinning && l->script->engine.now == 0) {
		c->spinning = true;
		engine_at(c->engine, 0, 1000);
		return;
	}
	c->spinning = false;
	core_leave(c);
}

static void spinning_ends_when_somebody_comes(void)
{
	struct script s;
	script_begin(&s, 4, spin);
	engine_at(&s.engine, 0, 0);
	engine_at(&s.engine, 2, 70);
	engine_at(&s.engine, 1, 70);
	CU_ASSERT(engine_run(&s.engine, &s.arena));
	CU_ASSERT_STRING_EQUAL(s.log, "0@0 0@70 1@70 2@70 ");
	arena_free(&s.arena);
	script_begin(&s, 4, spin);
	engine_at(&s.engine, 0, 0);
	CU_ASSERT(engine_run(&s.engine, &s.arena));
	CU_ASSERT_STRING_EQUAL(s.log, "0@0 0@1000 ");
	arena_free(&s.arena);
}

CU_TestInfo test_engine[] = {
	{"same_order_as_one_at_a_time", same_order_as_one_at_a_time},
	{"ties_go_by_actor", ties_go_by_actor},
	{"events_at_the_stop", events_at_the_stop},
	{"a_cancelled_wakeup_does_not_come", a_cancelled_wakeup_does_not_come},
	{"two_that_wake_each_other", two_that_wake_each_other},
	{"one_that_wakes_itself", one_that_wakes_itself},
	{"many_of_one_name", many_of_one_name},
	{"much_in_one_step", much_in_one_step},
	{"long_bursts", long_bursts},
	{"patience_is_the_watchs", patience_is_the_watchs},
	{"first_come_first_served", first_come_first_served},
	{"a_switch_costs", a_switch_costs},
	{"yielding", yielding},
	{"spinning_ends_when_somebody_comes", spinning_ends_when_somebody_comes},
	CU_TEST_INFO_NULL,
};
