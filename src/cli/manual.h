/* manual.h - the manual page and the completions, from the tables of options and verbs. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H
#include <stdbool.h>
#include <stdio.h>

/* In the language of man pages (man 7 man). False when f refused a write. */
bool manual_write(FILE *f);
/* completion.c: for shells; of keys and values the program is asked.  That of zsh is a file _simnic in its fpath.  False as above. */
bool completion_bash(FILE *f);
bool completion_zsh(FILE *f);
#endif
