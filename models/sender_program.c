/*
 * sender_program.c - a program in the guest, which sends what the traffic allows in the guest's time.
 *
 * 1. What the traffic allows waits in the program, not in a queue of the device's: it hands packet after packet over, each at the
 *    guest's price of sending. So a burst overflows nothing while the ring has room, however short nic.guest_queue.
 * 2. `full: wait`, a socket of the guest's kernel: when the transmit ring is full the sender is held until there is room (the device's
 *    queue is stopped, the socket's send buffer fills up, and the program sleeps). Nothing is lost while `buffer` packets hold what
 *    waits: a window must fit.
 * 3. `full: lose`, a driver that polls (DPDK's rte_eth_tx_burst returns how many it took): the program takes sent buffers back before
 *    each packet, fills the ring to the last descriptor, and lets go of all that it has in hand when there is no room. Of a burst of
 *    N packets so many are lost as exceed the ring and what was sent meanwhile.
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/sender.h"
#include "nic/setup.h"

enum { FULL_WAIT, FULL_LOSE };
static const char *const fulls[] = {"wait", "lose", NULL};

struct program {
	int64_t full, buffer;
};

static const struct param params[] = {
	{"full", UNIT_WORD, 0, 0, "wait", fulls, offsetof(struct program, full),
	 "when the transmit ring is full: wait, the sender is held (a socket); lose, what it has in hand is lost (poll mode)"},
	{"buffer", UNIT_COUNT, 1, 1 << 24, "65536", NULL, offsetof(struct program, buffer),
	 "packets that may wait in the program; more are lost. A window must fit"},
	{0},
};

static void policy(const void *self, struct sender_policy *p)
{
	const struct program *s = self;
	*p = (struct sender_policy){.buffer = s->buffer, .in_guest = true, .loses = s->full == FULL_LOSE};
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	(void)self;
	if (setup->direction != DIR_TX)
		return complain(c, "traffic.sender.model", "a program in the guest sends, expected traffic.direction tx");
	return true;
}

static const struct sender_ops ops = {.policy = policy};

const struct model sender_program = {.size = sizeof(struct program), .params = params, .ops = &ops, .check = check};
