/* temp_file.h - files that are written under another name first, and what is left of them when their writer is killed. */
#ifndef RESULTS_TEMP_FILE_H
#define RESULTS_TEMP_FILE_H
#include "base/error.h"
#include <stddef.h>

/* "DIR/NAME" is written as "DIR/.NAME" TEMP_TAG and six letters. */
#define TEMP_TAG ".simnic-"

/* For as long as it is open, by whomever: locks end with their process, however it ends.  False with errno. */
bool temp_lock(int fd);
/*
 * Another name beside path for what is there, locked as a temporary file is: its descriptor, -1 with errno.  Where the file system has no
 * links it is a copy.  temp as in temp_make.
 */
int temp_keep(char *temp, size_t size, const char *path);
/* What temp_keep kept is at path again; false with errno. */
bool temp_put_back(const char *temp, const char *path);
/* Is a file of that name taken for a temporary one? */
bool temp_is(const char *name);
/* The last part of a path. */
const char *temp_name(const char *path);
/*
 * A new file beside path, locked as long as the process lives: its descriptor, and its name in temp, which has room for strlen(path) +
 * sizeof("." TEMP_TAG "XXXXXX").  -1 with errno otherwise.
 */
int temp_make(char *temp, size_t size, const char *path);
/*
 * Remove the temporary files in a folder whose writers are gone: those of NAME, or all with NULL.  False and err when the folder can't be
 * listed; one that is not there or may only be written has none.
 */
bool temp_sweep(const char *dir, const char *name, struct error *err);
#endif
