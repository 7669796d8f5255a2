/* internal.h - a loaded scenario as the files of this layer share it. */
#ifndef SCENARIO_INTERNAL_H
#define SCENARIO_INTERNAL_H
#include "scenario/keys.h"
#include "scenario/platform.h"
#include "scenario/scenario.h"
#include "scenario/tree.h"
#include "scenario/value.h"
#include <pthread.h>

struct axis {
	const char *key; /* canonical */
	bool compared;
	int slot; /* whose model it picks, -1 = none */
	struct place at;
	int n;
	const struct node **value;
	int zip; /* axes with the same number run together; 0 = by itself */
	/* A range as it was written, NULL = a list; open: it has no values but those design: takes from it. */
	const struct node *range;
	bool open;
	enum unit unit;
	int64_t from, to;
	int dim;   /* plan.c: on which dimension it lies */
	int *pick; /* and which value each place of that dimension takes; NULL = the one of that number */
};
struct where;

/* Points are combinations of places on all dimensions, the last running fastest. */
struct dimension {
	int n;
	int64_t stride;
};

/* A configured model after its load(): what it read is shared by all points that configure it alike. */
struct loaded {
	struct loaded *next;
	const struct registered *reg;
	const char *config; /* parameters and prices, spelled out */
	const void *conf;   /* model->size bytes */
	uint64_t digest;    /* of the contents of the files it names */
};
struct load_cache {
	pthread_mutex_t lock; /* guards all below, and load() itself */
	struct arena arena;
	struct loaded *first;
};

