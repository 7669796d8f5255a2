/* diff_match.c - which point of one run is which of another: by the values of all that varies in either. */
#include "report/diff.h"
#include "scenario/scenario.h"
#include <stdlib.h>
#include <string.h>

struct named {
	const char *name; /* the values of all keys, one after the other */
	int at;
};

static int axis_at(const struct point *p, const char *key)
{
	for (int i = 0; i < p->n_axes; i++)
		if (strcmp(p->axis[i].key, key) == 0) return i;
	return -1;
}

/* Keys that vary on either side, each once, in a's order. */
static int keys_of(const struct diff *d, const char **key)
{
	int n = 0;
	const struct point *a = &d->a.point[0], *b = &d->b.point[0];
	for (int i = 0; i < a->n_axes; i++)
		key[n++] = a->axis[i].key;
	for (int i = 0; i < b->n_axes; i++)
		if (axis_at(a, b->axis[i].key) < 0) key[n++] = b->axis[i].key;
	return n;
}

/* By what the text comes to: 1KiB is 1024B; files are the same whose names without folders are. */
static const char *value_name(struct arena *a, const struct axis_value *v)
{
	if (v->type == 'q' && v->of.unit) return arena_printf(a, "%.12g%s", v->of.number, v->of.unit);
	return axis_text(v);
}

/* What no point of the other side can be called, where a value is not known: its side and place. */
static const char *name_of(struct diff *d, const struct diff_side *side, int at, const char *const *key, int n)
{
	const struct point *p = &side->point[at];
	const char *name = "";
	for (int i = 0; name && i < n; i++) {
		int axis = axis_at(p, key[i]);
		const char *text = axis < 0 && side->value ? side->value(side, at, key[i]) : NULL;
		struct axis_value v = axis >= 0 ? p->axis[axis] : text ? scenario_value_of(key[i], text) : (struct axis_value){0};
		const char *word = axis < 0 && !text ? arena_printf(d->arena, "?%c%d", side == &d->a ? 'a' : 'b', at)
						     : value_name(d->arena, &v);
		name = word ? arena_printf(d->arena, "%s%s\n", name, word) : NULL;
	}
	return name;
}

static int by_name(const void *x, const void *y)
{
	const struct named *a = x, *b = y;
	int order = strcmp(a->name, b->name);
	return order ? order : (a->at > b->at) - (a->at < b->at);
}

static struct named *names_of(struct diff *d, const struct diff_side *side, const char *const *key, int n)
{
	struct named *list = arena_array(d->arena, (size_t)side->n, sizeof(*list));
	for (int i = 0; list && i < side->n; i++) {
		list[i] = (struct named){name_of(d, side, i, key, n), i};
		if (!list[i].name) return NULL;
	}
	return list;
}

static int find(const struct named *sorted, int n, const char *name)
{
	struct named wanted = {name, -1};
	int low = 0, high = n;
	while (low < high) {
		int mid = low + (high - low) / 2;
		*(by_name(&sorted[mid], &wanted) < 0 ? &low : &high) = by_name(&sorted[mid], &wanted) < 0 ? mid + 1 : mid;
	}
	return low < n && strcmp(sorted[low].name, name) == 0 ? low : -1;
}

static void pair_up(struct diff *d, int a, int b)
{
	d->pair[d->n++] = (struct diff_pair){.a = &d->a.point[a], .b = &d->b.point[b], .at_a = a, .at_b = b};
}

bool diff_match(struct diff *d, struct error *err)
{
	const char *key[2 * SCENARIO_MAX_AXES + 2];
	int n = keys_of(d, key);
	struct named *a = names_of(d, &d->a, key, n), *b = names_of(d, &d->b, key, n);
	bool *taken = arena_array(d->arena, (size_t)d->b.n, sizeof(*taken));
	d->pair = arena_array(d->arena, (size_t)d->a.n, sizeof(*d->pair));
	d->only_a = arena_array(d->arena, (size_t)d->a.n, sizeof(*d->only_a));
	d->only_b = arena_array(d->arena, (size_t)d->b.n, sizeof(*d->only_b));
	if (!a || !b || !taken || !d->pair || !d->only_a || !d->only_b) return error_memory(err);
	if (d->a.n == 1 && d->b.n == 1) return pair_up(d, 0, 0), true;
	qsort(b, (size_t)d->b.n, sizeof(*b), by_name);
	for (int i = 0; i < d->a.n; i++) {
		int k = find(b, d->b.n, a[i].name);
		if (k < 0 || taken[b[k].at])
			d->only_a[d->n_only_a++] = i;
		else
			pair_up(d, i, b[k].at), taken[b[k].at] = true;
	}
	for (int i = 0; i < d->b.n; i++)
		if (!taken[i]) d->only_b[d->n_only_b++] = i;
	return true;
}
