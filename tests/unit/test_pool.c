/* test_pool.c - cores that actors share: who gets which one when, against closed forms, invariants and queueing theory; shared memory. */
#include "base/arena.h"
#include "engine/estimate.h"
#include "machine/pool.h"
#include "machine/work.h"
#include "unit/suites.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_CORES = 12, MAX_ACTORS = 400 };

struct world;
struct worker {
	struct world *world;
	struct seat seat;
	sim_time work;
	int64_t done;
	bool busy;        /* in the middle of a stretch */
	sim_time arrived; /* wants to run since; TIME_NEVER = does not */
	uint64_t asked;   /* the how-manieth to ask */
};
struct world {
	struct engine engine;
	struct arena arena;
	struct pool pool;
	struct memory memory;
	struct core core[MAX_CORES];
	struct worker worker[MAX_ACTORS];
	int cores, workers;
	char log[800];
	uint64_t random, asks, got; /* got: the last of those in the common line that was served */
	int mistakes;
};

static void world_begin(struct world *w, int cores, int workers, void (*step)(void *))
{
	static const char *const names[MAX_CORES] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
	*w = (struct world){.cores = cores, .workers = workers};
	CU_ASSERT_FATAL(engine_init(&w->engine, workers + 1, &w->arena));
	CU_ASSERT_FATAL(pool_init(&w->pool, &w->engine, workers, &w->arena));
	for (int i = 0; i < cores; i++) {
		CU_ASSERT_FATAL(core_init(&w->core[i], names[i], &w->engine, workers, &w->arena));
		CU_ASSERT_FATAL(pool_add(&w->pool, &w->core[i]));
		w->core[i].memory = &w->memory;
	}
	for (int i = 0; i < workers; i++) {
		w->worker[i].world = w;
		w->worker[i].arrived = TIME_NEVER;
		int id = engine_add(&w->engine, "worker", step, &w->worker[i], workers + 1);
		seat_pool(&w->worker[i].seat, &w->pool, id, 0);
	}
}

static void pin(struct world *w, int worker, int core)
{
	seat_pin(&w->worker[worker].seat, &w->core[core], worker, 0);
}

static void note(struct worker *k)
{
	struct world *w = k->world;
	size_t used = strlen(w->log);
	snprintf(w->log + used, sizeof w->log - used, "%d:%s@%lld ", k->seat.actor, k->seat.core->name, (long long)w->engine.now);
}

static void expect_log(struct world *w, const char *expected)
{
	CU_ASSERT(engine_run(&w->engine, &w->arena));
	if (strcmp(w->log, expected) != 0) printf("came: %s\nexpected: %s\n", w->log, expected);
	CU_ASSERT_STRING_EQUAL(w->log, expected);
	for (int i = 0; i < w->cores; i++)
		CU_ASSERT_EQUAL(w->core[i].owner, CORE_FREE);
	CU_ASSERT_EQUAL(w->memory.users, 0);
	arena_free(&w->arena);
}

/* One stretch, then it goes; each stretch is written down as actor:core@time. */
static void once(void *self)
{
	struct worker *k = self;
	if (!seat_take(&k->seat)) return;
	if (k->busy) {
		k->busy = false;
		core_leave(k->seat.core);
		return;
	}
	note(k);
	k->busy = true;
	core_spend(k->seat.core, LEDGER_STACK, k->work ? k->work : 10);
	core_go(k->seat.core, k->seat.actor);
}

static void wake(struct world *w, int worker, sim_time t)
{
	engine_at(&w->engine, worker, t);
}

static void idle_cores_first_then_the_line(void)
{
	struct world w;
	world_begin(&w, 2, 5, once);
	wake(&w, 4, 0);
	wake(&w, 2, 1);
	wake(&w, 3, 2);
	wake(&w, 0, 3);
	wake(&w, 1, 4);
	expect_log(&w, "4:0@0 2:1@1 3:0@10 0:1@11 1:0@20 ");
}

/* Wakes all that is to come at 100, when nobody runs any more. */
static void again(void *self)
{
	struct worker *k = self;
	once(self);
	if (!k->busy && k->seat.core->owner == CORE_FREE && k->world->engine.now < 100) wake(k->world, k->seat.actor, 100);
}

