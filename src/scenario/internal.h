/* internal.h - a loaded scenario as the files of this layer share it. */
#ifndef SCENARIO_INTERNAL_H
#define SCENARIO_INTERNAL_H
#include "scenario/axes.h"
#include "scenario/bound.h"
#include "scenario/claims.h"

struct scenario {
	struct arena *arena;
	const char *path, *base_dir;
	struct node *as_read; /* the file as it is */
	struct node *tree;    /* the file with --set applied, slots in their long form; only what belongs to one point */
	int n_axes, n_compared;
	bool axes_missing; /* some could not be read, so that nobody knows which models they pick */
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
	struct given *given; /* notices.c */
};

/* shape.c: the file against the tables, before any point is known */
/* Is it a key at the top of a file?  What is no path of a value is not to be set: claims, show, sweep. */
bool shape_is_of_file(const char *key);
bool shape_canonical(struct arena *a, struct node *tree,
		     struct error *err); /* slots and prices of back ends to their long form */
bool shape_check(const struct scenario *s, const struct node *tree, struct error *err);

/* traffics.c: several under traffic: to keys of their own; a key by a traffic's name to that of its place; the same in all that names keys */
bool traffics_canonical(struct node *tree, struct error *err);
const char *traffics_key(struct arena *a, const struct node *tree,
			 const char *key); /* key itself where it names none; NULL: no memory left */
bool traffics_rename(struct arena *a, struct node *tree);

/* texts.c: lists where a text may be one to that text; false when memory is exhausted */
bool texts_join(struct arena *a, struct node *tree);
/* Is it a text that may be written as a list of texts?  NULL is not.  And one value of such a key, as texts_join does; false: no memory. */
bool texts_listed(const struct param *p);
bool texts_join_one(struct arena *a, struct node *n);

/* away.c: {cores: {vcpu0: {away: }}} to {away: {guest: }}, and the model that its keys name */
bool away_canonical(struct arena *a, struct node *tree, struct error *err);

/* prices_tree.c: "backends.vhost.kick" of prices: to backends: {vhost: {kick: }} */
bool prices_canonical(struct arena *a, struct node *tree, struct error *err);

/* defaults.c: to a point's tree, or that of the whole scenario, what its platform says and nobody else does; false: no memory left. */
bool defaults_apply(const struct scenario *s, bool whole, struct node *tree, struct arena *a);
/* Those that can have no effect in the bound point give way to the defaults of the tables: its id is as if nobody had said them. */
bool defaults_settle(struct bound *b);
/* The platform of a tree; of a whole scenario none where it varies. */
const struct platform *platform_of_tree(const struct scenario *s, const struct node *tree, bool whole);
/* Is a key, where something varies, one that a platform has a default for? */
bool defaults_say(const struct scenario *s, const char *path);
/*
 * defaults_shown.c: the tree of a point with what took effect of them, for who prints it; of the whole scenario without what its platform
 * will bring again.
 */
struct node *defaults_tree(const struct scenario *s, int64_t point, struct arena *a);
/* As comments those that took effect: written is a tree they were applied to, effective has the keys of the chosen models. */
void defaults_print(const struct scenario *s, bool whole, const struct node *written, const struct node *effective, FILE *f);

/* notices.c: what the scenario gives is gathered before its points are looked at, one by one. false: no memory left. */
bool notices_begin(struct scenario *s);
void notices_look(const struct scenario *s, const struct setup *setup);

/* platforms.c: the platforms s names that are not read yet */
bool read_platforms(struct scenario *s, struct error *err);
/* The one of a point; NULL before it is read. */
const struct platform *platform_at(const struct scenario *s, int64_t point);
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
/* Is n's text the name of a statistic? */
bool statistic_needed(const struct node *n, const char *key, struct error *err);

/* effective.c: the tree of one point (or all, -1) with defaults filled in, in the order of the tables */
struct node *effective_tree(const struct scenario *s, int64_t point, struct arena *a, struct error *err);
/* emit.c: YAML text of the children of a mapping, indented by level */
void emit_map(FILE *f, const struct node *map, int level);
/* Every statistic there is, with all its row says. */
void list_statistics(FILE *f);
void list_keys(FILE *f); /* a line each: the key, and the words it may be, or its default */
#endif
