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

/* The columns of a part: the first `keys`, and those from..to-1. */
struct part {
	int keys, from, to;
	bool aligned;
};

static void print_row(FILE *out, const struct part *p, const struct line *l, const struct width *w)
{
	int end = p->to - 1;
	while (end >= p->from && !*l->cell[end])
		end--;
	if (end < p->from)
		for (end = p->keys - 1; end > 0 && !*l->cell[end];)
			end--;
	fputs(l->cell[0], out);
	if (end > 0) spaces(out, w[0].whole - shown(l->cell[0], strlen(l->cell[0])));
	for (int i = 1; i <= end; i++) {
		if (i >= p->keys && i < p->from) continue;
		fputs("  ", out);
		print_cell(out, l->cell[i], w[i], p->aligned, i == end);
	}
	fputc('\n', out);
}

static void print_part(FILE *out, const struct table *t, const struct part *p, const struct width *w)
{
	for (const struct line *l = t->first; l; l = l->next) {
		if (l->heading)
			fprintf(out, "\n%s\n", l->heading);
		else
			print_row(out, p, l, w);
	}
}

static int columns_width(const struct width *w, int from, int to, bool aligned)
{
	int total = 0;
	for (int i = from; i < to; i++)
		total += (i ? 2 : 0) + (aligned && i ? aligned_width(w[i]) : w[i].whole);
	return total;
}

int table_width(const struct table *t)
{
	int total = 0;
	for (int i = 0; i < t->columns; i++)
		total += measure(t, i).whole + (i ? 2 : 0);
	return total;
}

bool table_print(FILE *out, const struct table *t, int keys, int screen)
{
	struct width *w = calloc((size_t)t->columns, sizeof(*w));
	if (!w) return false;
	for (int i = 0; i < t->columns; i++)
		w[i] = measure(t, i);
	bool aligned = columns_width(w, 0, t->columns, true) <= (screen ? screen : TABLE_WIDTH);
	if (keys > t->columns) keys = t->columns;
	struct part p = {keys, keys, t->columns, aligned};
	if (!screen || aligned || columns_width(w, 0, t->columns, false) <= screen) {
		print_part(out, t, &p, w);
	} else {
		for (int key = columns_width(w, 0, keys, false); p.from < t->columns; p.from = p.to) {
			p.to = p.from + 1;
			while (p.to < t->columns && key + columns_width(w, p.from, p.to + 1, false) <= screen)
				p.to++;
			if (p.from > keys) fputc('\n', out);
			print_part(out, t, &p, w);
		}
	}
	free(w);
	return !ferror(out);
}
