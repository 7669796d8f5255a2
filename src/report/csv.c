/*
 * csv.c - RFC 4180: a header row, if asked for a row of units, then one line per point.  Where other prices were tried, what the statistics
 * range over stands behind all others.
 */
#include "base/visible.h"
#include "report/csv_table.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
	for (int i = 0; i < c->n_columns; i++)
		for (int k = 0; c->column[i].band && k < 2; k++) {
			char name[256];
			snprintf(name, sizeof(name), "%s_%s", c->column[i].name, k ? "high" : "low");
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
	for (int i = 0; i < 2 * c->n_columns; i++) {
		if (!c->column[i / 2].band) continue;
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
	for (int i = 0; i < c->n_columns; i++) {
		if (!c->column[i].band) continue;
		fputc(',', out);
		put_number(out, of[i] ? of[i]->low : NAN);
		fputc(',', out);
		put_number(out, of[i] ? of[i]->high : NAN);
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
