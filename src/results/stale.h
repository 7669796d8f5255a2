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
 * Write down, in DIR/.BASE.stale, that the files of the extensions with on[] false, the charts and the page are stale once a journal with
 * that hash is DIR/BASE.journal.  Where there are none of them nothing is written but `always`.  False and err when that fails.
 */
bool stale_mark(const char *dir, const char *base, const bool on[N_FILES], uint64_t journal, bool always, struct error *err);
/* Was that written down, and not yet done?  Then files without a journal are of a publication that was cut short.  False and err as above. */
bool stale_is_marked(const char *dir, const char *base, bool *marked, struct error *err);
/*
 * Remove what was written down, if its journal is there, and not as long as there is none; the note goes last, and how many files went is told by say, if that is not NULL.
 * False and err when something can't be read or removed: it is tried again the next time.
 */
bool stale_clear(const char *dir, const char *base, tell_line *say, struct error *err);
/* The first line of a chart's numbers, or of a page: whose it is. */
#define MADE_OF "made of the records "
#endif
