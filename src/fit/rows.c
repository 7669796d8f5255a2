/* rows.c - measurements: each row of the table is a scenario with some keys set, a statistic, and what it was measured to be. */
#include "fit/measured.h"
#include "scenario/keys.h"
#include "scenario/platform.h"
#include "scenario/yaml.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Columns that are not keys of the scenario. */
enum column { COL_KEY, COL_OF, COL_VALUE, COL_WEIGHT, COL_SCALE, COL_HOLD_OUT, COL_SCENARIO };
static const char *const words[] = {"of", "value", "weight", "scale", "hold_out", "scenario", NULL};

struct reading {
	struct fit *fit;
	struct csv_table table;
	struct measured *measured; /* by row, where other programs' files are read; NULL = a table of the user's */
	enum column *column;
	const char **key;    /* canonical, by column */
	const char **config; /* by point: what tells it from the others */
	const char *platform_set;
	const volatile int *stop;
	struct error *err;
};

static const struct cell *cell_at(const struct reading *r, int row, int column)
{
	return &r->table.cell[row * r->table.n_columns + column];
}

/* The cell of a column that is no key; NULL when there is no such column or it is empty here. */
static const struct cell *named_cell(const struct reading *r, int row, enum column what)
{
	for (int c = 0; c < r->table.n_columns; c++)
		if (r->column[c] == what) return *cell_at(r, row, c)->text ? cell_at(r, row, c) : NULL;
	return NULL;
}

static bool check_key(const struct reading *r, const char *path, const struct cell *head)
{
	struct key k = key_find(path);
	char hint[HINT_SIZE];
	for (int i = 0; r->fit && i < r->fit->n_free; i++)
		if (strcmp(r->fit->free[i].key, path) == 0 ||
		    (k.what == KEY_PRICE && strcmp(r->fit->free[i].key, k.price->key) == 0 &&
		     strcmp(r->fit->free[i].backend ? r->fit->free[i].backend : "", k.backend ? k.backend : "") == 0))
			return error_at(r->err, head->at, "'%.60s' is free and can't be a column too", head->text);
	if (strcmp(path, "platform") == 0)
		return error_at(r->err, head->at, "all rows are of one platform, the fit file's; 'platform' can't be a column");
	if (k.what != KEY_UNKNOWN && k.what != KEY_TEXT) return true;
	if (!*word_hint(head->text, words, hint, sizeof hint)) key_hint(path, hint, sizeof hint);
	return error_at(r->err, head->at, "unknown column '%.60s'%s", head->text,
			*hint ? hint : ", expected of, value, or a key such as nic.ring.entries");
}

/* A file that has not one of the two columns every table has is no table of ours, and may be a secret: nothing of it is told. */
static bool check_kind(const struct reading *r)
{
	for (int c = 0; c < r->table.n_columns; c++)
		if (strcmp(r->table.head[c].text, "of") == 0 || strcmp(r->table.head[c].text, "value") == 0) return true;
	return error_at(r->err, r->table.head[0].at,
			"this is no table of measurements; expected a line of columns, at least of and value");
}

static bool check_once(const struct reading *r, int column)
{
	for (int i = 0; i < column; i++)
		if (strcmp(r->key[i], r->key[column]) == 0)
			return error_at(r->err, r->table.head[column].at, "column '%.60s' stands twice",
					r->table.head[column].text);
	return true;
}

static bool read_head(struct reading *r)
{
	int n = r->table.n_columns;
	if (!check_kind(r)) return false;
	bool all = true;
	bool seen[COL_SCENARIO + 1] = {false};
	r->column = arena_array(r->fit->arena, (size_t)n, sizeof *r->column);
	r->key = arena_array(r->fit->arena, (size_t)n, sizeof *r->key);
	if (!r->column || !r->key) return error_memory(r->err);
	for (int c = 0; c < n; c++) {
		const struct cell *head = &r->table.head[c];
		for (int i = 0; words[i]; i++)
			if (strcmp(words[i], head->text) == 0) r->column[c] = (enum column)(i + 1);
		seen[r->column[c]] = true;
		r->key[c] = key_canonical(r->fit->arena, head->text);
		if (!r->key[c]) return error_memory(r->err);
		struct error one, *err = r->err;
		error_begin(&one, err);
		r->err = &one;
		bool good = (r->column[c] != COL_KEY || check_key(r, r->key[c], head)) && check_once(r, c);
		r->err = err;
		if (!good && !error_take(err, &one, &all)) return false;
	}
	for (int what = COL_OF; what <= COL_VALUE; what++)
		if (!seen[what])
			return error_at(r->err, r->table.head[0].at, "there is no column '%s'; expected at least of and value",
					words[what - 1]);
	return all;
}

