#include "scenario/keys.h"
#include <stdio.h>
#include <string.h>

int slot_of_path(const char *path)
{
	for (int i = 0; i < N_SLOTS; i++)
		if (strcmp(slots[i].path, path) == 0) return i;
	return -1;
}

const struct group *group_of_path(const char *path)
{
	for (const struct group *g = groups; g->path; g++)
		if (strcmp(g->path, path) == 0) return g;
	return NULL;
}

const struct param *param_find(const struct param *table, const char *key)
{
	for (; table && table->key; table++)
		if (strcmp(table->key, key) == 0) return table;
	return NULL;
}

const struct param *slot_param(int slot, const struct registered *reg, const char *key)
{
	const struct param *p = param_find(slots[slot].common, key);
	return p || !reg ? p : param_find(reg->model->params, key);
}

const struct registered *param_owner(int slot, const char *key, const struct registered *from)
{
	for (const struct registered *r = from ? from : registry; r->kind; r++)
		if (strcmp(r->kind, slots[slot].kind) == 0 && param_find(r->model->params, key)) return r;
	return NULL;
}

static const struct price *price_in(const struct price *table, const char *key)
{
	for (; table && table->key; table++)
		if (strcmp(table->key, key) == 0) return table;
	return NULL;
}

const struct price *price_find(const char *key)
{
	const struct price *p = price_in(guest_prices, key);
	for (const struct registered *r = registry; !p && r->kind; r++)
		p = price_in(r->model->prices, key);
	return p;
}

void price_nearest(const char *word, const char **best, int *cost)
{
	for (const struct price *p = guest_prices; p->key; p++)
		nearest_offer(word, p->key, best, cost);
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct price *p = r->model->prices; p && p->key; p++)
			nearest_offer(word, p->key, best, cost);
}

const char *key_below(const char *path, const char *container, size_t *len)
{
	size_t above = strlen(container);
	if (above) {
		if (strncmp(path, container, above) != 0 || path[above] != '.') return NULL;
		path += above + 1;
	}
	*len = strcspn(path, ".");
	return path;
}

bool key_is_container(const char *path)
{
	size_t len;
	if (slot_of_path(path) >= 0 || group_of_path(path)) return true;
	for (int i = 0; i < N_SLOTS; i++)
		if (key_below(slots[i].path, path, &len)) return true;
	for (const struct group *g = groups; g->path; g++)
		if (key_below(g->path, path, &len)) return true;
	return false;
}

/* The last key of path, with the path above it in container. NULL when it is too long to be any. */
static const char *split(const char *path, char *container, size_t size)
{
	const char *dot = strrchr(path, '.');
	size_t len = dot ? (size_t)(dot - path) : 0;
	if (len >= size) return NULL;
	memcpy(container, path, len);
	container[len] = '\0';
	return dot ? dot + 1 : path;
}

struct key key_find(const char *path)
{
	struct key found = {.what = KEY_UNKNOWN, .slot = -1};
	char above[128];
	const char *key = split(path, above, sizeof above);
	if (!key) return found;
	if (!*above) {
		if (strcmp(key, "platform") == 0) found.what = KEY_PLATFORM;
		if (strcmp(key, "title") == 0 || strcmp(key, "source") == 0) found.what = KEY_TEXT;
		if (found.what) return found;
	}
	if (strcmp(above, "cores") == 0 && (strcmp(key, "host") == 0 || strcmp(key, "guest") == 0)) found.what = KEY_CORES;
	if (strcmp(above, "prices") == 0 && (found.price = price_find(key))) found.what = KEY_PRICE;
	if (found.what) return found;
	const struct group *g = group_of_path(above);
	if (g && (found.param = param_find(g->params, key))) {
		found.what = KEY_PARAM;
		return found;
	}
	int slot = slot_of_path(above);
	if (slot < 0) return found;
	found.slot = slot;
	if (strcmp(key, slots[slot].selector) == 0) {
		found.what = KEY_SELECTOR;
		return found;
	}
	found.param = param_find(slots[slot].common, key);
	if (!found.param && (found.owner = param_owner(slot, key, NULL)))
		found.param = param_find(found.owner->model->params, key);
	if (found.param) found.what = KEY_PARAM;
	return found;
}

const char *key_canonical(struct arena *a, const char *path)
{
	int slot = slot_of_path(path);
	return slot < 0 ? path : arena_printf(a, "%s.%s", path, slots[slot].selector);
}

