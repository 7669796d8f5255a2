/* table.c - aligned columns of text. */
#include "report/table.h"
#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

struct line {
	struct line *next;
	char *heading; /* NULL = a row */
	char **cell;
};

struct table {
	struct arena arena;
	int columns;
	struct line *first, **last;
};

struct width {
	int before, after, whole; /* of the tab; of cells as they are */
};

struct table *table_create(int columns)
{
	struct table *t = calloc(1, sizeof(*t));
	if (!t) return NULL;
	t->columns = columns;
	t->last = &t->first;
	return t;
}

void table_free(struct table *t)
{
	if (!t) return;
	arena_free(&t->arena);
	free(t);
}

static struct line *append(struct table *t)
{
	struct line *l = arena_alloc(&t->arena, sizeof(*l));
	if (l) {
		*t->last = l;
		t->last = &l->next;
	}
	return l;
}

bool table_row(struct table *t, const char *const *cell)
{
	struct line *l = append(t);
	if (!l || !(l->cell = arena_array(&t->arena, (size_t)t->columns, sizeof(char *)))) return false;
	for (int i = 0; i < t->columns; i++)
		if (!(l->cell[i] = arena_strdup(&t->arena, cell[i] ? cell[i] : ""))) return false;
	return true;
}

bool table_heading(struct table *t, const char *text)
{
	struct line *l = append(t);
	return l && (l->heading = arena_strdup(&t->arena, text));
}

/* Columns on a terminal: UTF-8 continuation bytes take none. */
static int shown(const char *s, size_t n)
{
	int w = 0;
	for (size_t i = 0; i < n; i++)
		w += ((unsigned char)s[i] & 0xc0) != 0x80;
	return w;
}

static int greater(int a, int b)
{
	return a > b ? a : b;
}

static struct width measure(const struct table *t, int column)
{
	struct width w = {0, 0, 0};
	for (const struct line *l = t->first; l; l = l->next) {
		if (l->heading) continue;
		const char *s = l->cell[column], *tab = strchr(s, '\t');
		w.whole = greater(w.whole, shown(s, strlen(s)));
		if (!tab) continue;
		w.before = greater(w.before, shown(s, (size_t)(tab - s)));
		w.after = greater(w.after, shown(tab + 1, strlen(tab + 1)));
	}
	/* A tab takes one column, as the blank it is printed as; cells without one just have to fit. */
	return w;
}

static int aligned_width(struct width w)
{
	return greater(w.whole, w.before || w.after ? w.before + 1 + w.after : 0);
}

static void spaces(FILE *out, int n)
{
	if (n > 0) fprintf(out, "%*s", n, "");
}

static void print_cell(FILE *out, const char *s, struct width w, bool aligned, bool last)
{
	const char *tab = strchr(s, '\t');
	int total = aligned ? aligned_width(w) : w.whole, length = shown(s, strlen(s));
	if (!tab) {
		spaces(out, total - length);
		fputs(s, out);
		return;
	}
	int after = shown(tab + 1, strlen(tab + 1)), pad = aligned ? w.after - after : 0;
	spaces(out, total - length - pad);
	fprintf(out, "%.*s", (int)(tab - s), s);
	if (after || (aligned && !last)) fputc(' ', out);
	fputs(tab + 1, out);
	if (!last) spaces(out, pad);
}

static void print_row(FILE *out, const struct table *t, const struct line *l, const struct width *w, bool aligned)
{
	int end = t->columns - 1;
	while (end > 0 && !*l->cell[end])
		end--;
	fputs(l->cell[0], out);
	if (end > 0) spaces(out, w[0].whole - shown(l->cell[0], strlen(l->cell[0])));
	for (int i = 1; i <= end; i++) {
		fputs("  ", out);
		print_cell(out, l->cell[i], w[i], aligned, i == end);
	}
	fputc('\n', out);
}

int table_width(const struct table *t)
{
	int total = 0;
	for (int i = 0; i < t->columns; i++)
		total += measure(t, i).whole + (i ? 2 : 0);
	return total;
}

bool table_print(FILE *out, const struct table *t)
{
	struct width *w = calloc((size_t)t->columns, sizeof(*w));
	if (!w) return false;
	int total = 0;
	for (int i = 0; i < t->columns; i++) {
		w[i] = measure(t, i);
		total += i ? 2 + aligned_width(w[i]) : w[i].whole;
	}
	for (const struct line *l = t->first; l; l = l->next) {
		if (l->heading)
			fprintf(out, "\n%s\n", l->heading);
		else
			print_row(out, t, l, w, total <= TABLE_WIDTH);
	}
	free(w);
	return !ferror(out);
}
