/* scenario.c - a scenario file from its path to a checked struct scenario. */
#include "scenario/internal.h"
#include "scenario/yaml.h"
#include <string.h>

/* The folder of path, "." when it names none. */
static const char *folder(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash) return ".";
	return slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

static bool check_version(const struct node *tree, struct error *err)
{
	const struct node *n = node_child(tree, "simnic");
	const struct node *other = node_child(tree, "simnic-platform"), *first = tree->first;
	if (!n && other)
		return error_at(err, other->key_at,
				"this is a platform file; expected a scenario, which begins with 'simnic: 1'");
	if (!n && first && nearest_word(first->key, (const char *const[]){"simnic", NULL}))
		return error_at(err, first->key_at, "unknown key '%.60s'; did you mean 'simnic'?", first->key);
	if (!n) return error_at(err, tree->at, "missing key 'simnic'; a scenario begins with 'simnic: 1'");
	if (!need_text(n, "simnic", "1", err)) return false;
	return strcmp(n->text, "1") == 0 || error_at(err, n->at, "simnic: unknown version '%.30s', expected 1", n->text);
}

static bool part_compare(struct scenario *s, struct error *err)
{
	const struct node *n = node_child(s->tree, "compare");
	s->axes_missing = n && !axes_read(s, n, true, err);
	return !s->axes_missing;
}

static bool part_sweep(struct scenario *s, struct error *err)
{
	const struct node *n = node_child(s->tree, "sweep");
	if (!n || axes_read(s, n, false, err)) return true;
	s->axes_missing = true;
	return false;
}

static bool part_when(struct scenario *s, struct error *err)
{
	return when_read(s, node_child(s->tree, "when"), err);
}

static bool part_settings(struct scenario *s, struct error *err)
{
	return shape_check(s, s->tree, err);
}

/* And what is about them. */
static bool part_claims(struct scenario *s, struct error *err)
{
	const struct node *claims = node_child(s->tree, "claims"), *calibrated = node_child(s->tree, "calibrated");
	if (claims && !claims_read(s, claims, err)) return false;
	return show_read(s, node_child(s->tree, "show"), err) && (!calibrated || calibrated_read(s, calibrated, err));
}

/* In this order: settings are judged by the models that the axes pick. */
static bool (*const parts[])(struct scenario *s, struct error *err) = {part_compare, part_sweep, part_when, part_settings,
								       part_claims};

/* Take what is about the whole scenario out of the tree, so that the rest belongs to one point. */
static bool read_parts(struct scenario *s, struct error *err)
{
	if (!check_version(s->tree, err) || !shape_canonical(s->arena, s->tree, err)) return false;
	bool all = true, go_on = true;
	for (size_t i = 0; go_on && i < sizeof parts / sizeof *parts; i++) {
		struct error one;
		error_begin(&one, err);
		if (!parts[i](s, &one)) go_on = error_take(err, &one, &all);
	}
	if (!all) return false;
	tree_remove(s->tree, "simnic");
	tree_remove(s->tree, "compare");
	tree_remove(s->tree, "sweep");
	tree_remove(s->tree, "claims");
	tree_remove(s->tree, "show");
	tree_remove(s->tree, "calibrated");
	tree_remove(s->tree, "when");
	return true;
}

static bool try_point(const struct scenario *s, int64_t point, struct error *err)
{
	struct arena a = {0};
	struct setup setup;
	bool good = scenario_setup(s, point, &a, &setup, err);
	if (good) notices_look(s, &setup);
	arena_free(&a);
	return good;
}

static bool try_combination(const struct scenario *s, int64_t combination, struct error *err)
{
	int64_t point = plan_point(s, combination);
	return point < 0 || try_point(s, point, err);
}

/*
 * All combinations of the shortest axes, as many as fit in SCENARIO_CHECK_ALL points, next to the first values of the others: what
 * can not go together are mostly models, words and rings, of which there are few, not the many values of a long sweep.
 */
static bool try_short_axes(const struct scenario *s, struct error *err)
{
	int taken[SCENARIO_MAX_AXES], n = 0;
	bool in[SCENARIO_MAX_AXES] = {false};
	int64_t product = 1;
	for (;;) {
		int best = -1;
		for (int d = 0; d < s->n_dims; d++)
			if (!in[d] && (best < 0 || s->dim[d].n < s->dim[best].n)) best = d;
		if (best < 0 || product * s->dim[best].n > SCENARIO_CHECK_ALL) break;
		in[best] = true;
		taken[n++] = best;
		product *= s->dim[best].n;
	}
	for (int64_t i = 0; i < product; i++) {
		int64_t at = 0, rest = i;
		for (int k = 0; k < n; rest /= s->dim[taken[k++]].n)
			at += rest % s->dim[taken[k]].n * s->dim[taken[k]].stride;
		if (!try_combination(s, at, err)) return false;
	}
	return true;
}

/* Every point while they are few; else each value of each axis next to the first of the others, and the short axes together. */
static bool try_points(const struct scenario *s, struct error *err)
{
	if (s->points <= SCENARIO_CHECK_ALL) {
		for (int64_t i = 0; i < s->points; i++)
			if (!try_point(s, i, err)) return false;
		return true;
	}
	for (int d = 0; d < s->n_dims; d++) {
		/* No file can list so many values: they are of a range, of which an even spread will do. */
		int step = s->dim[d].n > YAML_MAX_NODES ? s->dim[d].n / SCENARIO_CHECK_ALL : 1;
		for (int v = 0; v < s->dim[d].n; v += step)
			if (!try_combination(s, v * s->dim[d].stride, err)) return false;
	}
	return try_short_axes(s, err);
}

