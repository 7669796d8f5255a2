/*
 * flow.h - flow control: of two kinds of units, headers and data, so many may be on their way at a time.  They come back in the order in
 * which they went, as credits of a virtual channel do, and as reads give back a completion store that is filled in order.
 */
#ifndef DEVICE_FLOW_H
#define DEVICE_FLOW_H
#include "engine/time.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;

struct went {
	sim_time back;
	int32_t headers, data;
};
struct flow {
	int32_t headers, data;         /* there are; 0 = no limit */
	int64_t headers_out, data_out; /* not back yet */
	struct went *slot;             /* NULL = nothing limits */
	uint32_t head, count, mask;
	/* ps for which all of each kind was taken: what goes counts as the share that it is of as many like it as fit. */
	int64_t header_time, data_time;
};

/* Memory from a for as many as can be on their way. False when it is exhausted. */
bool flow_init(struct flow *f, int32_t headers, int32_t data, struct arena *a);
static inline bool flow_limits(const struct flow *f)
{
	return f->slot;
}
/*
 * From when on there is room for so many units of each kind, >= 0, and one at least: now or later; what is more than there are waits for all
 * to be back.  now never falls.
 */
sim_time flow_wait(struct flow *f, sim_time now, int32_t headers, int32_t data);
/* They go at from, for which flow_wait was asked, and come back at `back`, or when those before them do. */
void flow_take(struct flow *f, sim_time from, sim_time back, int32_t headers, int32_t data);
/* ps for which there was room for nothing more, of the kind that there is less of. */
static inline int64_t flow_time(const struct flow *f)
{
	return f->header_time > f->data_time ? f->header_time : f->data_time;
}
#endif
