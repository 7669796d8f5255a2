/*
 * sender.h - the seam of senders: who sends what the traffic offers towards the guest. An external peer is outside this machine; a
 * process on the host takes its share of a host core (queue.h: struct sender).
 */
#ifndef NIC_SENDER_H
#define NIC_SENDER_H
#include "engine/time.h"
#include <stdint.h>

/* burst 0: nobody on this machine, packets arrive by themselves, the other fields are void. Else all are meant. */
struct sender_policy {
	sim_time packet; /* host core time of one packet, >= 0 */
	int64_t burst;   /* packets of one write, >= 1 */
	int64_t buffer;  /* packets that may wait to be sent, >= burst; more are lost */
};

struct sender_ops {
	/* Who sends; asked once, before the run. */
	void (*policy)(const void *self, struct sender_policy *p);
};
#endif