static void the_last_core_if_idle(void)
{
	struct world w;
	world_begin(&w, 3, 3, again);
	wake(&w, 2, 0);
	wake(&w, 1, 1);
	wake(&w, 0, 2);
	/* The second time, all go where they were. */
	expect_log(&w, "2:0@0 1:1@1 0:2@2 0:2@100 1:1@100 2:0@100 ");
	world_begin(&w, 3, 3, again);
	w.worker[2].work = 30;
	wake(&w, 2, 0);
	wake(&w, 1, 20); /* on 1, as 0 is busy */
	wake(&w, 0, 22); /* on 2 */
	pin(&w, 2, 0);
	expect_log(&w, "2:0@0 1:1@20 0:2@22 0:2@100 1:1@100 2:0@100 ");
}

static void the_lowest_idle_core_else(void)
{
	struct world w;
	world_begin(&w, 3, 4, once);
	pin(&w, 3, 0); /* where 1 was before */
	w.worker[3].work = 50;
	wake(&w, 1, 0);
	wake(&w, 3, 10);
	CU_ASSERT(engine_run(&w.engine, &w.arena));
	w.worker[3].busy = false;
	wake(&w, 3, 100);
	wake(&w, 1, 110);
	wake(&w, 2, 111);
	expect_log(&w, "1:0@0 3:0@10 3:0@100 1:1@110 2:2@111 ");
}

static void a_switch_costs(void)
{
	struct world w;
	world_begin(&w, 2, 4, once);
	for (int i = 0; i < 4; i++) {
		w.worker[i].seat.context = i;
		w.core[i % 2].switch_cost = 100;
		wake(&w, i, i);
	}
	expect_log(&w, "0:0@0 1:1@1 2:0@10 3:1@11 ");
	CU_ASSERT_EQUAL(w.core[0].switches + w.core[1].switches, 2);
	CU_ASSERT_EQUAL(w.core[0].until, 120);
	CU_ASSERT_EQUAL(w.core[0].spent[LEDGER_SWITCH], 100);
}

/* Those pinned to a core of the pool and the others come as they came. */
static void pinned_actors_in_a_pool(void)
{
	struct world w;
	world_begin(&w, 2, 6, once);
	pin(&w, 4, 1);
	pin(&w, 5, 1);
	wake(&w, 0, 0);
	wake(&w, 1, 1); /* both busy */
	wake(&w, 4, 2);
	wake(&w, 2, 3);
	wake(&w, 3, 4);
	wake(&w, 5, 5);
	/* 0 ends at 10 and takes 2; 1 ends at 11: 4 came before 3; then 3 came before 5, who waits for core 1 alone. */
	expect_log(&w, "0:0@0 1:1@1 2:0@10 4:1@11 3:0@20 5:1@21 ");
}

/* ---- fixed work ---- */

static void for_ever(void *self)
{
	struct worker *k = self;
	if (!seat_take(&k->seat)) return;
	if (k->busy) {
		k->busy = false;
		k->done++;
		if (seat_yield(&k->seat)) return;
	}
	k->busy = true;
	core_spend(k->seat.core, LEDGER_STACK, k->work);
	core_go(k->seat.core, k->seat.actor);
}

static void stop(void *self)
{
	engine_stop(&((struct world *)self)->engine);
}

static void run_until(struct world *w, sim_time t)
{
	int id = engine_add(&w->engine, "stop", stop, w, w->workers + 1);
	engine_at(&w->engine, id, t);
	CU_ASSERT(engine_run(&w->engine, &w->arena));
}

/* Of a work of 100 each for ever, the first beginning at 0, the others so much later one after the other: how much gets done. */
static int64_t work_done(int cores, int workers, sim_time later, int64_t *fewest, int64_t *most)
{
	struct world w;
	int64_t done = 0;
	world_begin(&w, cores, workers, for_ever);
	for (int k = 0; k < workers; k++) {
		w.worker[k].work = 100;
		wake(&w, k, k * later);
	}
	run_until(&w, 120000);
	CU_ASSERT_EQUAL(w.memory.users, cores < workers ? cores : workers);
	*fewest = *most = w.worker[0].done;
	for (int k = 0; k < workers; k++) {
		done += w.worker[k].done;
		if (w.worker[k].done < *fewest) *fewest = w.worker[k].done;
		if (w.worker[k].done > *most) *most = w.worker[k].done;
	}
	arena_free(&w.arena);
	return done;
}

/* min(N, c) / work; and in equal parts, unless always the same ones are first of many who end at once. */
static void throughput_has_a_closed_form(void)
{
	static const int sizes[] = {1, 2, 3, 5, 8, 12};
	for (size_t i = 0; i < 6; i++)
		for (size_t j = 0; j < 6; j++) {
			int cores = sizes[i], workers = sizes[j], least = cores < workers ? cores : workers;
			int64_t fewest, most;
			CU_ASSERT_EQUAL(work_done(cores, workers, 0, &fewest, &most), 1200 * least);
			int64_t done = work_done(cores, workers, 7, &fewest, &most);
			CU_ASSERT(done <= 1200 * least && done >= 1199 * least);
			CU_ASSERT(most - fewest <= 1);
		}
}

