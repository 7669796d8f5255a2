/*
 * hold.h - who may change a results folder: one simnic at a time for each name in it, from the first look at what is there until the
 * last file is in place.
 */
#ifndef RESULTS_HOLD_H
#define RESULTS_HOLD_H
#include "base/error.h"
#include "results/tell.h"

struct hold {
	int fd;     /* of the locked file; -1 = nothing is held */
	char *path; /* DIR/.BASE.lock, there as long as it is held (or after a kill, until the next one takes it) */
};

/*
 * Holds what is called base in the folder dir, which exists.  False and err when another process holds it (err names that one), or the
 * file can't be made.  Where the file system has no locks, a warning by say takes the place of the lock.  hold_drop is due either way.
 */
bool hold_take(struct hold *h, const char *dir, const char *base, tell_line *say, struct error *err);
/* Is the locked file still the one of that name?  Who held it before may just have removed it, or somebody the folder. */
bool hold_is_current(const struct hold *h);
/* Is it certainly not?  What can't be told, as a file server is away for a while, is no such certainty. */
bool hold_is_lost(const struct hold *h);
void hold_drop(struct hold *h);
#endif
