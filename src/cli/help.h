/* help.h - what --help prints. */
#ifndef CLI_HELP_H
#define CLI_HELP_H
#include <stdbool.h>
#include <stdio.h>

/* False when it could not be written. */
bool help_print(FILE *f);
#endif
