/*
 * poll_poll.c - a poll-mode driver in the guest (DPDK's virtio): a program calls receive and transmit in turn and never waits.
 *
 * 1. It says once that it wants no interrupts (NO_INTERRUPT, or DISABLE in a packed ring) and never looks at that word again (DPDK
 *    virtqueue_disable_intr). It does not negotiate event indices.
 * 2. Receive: a call reads the used entries there are, at most `burst`; with `line_end` and more than four it stops where a line of four
 *    descriptors ends, and leaves the rest for the next call (DPDK virtio_recv_pkts). Then all that is free is posted again, or, with
 *    `rx_free_thresh`, in groups of so many (the vectorised path: 32), published once, with one look whether the device wants a kick.
 * 3. The program works on each packet, which is a buffer of its own pool: there is no stack, no copy and no other memory.
 * 4. Transmit: sent buffers are taken back when fewer descriptors than `tx_free_thresh` are free, all that came back (DPDK
 *    virtio_xmit_pkts), and one by one while there is no room. Up to `burst` packets are published at once. What finds no room waits, or
 *    is lost with traffic.sender: {model: program, full: lose}.
 * 5. With traffic.direction forward the program sends on what it received: the transmit call follows the receive call, and what finds no
 *    room is lost (testpmd). It forwards in place, as it is, or with `rewrites` writes to what it `touches` before.
 * 6. A call that finds nothing takes pmd_look, and the next follows at once.
 */
#include "base/param.h"
#include "nic/model.h"
#include "nic/poll.h"
#include "nic/line_prices.h"
#include "nic/ring.h"
#include "nic/ring_ops.h"
#include "nic/scheme.h"
#include "nic/setup.h"

struct poll {
	int64_t burst, rx_free_thresh, line_end, tx_free_thresh;
	int64_t touches, rewrites;
	int64_t look, call, rx_packet, tx_packet, rx_buffer, tx_reclaim, work;
	struct line_prices lines;
};

enum { TOUCHES_FIRST, TOUCHES_ALL };
static const char *const touches[] = {"first_line", "all", NULL};

static const struct param params[] = {
	{"burst", UNIT_COUNT, 1, 512, "32", NULL, offsetof(struct poll, burst), "packets a call asks for (DPDK testpmd: 32)"},
	{"rx_free_thresh", UNIT_COUNT, 1, 1024, "1", NULL, offsetof(struct poll, rx_free_thresh),
	 ONLY("receives") "receive buffers are posted again in groups of so many (DPDK's vectorised split path: 32), "
			  "if each takes as many descriptors; 1 = all at once"},
	{"line_end", UNIT_BOOL, 0, 1, "true", NULL, offsetof(struct poll, line_end),
	 ONLY("receives") "a receive call of more than four packets ends where a line of four descriptors does (DPDK "
			  "DESC_PER_CACHELINE)"},
	{"tx_free_thresh", UNIT_COUNT, 0, 32768, "0", NULL, offsetof(struct poll, tx_free_thresh),
	 ONLY("transmits") "sent buffers are taken back when fewer descriptors are free; 0 = the smaller of 32 and a quarter of "
			   "the "
			   "ring (DPDK)"},
	{"touches", UNIT_WORD, 0, 0, "first_line", touches, offsetof(struct poll, touches),
	 ONLY("nic.backend=vhost_user") "what the program reads and writes of a packet: its first cache line, as DPDK's own "
					"statistics "
					"do, or all of it"},
	{"rewrites", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct poll, rewrites),
	 ONLY("nic.backend=vhost_user traffic.direction=forward") "a program that forwards writes to what it touches (testpmd "
								  "mac); "
								  "false = it hands packets on as they are (testpmd io)"},
	{0},
};
static const struct price prices[] = {
	{"pmd_look", UNIT_TIME, "spin", offsetof(struct poll, look), "a poll-mode call that finds nothing",
	 OPTIONAL("costs nothing")},
	{"pmd_call", UNIT_TIME, "poll", offsetof(struct poll, call), "a poll-mode call that finds something, packets apart",
	 OPTIONAL("costs nothing")},
	{"pmd_rx_packet", UNIT_TIME, "stack", offsetof(struct poll, rx_packet), "receiving a packet in a poll-mode driver",
	 REQUIRED},
	{"pmd_tx_packet", UNIT_TIME, "transmit", offsetof(struct poll, tx_packet), "sending a packet in a poll-mode driver",
	 REQUIRED},
	{"pmd_rx_buffer", UNIT_TIME, "alloc", offsetof(struct poll, rx_buffer), "posting a buffer of the program's pool",
	 OPTIONAL("part of pmd_rx_packet")},
	{"pmd_tx_reclaim", UNIT_TIME, "transmit", offsetof(struct poll, tx_reclaim), "taking a sent buffer back into the pool",
	 OPTIONAL("part of pmd_tx_packet")},
	{"pmd_work", UNIT_TIME, "stack", offsetof(struct poll, work), "the program's own work on a received packet",
	 OPTIONAL("the program does nothing with it")},
	LINE_PRICES(struct poll),
	{0},
};

