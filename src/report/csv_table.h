/* csv_table.h - the points that were taken in for CSV, keeping their numbers alone: what csv.c and sqlite.c write. */
#ifndef REPORT_CSV_TABLE_H
#define REPORT_CSV_TABLE_H
#include "base/arena.h"
#include "report/report.h"

struct cell {
	int column;
	double value, ci95; /* NaN = not known */
	double low, high;   /* with other prices; the same */
	int64_t n;          /* replications that had it */
};

struct axis_cell {
	int column;
	char *text;
	bool integer;
	struct amount of; /* unit "": an amount, whose column has its unit; NULL = none */
};

struct row {
	struct row *next;
	char *scenario, *id, *limiter, *state;
	int n_axes;
	struct axis_cell *axis;
	int n_cells;
	struct cell *cell;
};

struct column {
	const char *name, *unit;
	bool band; /* other prices were tried in some point */
};

struct csv {
	struct arena arena;
	int n_axes, axis_room;
	struct column *axis;
	int n_columns, room;
	struct column *column;
	bool units_row;
	struct row *first, **last;
};
#endif
