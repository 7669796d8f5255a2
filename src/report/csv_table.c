/* csv_table.c - points taken in one by one; the columns are the union of all points' axes and statistics. */
#include "report/csv_table.h"
#include "report/text.h"
#include <stdlib.h>
#include <string.h>

struct csv *csv_create(void)
{
	struct csv *c = calloc(1, sizeof(*c));
	if (c) c->last = &c->first;
	return c;
}

void csv_units_row(struct csv *c)
{
	c->units_row = true;
}

void csv_free(struct csv *c)
{
	if (!c) return;
	arena_free(&c->arena);
	free(c->axis);
	free(c->column);
	free(c);
}

/* The column of a statistic, made when it is new; -1 when memory is exhausted. hint: where it most likely is. */
static int column_of(struct csv *c, const struct point_stat *s, int hint)
{
	if (hint < c->n_columns && strcmp(c->column[hint].name, s->name) == 0) return hint;
	for (int i = 0; i < c->n_columns; i++)
		if (strcmp(c->column[i].name, s->name) == 0) return i;
	if (c->n_columns == c->room) {
		int room = c->room ? 2 * c->room : MAX_STATS;
		struct column *more = realloc(c->column, (size_t)room * sizeof(*more));
		if (!more) return -1;
		c->column = more;
		c->room = room;
	}
	struct column *n = &c->column[c->n_columns];
	n->band = false;
	n->name = arena_strdup(&c->arena, s->name);
	n->unit = arena_strdup(&c->arena, s->unit);
	return n->name && n->unit ? c->n_columns++ : -1;
}

/* The column of an axis, made when it is new, one for each unit; -1 when memory is exhausted. */
static int axis_column(struct csv *c, const struct axis_value *a)
{
	const char *unit = a->of.unit ? a->of.unit : "";
	for (int i = 0; i < c->n_axes; i++)
		if (strcmp(c->axis[i].name, a->key) == 0 && strcmp(c->axis[i].unit, unit) == 0) return i;
	if (c->n_axes == c->axis_room) {
		int room = c->axis_room ? 2 * c->axis_room : 8;
		struct column *more = realloc(c->axis, (size_t)room * sizeof(*more));
		if (!more) return -1;
		c->axis = more;
		c->axis_room = room;
	}
	struct column *n = &c->axis[c->n_axes];
	n->name = arena_strdup(&c->arena, a->key);
	n->unit = arena_strdup(&c->arena, unit);
	return n->name && n->unit ? c->n_axes++ : -1;
}

static bool keep_axes(struct csv *c, struct row *row, const struct point *p)
{
	row->axis = arena_array(&c->arena, (size_t)p->n_axes + 1, sizeof(*row->axis));
	if (!row->axis) return false;
	for (; row->n_axes < p->n_axes; row->n_axes++) {
		const struct axis_value *a = &p->axis[row->n_axes];
		struct axis_cell *cell = &row->axis[row->n_axes];
		cell->column = axis_column(c, a);
		cell->text = arena_strdup(&c->arena, a->text);
		cell->integer = a->type == 'i';
		cell->of = a->of;
		cell->of.unit = a->of.unit ? "" : NULL; /* the column has it */
		if (cell->column < 0 || !cell->text) return false;
	}
	return true;
}

bool csv_add(struct csv *c, const char *scenario, const struct point *p)
{
	struct row *row = arena_alloc(&c->arena, sizeof(*row));
	if (!row || !keep_axes(c, row, p)) return false;
	row->scenario = arena_strdup(&c->arena, scenario);
	row->id = arena_strdup(&c->arena, p->id);
	const char *limiter = limiter_name(p) ? limiter_name(p) : p->limiter;
	row->limiter = arena_strdup(&c->arena, limiter ? limiter : "");
	row->state = arena_strdup(&c->arena, p->failed ? "failed" : p->unsteady ? "unsteady" : "ok");
	row->cell = arena_array(&c->arena, (size_t)p->n_stats + 1, sizeof(*row->cell));
	if (!row->scenario || !row->id || !row->limiter || !row->state || !row->cell) return false;
	row->n_cells = p->n_stats;
	for (int i = 0; i < p->n_stats; i++) {
		int column = column_of(c, &p->stat[i], i);
		if (column < 0) return false;
		struct range band = band_range(p, band_stat(p->stat[i].name));
		row->cell[i] = (struct cell){column, point_mean(p, i), point_half(p, i), band.low, band.high, p->stat[i].est.n};
		c->column[column].band |= band.n > 0;
	}
	*c->last = row;
	c->last = &row->next;
	return true;
}
