/* grid.c - cells of text from points. */
#include "report/grid.h"
#include "report/markdown.h"
#include "report/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_BY_SIDE 6
#define MOST_STATS 8
#define BRIEF_STATS 4

const char **grid_row(struct grid *g, struct arena *a)
{
	if (g->rows == g->room) {
		int room = g->room ? 2 * g->room : 64;
		const char **more = arena_array(a, (size_t)room * (size_t)g->columns, sizeof(*more));
		if (!more) return NULL;
		if (g->rows) memcpy(more, g->cell, (size_t)g->rows * (size_t)g->columns * sizeof(*more));
		g->cell = more;
		g->room = room;
	}
	return &g->cell[g->rows++ * g->columns];
}

const char *grid_cell(const struct grid *g, int row, int column)
{
	const char *text = g->cell[row * g->columns + column];
	return text ? text : "";
}

bool grid_is_group(const struct grid *g, int row)
{
	return row > 0 && g->columns > 1 && !g->cell[row * g->columns + 1];
}

static const char *titled(struct arena *a, const char *label, const char *unit)
{
	return *unit ? arena_printf(a, "%s [%s]", label, unit) : arena_strdup(a, label);
}

/* A share without unit is one of 1. */
static struct scale scale_of(const struct answer *a, const struct line *l)
{
	if (l->group == GROUP_CORE && !*l->unit) return (struct scale){"%", 100};
	return scale_for(l->unit, answer_largest(a, l->name));
}

static const char *number_of(struct arena *a, const struct point *p, const char *stat, double factor)
{
	char text[2 * NUMBER_SIZE];
	int i = point_find(p, stat);
	number_print_ci(p->failed ? NAN : point_mean(p, i) * factor, point_half(p, i) * factor, text);
	return arena_strdup(a, text);
}

static bool put_line(struct grid *g, const struct answer *a, const struct line *l, struct arena *arena)
{
	char label[NAME_SIZE];
	struct scale scale = scale_of(a, l);
	const char **row = grid_row(g, arena);
	if (!row) return false;
	statistic_label(l->row, l->name, label, sizeof(label));
	row[0] = titled(arena, label, scale.unit);
	for (int i = 0; i < a->n_points; i++)
		if (!(row[i + 1] = number_of(arena, &a->point[i], l->name, scale.factor))) return false;
	return row[0] != NULL;
}

static bool tells_how_it_went(const struct line *l, bool only)
{
	return l->shown || (!only && l->row && l->row->rank[LIST_GRID]);
}

static bool put_limiters_row(struct grid *g, const struct answer *a, struct arena *arena)
{
	const char **row = grid_row(g, arena);
	if (!row) return false;
	row[0] = "limited by";
	for (int i = 0; i < a->n_points; i++)
		row[i + 1] = a->point[i].failed ? "failed" : limiter_name(&a->point[i]) ? limiter_name(&a->point[i]) : "-";
	return true;
}

/* What is told of a point in words besides its limiter, where any point has it; NULL = this one has not. */
struct told {
	const char *title;
	const char *(*cell)(const struct point *p, struct arena *arena);
};

static const char *latency_cell(const struct point *p, struct arena *arena)
{
	(void)arena;
	return p->latency_by;
}

#define BEST_GAINS 3
static const char *gains_cell(const struct point *p, struct arena *arena)
{
	char text[400];
	gains_print(p, BEST_GAINS, text, sizeof(text));
	return *text ? arena_strdup(arena, text) : NULL;
}

static const struct told told[] = {{"latency comes from", latency_cell}, {"what would help", gains_cell}};
#define N_TOLD ((int)(sizeof(told) / sizeof(*told)))

static bool any_told(const struct answer *a, const struct told *t, struct arena *arena)
{
	for (int i = 0; i < a->n_points; i++)
		if (t->cell(&a->point[i], arena)) return true;
	return false;
}

static bool put_told_rows(struct grid *g, const struct answer *a, struct arena *arena)
{
	for (int k = 0; k < N_TOLD; k++) {
		if (!any_told(a, &told[k], arena)) continue;
		const char **row = grid_row(g, arena);
		if (!row) return false;
		row[0] = told[k].title;
		for (int i = 0; i < a->n_points; i++)
			if (!(row[i + 1] = told[k].cell(&a->point[i], arena))) row[i + 1] = "-";
	}
	return true;
}

static bool fill_columns(struct grid *g, const struct answer *a, bool brief, struct arena *arena)
{
	char name[NAME_SIZE];
	g->columns = a->n_points + 1;
	const char **row = grid_row(g, arena);
	for (int i = 0; row && i < a->n_points; i++) {
		point_name(&a->point[i], name);
		if (!(row[i + 1] = arena_strdup(arena, name))) return false;
	}
	if (!row || !put_limiters_row(g, a, arena) || !put_told_rows(g, a, arena)) return false;
	for (enum stat_group group = GROUP_RESULT; group < N_GROUPS; group++) {
		bool begun = false;
		for (int i = 0; i < a->n_lines; i++) {
			const struct line *l = &a->line[i];
			if (l->group != group || answer_is_dull(a, l) || (brief && !tells_how_it_went(l, a->only_shown)))
				continue;
			if (!brief && !begun && (!(row = grid_row(g, arena)) || !(row[0] = group_title(group)))) return false;
			begun = true;
			if (!put_line(g, a, l, arena)) return false;
		}
	}
	return true;
}

static void pick(const struct answer *a, const char *name, int most, const struct line *picked[], int *n)
{
	for (int i = 0; i < *n; i++)
		if (strcmp(picked[i]->name, name) == 0) return;
	for (int i = 0; i < a->n_lines && *n < most; i++)
		if (strcmp(a->line[i].name, name) == 0 && (a->only_shown || !answer_is_dull(a, &a->line[i])))
			picked[(*n)++] = &a->line[i];
}