/* ---- any work: nobody waits beside an idle core, nobody overtakes ---- */

static uint64_t draw(struct world *w, uint64_t below)
{
	w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (w->random >> 33) % below;
}

static bool waiting(const struct worker *k)
{
	return seat_in_line(&k->seat);
}

static void look(struct world *w)
{
	int held = 0;
	for (int i = 0; i < w->cores; i++) {
		const struct core *c = &w->core[i];
		held += c->owner != CORE_FREE;
		w->mistakes += c->owner == CORE_FREE && core_wanted(c);
		w->mistakes += c->owner != CORE_FREE && w->worker[c->owner].seat.core != c;
		w->mistakes += c->owner != CORE_FREE && waiting(&w->worker[c->owner]);
	}
	w->mistakes += held != w->memory.users;
}

/* Nobody who could have had this core and waits asked before. */
static void got_it(struct worker *k)
{
	struct world *w = k->world;
	for (int i = 0; i < w->workers; i++) {
		struct worker *other = &w->worker[i];
		bool could = other->seat.pool || other->seat.core == k->seat.core;
		w->mistakes += other != k && waiting(other) && could && other->asked < k->asked;
	}
}

static void at_random(void *self)
{
	struct worker *k = self;
	struct world *w = k->world;
	bool new = k->seat.core->owner != k->seat.actor && !waiting(k);
	if (new) k->asked = w->asks++;
	bool has = seat_take(&k->seat);
	look(w);
	if (!has) return;
	if (!k->busy) got_it(k);
	if (k->busy && draw(w, 3) == 0) {
		k->busy = false;
		core_leave(k->seat.core);
		engine_at(&w->engine, k->seat.actor, w->engine.now + (sim_time)draw(w, 400));
		look(w);
		return;
	}
	if (k->busy && draw(w, 2)) {
		k->asked = w->asks++;
		k->busy = false;
		if (seat_yield(&k->seat)) {
			look(w);
			return;
		}
	}
	k->busy = true;
	k->done++;
	core_spend(k->seat.core, LEDGER_STACK, 1 + (sim_time)draw(w, 100));
	core_go(k->seat.core, k->seat.actor);
	look(w);
}

static void work_conservation(void)
{
	for (int cores = 1; cores <= 6; cores++)
		for (int pinned = 0; pinned <= 4; pinned += 2) {
			struct world w;
			world_begin(&w, cores, 10, at_random);
			w.random = (uint64_t)(cores * 10 + pinned);
			for (int k = 0; k < 10; k++)
				wake(&w, k, (sim_time)draw(&w, 100));
			for (int k = 0; k < pinned; k++)
				pin(&w, k, k % cores);
			run_until(&w, 300000);
			CU_ASSERT_EQUAL(w.mistakes, 0);
			int64_t busy = 0, done = 0;
			for (int i = 0; i < cores; i++)
				busy += w.core[i].busy;
			for (int k = 0; k < 10; k++) {
				CU_ASSERT(w.worker[k].done > 100);
				done += w.worker[k].done;
			}
			CU_ASSERT(busy > done * 45 && busy < done * 56);
			arena_free(&w.arena);
		}
}

/* ---- who busy polls gives way ---- */

static void spins(void *self)
{
	struct worker *k = self;
	if (k->seat.actor < 2) {
		once(self);
		return;
	}
	if (!seat_take(&k->seat)) return;
	note(k);
	core_spin(k->seat.core, !k->busy);
	if (k->busy) {
		core_leave(k->seat.core);
		return;
	}
	k->busy = true;
	engine_at(&k->world->engine, k->seat.actor, 1000);
}

static void spinning_ends_for_each_waiter(void)
{
	struct world w;
	world_begin(&w, 3, 5, spins);
	for (int i = 2; i < 5; i++)
		wake(&w, i, i);
	wake(&w, 0, 70);
	wake(&w, 1, 70);
	expect_log(&w, "2:0@2 3:1@3 4:2@4 2:0@70 0:0@70 3:1@70 1:1@70 4:2@1000 ");
	world_begin(&w, 2, 3, spins);
	wake(&w, 2, 0);
	wake(&w, 0, 70); /* there is an idle core */
	expect_log(&w, "2:0@0 0:1@70 2:0@1000 ");
}

