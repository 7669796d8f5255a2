/* completion.h - the completion for shells, from the tables of options and verbs; of keys and values the program is asked. */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H
#include <stdbool.h>
#include <stdio.h>

/* False when f refused a write. */
bool completion_bash(FILE *f);
/* A file _simnic for zsh's fpath. */
bool completion_zsh(FILE *f);
#endif
