/* measured.c - rows from what other programs print: {iperf3: FILE, at: {...}}, {testpmd: FILE, port: 0, at: {...}}, or a list of such. */
#include "fit/measured.h"
#include "nic/traffic.h"
#include "nic/traffics.h"
#include "scenario/keys.h"
#include "scenario/value.h"
#include <stdlib.h>
#include <string.h>

enum { OF, VALUE, FIXED }; /* columns; behind them what at: sets, in the order in which it first stands there */

static const char *const words[] = {"iperf3", "testpmd", "at", "port", NULL};
#define MOST_PORT 65535

struct gather {
	struct fit *fit;
	struct csv_table *table;
	struct measured *list;
	const char *column[CSV_MAX_COLUMNS]; /* canonical */
	struct cell head[CSV_MAX_COLUMNS];
	int n;
	struct error *err;
};

static int column_of(struct gather *g, const struct node *n)
{
	const char *path = key_canonical(g->fit->arena, n->key);
	if (!path) return error_memory(g->err), -1;
	for (int c = FIXED; c < g->n; c++)
		if (strcmp(g->column[c], path) == 0) return c;
	if (g->n == CSV_MAX_COLUMNS) return error_at(g->err, n->key_at, "more than %d settings", CSV_MAX_COLUMNS - FIXED), -1;
	g->column[g->n] = path;
	g->head[g->n] = (struct cell){n->key, n->key_at};
	return g->n++;
}

/* The columns of all rows: a cell that a row leaves out is empty. */
static bool find_columns(struct gather *g, const struct node *at)
{
	char shown[80];
	if (!at) return true;
	if (at->kind != NODE_MAP)
		return error_at(g->err, at->at,
				"key 'at': expected a mapping of settings such as {nic.ring.entries: 256}, not %s",
				node_shown(at, shown, sizeof shown));
	for (const struct node *n = at->first; n; n = n->next) {
		if (strcmp(n->key, "of") == 0 || strcmp(n->key, "value") == 0)
			return error_at(g->err, n->key_at, "'%s' is what the file tells; expected settings it was measured at",
					n->key);
		if (!need_text(n, n->key, "one value", g->err) || column_of(g, n) < 0) return false;
	}
	return true;
}

static bool read_port(const struct gather *g, const struct node *n, int *port)
{
	char *end = NULL;
	*port = -1;
	if (!n) return true;
	long number = n->kind == NODE_SCALAR ? strtol(n->text, &end, 10) : 0;
	if (!end || end == n->text || *end || number < 0 || number > MOST_PORT)
		return error_at(g->err, n->at, "key 'port': expected the number of a port of testpmd, 0 to %d", MOST_PORT);
	*port = (int)number;
	return true;
}

/* Whose file it is; NULL and err when that is not clear. */
static const struct node *file_of(const struct gather *g, const struct node *item)
{
	char shown[80];
	if (item->kind != NODE_MAP) {
		error_at(g->err, item->at, "key 'rows': expected a mapping {iperf3: FILE, at: {...}}, not %s",
			 node_shown(item, shown, sizeof shown));
		return NULL;
	}
	if (!known_words(item, "a measurement", words, g->err)) return NULL;
	const struct node *iperf = node_child(item, "iperf3"), *testpmd = node_child(item, "testpmd"),
			  *port = node_child(item, "port");
	if (!iperf == !testpmd) {
		error_at(g->err, item->at, "a measurement is of one program; expected one of iperf3 and testpmd, and its file");
		return NULL;
	}
	if (iperf && port) {
		error_at(g->err, port->key_at, "'port' is one of testpmd's; iperf3 has none");
		return NULL;
	}
	return iperf ? iperf : testpmd;
}

static bool read_item(struct gather *g, const struct node *item, struct measured *out)
{
	struct fit *f = g->fit;
	const struct node *file = file_of(g, item);
	int port;
	if (!file || !find_columns(g, node_child(item, "at")) || !read_port(g, node_child(item, "port"), &port)) return false;
	const char *path = file_named(f, file, file->key, g->err);
	if (!path) return false;
	f->row_file[f->n_row_files++] = path;
	return strcmp(file->key, "iperf3") == 0 ? iperf_read(f->arena, path, file->at, out, g->err)
						: testpmd_read(f->arena, path, port, file->at, out, g->err);
}

