/* progress.h - how far it is, on stderr: one line redrawn on a terminal, else a plain line now and then. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H
#include "batch/execute.h"

#define LONG_WAIT 5.0 /* seconds from which on a verb says beforehand how long it takes */

struct meter {
	bool quiet, terminal;
	bool drawn;       /* a line stands on the terminal */
	double next_line; /* seconds: when the next plain line is due */
};

void meter_start(struct meter *m, bool quiet);
void meter_show(struct meter *m, const struct progress *p);
/* The same with a line of one's own. */
void meter_line(struct meter *m, double seconds, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Take the line away: before any other message, and at the end. */
void meter_clear(struct meter *m);
#endif