typedef void path_visitor(void *user, const char *container, const char *key);

/* Every legal path of the language, some more than once. */
static void visit_paths(path_visitor *visit, void *user)
{
	visit(user, "", "platform");
	visit(user, "cores", "host");
	visit(user, "cores", "guest");
	for (const struct group *g = groups; g->path; g++)
		for (const struct param *p = g->params; p && p->key; p++)
			visit(user, g->path, p->key);
	for (int i = 0; i < N_SLOTS; i++) {
		visit(user, "", slots[i].path);
		visit(user, slots[i].path, slots[i].selector);
		for (const struct param *p = slots[i].common; p && p->key; p++)
			visit(user, slots[i].path, p->key);
		for (const struct registered *r = registry; r->kind; r++)
			for (const struct param *p = r->model->params; p && p->key && strcmp(r->kind, slots[i].kind) == 0; p++)
				visit(user, slots[i].path, p->key);
	}
	for (const struct price *p = guest_prices; p->key; p++)
		visit(user, "prices", p->key);
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct price *p = r->model->prices; p && p->key; p++)
			visit(user, "prices", p->key);
}

struct path_search {
	const char *word, *container;
	const char *best; /* NULL, or keep */
	int cost, ends;   /* ends: how many different paths end in word */
	char *keep;       /* the path that was taken */
	size_t size;
};

static const char *join(char *buf, size_t size, const char *container, const char *key)
{
	snprintf(buf, size, "%s%s%s", container, *container ? "." : "", key);
	return buf;
}

static void offer(void *user, const char *container, const char *key)
{
	struct path_search *q = user;
	char candidate[128];
	const char *before = q->best;
	int old = q->cost;
	nearest_offer(q->word, join(candidate, sizeof candidate, container, key), &q->best, &q->cost);
	if (q->best == before && q->cost == old) return;
	snprintf(q->keep, q->size, "%s", candidate);
	q->best = q->keep;
}

/* Is one of the two paths the other, or above it? */
static bool related(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), least = n < m ? n : m;
	return least == 0 || (strncmp(a, b, least) == 0 && (n == m || (n < m ? b[least] : a[least]) == '.'));
}

/* A path that ends in ".word". */
static void offer_end(void *user, const char *container, const char *key)
{
	struct path_search *q = user;
	char candidate[128];
	size_t len = strlen(join(candidate, sizeof candidate, container, key)), end = strlen(q->word);
	if (len <= end || candidate[len - end - 1] != '.' || strcmp(candidate + len - end, q->word) != 0) return;
	candidate[len - end - 1] = '\0';
	if (!related(candidate, q->container)) return;
	candidate[len - end - 1] = '.';
	if (q->best && strcmp(q->best, candidate) == 0) return;
	q->ends++;
	if (q->best) return;
	snprintf(q->keep, q->size, "%s", candidate);
	q->best = q->keep;
}

const char *key_nearest(const char *path, char *buf, size_t size)
{
	struct path_search q = {.word = path, .container = "", .keep = buf, .size = size};
	visit_paths(offer, &q);
	if (!q.best) visit_paths(offer_end, &q); /* "ring.entries": the first legal path with that end */
	return q.best;
}

bool key_elsewhere(const char *key, const char *container, char *buf, size_t size)
{
	struct path_search q = {.word = key, .container = container, .keep = buf, .size = size};
	visit_paths(offer_end, &q);
	return q.ends == 1;
}

const char *words_shown(const char *const *words, char *buf, size_t size)
{
	size_t at = 0;
	buf[0] = '\0';
	for (int i = 0; words[i] && at < size; i++)
		at += (size_t)snprintf(buf + at, size - at, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
	return buf;
}

const char *models_shown(const char *kind, char *buf, size_t size)
{
	const char *names[64];
	int n = 0;
	for (const struct registered *r = registry; r->kind && n < 63; r++)
		if (strcmp(r->kind, kind) == 0) names[n++] = r->name;
	names[n] = NULL;
	return words_shown(names, buf, size);
}

const char *model_nearest(const char *kind, const char *word)
{
	const char *best = NULL;
	int cost = 0;
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, kind) == 0) nearest_offer(word, r->name, &best, &cost);
	return best;
}

const char *hint_shown(const char *best, char *buf, size_t size)
{
	snprintf(buf, size, best ? "; did you mean '%s'?" : "%s", best ? best : "");
	return buf;
}
