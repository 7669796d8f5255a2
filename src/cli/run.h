/* run.h - scenarios from file to exit code. */
#ifndef CLI_RUN_H
#define CLI_RUN_H
#include "cli/options.h"

/* ACTION_RUN: all files are checked before the first is run. Returns an exit code; messages go to stderr. */
int run_files(const struct options *o);
/* ACTION_CHECK, ACTION_PRINT_CONFIG and ACTION_DRY_RUN: what concerns files without running them. */
int look_at_files(const struct options *o);
/* ACTION_CLAIMS: what the claims of all files need is run, and each judged. */
int judge_files(const struct options *o);
#endif
