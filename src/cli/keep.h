/* keep.h - runs a scenario into a results folder. */
#ifndef CLI_KEEP_H
#define CLI_KEEP_H
#include "cli/options.h"
#include "cli/progress.h"

struct trace;

/* Run what is to be run and write the files. Returns an exit code; messages go to stderr. */
int keep_run(const struct options *o, const struct scenario *scenario, struct meter *meter, struct trace *trace);
#endif
