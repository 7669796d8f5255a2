/* take.h - a results folder becomes ours: it is held, and what somebody who was killed there left half done is finished. */
#ifndef RESULTS_TAKE_H
#define RESULTS_TAKE_H
#include "results/hold.h"

/* As hold_take; then temporary files without a writer are removed, and what is stale (stale.h).  */
bool folder_take(struct hold *h, const char *dir, const char *base, tell_line *say, struct error *err);
/* The same for those who only read and draw: a folder that can't be written is free. */
bool folder_take_to_read(struct hold *h, const char *dir, const char *base, tell_line *say, struct error *err);
#endif
