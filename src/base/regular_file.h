/* regular_file.h - files of a folder that anybody may have filled. */
#ifndef BASE_REGULAR_FILE_H
#define BASE_REGULAR_FILE_H
#include "base/error.h"
#include <stdio.h>

/*
 * The file at path for reading, the caller's to close; NULL with errno.  What is no regular file is refused with ENXIO instead of being waited
 * for: opening a pipe that nobody writes would never end.
 */
FILE *regular_open(const char *path);
/* What errno `number` of such an open says; ENXIO in words of its own. */
const char *regular_reason(int number);
/* All of it, the caller's; NULL and err when it can't be read. */
char *regular_whole(const char *path, struct error *err);
/* Is there anything at path, a link to nothing included?  False and err when that can't be told: it is no answer that nothing was found. */
bool path_look(const char *path, bool *there, struct error *err);
/*
 * Is the regular file that path names, through links, also what `other` names ("-": standard input)?  It is known by its device and number.
 * False when one of them is not there.
 */
bool path_same(const char *path, const char *other);
#endif
