#include "engine/engine.h"
#include "base/arena.h"
#include <string.h>

#define TURNS (1 << 14) /* steps in which all who turn in place are seen: many times ENGINE_ACTORS */

bool engine_init(struct engine *e, int max, struct arena *a)
{
	*e = (struct engine){
		.current = -1, .until = TIME_NEVER, .until_id = ENGINE_ACTORS, .patience = ENGINE_PATIENCE, .looked = -1};
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

/* ---- a handful of actors: branch-free passes over their times, which nobody could predict ---- */

/* All ones when b is before a, else 0; by the sign of their difference, of which no compiler makes a branch. */
static inline int64_t before(sim_time b, sim_time a)
{
	return -(int64_t)((uint64_t)(b - a) >> 63);
}

/* The one of two actors with the smaller time; equal times go to the first, which has the smaller id. */
static inline int64_t sooner(const sim_time *wake, int64_t id, int64_t other)
{
	return id ^ ((id ^ other) & before(wake[other], wake[id]));
}
/* And of four in a row. */
static inline int64_t least_of_four(const sim_time *wake, int64_t i)
{
	return sooner(wake, i - before(wake[i + 1], wake[i]), i + 2 - before(wake[i + 3], wake[i + 2]));
}

/* The actor with the smallest key; TIME_NEVER when nobody has a wake-up. room is a multiple of 4, its tail TIME_NEVER. */
static inline int least(const sim_time *wake, int room, sim_time *time)
{
	int64_t id = least_of_four(wake, 0);
	for (int i = 4; i < room; i += 4)
		id = sooner(wake, id, least_of_four(wake, i));
	*time = wake[id];
	return (int)id;
}

/* A linear search is in steps of 4. */
static inline int room_of(const struct engine *e)
{
	return (e->n + 3) & ~3;
}

int engine_next(const struct engine *e)
{
	sim_time time;
	return least(e->wake, room_of(e), &time);
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

/*
 * The loop proper.  room: for how many actors the minimum is searched linearly, 0 = by the tree; a constant at most calls, so that a loop
 * for few carries nothing of what is for many.
 */
static inline __attribute__((always_inline)) bool loop(struct engine *e, const int room)
{
	const bool tree = room == 0;
	uint64_t steps = 0;
	bool sound = true;
	while (e->state == ENGINE_RUNS && sound) {
		sim_time now;
		int id = tree ? pick_tree(e, &now) : pick_linear(e, e->wake, room, &now);
		if (now == TIME_NEVER) break;
		void (*const step)(void *) = e->actor[id].step;
		void *const self = e->actor[id].self;
		sim_time *wake = &e->wake[id];
		e->current = id;
		for (;;) {
			e->now = now;
			steps++;
			step(self);
#ifdef SIMNIC_CHECKED
			sound = !e->check || e->check(e->check_arg);
			if (!sound) break;
#endif
			if (__builtin_expect((steps & (ENGINE_WATCH - 1)) == 0, 0)) {
				engine_look(e);
				break;
			}
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

/* By themselves, so that each has the registers for what it needs at every step. */
static __attribute__((noinline)) bool loop_tree(struct engine *e)
{
	return loop(e, 0);
}
static __attribute__((noinline)) bool loop_linear(struct engine *e)
{
	return loop(e, room_of(e));
}
static __attribute__((noinline)) bool loop_of_4(struct engine *e)
{
	return loop(e, 4);
}
static __attribute__((noinline)) bool loop_of_8(struct engine *e)
{
	return loop(e, 8);
}
static bool run_loop(struct engine *e)
{
	if (e->tree) return loop_tree(e);
	return e->n <= 4 ? loop_of_4(e) : e->n <= 8 ? loop_of_8(e) : loop_linear(e);
}

/* ---- time that stands still ---- */

/* One step of whoever is next, whose number is returned; -1 when that is at another time than now. The plain way, for either search. */
static int step_now(struct engine *e)
{
	const int room = room_of(e);
	sim_time now;
	int id = least(e->wake, room, &now);
	if (now != e->now) return -1;
	e->wake[id] = TIME_NEVER;
	e->until_id = least(e->wake, room, &e->until);
	e->current = id;
	e->steps++;
	e->actor[id].step(e->actor[id].self);
	if (e->tree) engine_replay(e, id, e->wake[id]);
	e->current = -1;
	return id;
}

static void standstill_name(struct standstill *s, const char *name)
{
	for (int i = 0; i < s->n; i++)
		if (strcmp(s->name[i], name) == 0) return;
	if (s->n < ENGINE_NAMED) s->name[s->n++] = name;
}

/*
 * Too many steps at one time: a few more of them show who turns in place.  They are steps like all others, so that nothing is lost should
 * the time go on after all; then false.
 */
static bool stands_still(struct engine *e)
{
	bool turns[ENGINE_ACTORS] = {false};
	for (int left = TURNS; left > 0; left--) {
		int id = step_now(e);
		if (id < 0 || e->state == ENGINE_STOPS) return false;
		turns[id] = true;
	}
	e->standstill = (struct standstill){.steps = e->steps - e->looked_at};
	for (int id = 0; id < e->n; id++)
		if (turns[id]) {
			e->standstill.actors++;
			standstill_name(&e->standstill, e->actor[id].name);
		}
	return true;
}

/* Look after things between two steps; false ends the run. */
static bool look(struct engine *e)
{
	if (e->now != e->looked) {
		e->looked = e->now;
		e->looked_at = e->steps;
	}
	if (e->watch && !e->watch(e->watch_arg)) return false;
	return e->steps - e->looked_at < e->patience || !stands_still(e);
}

bool engine_run(struct engine *e, struct arena *a)
{
	if (e->n == 0) return true;
	if (e->n > ENGINE_LINEAR && !e->tree && !tree_build(e, a)) return false;
	e->state = ENGINE_RUNS;
	for (;;) {
		if (!e->tree) e->until_id = least(e->wake, room_of(e), &e->until);
		if (!run_loop(e)) return false;
		if (e->state != ENGINE_LOOKS) return true;
		if (!look(e)) return false;
		if (e->state == ENGINE_STOPS) return true;
		e->state = ENGINE_RUNS;
	}
}
