/* fuzz.h - what takes bytes that anybody could have written, each part of the program that reads such bytes being a target. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H
#include "base/arena.h"
#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Reads the bytes as simnic would, and does with what was read what is done next; never runs a simulation. */
typedef void fuzz_take(const uint8_t *data, size_t size);
struct fuzz_target {
	const char *name;
	fuzz_take *take;
};
extern const struct fuzz_target fuzz_targets[]; /* ends with name == NULL */
/* NULL when there is none of that name. */
const struct fuzz_target *fuzz_find(const char *name);

/*
 * A folder in memory, made when first asked for and removed at the end, in which everything of scenarios/ lies as it does there, next
 * to what the bad scenarios name: so that files name each other as they do in the tree.  The current folder is the top of the tree.
 */
const char *fuzz_folder(void);
/* Its file `name` ("scenarios/input.yaml") with these bytes; the path lives until the end. Ends the program when it can't be written. */
const char *fuzz_file(const char *name, const void *data, size_t size);

/*
 * Whether it is this input's turn, of so many things that could be asked of it: the same input has the same turns, and one byte more other
 * ones, so that an input does not pay for all.  Without fuzz_begin_turns() all are asked.
 */
void fuzz_begin_turns(const uint8_t *data, size_t size);
bool fuzz_turn(int which, int of);

/* Says what does not hold and ends the program as a crash would, unless it does. */
void fuzz_hold(bool holds, const char *what);
/* The input is good, and was gone on with: how many times that was said. A target that never says it reaches nothing. */
void fuzz_accept(void);
int fuzz_accepted(void);
/* An error is there exactly when something failed, and is one line without control characters. */
void fuzz_check_error(const struct error *err, bool failed);
/* A stream into memory, and its end: frees what was written. */
struct fuzz_sink {
	FILE *file;
	char *text;
	size_t size;
};
FILE *fuzz_open(struct fuzz_sink *sink);
void fuzz_close(struct fuzz_sink *sink);
/* The bytes as a text, in a. */
char *fuzz_text(struct arena *a, const uint8_t *data, size_t size);

/* What is asked of a scenario with these --set: all that can be without running it.  reload: its effective form is the same scenario. */
void fuzz_scenario_at(const char *path, const char *const *sets, int n_sets, bool reload);
#endif