static int32_t burst(const void *self)
{
	return (int32_t)((const struct poll *)self)->burst;
}
static bool refill_each(const void *self)
{
	(void)self;
	return false;
}
static bool refill_due(const void *self, const struct ring *r, int32_t posted, int32_t most)
{
	(void)posted, (void)most;
	return r->free >= (uint32_t)((const struct poll *)self)->rx_free_thresh;
}

static void polling(const void *self, const struct setup *s, struct polling *p)
{
	const struct poll *m = self;
	(void)s;
	*p = (struct polling){.burst = burst(self),
			      .refill = (int32_t)m->rx_free_thresh,
			      .keeps_free = (int32_t)m->tx_free_thresh,
			      .line_end = m->line_end,
			      .look = m->look,
			      .call = m->call,
			      .rx_packet = m->rx_packet,
			      .tx_packet = m->tx_packet,
			      .rx_buffer = m->rx_buffer,
			      .tx_reclaim = m->tx_reclaim,
			      .work = m->work,
			      .reads_all = m->touches == TOUCHES_ALL,
			      .as_it_is = !m->rewrites,
			      .lines = m->lines};
}

/* Buffers that the receive ring holds; where they differ in length they are not posted in groups. */
static uint32_t most_buffers(const struct setup *setup)
{
	const struct chosen *scheme = &setup->slot[SLOT_SCHEME], *ring = &setup->slot[SLOT_RING];
	const struct scheme_ops *of = scheme->reg->model->ops;
	const struct ring_ops *ops = ring->reg->model->ops;
	struct scheme_traits t = {0};
	of->traits(scheme->conf, &t);
	uint32_t size = ops->size(ring->conf, false), each = ops->entries(ring->conf, (uint32_t)t.segments, t.may_indirect);
	return of->next_segments || each > size ? size : size / each; /* that it holds none is told elsewhere */
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct poll *m = self;
	const struct chosen *ring = &setup->slot[SLOT_RING];
	const struct ring_ops *ops = ring->reg->model->ops;
	if (!polling_check(setup, c)) return false;
	if (m->rx_free_thresh > most_buffers(setup))
		return complain(c, "nic.notify.guest.rx_free_thresh",
				"the receive ring never has so many buffers to post, expected at most %u", most_buffers(setup));
	if (m->tx_free_thresh && m->tx_free_thresh + 3 >= ops->size(ring->conf, true))
		return complain(c, "nic.notify.guest.tx_free_thresh",
				"the transmit ring would never be filled, expected less than its entries less 3 (DPDK: %lld)",
				(long long)ops->size(ring->conf, true) - 3);
	return true;
}

static const struct poll_ops ops = {
	.spins = true, .budget = burst, .refill_each = refill_each, .refill_due = refill_due, .polling = polling};

const struct model poll_poll = {.size = sizeof(struct poll), .params = params, .prices = prices, .ops = &ops, .check = check};
