/* output.h - where results go: a file that appears whole or not at all, or one that is open already, such as standard output. */
#ifndef RESULTS_OUTPUT_H
#define RESULTS_OUTPUT_H
#include "base/error.h"
#include <stddef.h>

struct output {
	int fd;      /* -1 = closed */
	char *path;  /* NULL = none that is known: standard output */
	char *temp;  /* written to first, hidden beside path: .NAME.simnic-XXXXXX; NULL = nothing to put in place */
	bool broken; /* a write failed */
};

/*
 * dir/base.extension by way of a temporary file; makes dir if need be.  The temporary file is locked as long as its writer lives: what a
 * writer of the same name left behind that was killed is removed here.
 */
bool output_create(struct output *o, const char *dir, const char *base, const char *extension, struct error *err);
/* The same for a file of that name, which is none of a result (output_spares_results). */
bool output_create_file(struct output *o, const char *path, struct error *err);
/* The same, and it may be a hidden file of a results folder. */
bool output_create_note(struct output *o, const char *path, struct error *err);
/* Is path neither called as a hidden file of a results folder nor a file of a result that is there?  False and err otherwise. */
bool output_spares_results(const char *path, struct error *err);
/* Write it all. False and err (once) when that fails. */
bool output_write(struct output *o, const char *text, size_t size, struct error *err);
/* It can't be written, by errno `number`: false and err. */
bool output_fail(struct output *o, int number, struct error *err);
/* Make the file appear, on the disk, and close it; nothing to do for stdout. False and err when that fails. */
bool output_commit(struct output *o, struct error *err);
/*
 * The same for n files of one folder in their order (those never created are left out): all appear, or what was there before stays; what
 * can't be put back even so is told in err, and stays under a hidden name.
 */
bool output_commit_all(struct output *o, int n, struct error *err);
/* Close; without output_commit before, the file never appears. */
void output_close(struct output *o);
#endif
