/* bound.h - one point of a scenario on its way to a setup: its values bound, its models loaded. */
#ifndef SCENARIO_BOUND_H
#define SCENARIO_BOUND_H
#include "scenario/platform.h"
#include "scenario/scenario.h"
#include <pthread.h>

/* A configured model after its load(): what it read is shared by all points that configure it alike. */
struct loaded {
	struct loaded *next;
	const struct registered *reg;
	const char *config; /* parameters and prices, spelled out */
	const void *conf;   /* model->size bytes */
	uint64_t digest;    /* of the contents of the files it names */
};
/* A file that a model has read. */
struct file_read {
	struct file_read *next;
	const char *path;
};
struct load_cache {
	pthread_mutex_t lock; /* guards all below, and load() itself */
	struct arena arena;
	struct loaded *first;
	struct file_read *files;
};

/* One point, bound: every value checked and stored, nothing loaded or judged as a whole yet. */
struct bound {
	const struct scenario *scenario;
	struct arena *arena;
	struct error *err;
	struct node *tree;
	const struct platform *platform;
	struct setup *setup;
	struct price_used *prices; /* NULL = not wanted */
	int n_prices, max_prices;
	uint64_t digest[N_SLOTS]; /* of loaded files; filled by bound_load */
	const char *without;      /* a key that is taken out of the tree before; NULL = none */
};

/* bind.c */
bool bind_point(const struct scenario *s, int64_t point, struct arena *a, struct setup *setup, struct bound *out,
		struct error *err);
/* chosen_model.c */
/* Where a missing key is best reported: the mapping it is missing from, or what of it exists. */
struct place place_near(const struct node *tree, const char *path);
/* The registered model a slot of the tree names, or its default; NULL with err when there is none. */
const struct registered *bind_model(const struct node *tree, int slot, struct error *err);
/* canonical.c: the name of a bound and loaded point */
bool bound_id(const struct bound *b, char id[17]);
/* prices.c */
bool bind_prices(struct bound *b);
/* price_text.c */
/* The price of a model's struct as the model knows it, in buf: those that are the same to it read alike. */
const char *price_print(const struct price *p, const void *base, char *buf, size_t size);
/* named_files.c */
/* Hash of the contents of a file that is named at `at`. */
bool file_digest(const char *path, struct place at, uint64_t *digest, struct error *err);
/* Does a text parameter of reg name a file?  Its path in a, or NULL, into *path; false when memory is exhausted. */
bool named_file(const struct registered *reg, const struct param *p, const char *text, const char *base_dir, struct arena *a,
		const char **path);
/* load.c */
bool bound_load(struct bound *b);
struct load_cache *load_cache_new(struct arena *a); /* NULL when it can't be made */
void load_cache_free(struct load_cache *c);
#endif
