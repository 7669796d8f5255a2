/* manual.h - the manual page, from the tables of options and verbs. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H
#include <stdbool.h>
#include <stdio.h>

/* In the language of man pages (man 7 man). False when f refused a write. */
bool manual_write(FILE *f);
#endif
