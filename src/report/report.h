/* report.h - points as text, JSON Lines or CSV. Everything goes to a FILE the caller opened; nothing here names a model. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
#include "base/error.h"
#include "report/point.h"
#include <stdio.h>

/* A price of the platform and where it comes from. */
struct report_price {
	const char *key, *value, *source, *from; /* value: as written; from: the file or rule that set it; NULL = none given */
	struct amount of;                        /* what the value comes to */
};

/* What stands around the points. All texts are borrowed; NULL = unknown. platform and prices may be set anew for each point. */
struct report_head {
	const char *scenario; /* the file, as given on the command line */
	const char *title, *source, *platform, *version;
	const char *platform_hash; /* of the platform file's contents */
	int n_set;
	const char *const *set; /* what the command line changed: "key=value" */
	int n_show;
	const char *const *show; /* statistics the scenario is about */
	int n_prices;
	const struct report_price *price; /* those worth telling */
	int screen; /* columns of the terminal that a text is for; 0 = none: 100, and tables as wide as they are */
};

/*
 * What a screen holds: the answer first, then what differs, what would help, where the time goes, how sure.  All statistics when verbose.
 * False when out refused a write or memory is exhausted.
 */
bool report_text(FILE *out, const struct report_head *head, const struct point *point, int n_points, bool verbose);

/* One JSON record without line end, the caller's to free. NULL when memory is exhausted. */
char *report_json(const struct report_head *head, const struct point *p);

/*
 * CSV needs every point's statistics before its first line, because points may differ in them: points are taken in one by one,
 * keeping only their numbers, and written at the end.  They may be of several scenarios: axes, too, are the union of all.
 */
struct csv;
struct csv *csv_create(void);                                             /* NULL when memory is exhausted */
bool csv_add(struct csv *c, const char *scenario, const struct point *p); /* false when memory is exhausted */
/* The head has names alone, and a row below it their units. */
void csv_units_row(struct csv *c);
bool csv_write(FILE *out, const struct csv *c); /* RFC 4180; false when out refused a write */
/* The same points as an SQLite database (report/sqlite.c has its tables); false and err, also where libsqlite3 is missing. */
bool sqlite_write(FILE *out, const struct csv *c, struct error *err);
bool sqlite_can(struct error *err); /* is libsqlite3 there? */
void csv_free(struct csv *c);       /* NULL is fine */
#endif
