/*
 * engine.h - the run loop.  Few actors, each with at most one pending wake-up; the next event is the smallest (time, actor).
 * Nothing is allocated while running.  Knows no NIC word.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H
#include "engine/time.h"
#include <stdbool.h>
#include <stddef.h>

#define ENGINE_LINEAR 48 /* up to so many actors the minimum is searched linearly, beyond by a tree of winners */
#define ENGINE_ACTORS 1024
#define ENGINE_WATCH (1u << 17)    /* a power of two */
#define ENGINE_PATIENCE (1u << 21) /* steps at one time that are never too many */
#define ENGINE_NAMED 6             /* actors a standstill names */

struct arena;

struct actor {
	void (*step)(void *self); /* called at engine.now; may set wake-ups, its own included */
	void *self;
	const char *name;
};

struct wakeup {
	sim_time time;
	int64_t id;
};

/* What runs in the loop: on; aside for a moment, to look after things; until somebody runs it again. */
enum engine_state { ENGINE_RUNS, ENGINE_LOOKS, ENGINE_STOPS };

/* Time that does not advance any more though there is always something to do. */
struct standstill {
	uint64_t steps; /* counted at engine.now; 0 = time goes on */
	int actors;     /* that turn in place */
	int n;          /* their names, each one once, as far as there is room */
	const char *name[ENGINE_NAMED];
};

struct engine {
	sim_time now;
	sim_time until; /* the current actor goes on by itself while (its wake-up, its id) < (until, until_id) */
	int until_id;
	int current; /* actor being stepped; -1 outside the loop */
	int n;
	enum engine_state state;
	uint64_t steps;
	sim_time *wake; /* per actor; TIME_NEVER = none */
	struct actor *actor;
	/* Node k holds the sooner of its children 2k and 2k + 1; actor i is leaf leaves + i. NULL while n <= ENGINE_LINEAR. */
	struct wakeup *tree;
	int leaves;
	bool (*check)(void *arg); /* called after every step in the checked build; false stops the loop */
	void *check_arg;
	/* Called after ENGINE_WATCH steps at the latest whatever the time does, if set; false stops the loop. */
	bool (*watch)(void *arg);
	void *watch_arg;
	uint64_t patience; /* so many steps at one time are no standstill; watch may change it */
	sim_time looked;   /* the time at the last look, and the steps when it was first seen */
	uint64_t looked_at;
	struct standstill standstill;
};

/* An engine for up to max actors (<= ENGINE_ACTORS); memory from a. False when memory is exhausted. */
bool engine_init(struct engine *e, int max, struct arena *a);
/* Add an actor before the run; its id is its rank among simultaneous events. name is borrowed. -1 when there is no room. */
int engine_add(struct engine *e, const char *name, void (*step)(void *), void *self, int max);
/*
 * Run until engine_stop or until nobody has a wake-up. Returns false when check or watch said so, or when time stands still:
 * standstill then says who turns in place.
 */
bool engine_run(struct engine *e, struct arena *a);

/* Without a tree: whose wake-up is the earliest; of actors that have none, if nobody has. */
int engine_next(const struct engine *e);

/* Actor id's wake-up goes up the tree. */
static inline void engine_replay(struct engine *e, int id, sim_time t)
{
	struct wakeup w = {t, id};
	for (uint32_t k = (uint32_t)(e->leaves + id); k > 1; k /= 2) {
		e->tree[k] = w;
		struct wakeup other = e->tree[k ^ 1];
		int64_t stays = -(int64_t)(w.time - !(k & 1) < other.time); /* the left one has the smaller ids */
		w.time = other.time ^ ((w.time ^ other.time) & stays);
		w.id = other.id ^ ((w.id ^ other.id) & stays);
	}
	e->tree[1] = w;
}

/* Set actor id's only pending wake-up to t (>= now, or TIME_NEVER to cancel it). */
static inline void engine_at(struct engine *e, int id, sim_time t)
{
	e->wake[id] = t;
	if (id == e->current) return;
	if (e->tree) engine_replay(e, id, t);
	if (t < e->until || (t == e->until && id < e->until_id)) {
		e->until = t;
		e->until_id = id;
	}
}

/* Leave the loop after the current step. */
static inline void engine_stop(struct engine *e)
{
	e->state = ENGINE_STOPS;
	e->until = INT64_MIN;
}

/* Have the loop look after things after the current step: for an actor that has done much in it. The step counts it in e->steps. */
static inline void engine_look(struct engine *e)
{
	if (e->state == ENGINE_RUNS) e->state = ENGINE_LOOKS;
	e->until = INT64_MIN;
}
#endif
