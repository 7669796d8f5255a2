/* gnuplot_run.h - one run of gnuplot. */
#ifndef CLI_GNUPLOT_RUN_H
#define CLI_GNUPLOT_RUN_H
#include "base/error.h"
#include <stdbool.h>
#include <stdio.h>

/*
 * Runs script of the folder scripts (plot/) on the numbers in data; the picture goes to out. Who asks us for an end ends it, too. False and
 * err when it can't be started, was interrupted, or failed.
 */
bool gnuplot_run(const char *terminal, const char *scripts, const char *script, const char *data, const char *out,
		 struct error *err);
/*
 * gnuplot does not say when the disk refused the end of a picture. Of terminal svg, png or pdf: does the file at path end as such a file does?
 * Of others: is it not empty?  False when it can't be read.
 */
bool picture_is_whole(const char *path, const char *terminal);
/* What gnuplot has drawn there, as text, the caller's. False and err when it can't be read. */
bool picture_text(FILE *from, char **text, struct error *err);
#endif
