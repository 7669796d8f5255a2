#include "engine/engine.h"
#include "base/arena.h"

bool engine_init(struct engine *e, int max, struct arena *a)
{
	*e = (struct engine){.current = -1, .until = TIME_NEVER, .until_id = ENGINE_ACTORS};
	size_t room = ((size_t)max + 3) & ~(size_t)3;
	e->wake = arena_array(a, room, sizeof *e->wake);
	e->actor = arena_array(a, (size_t)max, sizeof *e->actor);
	for (size_t i = 0; e->wake && i < room; i++) e->wake[i] = TIME_NEVER;
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

/* ---- a handful of actors: branch-free passes over their times ---- */

/* The smaller of two keys; equal times go to the left, which has the smaller id. */
#define KEEP_SMALLER(i)                        \
	do {                                   \
		sim_time t = wake[i];          \
		id = t < best ? (i) : id;      \
		best = t < best ? t : best;    \
	} while (0)

/* The actor with the smallest key; TIME_NEVER when nobody has a wake-up. room is a multiple of 4, its tail TIME_NEVER. */
static inline int least(const sim_time *wake, int room, sim_time *time)
{
	sim_time best = wake[0];
	int id = 0;
	KEEP_SMALLER(1);
	KEEP_SMALLER(2);
	KEEP_SMALLER(3);
	for (int i = 4; i < room; i += 4) {
		KEEP_SMALLER(i);
		KEEP_SMALLER(i + 1);
		KEEP_SMALLER(i + 2);
		KEEP_SMALLER(i + 3);
	}
	*time = best;
	return id;
}

/* Take the next actor off and leave in `until` who comes after it. `until` names the next one unless its wake-up was moved since. */
static inline int pick_linear(struct engine *e, sim_time *wake, int room, sim_time *now)
{
	int id = e->until_id;
	*now = e->until;
	if (__builtin_expect(wake[id] != *now, 0)) id = least(wake, room, now);
	wake[id] = TIME_NEVER;
	e->until_id = least(wake, room, &e->until);
	return id;
}

static int pick_heap(struct engine *e, sim_time *now)
{
	int id = e->heap[0], second = -1;
	for (int c = 1; c <= 4 && c < e->n; c++)
		if (second < 0 || before(e, e->heap[c], e->heap[second])) second = c;
	e->until = e->wake[e->heap[second]];
	e->until_id = e->heap[second];
	*now = e->wake[id];
	e->wake[id] = TIME_NEVER;
	return id;
}

/* Step actor id at `now` and for as long as it stays the earliest. False when the check failed. */
static inline bool step_on(struct engine *e, int id, sim_time now)
{
	void (*step)(void *) = e->actor[id].step;
	void *self = e->actor[id].self;
	sim_time *wake = &e->wake[id];
	e->current = id;
	for (;;) {
		e->now = now;
		e->steps++;
		step(self);
#ifdef SIMNIC_CHECKED
		if (e->check && !e->check(e->check_arg)) return false;
#endif
		now = *wake;
		if (now >= e->until && (now > e->until || id > e->until_id || now == TIME_NEVER)) return true;
		*wake = TIME_NEVER;
	}
}

bool engine_run(struct engine *e, struct arena *a)
{
	if (e->n > ENGINE_LINEAR && !e->heap && !heap_build(e, a)) return false;
	int room = (e->n + 3) & ~3;
	bool sound = true;
	e->stopping = e->n == 0;
	if (!e->stopping && !e->heap) e->until_id = least(e->wake, room, &e->until);
	while (!e->stopping && sound) {
		sim_time now;
		int id = e->heap ? pick_heap(e, &now) : pick_linear(e, e->wake, room, &now);
		if (now == TIME_NEVER) break;
		sound = step_on(e, id, now);
		e->current = -1;
		if (e->heap) engine_heap_moved(e, id);
	}
	return sound;
}
