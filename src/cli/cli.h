/* cli.h - what the files of the command line share. */
#ifndef CLI_CLI_H
#define CLI_CLI_H
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>

enum exit_code {
	EXIT_OK = 0,
	EXIT_RUN = 1,      /* a run failed: invariant, I/O, memory, unsteady */
	EXIT_USAGE = 2,    /* usage or scenario error */
	EXIT_SIGNAL = 128, /* plus the signal's number */
};

/*
 * Print an error to stderr: "file:line:col: error: ..." or, without a place, "simnic: ...".  Others of the same input follow (or come before, by
 * line), and how many there are more.
 */
void say_error(const struct error *err);
/* How the program ends by an error: EXIT_USAGE when an input or the command line is to blame, EXIT_RUN when the system is. */
int exit_of(const struct error *err);
/* Of an error while results were written: as that, when what they were made from is to blame, and the error has its place. */
int exit_of_results(const struct error *err);
/* One line to stderr, "simnic: " before it. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

struct scenario;
/* What the scenario says to no effect, a line each. */
void say_notices(const struct scenario *s);

/*
 * From now on SIGINT, SIGTERM and SIGHUP (unless it is ignored, as by nohup) only set the flag (a second one kills).  A pipe nobody reads any more kills, as it does with other
 * filters, or (with pipe_kills false, where files have to be cleaned up) makes the write fail.
 */
void signals_install(bool pipe_kills);
/* A file that grows above the limit (ulimit -f) makes the write fail, as a full disk does. */
void signals_no_kill_by_size(void);
/* 0, or the number of the signal that asked for an end. */
const volatile int *signals_flag(void);
#endif
