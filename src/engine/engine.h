/*
 * engine.h - the run loop.  Few actors, each with at most one pending wake-up; the next event is the smallest (time, actor).
 * Nothing is allocated while running.  Knows no NIC word.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H
#include "engine/time.h"
#include <stdbool.h>
#include <stddef.h>

#define ENGINE_LINEAR 64 /* up to so many actors the minimum is searched linearly, beyond by a 4-ary heap */
#define ENGINE_ACTORS 1024
#define ENGINE_WATCH (1u << 22) /* a power of two */

struct arena;

struct actor {
	void (*step)(void *self); /* called at engine.now; may set wake-ups, its own included */
	void *self;
	const char *name;
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
	int *heap, *place;        /* NULL while n <= ENGINE_LINEAR: heap of actors, and where each stands in it */
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
void engine_heap_moved(struct engine *e, int id);

/* Set actor id's only pending wake-up to t (>= now, or TIME_NEVER to cancel it). */
static inline void engine_at(struct engine *e, int id, sim_time t)
{
	e->wake[id] = t;
	if (__builtin_expect(e->heap != NULL, 0)) engine_heap_moved(e, id);
	if (id != e->current && (t < e->until || (t == e->until && id < e->until_id))) {
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
