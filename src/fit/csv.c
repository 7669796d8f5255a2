/* csv.c - comma-separated values to cells that know where they stand. */
#include "fit/internal.h"
#include <stdlib.h>
#include <string.h>

#define MAX_MIB 4

struct reading {
	struct arena *arena;
	const char *path;
	struct error *err;
	const char *at; /* the rest of the text */
	int line, col;
	struct cell *cell;
	int n, room;
};

static struct place here(const struct reading *r)
{
	return (struct place){r->path, r->line, r->col};
}

static char *load_text(struct arena *a, const char *path, struct place from, struct error *err)
{
	char *text = file_text(a, path, MAX_MIB, "a CSV file", from, err);
	/* Old editors end lines with CR alone. */
	for (char *c = text; c && *c; c++)
		if (*c == '\r' && c[1] != '\n') *c = '\n';
	return text;
}

static void step(struct reading *r)
{
	if (*r->at == '\n') {
		r->line++;
		r->col = 0;
	}
	if (((unsigned char)*r->at & 0xC0) != 0x80) r->col++; /* continuation bytes of UTF-8 take no column */
	r->at++;
}

static bool add_cell(struct reading *r, const char *text, struct place at)
{
	if (r->n == r->room) {
		int room = r->room ? 2 * r->room : 64;
		struct cell *more = arena_array(r->arena, (size_t)room, sizeof *more);
		if (!more) return error_memory(r->err);
		if (r->n) memcpy(more, r->cell, (size_t)r->n * sizeof *more);
		r->cell = more;
		r->room = room;
	}
	r->cell[r->n++] = (struct cell){text, at};
	return true;
}

static bool ends_cell(char c)
{
	return c == ',' || c == '\n' || c == '\r' || c == '\0';
}

/* Bytes from the opening quote to the closing one at most; "" stands for one. */
static size_t quoted_length(const char *text)
{
	const char *c = text + 1;
	while (*c && (*c != '"' || c[1] == '"'))
		c += *c == '"' ? 2 : 1;
	return (size_t)(c - text) + 1;
}

static bool read_quoted(struct reading *r)
{
	struct place at = here(r);
	char *out = arena_alloc(r->arena, quoted_length(r->at)), *to = out;
	if (!out) return error_memory(r->err);
	step(r);
	for (;; step(r)) {
		if (*r->at == '\0') return error_at(r->err, at, "this quoted cell has no end; expected a closing \"");
		if (*r->at == '"' && r->at[1] == '"')
			step(r);
		else if (*r->at == '"')
			break;
		*to++ = *r->at;
	}
	step(r);
	*to = '\0';
	if (!ends_cell(*r->at)) return error_at(r->err, here(r), "expected a comma or the end of the line after a quoted cell");
	return add_cell(r, out, at);
}

static bool read_plain(struct reading *r)
{
	while (*r->at == ' ' || *r->at == '\t')
		step(r);
	struct place at = here(r);
	const char *from = r->at;
	for (; !ends_cell(*r->at); step(r))
		if (*r->at == '"')
			return error_at(r->err, here(r),
					"a quote inside a cell; expected the whole cell in quotes, and \"\" for one");
	const char *to = r->at;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
		to--;
	const char *text = arena_strndup(r->arena, from, (size_t)(to - from));
	return text ? add_cell(r, text, at) : error_memory(r->err);
}

/* One line of cells; *n is how many. */
static bool read_line(struct reading *r, int *n)
{
	int before = r->n;
	for (;;) {
		if (!(*r->at == '"' ? read_quoted(r) : read_plain(r))) return false;
		if (*r->at != ',') break;
		step(r);
	}
	if (*r->at == '\r') step(r);
	if (*r->at == '\n') step(r);
	*n = r->n - before;
	return true;
}

/* To the next line that says something; false at the end. */
static bool next_line(struct reading *r)
{
	for (;;) {
		const char *c = r->at + strspn(r->at, " \t\r");
		if (*c == '\0') return false;
		if (*c != '\n' && *c != '#') return true;
		while (*r->at && *r->at != '\n')
			step(r);
		if (*r->at) step(r);
	}
}

static bool read_body(struct reading *r, struct csv_table *out)
{
	while (next_line(r)) {
		int n, line = r->line;
		if (!read_line(r, &n)) return false;
		if (n != out->n_columns)
			return error_at(r->err, (struct place){r->path, line, 1}, "%d cell%s, expected %d as in the header", n,
					n == 1 ? "" : "s", out->n_columns);
		if (++out->n_rows > FIT_MAX_ROWS)
			return error_at(r->err, (struct place){r->path, line, 1}, "more than %d rows", FIT_MAX_ROWS);
	}
	return true;
}

bool csv_read(struct arena *a, const char *path, struct place from, struct csv_table *out, struct error *err)
{
	struct reading r = {.arena = a, .path = path, .err = err, .line = 1, .col = 1};
	*out = (struct csv_table){0};
	if (!(r.at = load_text(a, path, from, err))) return false;
	if (strncmp(r.at, "\xEF\xBB\xBF", 3) == 0) r.at += 3;
	if (!next_line(&r)) return error_at(err, (struct place){path, 1, 1}, "the file is empty; expected a header and rows");
	int head = r.line;
	if (!read_line(&r, &out->n_columns)) return false;
	if (out->n_columns > CSV_MAX_COLUMNS)
		return error_at(err, (struct place){path, head, 1}, "more than %d columns", CSV_MAX_COLUMNS);
	if (!read_body(&r, out)) return false;
	if (!out->n_rows) return error_at(err, (struct place){path, head, 1}, "there is a header, but no row below it");
	out->head = r.cell;
	out->cell = r.cell + out->n_columns;
	return true;
}
