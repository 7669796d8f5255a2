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
#define ENGINE_WATCH (1u << 22) /* a power of two */

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

struct engine {
	sim_time now;
	sim_time until; /* the current actor goes on by itself while (its wake-up, its id) < (until, until_id) */
	int until_id;
	int current; /* actor being stepped; -1 outside the loop */
	int n;
	bool stopping;
	uint64_t steps;
	sim_time *wake; /* per actor; TIME_NEVER = none */
	struct actor *actor;
	/* Node k holds the sooner of its children 2k and 2k + 1; actor i is leaf leaves + i. NULL while n <= ENGINE_LINEAR. */
	struct wakeup *tree;
	int leaves;
	bool (*check)(void *arg); /* called after every step in the checked build; false stops the loop */
	void *check_arg;
	/* Called about every ENGINE_WATCH steps whatever the time does, if set; false stops the loop. */
	bool (*watch)(void *arg);
	void *watch_arg;
};

/* An engine for up to max actors (<= ENGINE_ACTORS); memory from a. False when memory is exhausted. */
bool engine_init(struct engine *e, int max, struct arena *a);
/* Add an actor before the run; its id is its rank among simultaneous events. name is borrowed. -1 when there is no room. */
int engine_add(struct engine *e, const char *name, void (*step)(void *), void *self, int max);
/* Run until engine_stop or until nobody has a wake-up. Returns false when check or watch said so. */
bool engine_run(struct engine *e, struct arena *a);

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
	e->stopping = true;
	e->until = INT64_MIN;
}
#endif
