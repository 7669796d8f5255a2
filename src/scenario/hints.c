/* hints.c - "did you mean": what others call a thing, then what is a slip of the pen for it. Nothing is said where that is not sure. */
#include "scenario/keys.h"
#include "base/param.h"
#include "nic/called.h"
#include "nic/statistic.h"
#include <stdio.h>
#include <string.h>

static const char *none(char *buf)
{
	*buf = '\0';
	return buf;
}

const char *hint_shown(const char *best, char *buf, size_t size)
{
	snprintf(buf, size, best ? "; did you mean '%s'?" : "%s", best ? best : "");
	return buf;
}

/* What a row of the table of foreign words says; name: how its target is written here. */
static const char *meant(const struct called *row, const char *name, char *buf, size_t size)
{
	snprintf(buf, size, "; did you mean '%s'%s%s%s?", name, row->note ? " (" : "", row->note ? row->note : "",
		 row->note ? ")" : "");
	return buf;
}

/* ---- paths ---- */

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

/* The end of path that has as many parts as word; NULL when it has fewer. */
static const char *as_long(const char *path, const char *word)
{
	int parts = 1;
	for (; *word; word++)
		parts += *word == '.';
	for (const char *at = path + strlen(path);; at--) {
		if (at > path && at[-1] != '.') continue;
		if (--parts == 0) return at;
		if (at == path) return NULL;
	}
}

