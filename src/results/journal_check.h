/* journal_check.h - does what a journal says hold together?  Its hashes tell damage, not who wrote it. */
#ifndef RESULTS_JOURNAL_CHECK_H
#define RESULTS_JOURNAL_CHECK_H
#include "results/journal.h"
#include <jansson.h>

struct names; /* report/point.h */

/* Has the head all that results are made of?  False and err, with the first line of the journal at path, otherwise. */
bool journal_check_head(const json_t *head, const char *path, struct error *err);
/*
 * Is the record one object of JSON, as it is written, and the saved point one that can be restored, both of the same id, and the number and state
 * those of the line?  id: what the point with that number is called, NULL = nobody knows.  False otherwise, with err only when memory
 * is exhausted.
 */
typedef bool journal_check_fn(const struct journal_line *l, const char *id, struct names *names, struct error *err);
journal_check_fn journal_check_line;
#endif
