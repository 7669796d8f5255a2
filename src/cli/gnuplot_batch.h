/* gnuplot_batch.h - several pictures drawn by one gnuplot, each with its numbers beside it; on the terminal dumb as text, here. */
#ifndef CLI_GNUPLOT_BATCH_H
#define CLI_GNUPLOT_BATCH_H
#include "base/arena.h"
#include "results/output.h"
#include <stdbool.h>
#include <stdio.h>

#define BATCH_PICTURES 64
struct picture {
	const char *script, *data, *out; /* files: plot/bars.gp, its numbers, what gnuplot writes */
	struct output to;                /* dumb has none */
	FILE *numbers, *shown;           /* dumb: without a name */
};
struct batch {
	const char *folder, *scripts, *terminal, *size, *palette; /* size_name and palette_name of plot/style.gp */
	bool quiet;                                               /* do not say what was drawn */
	struct arena *arena;
	int n;
	struct picture picture[BATCH_PICTURES];
};
struct charts_ask;
/* None yet, as they are asked for. */
struct batch batch_for(const struct charts_ask *ask, const char *folder, const char *scripts, struct arena *a);
/* One more picture, folder/name.terminal, by scripts/script.gp; its numbers go to folder/name.dat at once. */
bool batch_add(struct batch *b, const char *name, const char *script, const char *numbers, size_t size, struct error *err);
/* Draws them all, each put in its place when it is whole. False and err; *undrawn: gnuplot is to blame. */
bool batch_draw(struct batch *b, bool *undrawn, struct error *err);
void batch_close(struct batch *b);
#endif
