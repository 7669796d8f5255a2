/* trace_file.h - where --trace goes: a file that appears whole, or a pipe or device that is written as it comes. */
#ifndef CLI_TRACE_FILE_H
#define CLI_TRACE_FILE_H
#include "engine/trace.h"
#include "results/output.h"
#include <stdbool.h>

struct trace_file {
	struct trace *trace; /* NULL = none */
	struct output file;  /* path is NULL for what is no file of its own: only fd counts, which is ours */
};

/* trace_file_close is due either way. */
bool trace_file_open(struct trace_file *t, const char *path, struct error *err);
/*
 * Put the trace in place.  What was recorded until a run failed is kept, in whole lines (*kept); when that is nothing, the file of that
 * name stays as it was.  False and err when it could not be written.
 */
bool trace_file_close(struct trace_file *t, bool complete, bool *kept, struct error *err);
#endif