static const char *last_word(const char *key)
{
	const char *dot = strrchr(key, '.');
	return dot ? dot + 1 : key;
}

static bool fill_rows(struct grid *g, const struct answer *a, bool brief, int most, struct arena *arena)
{
	const struct line *picked[MOST_STATS] = {NULL};
	int n = 0, axes = brief && !a->only_shown ? 1 : a->point[0].n_axes;
	char name[NAME_SIZE];
	const struct statistic *s, *first = headline_of(a);
	int room = brief && !a->only_shown ? BRIEF_STATS : MOST_STATS;
	if (first && !a->only_shown) pick(a, first->name, room, picked, &n);
	for (int i = 0; i < a->head->n_show; i++)
		pick(a, a->head->show[i], room, picked, &n);
	for (int i = 0; !a->only_shown && n < room && (s = statistic_listed(LIST_GRID, i)); i++)
		pick(a, s->name, room, picked, &n);
	const struct told *also[N_TOLD];
	int n_also = 0;
	for (int i = 0; i < N_TOLD && !a->only_shown; i++)
		if (any_told(a, &told[i], arena)) also[n_also++] = &told[i];
	g->columns = axes + n + 1 + n_also;
	g->keys = axes;
	const char **row = grid_row(g, arena);
	if (!row) return false;
	for (int i = 0; i < axes; i++)
		row[i] = !brief ? a->point[0].axis[i].key : a->only_shown ? last_word(a->point[0].axis[i].key) : "point";
	for (int i = 0; i < n; i++)
		if (!(row[axes + i] = titled(arena, picked[i]->name, scale_of(a, picked[i]).unit))) return false;
	row[axes + n] = "limited by";
	for (int i = 0; i < n_also; i++)
		row[axes + n + 1 + i] = also[i]->title;
	for (int k = 0; k < a->n_points && k < most; k++) {
		const struct point *p = &a->point[k];
		if (!(row = grid_row(g, arena))) return false;
		for (int i = 0; i < axes; i++)
			row[i] = axis_text(&p->axis[i]);
		point_name(p, name);
		if (brief && !a->only_shown && !(row[0] = arena_strdup(arena, name))) return false;
		for (int i = 0; i < n; i++)
			if (!(row[axes + i] = number_of(arena, p, picked[i]->name, scale_of(a, picked[i]).factor))) return false;
		row[axes + n] = p->failed ? "failed" : limiter_name(p) ? limiter_name(p) : "-";
		for (int i = 0; i < n_also; i++)
			if (!(row[axes + n + 1 + i] = also[i]->cell(p, arena))) row[axes + n + 1 + i] = "-";
	}
	g->left_out = a->n_points > most ? a->n_points - most : 0;
	return true;
}

bool grid_make(struct grid *g, const struct answer *a, bool brief, int most, struct arena *arena)
{
	*g = (struct grid){.keys = 1};
	bool side_by_side = a->n_points <= SIDE_BY_SIDE && (a->n_points <= 1 || a->point[0].n_axes <= 1);
	return side_by_side ? fill_columns(g, a, brief, arena) : fill_rows(g, a, brief, most, arena);
}

/* ---- Markdown ---- */

bool grid_markdown(FILE *out, const struct grid *g)
{
	for (int r = 0; r < g->rows; r++) {
		if (grid_is_group(g, r)) fputs("| **", out);
		for (int c = 0; c < g->columns; c++) {
			if (!grid_is_group(g, r) || c > 0) fputs("| ", out);
			markdown_text(out, grid_cell(g, r, c));
			fputs(grid_is_group(g, r) && c == 0 ? "** " : " ", out);
		}
		fputs("|\n", out);
		for (int c = 0; r == 0 && c < g->columns; c++)
			fputs(c == 0 ? "|---" : "|--:", out);
		if (r == 0) fputs("|\n", out);
	}
	return !ferror(out);
}

/* ---- text ---- */

static int width_of(const struct grid *g, int column)
{
	int width = 0;
	for (int r = 0; r < g->rows; r++) {
		int n = (int)strlen(grid_cell(g, r, column));
		if (n > width && !(column == 0 && grid_is_group(g, r))) width = n;
	}
	return width;
}

/* Rows of the columns of keys and of those from `from` to before `to`. */
static void put_part(FILE *out, const struct grid *g, int from, int to)
{
	for (int r = 0; r < g->rows; r++) {
		if (grid_is_group(g, r)) fputc('\n', out);
		fprintf(out, "%-*s", grid_is_group(g, r) ? 0 : width_of(g, 0), grid_cell(g, r, 0));
		for (int c = 1; c < g->keys; c++)
			fprintf(out, "  %-*s", width_of(g, c), grid_cell(g, r, c));
		for (int c = from; c < to && !grid_is_group(g, r); c++)
			fprintf(out, "  %*s", width_of(g, c), grid_cell(g, r, c));
		fputc('\n', out);
	}
}

bool grid_text(FILE *out, const struct grid *g, int width)
{
	int first = width_of(g, 0);
	for (int c = 1; c < g->keys; c++)
		first += 2 + width_of(g, c);
	for (int from = g->keys, to; from < g->columns; from = to) {
		int used = first;
		for (to = from; to < g->columns && (to == from || used + 2 + width_of(g, to) <= width); to++)
			used += 2 + width_of(g, to);
		if (from > g->keys) fputc('\n', out);
		put_part(out, g, from, to);
	}
	return !ferror(out);
}
