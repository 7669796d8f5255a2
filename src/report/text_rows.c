/* text_rows.c - one line per point with a handful of statistics, for more points than fit side by side. */
#include "report/number.h"
#include "report/table.h"
#include "report/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CELL_SIZE 80
#define MAX_PICKED 24
#define BRIEF 4 /* of those that say how it went, unless verbose */

struct picked {
	const struct line *line;
	struct scale scale;
	bool needed; /* stays however wide the table gets */
};

struct choice {
	int n;
	struct picked of[MAX_PICKED];
};

static void pick(const struct answer *a, const char *name, bool needed, bool zero_too, struct choice *c)
{
	double largest = answer_largest(a, name);
	for (int i = 0; i < c->n; i++)
		if (strcmp(c->of[i].line->name, name) == 0) return;
	for (int i = 0; i < a->n_lines; i++) {
		const struct line *l = &a->line[i];
		if (c->n == MAX_PICKED || strcmp(l->name, name) != 0 || (largest == 0 && !zero_too)) continue;
		c->of[c->n++] = (struct picked){l, scale_for(l->unit, largest), needed};
	}
}

/* What the scenario is about, what was lost, and then how it went. */
static void pick_all(const struct answer *a, struct choice *c)
{
	const struct statistic *s;
	c->n = 0;
	for (int i = 0; i < a->head->n_show; i++)
		pick(a, a->head->show[i], true, true, c);
	for (int i = 0; (s = statistic_listed(LIST_LOST, i)); i++)
		pick(a, s->name, true, false, c);
	int before = c->n;
	for (int i = 0; (a->verbose || c->n - before < BRIEF) && (s = statistic_listed(LIST_ROWS, i)); i++)
		pick(a, s->name, false, false, c);
}

/* Leave out one column: spare ones before others where the scenario says what it is about. False when all are needed. */
static bool drop_one(const struct answer *a, struct choice *c)
{
	int at = -1;
	for (int i = c->n - 1; i >= 0 && at < 0; i--)
		if (!c->of[i].needed && a->head->n_show && c->of[i].line->row && c->of[i].line->row->spare) at = i;
	for (int i = c->n - 1; i >= 0 && at < 0; i--)
		if (!c->of[i].needed) at = i;
	if (at < 0) return false;
	memmove(&c->of[at], &c->of[at + 1], (size_t)(c->n - at - 1) * sizeof(*c->of));
	c->n--;
	return true;
}

static const char *last_word(const char *key)
{
	const char *dot = strrchr(key, '.');
	return dot ? dot + 1 : key;
}

/* "scheme" says more than "model". */
static void axis_title(const char *key, char buf[CELL_SIZE])
{
	const char *last = last_word(key);
	if (strcmp(last, "model") == 0 && last > key + 1) {
		const char *from = last - 1;
		while (from > key && from[-1] != '.')
			from--;
		snprintf(buf, CELL_SIZE, "%.*s", (int)(last - 1 - from), from);
	} else {
		snprintf(buf, CELL_SIZE, "%.30s", last);
	}
}

static void fill_titles(char (*buf)[CELL_SIZE], const struct point *first, const struct picked *picked, int n)
{
	int c = 0;
	for (int i = 0; i < first->n_axes; i++)
		axis_title(first->axis[i].key, buf[c++]);
	for (int i = 0; i < n; i++, c++)
		snprintf(buf[c], CELL_SIZE, *picked[i].scale.unit ? "%.30s [%s]" : "%.30s", picked[i].line->name,
			 picked[i].scale.unit);
	snprintf(buf[c], CELL_SIZE, "limiter");
}

static void fill_point(char (*buf)[CELL_SIZE], const struct point *p, const struct picked *picked, int n)
{
	int c = 0;
	for (int i = 0; i < p->n_axes; i++)
		snprintf(buf[c++], CELL_SIZE, "%.40s", axis_text(&p->axis[i]));
	for (int i = 0; i < n; i++, c++) {
		char text[2 * NUMBER_SIZE];
		int k = point_find(p, picked[i].line->name);
		double half = point_half(p, k), factor = picked[i].scale.factor;
		number_print_ci(point_mean(p, k) * factor, half * factor, text);
		char *blank = strchr(text, ' ');
		if (blank) *blank = '\t';
		snprintf(buf[c], CELL_SIZE, "%s%s", text, blank ? "" : "\t");
	}
	snprintf(buf[c], CELL_SIZE, "%s", p->failed ? "FAILED" : p->limiter ? limiter_name(p) : "-");
}

/* NULL when memory is exhausted. */
static struct table *build(const struct answer *a, const struct choice *c)
{
	int columns = a->point[0].n_axes + c->n + 1;
	struct table *t = table_create(columns);
	char(*buf)[CELL_SIZE] = calloc((size_t)columns, sizeof(*buf));
	const char **cell = calloc((size_t)columns, sizeof(*cell));
	bool ok = t && buf && cell;
	for (int i = 0; ok && i < columns; i++)
		cell[i] = buf[i];
	if (ok) fill_titles(buf, &a->point[0], c->of, c->n);
	ok = ok && table_row(t, cell);
	for (int i = 0; ok && i < a->n_points; i++) {
		fill_point(buf, &a->point[i], c->of, c->n);
		ok = table_row(t, cell);
	}
	free(cell);
	free(buf);
	if (ok) return t;
	table_free(t);
	return NULL;
}

bool text_rows(FILE *out, const struct answer *a)
{
	struct choice c;
	pick_all(a, &c);
	struct table *t = build(a, &c);
	while (t && !a->verbose && table_width(t) > (a->screen ? a->screen : TABLE_WIDTH) && drop_one(a, &c)) {
		table_free(t);
		t = build(a, &c);
	}
	bool ok = t && fputc('\n', out) != EOF && table_print(out, t, a->point[0].n_axes, a->screen);
	table_free(t);
	return ok;
}
