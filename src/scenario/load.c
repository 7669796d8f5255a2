/* load.c - files that models read: once for all points that configure the model alike. */
#include "scenario/internal.h"
#include "scenario/yaml.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct load_cache *load_cache_new(struct arena *a)
{
	struct load_cache *c = arena_alloc(a, sizeof *c);
	return c && pthread_mutex_init(&c->lock, NULL) == 0 ? c : NULL;
}

void load_cache_free(struct load_cache *c)
{
	if (!c) return;
	arena_free(&c->arena);
	pthread_mutex_destroy(&c->lock);
}

/* All that is configured, spelled out: equal texts mean equal outcomes of load(). */
static const char *config_text(const struct bound *b, const struct chosen *c)
{
	const char *text = arena_printf(b->arena, "%s/%s", c->reg->kind, c->reg->name);
	char buf[64];
	for (const struct param *p = c->reg->model->params; text && p && p->key; p++)
		text = arena_printf(b->arena, "%s\n%s=%s", text, p->key, value_print(p, c->conf, buf, sizeof buf));
	for (const struct price *p = c->reg->model->prices; text && p && p->key; p++)
		text = arena_printf(b->arena, "%s\n%s=%s", text, p->key, price_print(p, c->conf, buf, sizeof buf));
	return text;
}

/*
 * A failed load() is put at the value that names the file: that is in the scenario, and lives longer than what the model knew of
 * the file, whose own name goes into the text.
 */
static bool load_failed(const struct bound *b, int slot, const struct error *why)
{
	const struct registered *reg = b->setup->slot[slot].reg;
	const struct node *map = tree_find(b->tree, slots[slot].path), *value = NULL;
	for (const struct param *p = reg->model->params; map && !value && p && p->key; p++)
		if (p->unit == UNIT_TEXT) value = node_child(map, p->key);
	struct place at = value ? value->at : node_place(tree_nearest(b->tree, slots[slot].path));
	const char *file = why->at.file ? why->at.file : "";
	return error_because(b->err, why, at, "%.300s%s%s", file, *file ? ": " : "",
			     why->set ? why->text : "the model could not read its files");
}

static bool note_file(struct load_cache *cache, const char *path)
{
	struct file_read *f = arena_alloc(&cache->arena, sizeof *f);
	if (!f || !(f->path = arena_strdup(&cache->arena, path))) return false;
	f->next = cache->files;
	cache->files = f;
	return true;
}

const char *scenario_file(const struct scenario *s, int i)
{
	if (i-- == 0) return s->path;
	for (const struct platform *p = s->platforms; p; p = p->next)
		if (i-- == 0) return p->path;
	for (const struct file_read *f = s->cache->files; f; f = f->next)
		if (i-- == 0) return f->path;
	return NULL;
}

bool scenario_told(const struct scenario *s, int i, char *buf)
{
	for (const struct loaded *l = s->cache->first; l; l = l->next)
		if (l->reg->model->tell && l->reg->model->tell(l->conf, buf, TOLD_SIZE) && i-- == 0) return true;
	return false;
}

/* Of all files that the model was told of. */
static bool digest_files(const struct bound *b, const struct chosen *c, uint64_t *digest, struct error *why)
{
	for (const struct param *p = c->reg->model->params; p && p->key; p++) {
		char buf[64];
		const char *text = value_print(p, c->conf, buf, sizeof buf), *path;
		uint64_t of_file = 0;
		if (!named_file(c->reg, p, text, b->scenario->base_dir, b->arena, &path)) return error_memory(why);
		if (!path) continue;
		if (!note_file(b->scenario->cache, path)) return error_memory(why);
		if (!file_digest(path, (struct place){0}, &of_file, why)) return false;
		*digest = *digest * 31 + of_file;
	}
	return true;
}

static struct loaded *load_new(const struct bound *b, int slot, const char *config, struct error *why)
{
	struct load_cache *cache = b->scenario->cache;
	const struct chosen *c = &b->setup->slot[slot];
	const struct model *m = c->reg->model;
	struct loaded *l = arena_alloc(&cache->arena, sizeof *l);
	void *conf = arena_alloc(&cache->arena, m->size);
	if (!l || !conf || !(l->config = arena_strdup(&cache->arena, config))) {
		error_memory(why);
		return NULL;
	}
	memcpy(conf, c->conf, m->size);
	if (!m->load(conf, b->scenario->base_dir, &cache->arena, why)) return NULL;
	if (!digest_files(b, c, &l->digest, why)) return NULL;
	l->reg = c->reg;
	l->conf = conf;
	l->next = cache->first;
	cache->first = l;
	return l;
}

static bool load_slot(struct bound *b, int slot)
{
	struct load_cache *cache = b->scenario->cache;
	struct chosen *c = &b->setup->slot[slot];
	struct error why = {0};
	const char *config = config_text(b, c);
	if (!config) return error_memory(b->err);
	if (pthread_mutex_lock(&cache->lock) != 0) return error_system(b->err, "a lock failed");
	struct loaded *l = cache->first;
	while (l && (l->reg != c->reg || strcmp(l->config, config) != 0))
		l = l->next;
	if (!l) l = load_new(b, slot, config, &why);
	if (l) {
		memcpy(c->conf, l->conf, c->reg->model->size);
		b->digest[slot] = l->digest;
	}
	pthread_mutex_unlock(&cache->lock);
	return l || load_failed(b, slot, &why);
}

bool bound_load(struct bound *b)
{
	for (int i = 0; i < N_SLOTS; i++)
		if (b->setup->slot[i].reg->model->load && !load_slot(b, i)) return false;
	return true;
}
