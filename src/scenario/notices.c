/* notices.c - what a scenario says and none of its points can be changed by, or has no room for. */
#include "nic/backend.h"
#include "scenario/applies.h"
#include "scenario/internal.h"
#include "scenario/value.h"
#include <string.h>

/* A key that the file, an axis, when: or --set gives. */
struct given {
	const char *path;
	struct place at;
	const struct param *param; /* as the chosen model of a point declares it; NULL = no point has it */
	const char *price,
		*where; /* of a price: the help with which a chosen model asks for it, and that model's mapping; NULL = none does */
	bool works;     /* in some point */
	bool differs; /* from what it is by default, in some point: who writes down a default, as --print-config does, changes nothing */
	bool pooled;         /* of cores: nobody is put on those named */
	int cores;           /* how many are named */
	int64_t queues;      /* the most there are in a point, of both guests together */
	bool guests;         /* there are two of them */
	const char *bounded; /* of the first point that takes it for another value: why, and for which; NULL = none does */
	struct given *next;
};

static bool add(struct scenario *s, const char *path, struct place at)
{
	enum key_what what = key_find(path).what;
	struct given **last = &s->given;
	if (what != KEY_PARAM && what != KEY_PRICE && what != KEY_CORES) return true;
	for (; *last; last = &(*last)->next)
		if (strcmp((*last)->path, path) == 0) return true;
	struct given *g = *last = arena_alloc(s->arena, sizeof *g);
	if (g) *g = (struct given){.path = path, .at = at};
	return g;
}

static bool add_below(struct scenario *s, const char *above, const struct node *map)
{
	for (const struct node *c = map->first; c; c = c->next) {
		const char *path = *above ? arena_printf(s->arena, "%s.%s", above, c->key) : c->key;
		bool price = path && key_find(path).what == KEY_PRICE; /* which may be a mapping, with its source */
		if (!path ||
		    !(c->kind == NODE_MAP && !price ? add_below(s, path, c) : add(s, path, c->key_at.file ? c->key_at : c->at)))
			return false;
	}
	return true;
}

bool notices_begin(struct scenario *s)
{
	bool good = add_below(s, "", s->tree);
	for (int i = 0; i < s->n_axes; i++)
		good = good && add(s, s->axis[i].key, s->axis[i].at);
	for (const struct node *w = s->when_node ? s->when_node->first : NULL; good && w; w = w->next)
		for (const struct node *n = node_child(w, "set")->first; good && n; n = n->next)
			good = add(s, n->key, n->key_at);
	return good;
}

/* For that back end, or for all. */
static bool gives_price(const struct scenario *s, const char *key, const char *backend)
{
	for (const struct given *g = s->given; g; g = g->next) {
		struct key k = key_find(g->path);
		if (k.what == KEY_PRICE && strcmp(k.price->key, key) == 0 && (!k.backend || strcmp(k.backend, backend) == 0))
			return true;
	}
	return false;
}

static bool switch_is_there(const struct price *p, const void *conf)
{
	int64_t now;
	memcpy(&now, (const char *)conf + p->switched, sizeof now);
	return now == p->at;
}

/* A price in the place of another is asked for while its switch is there, and the other one unless the scenario gives both. */
static bool price_asked(const struct scenario *s, const struct price *p, const struct chosen *c, const char *backend)
{
	if (p->instead_of) return switch_is_there(p, c->conf);
	for (const struct price *r = c->reg->model->prices; r->key; r++)
		if (r->instead_of && strcmp(r->instead_of, p->key) == 0 && switch_is_there(r, c->conf) &&
		    gives_price(s, r->key, backend))
			return false;
	return true;
}

/* Does anybody ask for this price? */
static bool is_asked(const struct scenario *s, const struct setup *setup, const struct key *k, struct given *g)
{
	const char *key = k->price->key, *backend = setup->slot[SLOT_BACKEND].reg->name;
	if (k->backend && strcmp(k->backend, backend) != 0) return false;
	for (const struct price *p = guest_prices; p->key; p++)
		if (strcmp(p->key, key) == 0) return true;
	for (int i = 0; i < N_SLOTS; i++) {
		const struct chosen *c = &setup->slot[i];
		for (const struct price *p = c->reg->model->prices; p && p->key; p++)
			if (strcmp(p->key, key) == 0 && price_asked(s, p, c, backend)) {
				g->price = p->help;
				g->where = slots[i].path;
				if (conditions_hold(p->help, slots[i].path, setup)) return true;
			}
	}
	return false;
}

