/* settings.c - the leaves of a point's effective tree. */
#include "scenario/settings.h"
#include "scenario/internal.h"
#include <string.h>

#define MOST 600 /* far more keys than the tables have */

struct taking {
	struct arena *a;
	struct setting *list;
	int n;
	const char *platform;
};

static const char *list_text(const struct taking *t, const struct node *list)
{
	const char *text = "[";
	for (const struct node *c = list->first; text && c; c = c->next)
		text = arena_printf(t->a, "%s%s%s", text, c == list->first ? "" : ", ", c->text ? c->text : "...");
	return text ? arena_printf(t->a, "%s]", text) : NULL;
}

static bool changes_a_run(const char *key)
{
	static const char *const others[] = {"simnic", "title", "source", "prices", "show", "claims", "calibrated", NULL};
	for (int i = 0; others[i]; i++)
		if (strcmp(key, others[i]) == 0) return false;
	return true;
}

static bool take(struct taking *t, const struct node *map, const char *above)
{
	for (const struct node *c = map->first; c; c = c->next) {
		if (!*above && !changes_a_run(c->key)) continue;
		const char *key = *above ? arena_printf(t->a, "%s.%s", above, c->key) : c->key, *text = c->text;
		if (!key) return false;
		if (c->kind == NODE_MAP) {
			if (!take(t, c, key)) return false;
			continue;
		}
		if (c->kind == NODE_LIST) text = list_text(t, c);
		if (strcmp(key, "platform") == 0) text = t->platform;
		if (!text) return false;
		if (t->n < MOST) t->list[t->n++] = (struct setting){key, text};
	}
	return true;
}

bool scenario_settings(const struct scenario *s, int64_t point, struct arena *a, struct setting **list, int *n, struct error *err)
{
	const struct node *tree = effective_tree(s, point, a, err);
	struct taking t = {a, arena_array(a, MOST, sizeof(*t.list)), 0, scenario_platform_name(s, point)};
	if (!tree) return false;
	if (!t.list || !take(&t, tree, "")) return error_memory(err);
	*list = t.list;
	*n = t.n;
	return true;
}
