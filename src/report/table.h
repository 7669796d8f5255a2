/* table.h - aligned columns of text. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H
#include <stdbool.h>
#include <stdio.h>

#define TABLE_WIDTH 100 /* what a table should fit into; it is packed tighter when it would not */

struct table;
/* columns counts the label column, which is left-aligned; the others are right-aligned. NULL when memory is exhausted. */
struct table *table_create(int columns);
/*
 * A row; cell[columns] is copied, NULL = empty. A tab in a cell splits it: what is before is right-aligned on the tab, what is after
 * left-aligned. False when memory is exhausted.
 */
bool table_row(struct table *t, const char *const *cell);
/* A line of its own that has no part in the columns' widths, with an empty line before it. */
bool table_heading(struct table *t, const char *text);
/* How wide its rows are when packed as tightly as can be. */
int table_width(const struct table *t);
/*
 * False when out refused a write.  screen: how wide a terminal is, in columns, 0 where there is none.  A table that is wider stands in
 * parts there, one below the other, each with the first `keys` columns.
 */
bool table_print(FILE *out, const struct table *t, int keys, int screen);
void table_free(struct table *t);
#endif
