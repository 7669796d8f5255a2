/*
 * sqlite_library.h - libsqlite3, loaded when a database is written.  Its functions are declared here as they have been since version 3.23: nothing
 * else is needed of its header, so that it takes no package to build.
 */
#ifndef REPORT_SQLITE_LIBRARY_H
#define REPORT_SQLITE_LIBRARY_H
#include <stdbool.h>
#include <stddef.h>

struct sqlite3;
struct sqlite3_stmt;
enum { SQLITE_OK = 0, SQLITE_DONE = 101 }; /* of its results, https://www.sqlite.org/rescode.html */

struct sqlite_library {
	void *handle;
	int (*open)(const char *path, struct sqlite3 **db);
	int (*close)(struct sqlite3 *db);
	const char *(*errmsg)(struct sqlite3 *db);
	int (*exec)(struct sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *user, char **why);
	int (*prepare_v2)(struct sqlite3 *db, const char *sql, int size, struct sqlite3_stmt **out, const char **rest);
	int (*bind_text)(struct sqlite3_stmt *s, int at, const char *text, int size, void (*give_back)(void *));
	int (*bind_double)(struct sqlite3_stmt *s, int at, double v);
	int (*bind_int64)(struct sqlite3_stmt *s, int at, long long v);
	int (*clear_bindings)(struct sqlite3_stmt *s);
	int (*step)(struct sqlite3_stmt *s);
	int (*reset)(struct sqlite3_stmt *s);
	int (*finalize)(struct sqlite3_stmt *s);
	unsigned char *(*serialize)(struct sqlite3 *db, const char *schema, long long *size, unsigned flags);
	void (*free)(void *p);
};

/* False when there is no such library, or not all of it; why (of size bytes) says so. */
bool sqlite_library_open(struct sqlite_library *l, char *why, size_t size);
void sqlite_library_close(struct sqlite_library *l);
#endif
