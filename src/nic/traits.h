/* traits.h - what a queue's models answer once, before the run: read by everybody, changed by nobody. */
#ifndef NIC_TRAITS_H
#define NIC_TRAITS_H
#include "nic/backend.h"
#include "nic/place.h"
#include "nic/setup.h"

struct traits {
	enum direction direction;
	int32_t header;   /* bytes in front of a received frame, which its buffers hold too */
	bool alike;       /* all receive buffers are */
	bool closed_loop; /* what comes next depends on what was answered */
	bool transmits;   /* anything ever goes out through the transmit ring */
	/* A packet received is acknowledged: every so many by a frame of that length, or one that long after the first; 0 = none. */
	int32_t answer_every, answer_len;
	sim_time answer_delay;
	/* The scheme's op, or what stands for it. */
	int (*place)(const void *self, struct available *a, int32_t need, uint16_t *token);
	struct host_policy policy;
};
#endif
