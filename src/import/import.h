/* import.h - a scenario from what describes a guest elsewhere: `simnic import`. */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H
#include "import/input.h"
#include "import/rules.h"
#include <stdio.h>

struct imported {
	struct guest guest;
	const struct card *card;
	struct settings settings;
};
/* The file at path ("-": standard input), whose kind is told by its first bytes. */
bool import_file(struct imported *i, struct arena *a, const char *path, const struct wish *wish, struct error *err);
/* A command line of QEMU that is there as words. */
bool import_words(struct imported *i, struct arena *a, char **word, int n, const struct wish *wish, struct error *err);
/* The scenario, each line with its origin, and the notes. */
bool import_write(FILE *f, const struct imported *i);
#endif
