#include "engine/engine.h"
#include "base/arena.h"

bool engine_init(struct engine *e, int max, struct arena *a)
{
	*e = (struct engine){.current = -1, .until = TIME_NEVER, .until_id = ENGINE_ACTORS};
	e->wake = arena_array(a, (size_t)max, sizeof *e->wake);
	e->actor = arena_array(a, (size_t)max, sizeof *e->actor);
	return e->wake && e->actor;
}

int engine_add(struct engine *e, const char *name, void (*step)(void *), void *self, int max)
{
	if (e->n >= max) return -1;
	e->wake[e->n] = TIME_NEVER;
	e->actor[e->n] = (struct actor){step, self, name};
	return e->n++;
}

/* ---- the 4-ary heap, for many actors ---- */

static bool before(const struct engine *e, int a, int b)
{
	return e->wake[a] < e->wake[b] || (e->wake[a] == e->wake[b] && a < b);
}

static void put(struct engine *e, int at, int id)
{
	e->heap[at] = id;
	e->place[id] = at;
}

static void sift_down(struct engine *e, int at)
{
	int id = e->heap[at];
	for (;;) {
		int first = 4 * at + 1, least = -1;
		for (int c = first; c < first + 4 && c < e->n; c++)
			if (least < 0 || before(e, e->heap[c], e->heap[least])) least = c;
		if (least < 0 || !before(e, e->heap[least], id)) break;
		put(e, at, e->heap[least]);
		at = least;
	}
	put(e, at, id);
}

void engine_heap_moved(struct engine *e, int id)
{
	int at = e->place[id];
	while (at > 0 && before(e, id, e->heap[(at - 1) / 4])) {
		put(e, at, e->heap[(at - 1) / 4]);
		at = (at - 1) / 4;
	}
	put(e, at, id);
	sift_down(e, at);
}

static bool heap_build(struct engine *e, struct arena *a)
{
	e->heap = arena_array(a, (size_t)e->n, sizeof *e->heap);
	e->place = arena_array(a, (size_t)e->n, sizeof *e->place);
	if (!e->heap || !e->place) return false;
	for (int i = 0; i < e->n; i++) put(e, i, i);
	for (int i = e->n / 4; i >= 0; i--) sift_down(e, i);
	return true;
}

static int pick_heap(struct engine *e)
{
	int second = -1;
	for (int c = 1; c <= 4 && c < e->n; c++)
		if (second < 0 || before(e, e->heap[c], e->heap[second])) second = c;
	e->until = second < 0 ? TIME_NEVER : e->wake[e->heap[second]];
	e->until_id = second < 0 ? ENGINE_ACTORS : e->heap[second];
	return e->heap[0];
}

/* ---- a handful of actors: branch-free passes over their times ---- */

/* The actor with the smallest key among all but `but`; ENGINE_ACTORS and *time = TIME_NEVER when nobody has a wake-up. */
static inline int least_but(const struct engine *e, int but, sim_time *time)
{
	sim_time least = TIME_NEVER;
	int id = ENGINE_ACTORS;
	const sim_time *wake = e->wake;
	for (int i = 0, n = e->n; i < n; i++) {
		sim_time t = i == but ? TIME_NEVER : wake[i];
		id = t < least ? i : id;
		least = t < least ? t : least;
	}
	*time = least;
	return id;
}

/* `until` names the next actor, unless that one's wake-up was moved since: then search. */
static inline int pick_linear(struct engine *e)
{
	int id = e->until_id;
	sim_time t = e->until;
	if (id >= e->n || e->wake[id] != t) id = least_but(e, -1, &t);
	e->until_id = least_but(e, id, &e->until);
	return id;
}

bool engine_run(struct engine *e, struct arena *a)
{
	if (e->n > ENGINE_LINEAR && !e->heap && !heap_build(e, a)) return false;
	bool sound = true;
	e->stopping = false;
	while (!e->stopping && sound) {
		int id = e->heap ? pick_heap(e) : pick_linear(e);
		if (id >= e->n || e->wake[id] == TIME_NEVER) break;
		struct actor *actor = &e->actor[id];
		sim_time *wake = &e->wake[id];
		e->current = id;
		do {
			e->now = *wake;
			*wake = TIME_NEVER;
			actor->step(actor->self);
			e->steps++;
#ifdef SIMNIC_CHECKED
			sound = !e->check || e->check(e->check_arg);
#endif
		} while (sound && (*wake < e->until || (*wake == e->until && id < e->until_id)) && *wake != TIME_NEVER);
		e->current = -1;
		if (e->heap) engine_heap_moved(e, id);
	}
	return sound;
}