/* Each queue has one core of a list, in turn; none where threads have the machine's. */
static void look_at_cores(const struct setup *setup, struct given *g)
{
	const struct core_list *list = strcmp(g->path, "cores.host") == 0 ? &setup->host : &setup->guest;
	const struct chosen *backend = &setup->slot[SLOT_BACKEND];
	const struct backend_ops *ops = backend->reg->model->ops;
	int64_t queues = setup->queues * (setup->direction == DIR_GUESTS ? 2 : 1);
	if (list == &setup->guest && setup->rcvbuf) queues += setup->reader_core; /* on one each, too */
	g->pooled = ops->pools && ops->pools(backend->conf, setup);
	g->cores = list->n;
	g->guests = setup->direction == DIR_GUESTS;
	g->queues = queues > g->queues ? queues : g->queues;
	g->works = g->works || (!g->pooled && list->n <= queues);
	g->differs = g->differs || list->n > 1; /* one by another name is as by default */
}

static void look(const struct scenario *s, const struct setup *setup, struct given *g)
{
	char container[128], is[64], dflt[64];
	struct key k = key_find(g->path);
	const void *base;
	if (k.what == KEY_CORES) {
		look_at_cores(setup, g);
		return;
	}
	if (k.what == KEY_PRICE) {
		g->works = g->works || is_asked(s, setup, &k, g);
		g->differs = true;
		return;
	}
	const struct param *p = param_in(setup, g->path, &base);
	snprintf(container, sizeof container, "%.*s", (int)(strrchr(g->path, '.') - g->path), g->path);
	if (!p) return;
	g->param = p;
	g->works = g->works || conditions_hold(p->help, container, setup);
	const char *by_default = p->dflt ? value_canonical(g->path, p->dflt, dflt, sizeof dflt) : "";
	g->differs = g->differs || strcmp(value_print(p, base, is, sizeof is), by_default) != 0;
}

static void look_at_bounds(const struct scenario *s, const struct setup *setup)
{
	struct complaint c[SETUP_BOUNDS];
	int n = setup_bounds(setup, c);
	for (int i = 0; i < n; i++)
		for (struct given *g = s->given; g; g = g->next)
			if (!g->bounded && strcmp(g->path, c[i].path) == 0) g->bounded = arena_printf(s->arena, "%s", c[i].text);
}

void notices_look(const struct scenario *s, const struct setup *setup)
{
	if (s->points <= SCENARIO_CHECK_ALL) look_at_bounds(s, setup);
	/* What works once needs no second look: of a long sweep hardly any key is left after its first point. */
	for (struct given *g = s->points <= SCENARIO_CHECK_ALL ? s->given : NULL; g; g = g->next)
		if (!g->works) look(s, setup, g);
}

static void tell_of_cores(const struct given *g, char *text, size_t size)
{
	const int left = (int)(g->cores - g->queues);
	if (g->pooled)
		snprintf(text, size, "'%s' has no effect here: it has where nic.backend.cores is pinned", g->path);
	else
		snprintf(text, size,
			 "'%s' names %d cores, of which each queue has one: with nic.queues %lld%s the last %.0d%s nothing",
			 g->path, g->cores, (long long)g->queues / (g->guests ? 2 : 1), g->guests ? " of each guest" : "",
			 left > 1 ? left : 0, left > 1 ? " do" : "one does");
}

bool scenario_notice(const struct scenario *s, int i, struct notice *out)
{
	char why[400], container[128];
	const struct given *g = s->points <= SCENARIO_CHECK_ALL ? s->given : NULL;
	while (g && ((g->works ? !g->bounded : !g->differs) || i-- > 0))
		g = g->next;
	if (!g) return false;
	struct key k = key_find(g->path);
	out->key = g->path;
	out->at = g->at;
	out->bounded = g->works;
	if (out->bounded) {
		snprintf(out->text, sizeof out->text, "'%s' %s", g->path, g->bounded);
		return true;
	}
	if (k.what == KEY_CORES) {
		tell_of_cores(g, out->text, sizeof out->text);
		return true;
	}
	if (k.what == KEY_PRICE) {
		conditions_shown(g->price, g->where, why, sizeof why);
		snprintf(out->text, sizeof out->text, "'%s' has no effect here: %s%s", g->path, *why ? "it has where " : "",
			 *why ? why : "no model at work asks for that price");
		return true;
	}
	snprintf(container, sizeof container, "%.*s", (int)(strrchr(g->path, '.') - g->path), g->path);
	conditions_shown(g->param ? g->param->help : NULL, container, why, sizeof why);
	snprintf(out->text, sizeof out->text, "'%s' has no effect here%s%s", g->path, *why ? ": it has where " : "", why);
	return true;
}