static bool read_positive(const struct reading *r, int row, enum column what, double *out)
{
	const struct cell *c = named_cell(r, row, what);
	char *end;
	if (!c) return true;
	*out = strtod(c->text, &end);
	if (end == c->text || *end || !isfinite(*out) || *out <= 0)
		return error_at(r->err, c->at, "%s: expected a number above 0, not '%.40s'", words[what - 1], c->text);
	return true;
}

static bool read_hold_out(const struct reading *r, int row, bool *held)
{
	const struct cell *c = named_cell(r, row, COL_HOLD_OUT);
	if (!c) return true;
	*held = strcmp(c->text, "true") == 0;
	return *held || strcmp(c->text, "false") == 0 ||
	       error_at(r->err, c->at, "hold_out: expected true or false, not '%.40s'", c->text);
}

/* What sets the row's point: "key=value" for each key that is not empty; what it is called. */
static int row_sets(const struct reading *r, int row, const char **set, const char **name, const char **config)
{
	struct arena *a = r->fit->arena;
	const struct cell *file = named_cell(r, row, COL_SCENARIO);
	int n = 0;
	for (int i = 0; i < r->fit->n_sets; i++)
		set[n++] = r->fit->set[i];
	set[n++] = r->platform_set;
	*name = "";
	*config = file ? file->text : "";
	for (int c = 0; c < r->table.n_columns; c++) {
		const char *text = cell_at(r, row, c)->text;
		if (r->column[c] != COL_KEY || !*text) continue;
		set[n++] = arena_printf(a, "%s=%s", r->key[c], text);
		*name = arena_printf(a, "%s%s%s", *name, **name ? "/" : "", text);
		if (!set[n - 1] || !*name || !(*config = arena_printf(a, "%s\n%s", *config, set[n - 1]))) return -1;
	}
	if (!**name) *name = file ? file->text : arena_printf(a, "row %d", row + 1);
	return *name ? n : -1;
}

/* An error of a scenario belongs to the cell that is to blame, as far as one is. */
static bool blame(const struct reading *r, int row, const struct error *why)
{
	const char *file = why->at.file ? why->at.file : "";
	char text[700];
	if (strncmp(file, "--set ", 6) != 0) {
		error_format(why, text, sizeof text);
		return error_because(r->err, why, cell_at(r, row, 0)->at, "this row can't be set up: %.500s", text);
	}
	for (int c = 0; c < r->table.n_columns; c++) {
		size_t len = strlen(r->key[c]);
		if (r->column[c] == COL_KEY && strncmp(file + 6, r->key[c], len) == 0 && file[6 + len] == '=')
			return error_because(r->err, why, cell_at(r, row, c)->at, "%s", why->text);
	}
	return error_because(r->err, why, cell_at(r, row, 0)->at, "this row can't be set up: %.100s: %.500s", file, why->text);
}

static bool check_one_point(const struct reading *r, int row, const struct scenario *s)
{
	if (scenario_points(s) == 1) return true;
	return error_at(r->err, cell_at(r, row, 0)->at,
			"this row leaves open '%s', of which the scenario compares several values; expected a column for it",
			scenario_axis_key(s, 0));
}

static bool open_point(struct reading *r, int row, const char **set, int n)
{
	struct fit *f = r->fit;
	const struct cell *file = named_cell(r, row, COL_SCENARIO);
	struct trial_point *p = &f->trials.point[f->n_points];
	struct error why = {0};
	const char *path = file ? path_join(f->arena, f->folder, file->text) : f->scenario;
	if (!path) return error_memory(r->err);
	if (file && !file_is_regular(path)) return error_at(r->err, file->at, "there is no scenario file '%.200s'", path);
	struct scenario *s = scenario_load(f->arena, path, set, n, &why);
	if (!s) return blame(r, row, &why);
	f->loaded[f->n_points++] = s;
	f->trials.n_points = f->n_points;
	p->knob = arena_array(f->arena, (size_t)f->n_free, sizeof *p->knob);
	p->wanted = arena_array(f->arena, (size_t)f->n_rows, sizeof *p->wanted);
	if (!p->knob || !p->wanted) return error_memory(r->err);
	return check_one_point(r, row, s) && (scenario_setup(s, 0, f->arena, &p->setup, &why) || blame(r, row, &why));
}

