/* shipped.h - files that come with the program: scripts of charts, templates, platforms. */
#ifndef CLI_SHIPPED_H
#define CLI_SHIPPED_H
#include "base/arena.h"

/*
 * Where such a file ("plot/style.gp") is: here, or beside the program, or above it, or in share/simnic there; in a.  NULL when
 * it is nowhere.
 */
const char *shipped_file(struct arena *a, const char *file);
/* Its folder. */
const char *shipped_folder(struct arena *a, const char *file);
#endif
