/* timeline.h - a picture of a trace (engine/trace.h): what lay in rings and queues, and who did what, around the longest stall. */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H
#include "base/arena.h"
#include "base/error.h"
#include <stdio.h>

#define TIMELINE_SCRIPT "timeline" /* plot/timeline.gp */

/*
 * The numbers of the picture, as chart.h has them; text is the whole trace, file what it is called, title what stands above (NULL = its
 * own).  Memory is a's.  False and err when text is no trace or nothing happens in it; when out refused a write, without err.
 */
bool timeline_write(FILE *out, const char *text, const char *file, const char *title, struct arena *a, struct error *err);
#endif