struct scenario {
	struct arena *arena;
	const char *path, *base_dir;
	struct node *tree; /* the file with --set applied, slots in their long form; only what belongs to one point */
	int n_axes, n_compared;
	struct axis axis[SCENARIO_MAX_AXES];
	int n_zips, samples;           /* samples: of design:, 0 = none */
	const struct node *where_node; /* NULL = none */
	struct where *where;
	int n_where;
	int n_dims;
	struct dimension dim[SCENARIO_MAX_AXES];
	int64_t points;
	int64_t *kept;                 /* the combinations that are points, rising; NULL = all */
	const struct node *claim_node; /* NULL = none */
	struct claim *claim;
	int n_claims;
	const struct node *when_node;       /* NULL = none */
	const struct node *show_node;       /* NULL = none */
	const struct node *calibrated_node; /* NULL = none */
	const char **show;                  /* that, and what claims are of */
	struct place *show_at;
	int n_show;
	struct platform *platforms;
	struct load_cache *cache;
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

/* axes.c: compare, sweep and --set */
bool axes_read(struct scenario *s, const struct node *map, bool compared, struct error *err);
bool axes_set(struct scenario *s, const char *set, struct error *err);
bool axes_check(struct scenario *s, struct error *err); /* makes the plan; keys of models must fit a model */
/* One value against the tables, as far as it can be judged without the rest. */
bool check_value(const struct key *k, const char *path, const struct node *n, struct error *err);
int axis_of(const struct scenario *s, const char *key); /* -1 = none */
/* The tree of one point (-1 = that of the file), in a; NULL when memory is exhausted. */
struct node *axes_tree(const struct scenario *s, int64_t point, struct arena *a);

/* One value instead of all an axis has, or a key set for a claim alone; check: is value judged now?  Errors stand at value. */
bool axes_pick(struct scenario *s, const char *key, const struct node *value, bool check, struct error *err);
/* Is value something that can be written for key, in its unit or of its words?  Its range is not asked for. */
bool axes_written(const char *key, const struct node *value, struct error *err);

/* May the key vary, and is this a value it could have, as far as that can be told without the rest? */
bool axes_judge(const char *key, const struct node *value, struct error *err);
/* when.c: settings that go with some values; when: (NULL = none). apply: to the tree of one point; false when memory is exhausted. */
bool when_read(struct scenario *s, const struct node *list, struct error *err);
bool when_apply(const struct scenario *s, struct node *tree, struct arena *a);
/* Once the axes and the tree are what they stay: does every condition look at something that is set? */
bool when_check(const struct scenario *s, struct error *err);

/* range.c: {from, to, ...} into the axis x, whose key is set */
bool range_read(struct scenario *s, struct axis *x, const struct key *k, const struct node *map, struct error *err);
extern const char *const range_words[]; /* from, to, ... */
/* The unit a key's values are counted in; false when they are words. */
bool key_unit(const struct key *k, enum unit *unit);
/* from at share 0, to at share 1, to the nearest whole unit. */
int64_t between(int64_t from, int64_t to, double share);

/* plan.c: from axes to points, after the last --set */
bool plan_make(struct scenario *s, struct error *err);
/* Which value of an axis a point, or a combination, has. */
int axis_index(const struct scenario *s, int64_t point, int axis);
int plan_index(const struct scenario *s, int64_t combination, int axis);
/* The point that a combination is, -1 = none. */
int64_t plan_point(const struct scenario *s, int64_t combination);
/* where.c: where: is read first, understood when the axes are known, and judged for each combination */
bool where_read(struct scenario *s, const struct node *n, struct error *err);
bool where_compile(struct scenario *s, struct error *err);
bool where_holds(const struct scenario *s, int64_t combination);

/* shape.c: the file against the tables, before any point is known */
bool shape_canonical(struct arena *a, struct node *tree, struct error *err); /* slots to their long form */
bool shape_check(const struct scenario *s, const struct node *tree, struct error *err);

/* scenario.c: the platforms s names that are not read yet */
bool read_platforms(struct scenario *s, struct error *err);
/* claims.c */
bool claims_read(struct scenario *s, const struct node *list, struct error *err);
/* claim_point.c: does each claim select one point? */
bool claims_select(const struct scenario *s, struct error *err);
/* Can the points a claim is about be set up? */
bool claim_fits(const struct scenario *s, const struct claim *c, struct arena *a, struct error *err);
/* show.c: show: (NULL = none) and the claims read before */
/* The canonical path of the key that names n, in the scenario's arena: something with a value. NULL with err; example is such a path. */
const char *key_needed(const struct scenario *s, const struct node *n, const char *example, struct error *err);
/* Read calibrated: of a scenario; one entry of it, or of a price: ids of claims, one at least. */
bool calibrated_read(struct scenario *s, const struct node *map, struct error *err);
bool calibrated_ids(const struct node *list, struct error *err);
bool show_read(struct scenario *s, const struct node *list, struct error *err);

/* bind.c */
bool bind_point(const struct scenario *s, int64_t point, struct arena *a, struct setup *setup, struct bound *out,
		struct error *err);
/* scenario_setup() of a point that does not have the key at path. */
bool scenario_setup_without(const struct scenario *s, int64_t point, const char *path, struct arena *a, struct setup *out,
			    struct error *err);
/* The registered model a slot of the tree names, or its default; NULL with err when there is none. */
const struct registered *bind_model(const struct node *tree, int slot, struct error *err);
/* prices.c */
bool bind_prices(struct bound *b);
/* The price of a model's struct as the model knows it, in buf: those that are the same to it read alike. */
const char *price_print(const struct price *p, const void *base, char *buf, size_t size);
/* load.c */
/* Hash of the contents of a file that is named at `at`. */
bool file_digest(const char *path, struct place at, uint64_t *digest, struct error *err);
bool bound_load(struct bound *b);
struct load_cache *load_cache_new(struct arena *a); /* NULL when it can't be made */
void load_cache_free(struct load_cache *c);
/* Does a text parameter of reg name a file?  Its path in a, or NULL, into *path; false when memory is exhausted. */
bool named_file(const struct registered *reg, const struct param *p, const char *text, const char *base_dir, struct arena *a,
		const char **path);
/* effective.c: the tree of one point (or all, -1) with defaults filled in, in the order of the tables */
struct node *effective_tree(const struct scenario *s, int64_t point, struct arena *a, struct error *err);
/* emit.c: YAML text of the children of a mapping, indented by level */
void emit_map(FILE *f, const struct node *map, int level);
/* Every statistic there is, with all its row says. */
void list_statistics(FILE *f);
#endif
