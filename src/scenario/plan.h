/* plan.h - how the points of a scenario lie, for those who look at some of very many. */
#ifndef SCENARIO_PLAN_H
#define SCENARIO_PLAN_H
#include "scenario/scenario.h"
#include "scenario/tree.h"

/* Points are combinations of places on all dimensions, the last running fastest. */
struct dimension {
	int n;
	int64_t stride;
};
int plan_dims(const struct scenario *s);
struct dimension plan_dim(const struct scenario *s, int d);
/* The point that a combination is, -1 = none. */
int64_t plan_point(const struct scenario *s, int64_t combination);

/* The tree of one point (-1 = that of the file), in a; NULL when memory is exhausted. */
struct node *axes_tree(const struct scenario *s, int64_t point, struct arena *a);
/* scenario_setup() of a point that does not have the key at path. */
bool scenario_setup_without(const struct scenario *s, int64_t point, const char *path, struct arena *a, struct setup *out,
			    struct error *err);
/* Bytes that are taken already: the scenario, its points and what its models have read. */
uint64_t scenario_bytes(const struct scenario *s);
#endif
