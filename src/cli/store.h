/* store.h - runs a scenario into a results folder, in such a way that an end at any moment loses nothing that was finished. */
#ifndef CLI_STORE_H
#define CLI_STORE_H
#include "cli/options.h"
#include "cli/progress.h"
#include "scenario/scenario.h"

struct trace;

/* Does the command line ask for a results folder? */
bool store_wanted(const struct options *o);
/* The folder: that of -o, else results/NAME. */
const char *store_folder(const struct options *o, const char *scenario_path, char *buf, size_t size);
/* Run what is to be run and write the files. Returns an exit code; messages go to stderr. */
int store_run(const struct options *o, const struct scenario *scenario, struct meter *meter, struct trace *trace);
/* Does the shard that the command line names take the point with that id?  All do without one. */
bool shard_takes(const struct options *o, const char id[17]);
#endif
