/* calibrated.c - which prices and parameters were set by which claims: the free constants. */
#include "scenario/internal.h"
#include <string.h>

bool calibration_names(const struct calibration *c, const char *claim_id)
{
	size_t n = strlen(c->claim);
	if (n && c->claim[n - 1] == '*') return strncmp(c->claim, claim_id, n - 1) == 0;
	return strcmp(c->claim, claim_id) == 0;
}

bool calibrated_ids(const struct node *list, struct error *err)
{
	static const char expected[] = "a list of the claims it was set by, such as [003-b]";
	char shown[80];
	if (list->kind != NODE_LIST || list->count == 0)
		return error_at(err, list->at, "key '%.60s': expected %s, not %s", list->key, expected,
				list->kind == NODE_LIST ? "an empty list" : node_shown(list, shown, sizeof shown));
	for (const struct node *n = list->first; n; n = n->next)
		if (!need_text(n, list->key, expected, err)) return false;
	return true;
}

/* calibrated: {traffic.base_rtt: [001-b]} - parameters, which unlike prices have no entry of their own to say so. */
bool calibrated_read(struct scenario *s, const struct node *map, struct error *err)
{
	char shown[128];
	s->calibrated_node = map;
	if (map->kind != NODE_MAP)
		return error_at(err, map->at, "key 'calibrated': expected a mapping of keys to claims, not %s",
				node_shown(map, shown, sizeof shown));
	for (const struct node *n = map->first; n; n = n->next) {
		if (!key_needed(s, n, "traffic.base_rtt", err)) return false;
		if (!calibrated_ids(n, err)) return false;
	}
	return true;
}

struct gathering {
	struct arena *arena;
	struct calibration *list; /* NULL while counting */
	int n;
};

static void gather_price(struct gathering *g, const char *where, const char *price, const struct node *ids)
{
	for (const struct node *n = ids ? ids->first : NULL; n; n = n->next) {
		if (g->list) g->list[g->n] = (struct calibration){where, price, n->text, n->at};
		g->n++;
	}
}

static void gather_list(struct gathering *g, const char *where, const struct price_entry *e)
{
	for (; e; e = e->next)
		gather_price(g, where, e->key, e->calibrated);
}

/* Prices of the scenario. */
static void gather_own(struct gathering *g, const char *where, const struct node *map)
{
	for (const struct node *n = map ? map->first : NULL; n; n = n->next)
		gather_price(g, where, n->key, node_child(n, "calibrated"));
}

static bool gather(struct gathering *g, const struct scenario *s)
{
	const struct node *own = node_child(s->tree, "prices");
	for (const struct platform *p = s->platforms; p; p = p->next) {
		gather_list(g, p->name, p->prices);
		gather_list(g, p->name, p->unlisted);
		for (const struct price_list *l = p->backends; l; l = l->next) {
			const char *where = arena_printf(g->arena, "%s/%s", p->name, l->backend);
			if (!where) return false;
			gather_list(g, where, l->first);
		}
	}
	gather_own(g, s->path, own);
	const struct node *backends = own ? node_child(own, "backends") : NULL;
	for (const struct node *n = backends ? backends->first : NULL; n; n = n->next) {
		const char *where = arena_printf(g->arena, "%s/%s", s->path, n->key);
		if (!where) return false;
		gather_own(g, where, n);
	}
	for (const struct node *n = s->calibrated_node ? s->calibrated_node->first : NULL; n; n = n->next)
		gather_price(g, s->path, n->key, n);
	return true;
}

bool scenario_calibrations(const struct scenario *s, struct arena *a, struct calibration **list, int *n, struct error *err)
{
	struct gathering g = {.arena = a};
	bool good = gather(&g, s);
	g.list = good ? arena_array(a, (size_t)g.n + 1, sizeof *g.list) : NULL;
	g.n = 0;
	if (!g.list || !gather(&g, s)) return error_memory(err);
	*list = g.list;
	*n = g.n;
	return true;
}
