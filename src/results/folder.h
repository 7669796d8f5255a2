/* folder.h - what a run left in a folder, found again. */
#ifndef RESULTS_FOLDER_H
#define RESULTS_FOLDER_H
#include "base/arena.h"
#include "base/error.h"

struct results {
	const char *folder;  /* "results/ext2guest" */
	const char *base;    /* "ext2guest": what its files are called */
	const char *records; /* "results/ext2guest/ext2guest.jsonl" */
};
/*
 * path: a folder with one file of records, or with one named like itself, or such a file.  Texts are in a, which err may point into. False
 * and err (with the nearest name, when there is none like this).
 */
bool results_find(struct results *r, const char *path, struct arena *a, struct error *err);
/* The file name without folder and without .yaml or .yml. */
const char *scenario_base(const char *path, char *buf, size_t size);
/* Can files be called that, with all their endings, and be found again?  False and err otherwise. */
bool results_name_fits(const char *base, struct error *err);
/* Is it what a part of results is called, NAME.shard-K-of-N? */
bool results_name_is_part(const char *base);
/*
 * Are the files of r what was written there?  Records, scenario and provenance are held against the journal, each line of which has its hash,
 * where there is one.  False and err otherwise, with the line.
 */
bool results_check(const struct results *r, struct arena *a, struct error *err);
#endif
