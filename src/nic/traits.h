/* traits.h - what a queue's models answer once, before the run: read by everybody, changed by nobody. */
#ifndef NIC_TRAITS_H
#define NIC_TRAITS_H
#include "nic/backend.h"
#include "nic/place.h"
#include "nic/setup.h"
#include "nic/traffic.h"

/* Who acknowledges what it receives: the guest what comes in, the peer what the guest sends. */
enum receiver { BY_GUEST, BY_PEER, N_RECEIVERS };
/* Packets of one traffic are acknowledged: one frame per so many full-sized segments, as `how` says. */
struct acknowledging {
	int32_t every;       /* 0 = never: the rest is void */
	int traffic;         /* which, from 0 (traffics.h) */
	uint32_t first_flow; /* of its flows, as packets have them */
	const struct traffic_ops *ops;
	void *self;
	struct answering how;
};

struct traits {
	enum direction direction;
	int32_t header;       /* bytes in front of a received frame, which its buffers hold too */
	bool alike;           /* all receive buffers are */
	bool closed_loop;     /* what comes next depends on what was answered */
	bool receives, sends; /* packets of any traffic come through the receive ring, go out through the transmit ring; */
	bool transmits;       /* or acknowledgements do that */
	bool in_program;      /* what the guest is to send waits in a program of its own; */
	bool loses;           /* and is lost when the transmit ring is full */
	bool releases;        /* the traffic wants to know when a packet that was sent is off the guest's hands */
	bool defers;          /* the driver polls by a timer, with interrupts off or frames held */
	bool merges;          /* received frames of one flow reach the stack as one; */
	bool guest_polls;     /* the virtio driver polls for ever */
	int32_t flows;        /* so many come in turn, where the traffic does not tell them apart itself; 0 = one */
	bool acknowledged;    /* of one way at least, */
	struct acknowledging acks[N_RECEIVERS]; /* as these say */
	/* The scheme's op, or what stands for it. */
	int (*place)(const void *self, struct available *a, int32_t need, uint16_t *token);
	struct host_policy policy;
};
#endif
