/* progress.h - how far it is, on stderr: one line redrawn on a terminal, else a plain line now and then. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H
#include "batch/execute.h"
#include "nic/statistic.h"

#define LONG_WAIT 5.0 /* seconds from which on a verb says beforehand how long it takes */

struct meter {
	bool quiet, terminal;
	bool drawn;                 /* a line stands on the terminal */
	double next_line;           /* seconds: when the next plain line is due */
	const struct statistic *of; /* that points are told by; NULL = none has any yet */
	double best;                /* the best value of it so far */
	char name[NAME_SIZE];       /* of the point that has it; "" = there is one point */
};

void meter_start(struct meter *m, bool quiet);
void meter_show(struct meter *m, const struct progress *p);
/*
 * One more point is there: on a terminal the best one so far is told, by the first of these statistics of which more or less is better, or
 * else by what says how a point did.
 */
void meter_point(struct meter *m, const struct point *p, const char *const *show, int n_show);
/* The same with a line of one's own. */
void meter_line(struct meter *m, double seconds, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Take the line away: before any other message, and at the end. */
void meter_clear(struct meter *m);
#endif
