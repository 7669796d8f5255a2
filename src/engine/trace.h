/* trace.h - optional record of a run as Chrome trace events (JSON), to be opened in Perfetto or chrome://tracing. */
#ifndef ENGINE_TRACE_H
#define ENGINE_TRACE_H
#include "base/error.h"
#include "engine/time.h"

struct trace;
/* Write to the open file fd, which stays the caller's to close; path is its name in messages. NULL and err when that fails. */
struct trace *trace_open(int fd, const char *path, struct error *err);
/* Has anything happened yet? */
bool trace_events(const struct trace *t);
/* A lane ("core vcpu0"): returns its number. name is copied to the file. */
int trace_lane(struct trace *t, const char *name);
/* A stretch of work on a lane. Failed writes are reported by trace_close. what is borrowed for the call. */
void trace_span(struct trace *t, int lane, const char *what, sim_time from, sim_time to);
/* Something on a lane that happens n > 0 times at a moment. */
void trace_mark(struct trace *t, int lane, const char *what, sim_time at, int64_t n);
/* What n > 0 series of a track (a counter of its own) come to from `at` on; all names are borrowed for the call. */
void trace_levels(struct trace *t, const char *track, sim_time at, int n, const char *const *series, const int64_t *value);
/* Only what happens in [from, to) is recorded; stretches that reach out of it are cut. Without this: all. */
void trace_window(struct trace *t, sim_time from, sim_time to);
sim_time trace_from(const struct trace *t);
sim_time trace_to(const struct trace *t);
/* Finish and free. False and err when anything could not be written. */
bool trace_close(struct trace *t, struct error *err);
#endif
