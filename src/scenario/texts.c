/* texts.c - texts that are written as lists of texts. */
#include "scenario/internal.h"
#include "scenario/keys.h"
#include <string.h>

bool texts_listed(const struct param *p)
{
	return p && p->unit == UNIT_TEXT && p->max == TEXT_OR_LIST;
}

/* "a; b; c" in the place of [a, b, c]; what is no list of scalars stays, to be refused where it is read. */
bool texts_join_one(struct arena *a, struct node *n)
{
	const char *text = NULL;
	if (n->kind != NODE_LIST || n->count == 0) return true;
	for (const struct node *c = n->first; c; c = c->next) {
		if (c->kind != NODE_SCALAR || node_is_null(c)) return true;
		text = text ? arena_printf(a, "%s; %s", text, c->text) : c->text;
		if (!text) return false;
	}
	n->kind = NODE_SCALAR;
	n->quoted = true;
	n->text = text;
	n->first = n->last = NULL;
	n->count = 0;
	return true;
}

bool texts_join(struct arena *a, struct node *tree)
{
	for (int i = 0; i < N_SLOTS; i++) {
		const struct node *map = tree_find(tree, slots[i].path);
		for (struct node *n = map && map->kind == NODE_MAP ? map->first : NULL; n; n = n->next) {
			const struct registered *reg = param_owner(i, n->key, NULL);
			const struct param *p = reg ? slot_param(i, reg, n->key) : NULL;
			if (texts_listed(p) && !texts_join_one(a, n)) return false;
		}
	}
	return true;
}
