/* make_folder.h - the folders that results lie in. */
#ifndef RESULTS_MAKE_FOLDER_H
#define RESULTS_MAKE_FOLDER_H
#include "base/error.h"

/* The folder and those above it, if need be; what is new is on the disk. False and err when that fails. */
bool folder_create(const char *dir, struct error *err);
/*
 * The names in the folder where path lies are on the disk: a machine that loses power may know files by their old names otherwise.  False
 * with errno; some file systems can't, and need not.
 */
bool folder_settle(const char *path);
#endif
