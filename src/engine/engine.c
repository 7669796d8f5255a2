#include "engine/engine.h"
#include "base/arena.h"

bool engine_init(struct engine *e, int max, struct arena *a)
{
	*e = (struct engine){.current = -1, .until = TIME_NEVER, .until_id = ENGINE_ACTORS};
	size_t room = ((size_t)max + 3) & ~(size_t)3;
	e->wake = arena_array(a, room, sizeof *e->wake);
	e->actor = arena_array(a, (size_t)max, sizeof *e->actor);
	for (size_t i = 0; e->wake && i < room; i++)
		e->wake[i] = TIME_NEVER;
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
	for (int i = 0; i < e->n; i++)
		put(e, i, i);
	for (int i = e->n / 4; i >= 0; i--)
		sift_down(e, i);
	return true;
}

/* ---- a handful of actors: branch-free passes over their times ---- */

/* The smaller of two keys; equal times go to the left, which has the smaller id. */
#define KEEP_SMALLER(i)                     \
	do {                                \
		sim_time t = wake[i];       \
		id = t < best ? (i) : id;   \
		best = t < best ? t : best; \
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
	engine_heap_moved(e, id); /* stands where that belongs while it steps: others move past it meanwhile */
	return id;
}

/* The loop proper; `heap` is a constant at each call, so that the linear loop carries nothing of the heap. */
static inline bool loop(struct engine *e, const bool heap)
{
	const int room = (e->n + 3) & ~3;
	uint64_t steps = 0;
	bool sound = true;
	while (!e->stopping && sound) {
		sim_time now;
		int id = heap ? pick_heap(e, &now) : pick_linear(e, e->wake, room, &now);
		if (now == TIME_NEVER) break;
		const struct actor actor = e->actor[id];
		sim_time *wake = &e->wake[id];
		e->current = id;
		for (;;) {
			e->now = now;
			steps++;
			actor.step(actor.self);
			if (__builtin_expect((steps & (ENGINE_WATCH - 1)) == 0, 0) && e->watch && !e->watch(e->watch_arg)) {
				sound = false;
				break;
			}
#ifdef SIMNIC_CHECKED
			sound = !e->check || e->check(e->check_arg);
			if (!sound) break;
#endif
			now = *wake;
			if (now >= e->until && (now > e->until || id > e->until_id || now == TIME_NEVER)) break;
			*wake = TIME_NEVER;
			if (heap) engine_heap_moved(e, id);
		}
	}
	e->current = -1;
	e->steps += steps;
	return sound;
}

bool engine_run(struct engine *e, struct arena *a)
{
	if (e->n == 0) return true;
	if (e->n > ENGINE_LINEAR && !e->heap && !heap_build(e, a)) return false;
	e->stopping = false;
	if (e->heap) return loop(e, true);
	e->until_id = least(e->wake, (e->n + 3) & ~3, &e->until);
	return loop(e, false);
}
