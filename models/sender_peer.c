/*
 * sender_peer.c - another machine, which takes none of this one's time.
 *
 * 1. The sender is another machine: its packets come over the wire (traffic.link), and its own time is part of traffic.base_rtt.
 * 2. What goes out of the guest is there when the traffic says so, and takes no time but the guest's stack and driver. Packets that the
 *    transmit ring has no room for wait in nic.guest_queue; what finds both full is lost.
 */
#include "nic/model.h"
#include "nic/sender.h"

static void policy(const void *self, struct sender_policy *p)
{
	(void)self;
	*p = (struct sender_policy){0};
}

static const struct sender_ops ops = {.policy = policy};

const struct model sender_peer = {.size = 1, .ops = &ops};
