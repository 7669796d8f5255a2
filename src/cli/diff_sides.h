/* diff_sides.h - what `simnic diff` compares: a results folder as it lies there, or a scenario file, which is run. */
#ifndef CLI_DIFF_SIDES_H
#define CLI_DIFF_SIDES_H
#include "cli/progress.h"
#include "report/diff.h"
#include "report/records.h"
#include "results/folder.h"
#include "results/hold.h"

struct side {
	const char *path;
	const char **set; /* of a scenario file */
	int n_sets, threads;
	struct meter *meter;
	struct arena arena;
	struct scenario *scenario; /* of a folder: the one it was run from, when it can still be read; else NULL */
	bool folder;
	bool prices; /* the scenario's prices are those of the run */
	struct results results;
	struct records records;
	struct hold hold;
	struct point *point; /* of a scenario file, as they come */
	int n, room;
	int failed; /* of those that were run here */
	struct names names;
	struct diff_side told; /* what is compared */
};
#define SIDE_CLOSED                 \
	{                           \
		.hold = {.fd = -1 } \
	}

/* Reads, and checks, the folder or the scenario; nothing is run.  False and err. side_close is due either way. */
bool side_open(struct side *s, struct error *err);
/* Runs what was not run; false with err, or without: interrupted. */
bool side_run(struct side *s, struct error *err);
void side_close(struct side *s);
/* What pairs of points were set to, and what their prices were, where that differs: into d, as far as it is known of both. */
bool sides_settings(struct diff *d, struct side *a, struct side *b, struct error *err);
#endif