static void who_spins_uses_no_memory(void)
{
	struct memory m = {0};
	struct core c = {.owner = CORE_FREE, .memory = &m};
	CU_ASSERT(core_take(&c, 1, 0));
	CU_ASSERT_EQUAL(m.users, 1);
	core_spin(&c, false);
	CU_ASSERT_EQUAL(m.users, 1);
	core_spin(&c, true);
	core_spin(&c, true);
	CU_ASSERT_EQUAL(m.users, 0);
	core_spin(&c, false);
	CU_ASSERT_EQUAL(m.users, 1);
	core_leave(&c);
	CU_ASSERT_EQUAL(m.users, 0);
}

/* ---- M/M/c ---- */

struct shop {
	struct world world;
	struct stream arrivals, services;
	double between, service; /* means in ps */
	int64_t left, served, skip;
	double waited;
	int id;
};
static struct shop shop;

static void customer(void *self)
{
	struct worker *k = self;
	if (!seat_take(&k->seat)) return;
	if (k->busy) {
		k->busy = false;
		k->arrived = TIME_NEVER;
		core_leave(k->seat.core);
		return;
	}
	if (shop.skip-- <= 0) {
		shop.waited += (double)(shop.world.engine.now - k->arrived);
		shop.served++;
	}
	k->busy = true;
	core_spend(k->seat.core, LEDGER_STACK, k->work);
	core_go(k->seat.core, k->seat.actor);
}

static void arrival(void *self)
{
	struct world *w = self;
	int k = 0;
	while (k < w->workers && w->worker[k].arrived != TIME_NEVER)
		k++;
	CU_ASSERT_FATAL(k < w->workers);
	w->worker[k].arrived = w->engine.now;
	w->worker[k].work = stream_exponential(&shop.services, shop.service);
	wake(w, k, w->engine.now);
	if (--shop.left) engine_at(&w->engine, shop.id, w->engine.now + stream_exponential(&shop.arrivals, shop.between));
}

/* Mean wait in service times: Erlang's C, from his B by its recurrence. */
static double erlang_wait(int cores, double load)
{
	double offered = cores * load, b = 1;
	for (int n = 1; n <= cores; n++)
		b = offered * b / (n + offered * b);
	double c = b / (1 - load * (1 - b));
	return c / (cores - offered);
}

static double mean_wait(int cores, double load, int replication)
{
	shop = (struct shop){.left = 12000, .skip = 1000, .service = 1e6};
	shop.between = shop.service / (cores * load);
	world_begin(&shop.world, cores, MAX_ACTORS, customer);
	stream_init(&shop.arrivals, 1, replication, "arrivals");
	stream_init(&shop.services, 1, replication, "services");
	shop.id = engine_add(&shop.world.engine, "arrivals", arrival, &shop.world, MAX_ACTORS + 1);
	engine_at(&shop.world.engine, shop.id, 0);
	CU_ASSERT(engine_run(&shop.world.engine, &shop.world.arena));
	CU_ASSERT_EQUAL(shop.served, 11000);
	arena_free(&shop.world.arena);
	return shop.waited / (double)shop.served / shop.service;
}

/* The 99.9 % interval of all cases together holds the closed form, and is narrow enough to mean something. */
static void erlang_c(void)
{
	static const struct {
		int cores;
		double load, narrow;
	} cases[] = {{1, 0.7, 0.15}, {2, 0.7, 0.15}, {4, 0.8, 0.2}, {8, 0.8, 0.25}, {12, 0.5, 0.6}};
	CU_ASSERT_DOUBLE_EQUAL(erlang_wait(1, 0.8), 4, 1e-12);
	CU_ASSERT_DOUBLE_EQUAL(erlang_wait(2, 0.5), 1.0 / 3, 1e-12);
	for (size_t i = 0; i < 5; i++) {
		struct estimate e = {0};
		for (int r = 0; r < 20; r++)
			estimate_add(&e, mean_wait(cases[i].cores, cases[i].load, r));
		double truth = erlang_wait(cases[i].cores, cases[i].load);
		double half = estimate_ci95(&e) * gsl_cdf_tdist_Pinv(1 - 0.0005 / 5, 19) / gsl_cdf_tdist_Pinv(0.975, 19);
		bool holds = fabs(e.mean - truth) <= half, means_something = half <= cases[i].narrow * truth;
		if (!holds || !means_something)
			printf("%d cores at %g: waits %g +- %g, theory says %g\n", cases[i].cores, cases[i].load, e.mean, half,
			       truth);
		CU_ASSERT(holds);
		CU_ASSERT(means_something);
	}
}

