/* claims_folder.h - DIR/claims.md and DIR/claims.jsonl: may they be written there? */
#ifndef CLI_CLAIMS_FOLDER_H
#define CLI_CLAIMS_FOLDER_H
#include "base/arena.h"
#include "base/error.h"
#include "results/hold.h"

struct claims_folder {
	const char *dir;
	int n; /* claims that are judged now, by number from 0 */
	const char *(*id)(const void *user, int i);
	const void *user;
	char *const *set; /* n_set changes by --set, which the others must have had, too */
	int n_set;
	bool force; /* replace other claims; a run's records are never replaced */
};
/*
 * Makes the folder if need be and holds it (hold_drop is due either way).  False and err when what lies there is of a run, or of claims
 * that are not among those judged now, or of nobody knows what.  Texts of err may be in a.
 */
bool claims_folder_take(struct hold *hold, const struct claims_folder *f, struct arena *a, struct error *err);
#endif
