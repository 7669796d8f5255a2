/* recover.h - calibration against truth: prices that are known, because simnic itself made the measurements. */
#ifndef UNIT_RECOVER_H
#define UNIT_RECOVER_H
#include "fit/fit.h"

/* A folder of its own with a scenario, a platform, rows and a fit file in it. */
struct fit_files {
	char folder[40], fit[80], rows[80], platform[80], scenario[80];
};
bool fit_files_make(struct fit_files *f, const char *scenario, const char *platform, const char *rows, const char *fit);
void fit_files_remove(const struct fit_files *f);
/* Load and run; says why on failure. */
bool fit_files_run(const struct fit_files *files, struct fit *f, struct arena *a);

/*
 * Case number seed: three prices drawn at random, 24 rows simulated with them by other random streams, each off by a normal error of 2 %,
 * fitted from prices that are wrong. Are all three within 3 standard errors of the truth? Prints when they are not.
 */
bool recover(int seed, int starts);
#endif