/* ---- shared memory ---- */

static void memory_by_the_byte(void)
{
	struct memory m = {.model = MEMORY_PER_BYTE, .fs = 50, .users = 1};
	CU_ASSERT_EQUAL(memory_delay(&m, 0, 65535, 1), 0); /* alone */
	m.users = 4;
	CU_ASSERT_EQUAL(memory_others(&m), 3);
	CU_ASSERT_EQUAL(memory_delay(&m, 0, 1000, 1), 150);
	CU_ASSERT_EQUAL(m.lost, 150);
	CU_ASSERT_EQUAL(m.bytes, 66535);
	m.model = MEMORY_PRIVATE;
	CU_ASSERT_EQUAL(memory_delay(&m, 0, 1000, 1), 0);
	CU_ASSERT_EQUAL(m.lost, 150);
}

static void memory_in_turn(void)
{
	struct memory m = {.model = MEMORY_SERIAL, .fs = 100};
	CU_ASSERT_EQUAL(memory_delay(&m, 0, 1000, 300), 0);    /* moved until 100, while the core takes until 300 */
	CU_ASSERT_EQUAL(memory_delay(&m, 10, 1000, 150), 40);  /* moved from 100 until 200, not 160 */
	CU_ASSERT_EQUAL(memory_delay(&m, 20, 1000, 280), 0);   /* until 300: in time */
	CU_ASSERT_EQUAL(memory_delay(&m, 1000, 1000, 50), 50); /* slower than the core */
	CU_ASSERT_EQUAL(m.lost, 90);
	CU_ASSERT_EQUAL(m.bytes, 4000);
}

/* Each moves 1000 bytes at a time. */
static void moves(void *self)
{
	struct worker *k = self;
	struct world *w = k->world;
	if (!seat_take(&k->seat)) return;
	if (k->busy) k->done++;
	k->busy = true;
	core_spend(k->seat.core, LEDGER_COPY, k->work + memory_delay(&w->memory, w->engine.now, 1000, k->work));
	core_go(k->seat.core, k->seat.actor);
}

/* Serial: min(N / own, 1 / needed). Per byte: N / (own + (N - 1) bytes fs), once all have begun. */
static void memory_has_a_closed_form(void)
{
	for (int n = 1; n <= MAX_CORES; n++)
		for (int model = MEMORY_PRIVATE; model <= MEMORY_SERIAL; model++) {
			struct world w;
			sim_time own = 1000, needed = 250;
			int64_t done = 0;
			world_begin(&w, n, n, moves);
			w.memory.model = (enum memory_model)model;
			w.memory.fs = 250;
			for (int k = 0; k < n; k++) {
				w.worker[k].work = own;
				wake(&w, k, 0);
			}
			run_until(&w, 10000000);
			for (int k = 0; k < n; k++)
				done += w.worker[k].done;
			sim_time cycle = own + (model == MEMORY_PER_BYTE ? (n - 1) * needed : 0);
			int64_t expected = 10000000 * n / cycle;
			if (model == MEMORY_SERIAL && n * needed > own) expected = 10000000 / needed;
			if (done < expected - n || done > expected + n)
				printf("%d, %d: %d, expected %d\n", n, model, (int)done, (int)expected);
			CU_ASSERT(done >= expected - n && done <= expected + n);
			arena_free(&w.arena);
		}
}

static void no_room(void)
{
	struct world w;
	world_begin(&w, 1, 1, once);
	while (w.pool.n < POOL_CORES)
		CU_ASSERT(pool_add(&w.pool, &w.core[0]));
	CU_ASSERT(!pool_add(&w.pool, &w.core[0]));
	arena_free(&w.arena);
}

CU_TestInfo test_pool[] = {
	{"idle cores first, then the line", idle_cores_first_then_the_line},
	{"the last core if it is idle", the_last_core_if_idle},
	{"the lowest idle core else", the_lowest_idle_core_else},
	{"a switch costs", a_switch_costs},
	{"pinned actors in a pool", pinned_actors_in_a_pool},
	{"throughput has a closed form", throughput_has_a_closed_form},
	{"work is conserved and nobody overtakes", work_conservation},
	{"spinning ends for each waiter", spinning_ends_for_each_waiter},
	{"who spins uses no memory", who_spins_uses_no_memory},
	{"M/M/c waits as Erlang says", erlang_c},
	{"memory by the byte", memory_by_the_byte},
	{"memory in turn", memory_in_turn},
	{"shared memory has a closed form", memory_has_a_closed_form},
	{"a core too many is refused", no_room},
	CU_TEST_INFO_NULL,
};