static bool find_point(struct reading *r, int row)
{
	struct fit *f = r->fit;
	struct fit_row *m = &f->row[row];
	const char *config, **set = arena_array(f->arena, (size_t)(f->n_sets + r->table.n_columns) + 1, sizeof *set);
	int n = set ? row_sets(r, row, set, &m->name, &config) : -1;
	if (n < 0) return error_memory(r->err);
	for (m->point = 0; m->point < f->n_points; m->point++)
		if (strcmp(r->config[m->point], config) == 0) break;
	if (m->point < f->n_points) return true;
	r->config[m->point] = config;
	return open_point(r, row, set, n);
}

static bool read_row(struct reading *r, int row)
{
	struct fit_row *m = &r->fit->row[row];
	const struct cell *of = named_cell(r, row, COL_OF), *value = named_cell(r, row, COL_VALUE);
	*m = (struct fit_row){.at = cell_at(r, row, 0)->at, .scale = 1, .weight = 1, .left_out = NAN, .from_folds = NAN};
	if (!of || !value) return error_at(r->err, m->at, "this row has no '%s'", of ? "value" : "of");
	m->of = of->text;
	m->of_at = of->at;
	m->text = value->text;
	m->value_at = value->at;
	if (!read_positive(r, row, COL_WEIGHT, &m->weight) || !read_positive(r, row, COL_SCALE, &m->scale) ||
	    !read_hold_out(r, row, &m->held) || !find_point(r, row))
		return false;
	if (!r->measured) return true;
	if (!measured_suits(&r->measured[row], &r->fit->trials.point[m->point].setup, of->at, &value, r->err)) return false;
	m->text = value->text;
	m->value_at = value->at;
	return true;
}

/* ---- what the runs say: statistics and their units ---- */

static const struct stat *stat_named(const struct outcome *o, const char *name)
{
	for (int i = 0; i < o->n_stats; i++)
		if (strcmp(o->stat[i].name, name) == 0) return &o->stat[i];
	return NULL;
}

static bool bind_value(const struct reading *r, struct fit_row *m, const struct outcome *o)
{
	const struct stat *s = stat_named(o, m->of);
	const char *best = NULL;
	char why[300], hint[100];
	int cost = 0;
	if (!s) {
		for (int i = 0; i < o->n_stats; i++)
			statistic_offer(m->of, o->stat[i].name, &best, &cost);
		return error_at(r->err, m->of_at, "there is no statistic '%.60s'%s", m->of, hint_shown(best, hint, sizeof hint));
	}
	if (isnan(s->value)) return error_at(r->err, m->of_at, "'%s' does not exist in this row's run", m->of);
	m->unit = arena_strdup(r->fit->arena, s->unit);
	m->of = arena_strdup(r->fit->arena, s->name);
	if (!m->unit || !m->of) return error_memory(r->err);
	if (!quantity_read(m->text, m->unit, &m->measured, why, sizeof why))
		return error_at(r->err, m->value_at, "value of %s: %s", m->of, why);
	if (m->measured <= 0)
		return error_at(r->err, m->value_at, "value of %s: %.40s is not above 0, and has no relative error", m->of,
				m->text);
	struct trial_point *p = &r->fit->trials.point[m->point];
	p->wanted[m->number = p->n_wanted++] = m->of;
	return true;
}

