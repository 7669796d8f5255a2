/*
 * csv.c - RFC 4180: a header row, if asked for a row of units, then one line per point; the columns are the union of all points' axes and
 * statistics.
 */
#include "base/arena.h"
#include "base/visible.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct cell {
	int column;
	double value, ci95;
};

struct axis_cell {
	int column;
	char *text;
	struct amount of;
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
		row->cell[i] = (struct cell){column, point_mean(p, i), point_half(p, i)};
	}
	*c->last = row;
	c->last = &row->next;
	return true;
}

/* A field, quoted when it holds what the format gives a meaning to; without what a terminal would do more with than print it. */
static void put_text(FILE *out, const char *s)
{
	bool quoted = strpbrk(s, ",\"\r\n");
	if (quoted) fputc('"', out);
	while (*s) {
		int n = *s == '\n' || *s == '\t' ? 1 : visible_length(s);
		if (*s == '"') fputc('"', out);
		fprintf(out, "%.*s", n ? n : 1, n ? s : "?");
		s += n ? n : 1;
	}
	if (quoted) fputc('"', out);
}

/* Twelve digits as in JSON; an empty field where there is no number. */
static void put_number(FILE *out, double v)
{
	if (!isfinite(v)) return;
	if (v == floor(v) && fabs(v) < 9007199254740992.0)
		fprintf(out, "%.0f", v == 0 ? 0.0 : v);
	else
		fprintf(out, "%.12g", v);
}

/* Of two columns of one name, an axis in two units, each keeps its unit: names tell columns apart. */
static bool is_alone(const struct column *k, const struct column *all, int n)
{
	for (int i = 0; i < n; i++)
		if (&all[i] != k && strcmp(all[i].name, k->name) == 0) return false;
	return true;
}

/* "throughput[Gb/s]"; the name alone where units have a row of their own. */
static void put_head(FILE *out, const struct column *k, bool alone)
{
	char name[256];
	snprintf(name, sizeof(name), *k->unit && !alone ? "%s[%s]" : "%s%s", k->name, alone ? "" : k->unit);
	fputc(',', out);
	put_text(out, name);
}

static void put_header(FILE *out, const struct csv *c)
{
	fputs("scenario,id", out);
	for (int i = 0; i < c->n_axes; i++)
		put_head(out, &c->axis[i], c->units_row && is_alone(&c->axis[i], c->axis, c->n_axes));
	fputs(",state,limiter", out);
	for (int i = 0; i < c->n_columns; i++) {
		char name[256];
		put_head(out, &c->column[i], c->units_row);
		snprintf(name, sizeof(name), "%s_ci95", c->column[i].name);
		fputc(',', out);
		put_text(out, name);
	}
	fputs("\r\n", out);
}

/* As many fields as the header has; empty where there is no unit. */
static void put_units(FILE *out, const struct csv *c)
{
	fputc(',', out);
	for (int i = 0; i < c->n_axes; i++) {
		fputc(',', out);
		put_text(out, c->axis[i].unit);
	}
	fputs(",,", out);
	for (int i = 0; i < 2 * c->n_columns; i++) {
		fputc(',', out);
		put_text(out, c->column[i / 2].unit);
	}
	fputs("\r\n", out);
}

static void put_axis(FILE *out, const struct axis_cell *cell)
{
	if (cell->of.unit)
		put_number(out, cell->of.number);
	else
		put_text(out, cell->text);
}

static bool put_row(FILE *out, const struct csv *c, const struct row *row)
{
	const struct cell **of = calloc((size_t)c->n_columns + 1, sizeof(*of));
	if (!of) return false;
	for (int i = 0; i < row->n_cells; i++)
		of[row->cell[i].column] = &row->cell[i];
	put_text(out, row->scenario);
	fprintf(out, ",%s", row->id);
	for (int i = 0; i < c->n_axes; i++) {
		fputc(',', out);
		for (int k = 0; k < row->n_axes; k++)
			if (row->axis[k].column == i) put_axis(out, &row->axis[k]);
	}
	fprintf(out, ",%s,", row->state);
	put_text(out, row->limiter);
	for (int i = 0; i < c->n_columns; i++) {
		fputc(',', out);
		put_number(out, of[i] ? of[i]->value : NAN);
		fputc(',', out);
		put_number(out, of[i] ? of[i]->ci95 : NAN);
	}
	fputs("\r\n", out);
	free(of);
	return !ferror(out);
}

bool csv_write(FILE *out, const struct csv *c)
{
	if (!c->first) return true;
	put_header(out, c);
	if (c->units_row) put_units(out, c);
	for (const struct row *row = c->first; row; row = row->next)
		if (!put_row(out, c, row)) return false;
	return !ferror(out);
}