/* The cells of a row: what is not set is empty. */
static bool fill_row(struct gather *g, const struct node *item, int row)
{
	struct cell *cell = &g->table->cell[row * g->n];
	const struct measured *m = &g->list[row];
	const struct node *at = node_child(item, "at"), *file = node_child(item, "iperf3");
	if (!file) file = node_child(item, "testpmd");
	cell[OF] = (struct cell){m->of, file->at};
	cell[VALUE] = m->in;
	for (int c = FIXED; c < g->n; c++)
		cell[c] = (struct cell){"", item->at};
	for (const struct node *n = at ? at->first : NULL; n; n = n->next) {
		int c = column_of(g, n); /* under whichever of its names */
		if (c < 0) return false;
		if (*cell[c].text) return error_at(g->err, n->key_at, "'%.60s' stands twice", n->key);
		cell[c] = (struct cell){n->text, n->at};
	}
	return true;
}

/* What the rows are of, for people: the file, or how many. */
static bool name_files(struct fit *f)
{
	const char *slash = strrchr(f->row_file[0], '/'), *first = slash ? slash + 1 : f->row_file[0];
	f->rows = f->n_row_files == 1 ? f->row_file[0] : arena_printf(f->arena, "%s and %d more", first, f->n_row_files - 1);
	return f->rows;
}

static bool make_table(struct gather *g, const struct node *first, int n)
{
	struct csv_table *t = g->table;
	*t = (struct csv_table){.n_columns = g->n, .n_rows = n};
	t->head = arena_array(g->fit->arena, (size_t)g->n, sizeof *t->head);
	t->cell = arena_array(g->fit->arena, (size_t)g->n * (size_t)n, sizeof *t->cell);
	if (!t->head || !t->cell || !name_files(g->fit)) return error_memory(g->err);
	memcpy(t->head, g->head, (size_t)g->n * sizeof *t->head);
	for (int i = 0; i < n; i++, first = first->next)
		if (!fill_row(g, first, i)) return false;
	return true;
}

bool measured_table(struct fit *f, const struct node *rows, struct csv_table *out, struct measured **list, struct error *err)
{
	struct gather g = {.fit = f, .table = out, .n = FIXED, .err = err};
	const struct node *first = rows->kind == NODE_LIST ? rows->first : rows;
	int n = rows->kind == NODE_LIST ? rows->count : 1;
	bool all = true;
	if (!n)
		return error_at(err, rows->at,
				"key 'rows': expected at least one measurement, such as {iperf3: FILE, at: {...}}");
	if (n > FIT_MAX_ROWS) return error_at(err, rows->at, "more than %d rows", FIT_MAX_ROWS);
	g.list = *list = arena_array(f->arena, (size_t)n, sizeof **list);
	f->row_file = arena_array(f->arena, (size_t)n, sizeof *f->row_file);
	if (!g.list || !f->row_file) return error_memory(err);
	g.head[OF] = (struct cell){"of", rows->at};
	g.head[VALUE] = (struct cell){"value", rows->at};
	g.column[OF] = g.column[VALUE] = "";
	const struct node *item = first;
	for (int i = 0; i < n; i++, item = item->next) {
		struct error one;
		error_begin(&one, err);
		g.err = &one;
		if (!read_item(&g, item, &g.list[i]) && !error_take(err, &one, &all)) return false;
	}
	g.err = err;
	return all && make_table(&g, first, n);
}

/* What counts as goodput: the payload of TCP alone, of all else whole frames (traffic.h). */
static bool is_stream(const struct setup *s)
{
	const struct traffic_ops *ops = s->slot[SLOT_TRAFFIC].reg->model->ops;
	return ops->frame_of != NULL;
}

bool measured_suits(const struct measured *m, const struct setup *s, struct place at, const struct cell **value,
		    struct error *err)
{
	const char *traffic = s->slot[SLOT_TRAFFIC].reg->name;
	if (traffics_several(s))
		return error_at(
			err, at,
			"a measured rate is of one traffic, and the scenario has several; expected a scenario of that one alone");
	if (m->by == MEASURED_STREAM && !is_stream(s))
		return error_at(err, at,
				"iperf3 counted the payload of TCP, traffic '%s' counts whole frames; expected traffic "
				"tcp or window",
				traffic);
	if (m->by != MEASURED_STREAM && is_stream(s))
		return error_at(err, at,
				"single packets were counted, and traffic '%s' is a stream; expected traffic such as poisson",
				traffic);
	if (s->direction == DIR_RR || s->direction == DIR_GUESTS)
		return error_at(err, at, "a measured rate goes one way; expected traffic.direction rx or tx");
	*value = s->direction == DIR_RX ? &m->in : &m->out;
	if (strcmp((*value)->text, "0pps") != 0) return true;
	return error_at(err, (*value)->at,
			m->by == MEASURED_PORT
				? "the rate is 0: nothing %s since the show before, if there was one; expected a show under load"
				: "the rate is 0: nothing %s in a second; expected a test under load",
			s->direction == DIR_RX ? "came" : "went");
}