static double processor_time(void)
{
	struct timespec t = {0};
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool probe_point(const struct reading *r, int point, struct outcome *o)
{
	struct fit *f = r->fit;
	struct arena names = {0};
	struct fit_row *first = f->row;
	while (first->point != point)
		first++;
	double start = processor_time();
	bool ok = trials_probe(&f->trials, point, &names, o) || (r->stop && *r->stop);
	if (!ok && outcome_lacked_memory(o))
		error_memory(r->err);
	else if (!ok)
		error_at(r->err, first->at, "this row can't be run: %s", o->failure);
	f->place_seconds += (processor_time() - start) * (double)f->trials.point[point].setup.repeat;
	for (int i = 0; ok && !(r->stop && *r->stop) && i < f->n_rows; i++)
		if (f->row[i].point == point) ok = bind_value(r, &f->row[i], o);
	arena_free(&names);
	return ok;
}

static bool bind_rows(const struct reading *r)
{
	struct outcome *o = malloc(sizeof *o);
	bool ok = o != NULL || error_memory(r->err);
	for (int i = 0; ok && i < r->fit->n_points && !(r->stop && *r->stop); i++)
		ok = probe_point(r, i, o);
	free(o);
	trials_number(&r->fit->trials);
	for (int i = 0; ok && i < r->fit->n_rows; i++)
		r->fit->row[i].number += r->fit->trials.point[r->fit->row[i].point].first;
	return ok;
}

/* ---- hold_out: in the fit file ---- */

static int column_of(const struct reading *r, const char *key)
{
	for (int c = 0; c < r->table.n_columns; c++)
		if (strcmp(r->table.head[c].text, key) == 0 || strcmp(r->key[c], key) == 0) return c;
	return -1;
}

static bool matches(const struct reading *r, int row, const struct node *map)
{
	for (const struct node *n = map->first; n; n = n->next) {
		int c = column_of(r, n->key);
		if (!scenario_same_value(r->key[c], cell_at(r, row, c)->text, n->text)) return false;
	}
	return true;
}

static bool hold_out(const struct reading *r, const struct node *map)
{
	int n = 0;
	if (map->kind != NODE_MAP || !map->count)
		return error_at(r->err, map->at,
				"key 'hold_out': expected a list of conditions such as {nic.ring.entries: 1024}");
	for (const struct node *c = map->first; c; c = c->next) {
		if (column_of(r, c->key) < 0)
			return error_at(r->err, c->key_at, "'%.60s' is no column of %.200s", c->key, r->fit->rows);
		if (c->kind != NODE_SCALAR) return error_at(r->err, c->at, "key '%.60s': expected one value", c->key);
	}
	for (int i = 0; i < r->fit->n_rows; i++)
		if (matches(r, i, map)) {
			r->fit->row[i].held = true;
			n++;
		}
	return n > 0 || error_at(r->err, node_place(map), "no row of %.200s meets this condition", r->fit->rows);
}

static bool read_rows(struct reading *r)
{
	struct error *err = r->err;
	bool all = true;
	for (int i = 0; i < r->fit->n_rows; i++) {
		struct error one;
		error_begin(&one, err);
		r->err = &one;
		bool good = read_row(r, i);
		r->err = err;
		if (!good && !error_take(err, &one, &all)) break;
	}
	return all;
}

bool rows_read(struct fit *f, const struct node *rows, const struct node *list, const volatile int *stop, struct error *err)
{
	struct reading r = {.fit = f, .stop = stop, .err = err};
	const char *platform;
	if (!file_absolute(f->arena, f->platform, &platform)) return error_memory(err);
	bool ok = rows->kind == NODE_SCALAR ? csv_read(f->arena, f->rows, rows->at, &r.table, err)
					    : measured_table(f, rows, &r.table, &r.measured, err);
	if (!ok || !read_head(&r)) return false;
	f->n_rows = r.table.n_rows;
	f->row = arena_array(f->arena, (size_t)f->n_rows, sizeof *f->row);
	f->loaded = arena_array(f->arena, (size_t)f->n_rows, sizeof(struct scenario *));
	f->trials.point = arena_array(f->arena, (size_t)f->n_rows, sizeof *f->trials.point);
	r.config = arena_array(f->arena, (size_t)f->n_rows, sizeof *r.config);
	r.platform_set = platform ? arena_printf(f->arena, "platform='%s'", platform) : NULL;
	if (!f->row || !f->loaded || !f->trials.point || !r.config || !r.platform_set) return error_memory(err);
	if (!read_rows(&r)) return false;
	if (list && list->kind != NODE_LIST)
		return error_at(err, list->at,
				"key 'hold_out': expected a list of conditions such as [{nic.ring.entries: 1024}]");
	for (const struct node *n = list ? list->first : NULL; n; n = n->next)
		if (!hold_out(&r, n)) return false;
	return bind_rows(&r);
}
