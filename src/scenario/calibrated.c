/* calibrated.c - which prices were set by which claims: the free constants. */
#include "scenario/internal.h"

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
	for (const struct node *n = own ? own->first : NULL; n; n = n->next)
		gather_price(g, s->path, n->key, node_child(n, "calibrated"));
	return true;
}

bool scenario_calibrations(const struct scenario *s, struct arena *a, struct calibration **list, int *n, struct error *err)
{
	struct gathering g = {.arena = a};
	bool good = gather(&g, s);
	g.list = good ? arena_array(a, (size_t)g.n + 1, sizeof *g.list) : NULL;
	g.n = 0;
	if (!g.list || !gather(&g, s)) return error_plain(err, "out of memory");
	*list = g.list;
	*n = g.n;
	return true;
}
