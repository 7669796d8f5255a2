/* timeline_internal.h - a trace as it was read: what the files that draw it share. */
#ifndef REPORT_TIMELINE_INTERNAL_H
#define REPORT_TIMELINE_INTERNAL_H
#include "report/timeline.h"
#include <stdint.h>

#define TRACE_SERIES 2 /* that a track has at most */
#define TRACE_LANES 256
#define TRACE_NAMES 64

/* An event of a trace; times are in us. */
struct event {
	double at, lasts;
	char kind; /* X: a stretch of work; i: a mark; C: levels from then on */
	int lane;  /* of X and i */
	int queue; /* of C, and of i on a queue's lane; -1 = none */
	int name;  /* what, among the names; of C its track's without the queue */
	int n;     /* of C: series, whose names are those behind the track's */
	double value[TRACE_SERIES];
};

struct recorded {
	struct event *event;
	int n, room;
	const char *name[TRACE_NAMES], *series[TRACE_NAMES][TRACE_SERIES];
	int n_names;
	const char *lane[TRACE_LANES]; /* NULL = not named */
	int lane_queue[TRACE_LANES];   /* whose lane it is; -1 = a core's */
};

/* False and err when text is no trace; memory is a's. */
bool recorded_read(struct recorded *r, const char *text, const char *file, struct arena *a, struct error *err);

/* The longest time for which packets wait in a queue's places and none is delivered. */
struct stall {
	int queue;
	double from, to; /* from = to: there is none */
};
struct stall recorded_stall(const struct recorded *r);
#endif
