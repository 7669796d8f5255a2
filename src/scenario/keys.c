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

const char *price_of_backend(const char *path, const char **backend)
{
	static const char list[] = "backends.";
	const char *name = path + sizeof list - 1, *dot;
	if (strncmp(path, list, sizeof list - 1) != 0 || !(dot = strchr(name, '.'))) return NULL;
	for (const struct registered *r = registry; r->kind; r++) {
		bool same = strncmp(r->name, name, (size_t)(dot - name)) == 0 && r->name[dot - name] == '\0';
		if (!same || strcmp(r->kind, slots[SLOT_BACKEND].kind) != 0) continue;
		*backend = r->name;
		return dot + 1;
	}
	return NULL;
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
	if (strncmp(path, "prices.backends.", 16) == 0) {
		const char *price = price_of_backend(path + 7, &found.backend);
		if (price && (found.price = price_find(price))) found.what = KEY_PRICE;
		return found;
	}
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