/* Its end is near; of two that are as near neither is taken. */
static void offer(void *user, const char *container, const char *key)
{
	struct path_search *q = user;
	char candidate[128];
	const char *end = as_long(join(candidate, sizeof candidate, container, key), q->word);
	int cost = end ? spelled_near(q->word, end) : 0;
	if (!cost || (q->cost && cost > q->cost)) return;
	bool tie = cost == q->cost;
	if (tie && (!q->best || strcmp(q->best, candidate) == 0)) return;
	q->cost = cost;
	q->best = NULL;
	if (tie) return;
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

static void take_first(void *user, const char *container, const char *key)
{
	struct path_search *q = user;
	char candidate[128];
	size_t len = strlen(q->word);
	join(candidate, sizeof candidate, container, key);
	if (*q->keep || strncmp(candidate, q->word, len) != 0 || candidate[len] != '.') return;
	snprintf(q->keep, q->size, "%s", candidate);
}

const char *key_below_first(const char *path, char *buf, size_t size)
{
	struct path_search q = {.word = path, .keep = buf, .size = size};
	*buf = '\0';
	visit_paths(take_first, &q);
	return buf;
}

/* By spelling, with the cost of spelled_near(). */
static const char *near_path(const char *path, char *buf, size_t size, int *cost)
{
	struct path_search q = {.word = path, .container = "", .keep = buf, .size = size};
	const char *dot = strrchr(path, '.');
	char above[128];
	visit_paths(offer, &q);
	*cost = q.cost;
	if (q.best || q.cost || !dot || (size_t)(dot - path) >= sizeof above) return q.best;
	memcpy(above, path, (size_t)(dot - path)); /* "nic.entries": the only one below nic */
	above[dot - path] = '\0';
	return key_elsewhere(dot + 1, above, buf, size) ? buf : NULL;
}

bool key_elsewhere(const char *key, const char *container, char *buf, size_t size)
{
	struct path_search q = {.word = key, .container = container, .keep = buf, .size = size};
	visit_paths(offer_end, &q);
	return q.ends == 1;
}

/* ---- models ---- */

static const char *selector_of(const char *kind, char *buf, size_t size)
{
	for (int i = 0; i < N_SLOTS; i++)
		if (strcmp(slots[i].kind, kind) == 0) {
			snprintf(buf, size, "%s.%s", slots[i].path, slots[i].selector);
			return buf;
		}
	return NULL;
}

/* "nic.backend.model: vhost" */
static const char *choice_meant(const struct called *row, char *buf, size_t size)
{
	char kind[40], path[80], choice[160];
	const char *slash = strchr(row->here, '/');
	snprintf(kind, sizeof kind, "%.*s", (int)(slash - row->here), row->here);
	if (!selector_of(kind, path, sizeof path)) return none(buf);
	snprintf(choice, sizeof choice, "%s: %s", path, slash + 1);
	return meant(row, choice, buf, size);
}

/* The row for a model of that name, when there is one alone. */
static struct called only_model(const char *word, char *which, size_t size)
{
	struct called row = {.word = NULL};
	for (const struct registered *r = registry; r->kind; r++) {
		if (strcmp(r->name, word) != 0) continue;
		if (row.word) return (struct called){.word = NULL};
		snprintf(which, size, "%s/%s", r->kind, r->name);
		row = (struct called){.word = word, .here = which};
	}
	return row;
}

const char *model_hint(const char *kind, const char *word, char *buf, size_t size)
{
	const struct called *other = NULL;
	const char *best = NULL;
	char which[80];
	int cost = 0;
	for (const struct called *row = NULL; (row = called_find(word, CALLED_MODEL, row));) {
		size_t len = strlen(kind);
		if (strncmp(row->here, kind, len) == 0 && row->here[len] == '/')
			return meant(row, row->here + len + 1, buf, size);
		other = row;
	}
	for (const struct registered *r = registry; r->kind; r++)
		if (strcmp(r->kind, kind) == 0) nearest_offer(word, r->name, &best, &cost);
	if (best) return hint_shown(best, buf, size);
	struct called only = only_model(word, which, sizeof which);
	if (only.word) other = &only;
	return other ? choice_meant(other, buf, size) : none(buf);
}

/* ---- prices ---- */

static const char *price_near(const char *word)
{
	const char *best = NULL;
	int cost = 0;
	const struct called *row = called_find(word, CALLED_PRICE, NULL);
	if (row) return row->here;
	for (const struct price *p = guest_prices; p->key; p++)
		nearest_offer(word, p->key, &best, &cost);
	for (const struct registered *r = registry; r->kind; r++)
		for (const struct price *p = r->model->prices; p && p->key; p++)
			nearest_offer(word, p->key, &best, &cost);
	return best;
}

/* "backends.vhost.kick": back end and price, each as it is or as what is near. */
static const char *price_of_backend_near(const char *word, char *buf, size_t size)
{
	char name[64];
	const char *dot = strchr(word + 9, '.'), *best = NULL;
	int cost = 0;
	if (!dot || (size_t)(dot - word - 9) >= sizeof name) return NULL;
	snprintf(name, sizeof name, "%.*s", (int)(dot - word - 9), word + 9);
	for (const struct called *row = called_find(name, CALLED_MODEL, NULL); row && !best;
	     row = called_find(name, CALLED_MODEL, row))
		if (strncmp(row->here, "backend/", 8) == 0) best = row->here + 8;
	for (const struct registered *r = registry; (cost || !best) && r->kind; r++)
		if (strcmp(r->kind, "backend") == 0) nearest_offer(name, r->name, &best, &cost);
	const char *price = price_find(dot + 1) ? dot + 1 : price_near(dot + 1);
	if (!best || !price) return NULL;
	snprintf(buf, size, "backends.%s.%s", best, price);
	return buf;
}

const char *price_hint(const char *word, char *buf, size_t size)
{
	char near[160];
	const char *best = strncmp(word, "backends.", 9) == 0 ? price_of_backend_near(word, near, sizeof near) : price_near(word);
	return hint_shown(best, buf, size);
}

/* ---- a name of any kind ---- */

/* What stands where a key is expected, and is a model or a statistic. */
const char *no_key_hint(const char *word, char *buf, size_t size)
{
	char which[80];
	const struct called *row = called_find(word, CALLED_MODEL, NULL);
	const struct called only = only_model(word, which, sizeof which);
	if (row || only.word) return choice_meant(row ? row : &only, buf, size);
	const char *name = statistic_find(word) ? word : statistic_renamed(word);
	if (!name && (row = called_find(word, CALLED_STATISTIC, NULL))) name = row->here;
	if (!name) return none(buf);
	snprintf(buf, size, "; did you mean the statistic '%s', as in show: [%s]?", name, name);
	return buf;
}

/* "nic.mrg_rxbuf": a model by a name that stands where its own mapping stands, or in it. */
static const char *model_below(const char *path, char *buf, size_t size)
{
	char above[128], kind[40], selector[80];
	const char *dot = strrchr(path, '.');
	if (!dot || (size_t)(dot - path) >= sizeof above) return none(buf);
	snprintf(above, sizeof above, "%.*s", (int)(dot - path), path);
	for (const struct called *row = NULL; (row = called_find(dot + 1, CALLED_MODEL, row));) {
		snprintf(kind, sizeof kind, "%.*s", (int)strcspn(row->here, "/"), row->here);
		if (selector_of(kind, selector, sizeof selector) && related(above, selector)) return choice_meant(row, buf, size);
	}
	return none(buf);
}

const char *key_meant(const char *path, char *buf, size_t size)
{
	const struct called *row = called_key(path);
	int cost = 0;
	if (!row) return near_path(path, buf, size, &cost);
	snprintf(buf, size, "%s", row->here);
	return buf;
}

const char *key_hint(const char *path, char *buf, size_t size)
{
	char near[128], whole[160];
	const struct called *row = called_key(path);
	int cost = 0;
	if (row) return meant(row, row->here, buf, size);
	bool of_backend = strncmp(path, "prices.backends.", 16) == 0;
	const char *best = of_backend ? NULL : near_path(path, near, sizeof near, &cost), *price;
	/* "napi" is a model, rather than the beginning of a price's name. */
	if (!of_backend && (cost != 1 || !best) && *no_key_hint(path, buf, size)) return buf;
	if (best) return hint_shown(best, buf, size);
	if (strncmp(path, "prices.", 7) != 0) return model_below(path, buf, size);
	price = of_backend ? price_of_backend_near(path + 7, near, sizeof near) : price_near(path + 7);
	snprintf(whole, sizeof whole, "prices.%s", price ? price : "");
	return hint_shown(price ? whole : NULL, buf, size);
}

const char *statistic_hint(const char *word, char *buf, size_t size)
{
	char name[128];
	return hint_shown(*statistic_meant(word, name, sizeof name) ? name : NULL, buf, size);
}

const char *word_hint(const char *word, const char *const *list, char *buf, size_t size)
{
	for (const struct called *row = NULL; (row = called_find(word, CALLED_WORD, row));)
		for (int i = 0; list[i]; i++)
			if (strcmp(list[i], row->here) == 0) return meant(row, row->here, buf, size);
	return hint_shown(nearest_word(word, list), buf, size);
}
