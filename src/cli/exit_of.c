/* exit_of.c - the one place where an error becomes an exit code. */
#include "cli/cli.h"

/* What failed without a word failed for want of memory, or by a fault of ours: no user can help that either. */
int exit_of(const struct error *err)
{
	return err->set && !err->system ? EXIT_USAGE : EXIT_RUN;
}

/* Only what was read has a place. */
int exit_of_results(const struct error *err)
{
	return err->at.file ? exit_of(err) : EXIT_RUN;
}
