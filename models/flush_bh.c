/*
 * flush_bh.c - sending starts from a bottom half (QEMU from 2010 on).
 *
 * 1. A kick masks further kicks and schedules a bottom half of the main loop (QEMU virtio_net_handle_tx_bh).
 * 2. It sends what is there. A full burst: scheduled again. Ring empty: unmask and look once more; more to send: mask, schedule again.
 */
#include "base/param.h"
#include "machine/work.h"
#include "nic/flush.h"
#include "nic/model.h"
#include "virtio/software.h"

struct bh {
	int64_t schedule;
};

static const struct price prices[] = {
	{"bh_schedule", UNIT_TIME, "wakeup", offsetof(struct bh, schedule), "one turn of the main loop to run a bottom half",
	 REQUIRED},
	{0},
};

static void schedule(struct bh *b, struct queue *q)
{
	bookings_fold(&q->host_core->bookings); /* kicks may come one after the other while it is at something else */
	core_spend(q->host_core, LEDGER_WAKEUP, b->schedule);
	host_tx_start(q);
}

static void kicked(void *self, struct queue *q)
{
	host_tx_disarm(q);
	schedule(self, q);
}

static bool drained(void *self, struct queue *q, int64_t sent)
{
	(void)sent;
	if (!host_tx_arm(q)) return false;
	host_tx_disarm(q);
	schedule(self, q);
	return true;
}

static void burst_over(void *self, struct queue *q)
{
	schedule(self, q);
}

static const struct flush_ops ops = {.kicked = kicked, .drained = drained, .burst_over = burst_over};

const struct model flush_bh = {.size = sizeof(struct bh), .prices = prices, .ops = &ops};
