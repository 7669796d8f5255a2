/* wire.h - one direction of a wire: frames one after the other, each for as long as its bits take. */
#ifndef LOAD_WIRE_H
#define LOAD_WIRE_H
#include "nic/packet.h"
#include <stdint.h>

/* A wire so slow that its queue reaches beyond all time: the sum stays there. */
#define NEVER_ENDING (TIME_NEVER / 4)

struct wire {
	sim_time free_at;
	int64_t bps, overhead; /* bits per second, 0 = takes no time; bytes per frame besides the frame */
	int32_t last_len;
	sim_time last_ps; /* serialisation time of last_len */
	int64_t busy;     /* ps the wire was occupied, or is booked to be */
};

/* Frames under way, and when each is there; in that order. */
struct flight {
	struct in_flight {
		sim_time at;
		struct packet packet;
	} * slot;
	uint32_t head, count, mask;
};

/* When a frame that comes at `from` has its turn. */
static inline sim_time wire_start(const struct wire *w, sim_time from)
{
	return from > w->free_at ? from : w->free_at;
}
/* Serialise len bytes starting no earlier than `from`; returns the end. */
sim_time wire_send(struct wire *w, sim_time from, int32_t len);
/* Of a frame whose last bit leaves at `gone`: ps of it that are still to come at now. */
sim_time wire_left(const struct wire *w, sim_time now, sim_time gone, int32_t len);
#endif
