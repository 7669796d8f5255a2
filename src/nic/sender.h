/*
 * sender.h - the seam of senders: who sends what the traffic offers towards the guest. An external peer is outside this machine; a
 * process on the host takes its share of a host core (queue.h: struct sender).
 */
#ifndef NIC_SENDER_H
#define NIC_SENDER_H
#include "engine/time.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * in_guest: a program in the guest, `packet` and `burst` are void. Else burst 0: nobody on this machine, packets arrive by themselves, the
 * other fields are void; burst > 0: a process on the host.
 */
struct sender_policy {
	sim_time packet;  /* host core time of one packet, >= 0 */
	sim_time segment; /* and of each frame that it is cut into, where it is (gso.h); >= 0 */
	int64_t burst;    /* packets of one write, >= 1 */
	int64_t buffer;   /* packets that may wait to be sent, >= burst; more are lost */
	bool in_guest;
	bool loses; /* in the guest: what finds the transmit ring full is lost; else it waits */
};

struct sender_ops {
	/* Who sends; asked once, before the run. */
	void (*policy)(const void *self, struct sender_policy *p);
};
#endif
