/* tries.h - trying what would help, for who runs points: when it is done, and how far it is. */
#ifndef CLI_TRIES_H
#define CLI_TRIES_H
#include "cli/options.h"
#include "cli/progress.h"
#include "report/point.h"
#include "scenario/scenario.h"

/*
 * Of text on stdout with few points it is the default; elsewhere, where a program reads the answer or results are kept, it is asked for, so
 * that it never takes anybody time unexpectedly.
 */
bool tries_wanted(const struct options *o, int64_t points);
/* What results say of it: struct told. */
const char *tries_told(const struct options *o);
/* Fill the gains of a point of s. False: interrupted, or err says why. */
bool tries_point(const struct options *o, const struct scenario *s, struct meter *m, struct point *p, struct error *err);
#endif
