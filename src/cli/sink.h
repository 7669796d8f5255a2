/* sink.h - takes the points of one scenario as they come, says what is wrong with them, and writes them to stdout. */
#ifndef CLI_SINK_H
#define CLI_SINK_H
#include "cli/options.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/strikes.h"
#include "report/report.h"
#include "results/provenance.h"
#include "scenario/scenario.h"

struct sink {
	const struct options *o;
	const struct scenario *scenario;
	struct told told;
	struct meter *meter;
	bool follows; /* another report came before on stdout: text starts with an empty line */
	bool on[N_FORMATS];
	struct output out;
	struct point *kept; /* text needs them all */
	int n_kept, room;
	struct csv *csv;
	struct csv *shared; /* on stdout the lines of all files stand under one header; NULL = this file's alone */
	bool *seen;         /* which of the statistics the scenario is about any point had */
	struct strikes strikes;
	int taken, failed, unsteady;
	struct error err; /* why a take or finish was false */
};

/* Before anything is run: can the format that was asked for be written there? */
bool sink_can(const struct options *o, struct error *err);
/* The rows of CSV, or of a database. */
bool sink_put_rows(const struct options *o, FILE *f, const struct csv *rows, struct error *err);
/* With -o nothing is written here (results/store.c does it). False and s->err on failure; sink_close is due either way. */
bool sink_open(struct sink *s, const struct options *o, const struct scenario *scenario, struct meter *meter, struct csv *shared);
/* For execution.deliver; user is the sink. JSON records leave at once. */
bool sink_take(void *user, struct point *p);
/* What would help the points that were kept. False: interrupted, or s->err says why; the points are there. */
bool sink_try(struct sink *s);
/* Write what had to wait. After an interruption: only what is useful in parts (CSV). */
bool sink_finish(struct sink *s, bool complete);
void sink_close(struct sink *s);
#endif
