/* need.c - the memory a scenario takes: of the points that look like the largest ones, and which key is to blame for it. */
#include "base/free_memory.h"
#include "run/outcome.h"
#include "batch/execute.h"
#include "scenario/keys.h"
#include "scenario/plan.h"
#include <string.h>

#define SEEN_ALL 64          /* points of which each is looked at; of more, */
#define SEEN 16              /* so many values of each axis, with the first ones of the others */
#define OF_THREAD (9u << 20) /* addresses a thread takes besides: its stack, mostly */

static bool look_at(const struct scenario *s, int64_t point, struct memory_need *n, uint64_t *most, struct error *err)
{
	struct arena a = {0};
	struct setup setup;
	struct run_memory m = {0};
	bool good = scenario_setup(s, point, &a, &setup, err);
	if (good && !run_memory(&setup, &m)) good = error_memory_for(err, "point %lld", (long long)point);
	if (good) {
		if (m.certain > n->certain) n->certain = m.certain, n->certain_at = point;
		if (m.most > n->most) n->most = m.most, n->most_at = point;
		n->repeat = setup.repeat > n->repeat ? setup.repeat : n->repeat;
	}
	*most = m.most;
	arena_free(&a);
	return good;
}

/* The value of a dimension that takes most, next to the first ones of the others. */
static bool largest_of(const struct scenario *s, int d, struct memory_need *n, int64_t *value, struct error *err)
{
	const struct dimension dim = plan_dim(s, d);
	int64_t count = dim.n, seen = count < SEEN ? count : SEEN;
	uint64_t best = 0, most;
	*value = 0;
	for (int64_t i = 0; i < seen; i++) {
		int64_t v = seen > 1 ? i * (count - 1) / (seen - 1) : 0, point = plan_point(s, v * dim.stride);
		if (point < 0) continue;
		if (!look_at(s, point, n, &most, err)) return false;
		if (most > best) best = most, *value = v;
	}
	return true;
}

/* More of a thing takes more memory whatever the rest is: the largest values together take most. */
static bool look_at_extremes(const struct scenario *s, struct memory_need *n, struct error *err)
{
	int64_t all = 0, value;
	uint64_t most;
	for (int d = 0; d < plan_dims(s); d++) {
		if (!largest_of(s, d, n, &value, err)) return false;
		all += value * plan_dim(s, d).stride;
	}
	int64_t points[] = {plan_point(s, all), 0, scenario_points(s) - 1};
	for (int i = 0; i < 3; i++)
		if (points[i] >= 0 && !look_at(s, points[i], n, &most, err)) return false;
	return true;
}

bool execute_memory(const struct scenario *s, int threads, struct memory_need *n, struct error *err)
{
	const int64_t points = scenario_points(s);
	uint64_t most;
	bool good = true;
	*n = (struct memory_need){.at_once = threads};
	for (int64_t i = 0; good && points <= SEEN_ALL && i < points; i++)
		good = look_at(s, i, n, &most, err);
	if (points > SEEN_ALL) good = look_at_extremes(s, n, err);
	n->shared = scenario_bytes(s);
	if (points * n->repeat < threads) n->at_once = (int)(points * n->repeat);
	return good;
}

/* ---- is there so much? ---- */

struct blame {
	const struct scenario *s;
	int64_t point;
	bool addresses;  /* what is short */
	uint64_t least;  /* that is taken without one of the keys */
	struct place at; /* of it */
	const char *key, *text, *dflt;
};

/* What the point would take if the key were not there; false when it has to be. */
static bool without(const struct blame *b, const char *key, uint64_t *takes)
{
	struct arena a = {0};
	struct setup setup;
	struct error unused = {0};
	struct run_memory m;
	bool good = scenario_setup_without(b->s, b->point, key, &a, &setup, &unused);
	good = good && run_memory(&setup, &m);
	if (good) *takes = b->addresses ? m.most : m.certain;
	arena_free(&a);
	return good;
}

static void try_without(struct blame *b, struct arena *a, const char *path, const struct node *n)
{
	enum unit unit;
	const struct key k = key_find(path);
	uint64_t takes;
	if (k.what != KEY_PARAM || !key_unit(&k, &unit) || !without(b, path, &takes) || takes >= b->least) return;
	b->least = takes;
	b->at = n->at;
	b->key = path;
	b->text = arena_strdup(a, n->text);
	b->dflt = k.param->dflt;
}

/* Each quantity in the mapping n at path, in turn. */
static void try_all(struct blame *b, struct arena *a, const char *path, const struct node *n)
{
	for (const struct node *c = n->first; c && n->kind == NODE_MAP; c = c->next) {
		const char *below = *path ? arena_printf(a, "%s.%s", path, c->key) : c->key;
		if (below && c->kind == NODE_MAP) try_all(b, a, below, c);
		if (below && c->kind == NODE_SCALAR) try_without(b, a, below, c);
	}
}

static bool refuse(const struct scenario *s, const struct memory_need *n, bool addresses, uint64_t free, struct error *err)
{
	struct arena a = {0};
	const uint64_t one = addresses ? n->most : n->certain;
	struct blame b = {.s = s, .point = addresses ? n->most_at : n->certain_at, .addresses = addresses, .least = one};
	const struct node *tree = axes_tree(s, b.point, &a);
	char each[24], sum[24], left[24], takes[200];
	if (tree) try_all(&b, &a, "", tree);
	bytes_about((double)one, each, sizeof each);
	bytes_about((double)(one + (addresses ? OF_THREAD : 0)) * n->at_once, sum, sizeof sum);
	int used = snprintf(takes, sizeof takes, "takes %s of %s", each, addresses ? "address space (ulimit -v)" : "memory");
	if (addresses || n->at_once > 1)
		used += snprintf(takes + used, sizeof takes - (size_t)used, ", %s on %d thread%s%s", sum, n->at_once,
				 n->at_once > 1 ? "s" : "", addresses ? " with what they need themselves" : "");
	snprintf(takes + used, sizeof takes - (size_t)used, ", but only %s is free",
		 bytes_about((double)free, left, sizeof left));
	const char *fewer = n->at_once > 1 && one + OF_THREAD < free ? " or fewer threads" : "";
	if (b.key)
		error_at(err, b.at, "'%s': with %s a replication %s; expected less%s%s%s%s", b.key, b.text, takes,
			 b.dflt ? " (by default it is " : "", b.dflt ? b.dflt : "", b.dflt ? ")" : "", fewer);
	else
		error_memory_for(err, "a replication, which %s%s%s", takes, *fewer ? "; expected" : "", fewer);
	arena_free(&a);
	return false;
}

bool execute_fits(const struct scenario *s, int threads, struct error *err)
{
	struct memory_need n;
	if (!execute_memory(s, threads, &n, err)) return false;
	const uint64_t memory = free_memory(), addresses = free_addresses(), at_once = (uint64_t)n.at_once;
	bool short_of = addresses != MEMORY_UNLIMITED && (n.most > addresses || n.most + OF_THREAD > addresses / at_once);
	if (short_of) return refuse(s, &n, true, addresses, err);
	return n.certain <= memory / at_once || refuse(s, &n, false, memory, err);
}