/* Each in an arena of its own, for there may be many; what the error points to moves to s. */
static bool try_claims(const struct scenario *s, struct error *err)
{
	bool good = true;
	for (int i = 0; good && i < s->n_claims; i++) {
		struct arena a = {0};
		good = claim_fits(s, &s->claim[i], &a, err);
		if (!good && err->at.file) err->at.file = arena_strdup(s->arena, err->at.file);
		arena_free(&a);
	}
	return good;
}

static bool load(struct scenario *s, const char *const *sets, int n_sets, struct error *err)
{
	s->base_dir = folder(s->arena, s->path);
	s->cache = load_cache_new(s->arena);
	if (!s->base_dir || !s->cache) return error_memory(err);
	if (!s->as_read)
		s->as_read =
			yaml_read_file(s->arena, s->path, strcmp(s->path, "-") == 0 ? "stdin" : s->path, (struct place){0}, err);
	if (!s->as_read) return false;
	if (!(s->tree = tree_copy(s->arena, s->as_read))) return error_memory(err);
	if (!read_parts(s, err)) return false;
	if (!claims_select(s, err)) return false;
	bool all = true, go_on = true;
	for (int i = 0; go_on && i < n_sets; i++) {
		struct error one;
		error_begin(&one, err);
		if (!axes_set(s, sets[i], &one)) go_on = error_take(err, &one, &all);
	}
	if (!all) return false;
	if (!axes_check(s, err) || !when_check(s, err) || !read_platforms(s, err)) return false;
	if (!notices_begin(s)) return error_memory(err);
	if (!try_points(s, err)) return false;
	/* What --set changed need not suit the claims; who judges them finds out. */
	return n_sets > 0 || try_claims(s, err);
}

static struct scenario *load_from(struct arena *a, const char *path, struct node *as_read, const char *const *sets, int n_sets,
				  struct error *err)
{
	struct scenario *s = arena_alloc(a, sizeof *s);
	if (!s) {
		error_memory(err);
		return NULL;
	}
	s->arena = a;
	s->path = path;
	s->as_read = as_read;
	if (load(s, sets, n_sets, err)) return s;
	load_cache_free(s->cache);
	return NULL;
}

struct scenario *scenario_load(struct arena *a, const char *path, const char *const *sets, int n_sets, struct error *err)
{
	return load_from(a, path, NULL, sets, n_sets, err);
}

struct scenario *scenario_load_text(struct arena *a, const char *name, const char *text, const char *const *sets, int n_sets,
				    struct error *err)
{
	size_t size = strlen(text);
	struct node *root = NULL;
	if (size > YAML_MAX_BYTES)
		error_at(err, (struct place){name, 1, 1}, "it is larger than 1 MiB; expected a scenario");
	else
		root = yaml_read_text(a, text, size, name, err);
	return root ? load_from(a, name, root, sets, n_sets, err) : NULL;
}

struct scenario *scenario_load_again(struct arena *a, const struct scenario *first, const char *const *sets, int n_sets,
				     struct error *err)
{
	return load_from(a, first->path, first->as_read, sets, n_sets, err);
}

void scenario_free(struct scenario *s)
{
	if (!s) return;
	load_cache_free(s->cache);
	s->cache = NULL;
}

static const char *text_of(const struct scenario *s, const char *key)
{
	const struct node *n = node_child(s->tree, key);
	return n ? n->text : "";
}

const char *scenario_path(const struct scenario *s)
{
	return s->path;
}

const char *scenario_title(const struct scenario *s)
{
	return text_of(s, "title");
}

const char *scenario_source(const struct scenario *s)
{
	return text_of(s, "source");
}

struct place scenario_place(const struct scenario *s)
{
	return (struct place){s->path, 1, 1};
}

int64_t scenario_points(const struct scenario *s)
{
	return s->points;
}

int scenario_axes(const struct scenario *s)
{
	return s->n_axes;
}

int scenario_compared(const struct scenario *s)
{
	return s->n_compared;
}

const char *scenario_axis_key(const struct scenario *s, int axis)
{
	return s->axis[axis].key;
}

int scenario_axis_size(const struct scenario *s, int axis)
{
	return s->axis[axis].n;
}

bool scenario_overrides(const struct scenario *s)
{
	bool varies = s->when_node != NULL;
	for (int i = 0; i < s->n_axes; i++)
		varies |= strncmp(s->axis[i].key, "prices.", 7) == 0;
	return varies || node_child(s->tree, "prices");
}

const char *scenario_platform_name(const struct scenario *s, int64_t point)
{
	const struct platform *p = platform_at(s, point);
	return p ? p->name : "";
}

const char *scenario_platform_title(const struct scenario *s, int64_t point)
{
	const struct platform *p = platform_at(s, point);
	return p ? p->title : "";
}

const char *scenario_platform_hash(const struct scenario *s, int64_t point)
{
	const struct platform *p = platform_at(s, point);
	return p ? p->hash : "";
}

uint64_t scenario_bytes(const struct scenario *s)
{
	return s->arena->used + s->cache->arena.used;
}
