/*
 * stale.h - what the new files of a publication make a lie: formats that are not written this time, charts and pages.  They can only go when
 * the new files are in place, and a process may be killed between the two: so what is to go is written down before.
 */
#ifndef RESULTS_STALE_H
#define RESULTS_STALE_H
#include "base/error.h"
#include "results/files.h"
#include "results/tell.h"
#include <stdint.h>

/*
 * Write down, in DIR/.BASE.stale, that a publication is under way which ends with a journal of that hash; and, if it has `changed` the result,
 * that the files of the extensions with on[] false, the charts and the page are stale then (where there are none of them, nothing).  False and
 * err when that fails.
 */
bool stale_mark(const char *dir, const char *base, const bool on[N_FILES], uint64_t journal, bool changed, struct error *err);
/* Was that written down, and is not yet done?  Then a publication was cut short, and files may be of another result than the journal. */
bool stale_is_marked(const char *dir, const char *base, bool *marked, struct error *err);
/*
 * Remove what was written down, if its journal is there, and else nothing; the note goes last, and how many files went is told by say, if that is not NULL.
 * False and err when something can't be read or removed: it is tried again the next time.
 */
bool stale_clear(const char *dir, const char *base, tell_line *say, struct error *err);
/* What a chart's numbers and a page say in their first lines: "made of the records NAME;", odd characters as %xx. */
enum { STALE_OWNER = 1024 };
void stale_owner(const char *base, char text[STALE_OWNER]);
#endif
