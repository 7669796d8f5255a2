/*
 * random.h - scenarios drawn from the program's own tables, what must hold of everything the program says about them, and the smallest
 * scenario that still breaks it.
 */
#ifndef RANDOM_RANDOM_H
#define RANDOM_RANDOM_H
#include "base/error.h"
#include "base/param.h"
#include "scenario/keys.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FOLDER "build/random" /* where scenarios are written; platforms and captures are named from there */
/* Make the folder and its captures; memory that child processes share, zeroed, NULL when there is none (memory.c). */
bool folder_make(void);
void *memory_shared(size_t size);

/* ---- chance (chance.c): one stream per scenario, a pure function of seed and number ---- */

struct chance {
	uint64_t state;
	int held; /* values drawn from less than their range, or made smaller, so that a run stays short */
};
struct chance chance_of(uint64_t seed, int64_t number);
uint64_t chance_bits(struct chance *c);
int64_t chance_below(struct chance *c, int64_t n); /* in [0, n), n >= 1 */
bool chance_one_in(struct chance *c, int n);
/* In [from, to], each power of two as likely as any other; from >= 0. */
int64_t chance_spread(struct chance *c, int64_t from, int64_t to);
const char *chance_word(struct chance *c, const char *const *list); /* NULL-terminated */

/* ---- a scenario while it is made (draft.c) ---- */

enum section { IN_TREE, IN_COMPARE, IN_SWEEP, IN_ZIP, IN_WHEN, IN_SHOW, IN_CLAIMS, N_SECTIONS };
struct entry {
	enum section section;
	bool pinned;     /* the point of this scenario: changed last when it is refused */
	char path[72];   /* "nic.ring.entries"; "" in lists */
	char value[600]; /* as YAML on one line */
};
#define MAX_ENTRIES 160
#define MAX_LINES 400
struct draft {
	int n, held; /* held: as in struct chance */
	struct entry entry[MAX_ENTRIES];
	int of_line[MAX_LINES]; /* after draft_write: the entry on that line (from 1), -1 = none */
};
/* Put or replace the value of a path. */
void draft_set(struct draft *d, enum section s, const char *path, const char *format, ...) __attribute__((format(printf, 4, 5)));
void draft_add(struct draft *d, enum section s, const char *format, ...) __attribute__((format(printf, 3, 4)));
int draft_find(const struct draft *d, enum section s, const char *path); /* -1 = none */
void draft_drop(struct draft *d, int i);
void draft_write(struct draft *d, FILE *f);
bool draft_save(struct draft *d, const char *file);

/* ---- values (values.c) ---- */

/* What the language has, found in the tables. */
#define MAX_KEYS 600
struct tables {
	bool wakes; /* in every scenario who is away, asleep or polls is drawn anew */
	int n_models, n_keys;
	const struct registered *model[200];
	int slot_of[200];
	char key[MAX_KEYS][72]; /* parameters, groups' keys, prices */
	int n_platforms, n_captures;
	char platform[40][120], capture[20][120];
	int n_pairs; /* of models of different slots */
	struct {
		short a, b;
	} pair[200 * 200 / 2];
};
void tables_fill(struct tables *t);
int tables_key(const struct tables *t, const char *path);             /* -1 = none */
int tables_model(const struct tables *t, int slot, const char *name); /* -1 = none */
const struct registered *any_model(const struct tables *t, struct chance *c, int slot);

/* A value for a key, in buf: mostly an ordinary one, often an extreme. model: the one the slot has, NULL = any. */
bool value_draw(const struct tables *t, struct chance *c, const char *path, const struct registered *model, char *buf,
		size_t size);
bool captures_write(const char *folder); /* captures.c */

/* ---- making one (generate.c, repair.c) ---- */

void draft_make(const struct tables *t, uint64_t seed, int64_t number, struct draft *d);
/* The model a slot of the draft has. */
const struct registered *draft_model(const struct draft *d, int slot);
/* Keys that the models of the draft do not have, and that no axis brings one for. */
void draft_purge(struct draft *d);
/* Change what a refusal is about. patience: the more, the less is sacred. */
void draft_repair(const struct tables *t, struct chance *c, struct draft *d, const struct error *err, int patience);

/* ---- judging (laws.c) ---- */

struct verdict {
	char law[80];     /* "" = all hold; what must be the same for a smaller scenario to be the same fault */
	char detail[600]; /* what was seen */
};
enum { RAN, RAN_FAILED, REFUSED, CUT_SHORT, N_ENDS };
/* What the program made of a scenario. */
struct said {
	int code;
	char *out, *err; /* NUL-terminated */
	size_t out_size, err_size;
};
#define ENDS "it ends when its limit tells it to"
bool broken(struct verdict *v, const char *law, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* All laws for one run's output; *end says how it ended. False when one is broken. */
bool laws_judge(const char *file, const struct said *s, int *end, struct verdict *v);
/* Did the program say nothing on stderr but warnings about this file? */
bool laws_only_warns(const char *file, const struct said *s);
/* Are two runs' exit status and records the same, but for their provenance?  Or all: that, and what stderr says, too. */
bool laws_same(const struct said *a, const struct said *b, bool all, struct verdict *v, const char *law);
/* Do two runs of one scenario end with the same status and say the same on stderr? */
bool laws_end_same(const struct said *a, const struct said *b, struct verdict *v, const char *law);
bool laws_text(const char *what, const char *text, struct verdict *v);

/* ---- running (runs.c) ---- */

/* Run a scenario file, also with threads, and what --print-config makes of it, in this process, and judge that; all: also as a table. */
bool runs_judge(const char *file, bool all, double limit, int *end, struct verdict *v);
/* In a process of its own, which gets processor time for many replications that are each stopped at once: does it end? */
bool runs_end_apart(const char *file, struct verdict *v);
/* The same in a process of its own, which may die. */
bool runs_judge_apart(struct draft *d, const char *file, double limit, struct verdict *v);
/* Drop from d all that can be dropped while the same law is broken (shrink.c). Returns how many were tried. */
int shrink(struct draft *d, const char *file, const char *law, struct verdict *last);
#endif
