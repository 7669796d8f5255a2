/* prices_tree.c - prices: as it was written, in the shape that all else reads. */
#include "scenario/internal.h"

/* A child of that key, made when there is none; NULL when memory is exhausted. */
static struct node *map_below(struct arena *a, struct node *map, const char *key, const struct node *like)
{
	struct node *n = node_child(map, key);
	if (n) return n;
	if (!(n = node_new(a, NODE_MAP, like->at))) return NULL;
	n->key = key;
	n->key_at = like->key_at;
	n->origin = like->origin;
	node_append(map, n);
	return n;
}

/* Move a child of prices that is written "backends.vhost.kick" below backends and vhost. */
static bool move_below(struct arena *a, struct node *prices, struct node *n, const char *backend, const char *price,
		       struct error *err)
{
	struct node *copy = tree_copy(a, n), *list = copy ? map_below(a, prices, "backends", n) : NULL;
	struct node *own = list && list->kind == NODE_MAP ? map_below(a, list, backend, n) : NULL;
	if (!copy || !list || (list->kind == NODE_MAP && !own)) return error_memory(err);
	if (!own || own->kind != NODE_MAP) return true; /* what stands there already is refused later */
	if (node_child(own, price))
		return error_at(err, n->key_at, "duplicate key '%.100s'; it stands first in line %d", n->key,
				node_child(own, price)->key_at.line);
	copy->key = price;
	node_append(own, copy);
	return true;
}

bool prices_canonical(struct arena *a, struct node *tree, struct error *err)
{
	struct node *prices = node_child(tree, "prices"), *kept = NULL;
	if (!prices || prices->kind != NODE_MAP) return true;
	struct node *all = tree_copy(a, prices);
	if (!all || !(kept = tree_copy(a, prices))) return error_memory(err);
	prices->first = prices->last = NULL;
	prices->count = 0;
	for (struct node *n = kept->first, *next; n; n = next) {
		const char *backend, *price = price_of_backend(n->key, &backend);
		next = n->next;
		n->next = NULL;
		if (!price) node_append(prices, n);
	}
	for (struct node *n = all->first; n; n = n->next) {
		const char *backend, *price = price_of_backend(n->key, &backend);
		if (price && !move_below(a, prices, n, backend, price, err)) return false;
	}
	return true;
}
