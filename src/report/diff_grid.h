/* diff_grid.h - what a comparison of two runs says, as cells of text. */
#ifndef REPORT_DIFF_GRID_H
#define REPORT_DIFF_GRID_H
#include "report/diff.h"
#include "report/grid.h"

#define DIFF_FEW 8 /* pairs that are told one by one */

/* All: false when memory is exhausted. */
/* What differs in settings, or prices: a row each. */
bool diff_grid_settings(struct grid *g, const struct diff *d, const char *what, const struct diff_setting *list, int n);
/* A pair: a row for each statistic that changed; d->verbose: for each. */
bool diff_grid_pair(struct grid *g, const struct diff *d, const struct diff_pair *p);
/* A row for each pair, `most` at most, with its headline and what rules are of. */
bool diff_grid_pairs(struct grid *g, const struct diff *d, const struct statistic *headline, int most);
/* The statistic by which points are compared first; NULL when no point has any. */
const struct statistic *diff_headline(const struct diff *d);
/* The named one of a pair; NULL = it has none. */
const struct diff_stat *diff_find(const struct diff_pair *p, const char *name);
/* "+20.6 % +-0.3", "+12 packets", "the same"; with what makes it less than sure.  In d->arena; NULL when memory is exhausted. */
const char *diff_words(const struct diff *d, const struct diff_stat *s);
/* Statistics of a pair that changed, and those that didn't. */
void diff_count(const struct diff_pair *p, int *changed, int *same);
#endif
