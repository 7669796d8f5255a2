/*
 * sender_local.c - a process on the host, which competes with the back end for its core.
 *
 * 1. A process on the queue's host core writes: it waits until the traffic allows `burst` packets, or until nothing is on its
 *    way that could allow more (the end of a transfer, a window below one write).
 * 2. It stands in line for the core, behind the back end's workers if they have it: first come, first served.
 * 3. It makes packet after packet of the write (without segmentation offload each passes the host's stack by itself, at
 *    host_send_packet) and puts each into the host queue, which wakes the back end. What does not fit there is dropped.
 *    A packet that the guest's buffers don't hold is cut into frames (nic.software_gso), at host_segment each, and dropped frame by
 *    frame.
 * 4. After a write whoever stands in line has the core first.
 * 5. Waiting for the rest of a write and for the core are part of a packet's latency.
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/sender.h"
#include "nic/setup.h"

struct local {
	int64_t burst, buffer, packet, segment;
};

static const struct param params[] = {
	{"burst", UNIT_COUNT, 1, 4096, "45", NULL, offsetof(struct local, burst),
	 "packets of one write: 64 KiB make 45 of 1448 B"},
	{"buffer", UNIT_COUNT, 1, 1 << 20, "4096", NULL, offsetof(struct local, buffer),
	 "packets that may wait to be sent; more are lost. A window must fit"},
	{0},
};

static const struct price prices[] = {
	{"host_send_packet", UNIT_TIME, "send", offsetof(struct local, packet),
	 "host core time per packet a local process sends: copy, TCP, IP, bridge", REQUIRED},
	{"host_segment", UNIT_TIME, "send", offsetof(struct local, segment),
	 "and per frame that a packet is cut into (nic.software_gso): head, headers, a reference to its pages, the bridge",
	 OPTIONAL("cutting takes no time")},
	{0},
};

static void policy(const void *self, struct sender_policy *p)
{
	const struct local *s = self;
	*p = (struct sender_policy){.packet = s->packet, .segment = s->segment, .burst = s->burst, .buffer = s->buffer};
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct local *s = self;
	if (setup->direction != DIR_RX)
		return complain(c, "traffic.sender.model",
				"a sender on the host sends into the guest, expected traffic.direction rx");
	if (setup->link_bps || setup->base_rtt)
		return complain(
			c, "traffic.sender.model",
			"a sender on the host reaches the guest over no wire, expected traffic.link 0b/s and base_rtt 0us");
	if (s->burst > s->buffer)
		return complain(c, "traffic.sender.burst",
				"a write of %lld packets, expected at most traffic.sender.buffer, %lld", (long long)s->burst,
				(long long)s->buffer);
	return true;
}

static const struct sender_ops ops = {.policy = policy};

const struct model sender_local = {.size = sizeof(struct local), .params = params, .prices = prices, .ops = &ops, .check = check};
