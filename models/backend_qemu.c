/*
 * backend_qemu.c - QEMU's I/O thread in user space, tap behind it.
 *
 * Receive: 1. tap becomes readable, the I/O thread wakes. 2. It reads the packet (system call, first copy), walks the buffer's
 * descriptors and copies it into the guest (second copy). 3. After every packet it publishes and tests whether the guest wants an
 * interrupt. 4. Ring empty: it stops reading tap, asks for kicks and sleeps. (virtio_net_receive, tap_send)
 * Transmit: 1. a kick leaves the guest to user space (exit, two system calls: price kick_user), where the virtual CPU's own thread
 * handles it: further kicks are masked at once. With `ioeventfd` (from 2010 on) the exit ends in the kernel (price kick) and the I/O
 * thread masks when it comes to it.
 * 2. When to send is nic.notify.tx_flush: timer until 2010, then bh. 3. Per packet: copy, write to tap, publish, interrupt test.
 *    (virtio_net_flush_tx)
 */
#include "nic/model.h"
#include "nic/setup.h"
#include "virtio/software.h"

struct qemu {
	struct software_prices prices;
	int64_t burst, ioeventfd;
};

static const struct param params[] = {
	{"burst", UNIT_COUNT, 0, 1 << 20, "256", NULL, offsetof(struct qemu, burst),
	 "packets in one go before the main loop serves others (TX_BURST 256); 0 = no limit"},
	{"ioeventfd", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct qemu, ioeventfd),
	 "kicks reach the I/O thread through an eventfd (today) instead of being handled in the virtual CPU's thread (2008)"},
	{0},
};
static const struct price prices[] = {
	SOFTWARE_PRICES(struct qemu),
	{"kick_user", UNIT_TIME, "kick", offsetof(struct qemu, prices.kick),
	 "guest core time of one kick that is handled in user space: exit, two system calls, entry",
	 INSTEAD_OF("kick", offsetof(struct qemu, ioeventfd), 0)},
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct qemu *q = self;
	(void)setup;
	*p = (struct host_policy){.used_batch = 1, .weight_packets = q->burst, .kick_exits = true, .mask_at_kick = !q->ioeventfd};
	software_policy(&q->prices, p);
}

static const struct backend_ops ops = SOFTWARE_OPS(policy);

const struct model backend_qemu = {.size = sizeof(struct qemu), .params = params, .prices = prices, .ops = &ops};
