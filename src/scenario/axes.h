/* axes.h - what varies in a scenario: from the words of the file to axes, and from these to points. */
#ifndef SCENARIO_AXES_H
#define SCENARIO_AXES_H
#include "scenario/keys.h"
#include "scenario/plan.h"
#include "scenario/value.h"

struct axis {
	const char *key; /* canonical */
	struct key means;
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

/* settable.c */
/* What a key that varies (axis) or is set may be; KEY_UNKNOWN: says at `at` why not. */
struct key axis_key(const char *path, bool axis, struct place at, struct error *err);
/* One value against the tables, as far as it can be judged without the rest. */
bool check_value(const struct key *k, const char *path, const struct node *n, struct error *err);
/* May the key vary, and is this a value it could have, as far as that can be told without the rest? */
bool axes_judge(const char *key, const struct node *value, struct error *err);
/* Is value something that can be written for key, in its unit or of its words?  Its range is not asked for. */
bool axes_written(const char *key, const struct node *value, struct error *err);

/* axis.c */
int axis_of(const struct scenario *s, const char *key); /* -1 = none */
/* Which value of an axis a point, or a combination, has. */
int axis_index(const struct scenario *s, int64_t point, int axis);
int plan_index(const struct scenario *s, int64_t combination, int axis);

/* axes.c: compare, sweep and --set */
bool axes_read(struct scenario *s, const struct node *map, bool compared, struct error *err);
bool axes_set(struct scenario *s, const char *set, struct error *err);
bool axes_check(struct scenario *s, struct error *err); /* makes the plan; keys of models must fit a model */
/* One value instead of all an axis has, or a key set for a claim alone; check: is value judged now?  Errors stand at value. */
bool axes_pick(struct scenario *s, const char *key, const struct node *value, bool check, struct error *err);

/* when.c: settings that go with some values; when: (NULL = none). apply: to the tree of one point; false when memory is exhausted. */
bool when_read(struct scenario *s, const struct node *list, struct error *err);
bool when_apply(const struct scenario *s, struct node *tree, struct arena *a);
/* Once the axes and the tree are what they stay: does every condition look at something that is set? */
bool when_check(const struct scenario *s, struct error *err);

/* range.c: {from, to, ...} into the axis x, whose key is set */
bool range_read(struct scenario *s, struct axis *x, const struct key *k, const struct node *map, struct error *err);
extern const char *const range_words[]; /* from, to, ... */
/* from at share 0, to at share 1, to the nearest whole unit. */
int64_t between(int64_t from, int64_t to, double share);

/* plan.c: from axes to points, after the last --set */
bool plan_make(struct scenario *s, struct error *err);
/* where.c: where: is read first, understood when the axes are known, and judged for each combination */
bool where_read(struct scenario *s, const struct node *n, struct error *err);
bool where_compile(struct scenario *s, struct error *err);
bool where_holds(const struct scenario *s, int64_t combination);
#endif
