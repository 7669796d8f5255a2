/* text_sheet.h - points side by side: the rows such tables are made of. */
#ifndef REPORT_TEXT_SHEET_H
#define REPORT_TEXT_SHEET_H
#include "report/table.h"
#include "report/text.h"

#define CELL_SIZE 80

/* A table with a column for each point, behind one of labels. */
struct sheet {
	const struct answer *a;
	struct table *table;
	char (*buf)[CELL_SIZE]; /* the row at hand */
	const char **cell;
	int *order;      /* lines of the answer that are to be put; room for all */
	bool full_names; /* labels are names of statistics: no heading says the rest */
};

/* False when memory is exhausted; sheet_close is due either way. */
bool sheet_open(struct sheet *s, const struct answer *a);
void sheet_close(struct sheet *s);
/* All of these: false when memory is exhausted.  The points' names, behind a label. */
bool sheet_names(struct sheet *s, const char *label);
/* A line as it is, with its ratio to the first point's and what other prices make of both where it is the answer's main one. */
bool sheet_line(struct sheet *s, const struct line *l);
/* The first n of s->order, costs all, in one unit, the dearest first, with their shares and the sum; from the most-th on put together. */
bool sheet_costs(struct sheet *s, int n, int most);
/* Rows not worth their line: nothing but zeros, how much work the simulator had, costs that round to 0 % everywhere. */
bool sheet_is_dull(const struct sheet *s, const struct line *l);
/* Puts lines[n] into order of their largest value, which falls. */
void sheet_sort(const struct answer *a, int *order, int n);
#endif
