/*
 * sqlite.c - points as an SQLite database: one row per point, one per point and axis, one per point and statistic.
 *
 * It is made in memory and handed over as bytes, so that what holds for any other output (whole or not at all, no byte lost on a full disk)
 * holds for it, too.  The same points make the same bytes with the same libsqlite3, whose version is in the file's head.
 */
#include "report/csv_table.h"
#include "report/sqlite_library.h"
#include <math.h>
#include <stdlib.h>

static const char tables[] =
	"PRAGMA user_version = 1;"
	"BEGIN;"
	"CREATE TABLE point (point INTEGER PRIMARY KEY, scenario TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, limiter "
	"TEXT);"
	"CREATE TABLE axis (point INTEGER NOT NULL REFERENCES point, key TEXT NOT NULL, text TEXT NOT NULL, value REAL, unit "
	"TEXT, "
	"PRIMARY KEY (point, key)) WITHOUT ROWID;"
	"CREATE TABLE result (point INTEGER NOT NULL REFERENCES point, statistic TEXT NOT NULL, value REAL, unit TEXT NOT NULL, "
	"ci95 REAL, n INTEGER NOT NULL, low REAL, high REAL, PRIMARY KEY (point, statistic)) WITHOUT ROWID;";

enum { POINT, AXIS, RESULT, N_TABLES };
static const char *const inserts[N_TABLES] = {
	[POINT] = "INSERT INTO point VALUES (?, ?, ?, ?, ?)",
	[AXIS] = "INSERT INTO axis VALUES (?, ?, ?, ?, ?)",
	[RESULT] = "INSERT INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
};

struct making {
	struct sqlite_library lib;
	struct sqlite3 *db;
	struct sqlite3_stmt *into[N_TABLES];
	struct error *err;
};

/* Did a call end as it should?  Else its reason is told. */
static bool ended(const struct making *m, int got, int wanted)
{
	if (got == wanted) return true;
	return m->db ? error_system(m->err, "libsqlite3: %s", m->lib.errmsg(m->db)) : error_memory(m->err);
}

/* NULL and the empty text are nothing. The text is borrowed until the row is put. */
static bool bind_text(const struct making *m, int table, int at, const char *text)
{
	return !text || !*text || ended(m, m->lib.bind_text(m->into[table], at, text, -1, NULL), SQLITE_OK);
}

static bool bind_int(const struct making *m, int table, int at, int64_t v)
{
	return ended(m, m->lib.bind_int64(m->into[table], at, v), SQLITE_OK);
}

/* Nothing where there is no number; the twelve digits of JSON and CSV, which are the same whichever compiler built simnic. */
static bool bind_number(const struct making *m, int table, int at, double v)
{
	char text[40];
	if (!isfinite(v)) return true;
	snprintf(text, sizeof text, "%.12g", v);
	return ended(m, m->lib.bind_double(m->into[table], at, strtod(text, NULL)), SQLITE_OK);
}

/* What was bound becomes a row; what was not is NULL. */
static bool put(const struct making *m, int table)
{
	return ended(m, m->lib.step(m->into[table]), SQLITE_DONE) && ended(m, m->lib.reset(m->into[table]), SQLITE_OK) &&
	       ended(m, m->lib.clear_bindings(m->into[table]), SQLITE_OK);
}

static bool put_axis(const struct making *m, const struct csv *c, const struct axis_cell *cell, int64_t point)
{
	const struct column *k = &c->axis[cell->column];
	double value = cell->of.unit ? cell->of.number : cell->integer ? strtod(cell->text, NULL) : NAN;
	return bind_int(m, AXIS, 1, point) && bind_text(m, AXIS, 2, k->name) && bind_text(m, AXIS, 3, cell->text) &&
	       bind_number(m, AXIS, 4, value) && bind_text(m, AXIS, 5, k->unit) && put(m, AXIS);
}

static bool put_result(const struct making *m, const struct csv *c, const struct cell *cell, int64_t point)
{
	const struct column *k = &c->column[cell->column];
	return bind_int(m, RESULT, 1, point) && bind_text(m, RESULT, 2, k->name) && bind_number(m, RESULT, 3, cell->value) &&
	       ended(m, m->lib.bind_text(m->into[RESULT], 4, k->unit, -1, NULL), SQLITE_OK) &&
	       bind_number(m, RESULT, 5, cell->ci95) && bind_int(m, RESULT, 6, cell->n) && bind_number(m, RESULT, 7, cell->low) &&
	       bind_number(m, RESULT, 8, cell->high) && put(m, RESULT);
}

static bool put_row(const struct making *m, const struct csv *c, const struct row *row, int64_t point)
{
	bool good = bind_int(m, POINT, 1, point) && bind_text(m, POINT, 2, row->scenario) && bind_text(m, POINT, 3, row->id) &&
		    bind_text(m, POINT, 4, row->state) && bind_text(m, POINT, 5, row->limiter) && put(m, POINT);
	for (int i = 0; good && i < row->n_axes; i++)
		good = put_axis(m, c, &row->axis[i], point);
	for (int i = 0; good && i < row->n_cells; i++)
		good = put_result(m, c, &row->cell[i], point);
	return good;
}

static bool begin(struct making *m)
{
	if (!ended(m, m->lib.open(":memory:", &m->db), SQLITE_OK)) return false;
	if (!ended(m, m->lib.exec(m->db, tables, NULL, NULL, NULL), SQLITE_OK)) return false;
	for (int t = 0; t < N_TABLES; t++)
		if (!ended(m, m->lib.prepare_v2(m->db, inserts[t], -1, &m->into[t], NULL), SQLITE_OK)) return false;
	return true;
}

/* A statement tells again, when it is done with, why its last step failed, which has been told. */
static void end(struct making *m)
{
	for (int t = 0; t < N_TABLES; t++)
		if (m->into[t]) (void)m->lib.finalize(m->into[t]);
	if (m->db && m->lib.close(m->db) != SQLITE_OK) error_system(m->err, "libsqlite3: the database can't be closed");
	sqlite_library_close(&m->lib);
}

static bool hand_over(struct making *m, FILE *out)
{
	long long size = 0;
	unsigned char *bytes = m->lib.serialize(m->db, "main", &size, 0);
	if (!bytes || size <= 0) {
		if (bytes) m->lib.free(bytes);
		return error_memory_for(m->err, "the database");
	}
	bool good = fwrite(bytes, 1, (size_t)size, out) == (size_t)size;
	m->lib.free(bytes);
	return good || error_memory_for(m->err, "the database");
}

static bool load(struct sqlite_library *l, struct error *err)
{
	char why[300];
	return sqlite_library_open(l, why, sizeof why) || error_system(err, "a database needs libsqlite3: %s", why);
}

bool sqlite_can(struct error *err)
{
	struct sqlite_library l;
	bool good = load(&l, err);
	if (good) sqlite_library_close(&l);
	return good;
}

bool sqlite_write(FILE *out, const struct csv *c, struct error *err)
{
	struct making m = {.err = err};
	int64_t point = 0;
	if (!load(&m.lib, err)) return false;
	bool good = begin(&m);
	for (const struct row *row = c->first; good && row; row = row->next)
		good = put_row(&m, c, row, ++point);
	good = good && ended(&m, m.lib.exec(m.db, "COMMIT", NULL, NULL, NULL), SQLITE_OK) && hand_over(&m, out);
	end(&m);
	return good && !err->set;
}
