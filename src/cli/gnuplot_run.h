/* gnuplot_run.h - one run of gnuplot. */
#ifndef CLI_GNUPLOT_RUN_H
#define CLI_GNUPLOT_RUN_H
#include "base/error.h"
#include <stdbool.h>
#include <stdio.h>

/*
 * Runs the file program, which draws for a terminal; *status is what waitpid said of it, 0 when all was drawn.  Who asks us for an end ends
 * it, too.  False and err when it can't be started, lacks the terminal or was interrupted; then errno is ENOMEM if for want of memory.
 */
bool gnuplot_run(const char *terminal, const char *program, int *status, struct error *err);
/*
 * gnuplot does not say when the disk refused the end of a picture. Of terminal svg, png or pdf: does the file at path end as such a file does?
 * Of others: is it not empty?  False and err, which calls it name, when it does not or can't be read.
 */
bool picture_is_whole(const char *path, const char *terminal, const char *name, struct error *err);
/* What gnuplot has drawn there, as text, the caller's. False and err when it can't be read. */
bool picture_text(FILE *from, char **text, struct error *err);
#endif
