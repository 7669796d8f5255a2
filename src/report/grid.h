/* grid.h - the answer as cells of text: what the tables of reports are made from, whatever they are written in. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H
#include "base/arena.h"
#include "report/text.h"

struct grid {
	int columns, rows, room; /* the first row is the head */
	int keys;                /* columns that tell which row it is */
	const char **cell;       /* rows * columns, texts in the arena; NULL = empty */
	int left_out;            /* points beyond those asked for */
};
/*
 * Points side by side, a row for each statistic, when they are few and differ in one thing; a row that has but its first cell begins a
 * group.  Else a row for each point, `most` at most.  brief: only statistics that say how it went, and points named in one cell.  False
 * when memory is exhausted.
 */
bool grid_make(struct grid *g, const struct answer *a, bool brief, int most, struct arena *arena);
/* The cells of a new row, of g->columns; NULL when memory is exhausted. */
const char **grid_row(struct grid *g, struct arena *a);
const char *grid_cell(const struct grid *g, int row, int column); /* "" where it is empty */
bool grid_is_group(const struct grid *g, int row);
/* As Markdown, and as text of at most width columns: too wide a table goes on below. False when out refused a write. */
bool grid_markdown(FILE *out, const struct grid *g);
bool grid_text(FILE *out, const struct grid *g, int width);
#endif
