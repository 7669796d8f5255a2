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

/* ---- the tree of winners, for many actors ---- */

static bool tree_build(struct engine *e, struct arena *a)
{
	for (e->leaves = 1; e->leaves < e->n;)
		e->leaves *= 2;
	e->tree = arena_array(a, 2 * (size_t)e->leaves, sizeof *e->tree);
	for (int k = 0; e->tree && k < 2 * e->leaves; k++)
		e->tree[k] = (struct wakeup){TIME_NEVER, 0};
	for (int id = 0; e->tree && id < e->n; id++)
		engine_replay(e, id, e->wake[id]);
	return e->tree != NULL;
}

/* Take the next actor off and leave in `until` who comes after it: the best of those it won against. Its own way up the tree stays as it is
 * until its step is over. */
static inline int pick_tree(struct engine *e, sim_time *now)
{
	const int id = (int)e->tree[1].id;
	struct wakeup next = {TIME_NEVER, ENGINE_ACTORS};
	for (uint32_t k = (uint32_t)(e->leaves + id); k > 1; k /= 2) {
		struct wakeup other = e->tree[k ^ 1];
		int64_t sooner = -(int64_t)((other.time < next.time) | ((other.time == next.time) & (other.id < next.id)));
		next.time ^= (next.time ^ other.time) & sooner;
		next.id ^= (next.id ^ other.id) & sooner;
	}
	*now = e->tree[1].time;
	e->until = next.time;
	e->until_id = (int)next.id;
	e->wake[id] = TIME_NEVER;
	return id;
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

/* The loop proper; `tree` is a constant at each call, so that the linear loop carries nothing of the tree. */
static inline bool loop(struct engine *e, const bool tree)
{
	const int room = (e->n + 3) & ~3;
	uint64_t steps = 0;
	bool sound = true;
	while (!e->stopping && sound) {
		sim_time now;
		int id = tree ? pick_tree(e, &now) : pick_linear(e, e->wake, room, &now);
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
		}
		if (tree) engine_replay(e, id, *wake);
	}
	e->current = -1;
	e->steps += steps;
	return sound;
}

bool engine_run(struct engine *e, struct arena *a)
{
	if (e->n == 0) return true;
	if (e->n > ENGINE_LINEAR && !e->tree && !tree_build(e, a)) return false;
	e->stopping = false;
	if (e->tree) return loop(e, true);
	e->until_id = least(e->wake, (e->n + 3) & ~3, &e->until);
	return loop(e, false);
}
