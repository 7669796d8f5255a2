/* spare.h - no job overwrites what it was read from. */
#ifndef RESULTS_SPARE_H
#define RESULTS_SPARE_H
#include "scenario/scenario.h"

/*
 * Is path, that is to be written, another file than input, that was read ("-": standard input)?  Whatever they are called: links and
 * spellings of one file are found.  What does not exist yet is no input.  False and err, which names both.
 */
bool spares(const char *path, const char *input, struct error *err);
/* The same for all files that a scenario was read from. */
bool spares_scenario(const char *path, const struct scenario *s, struct error *err);
#endif
