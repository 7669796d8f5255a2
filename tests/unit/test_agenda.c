/* test_agenda.c - errands are done in the order of (time, when they were asked for), whatever lanes they are in. */
#include "base/arena.h"
#include "engine/agenda.h"
#include "unit/suites.h"

#define ERRANDS 40
#define STEPS 20000

/* Random additions, moves and cancellations, beside the list of what should come next. */
struct desk {
	struct engine engine;
	struct agenda agenda;
	struct arena arena;
	struct errand errand[ERRANDS];
	sim_time due[ERRANDS]; /* TIME_NEVER = not on the agenda */
	uint64_t asked[ERRANDS], count, random;
	int mistakes, done, spread;
};

static uint64_t draw(struct desk *d, uint64_t below)
{
	d->random = d->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (d->random >> 33) % below;
}

static void ask(struct desk *d, int i, sim_time due)
{
	bool had = agenda_has(&d->errand[i]);
	if (had != (d->due[i] != TIME_NEVER)) d->mistakes++;
	if (had || due == TIME_NEVER || draw(d, 2))
		agenda_move(&d->agenda, &d->errand[i], due);
	else
		agenda_add(&d->agenda, &d->errand[i], due);
	d->due[i] = due;
	d->asked[i] = d->count++;
}

static int expected(const struct desk *d)
{
	int next = 0;
	for (int i = 1; i < ERRANDS; i++)
		if (d->due[i] < d->due[next] || (d->due[i] == d->due[next] && d->asked[i] < d->asked[next])) next = i;
	return next;
}

static void done(void *self, struct errand *e)
{
	struct desk *d = self;
	int i = (int)(e - d->errand);
	sim_time now = d->engine.now;
	if (i != expected(d) || d->due[i] != now || agenda_has(e)) d->mistakes++;
	d->due[i] = TIME_NEVER;
	if (++d->done == STEPS) {
		engine_stop(&d->engine);
		return;
	}
	for (uint64_t n = draw(d, 4); n; n--) {
		int k = (int)draw(d, ERRANDS);
		ask(d, k, draw(d, 8) ? now + (sim_time)draw(d, (uint64_t)d->spread) : TIME_NEVER);
	}
	ask(d, i, now + (sim_time)draw(d, (uint64_t)d->spread));
}

/* spread 1: all at the same time; large: hardly ever. */
static void any_order(void)
{
	static const int spreads[] = {1, 3, 50, 100000};
	static struct desk d;
	for (int s = 0; s < 4; s++) {
		d = (struct desk){.random = (uint64_t)s, .spread = spreads[s]};
		CU_ASSERT_FATAL(engine_init(&d.engine, 4, &d.arena));
		CU_ASSERT_FATAL(agenda_init(&d.agenda, &d.engine, "desk", 4));
		for (int i = 0; i < ERRANDS; i++) {
			d.errand[i] = (struct errand){.call = done, .self = &d};
			d.due[i] = TIME_NEVER;
		}
		for (int i = 0; i < ERRANDS; i++)
			ask(&d, i, (sim_time)draw(&d, (uint64_t)d.spread));
		CU_ASSERT(engine_run(&d.engine, &d.arena));
		CU_ASSERT_EQUAL(d.done, STEPS);
		CU_ASSERT_EQUAL(d.mistakes, 0);
		arena_free(&d.arena);
	}
}

static void no_room(void)
{
	struct engine e;
	struct agenda a, b;
	struct arena arena = {0};
	CU_ASSERT_FATAL(engine_init(&e, 1, &arena));
	CU_ASSERT(agenda_init(&a, &e, "one", 1));
	CU_ASSERT(!agenda_init(&b, &e, "one too many", 1));
	arena_free(&arena);
}

CU_TestInfo test_agenda[] = {
	{"errands are done in order", any_order},
	{"an actor too many is refused", no_room},
	CU_TEST_INFO_NULL,
};
