/* files.h - the files of a result, DIR/BASE.EXTENSION. */
#ifndef RESULTS_FILES_H
#define RESULTS_FILES_H
#include "results/format.h"

/* In the order in which they appear: the journal last, as long as it is not there the others can be made again. */
enum { FILE_CONFIG = N_FORMATS, FILE_PROVENANCE, FILE_RUN, FILE_JOURNAL, N_FILES };
/* "jsonl", by file. */
extern const char *const file_extension[N_FILES];
#endif
