/* measured.h - rows from what other programs print. */
#ifndef FIT_MEASURED_H
#define FIT_MEASURED_H
#include "fit/internal.h"

/*
 * What another program measured, as a row: a statistic and its value, with the place of the figure in that program's file.  Which one it is may hang on
 * the way the traffic of the row's scenario goes.
 */
enum measured_by { MEASURED_STREAM, MEASURED_PACKETS, MEASURED_PORT };
struct measured {
	enum measured_by by;
	const char *of;      /* statistic */
	struct cell in, out; /* a value for traffic into the guest, and for what leaves it */
};
/* iperf.c, testpmd.c: the figures of a file that was named at `from`; port: of testpmd, -1 = there is only one. */
bool iperf_read(struct arena *a, const char *path, struct place from, struct measured *out, struct error *err);
bool testpmd_read(struct arena *a, const char *path, int port, struct place from, struct measured *out, struct error *err);
/* json_where.c: the place of a member ("end.sum.bytes"), or of what lies nearest to it, in text, which is valid JSON of the file at path. */
struct place json_where(const char *path, const char *text, const char *member);
/* measured.c: what stands at rows:, one such file or a list, as a table; (*list)[row] is where its value is from. */
bool measured_table(struct fit *f, const struct node *rows, struct csv_table *out, struct measured **list, struct error *err);
/* Is that a measurement of this setup?  The value that is meant, into *value. */
bool measured_suits(const struct measured *m, const struct setup *s, struct place at, const struct cell **value,
		    struct error *err);
#endif
