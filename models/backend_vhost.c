/*
 * backend_vhost.c - vhost-net's kernel thread.
 *
 * 1. A kernel thread serves both rings. Kicks reach it through an eventfd and merge there; it masks them while it runs.
 * 2. Per packet: take the buffers (all that the packet needs, or none), one copy. Used entries are published and signalled in
 *    batches of `used_batch` (VHOST_NET_BATCH).
 * 3. After `weight_packets` packets or `weight_bytes` bytes (VHOST_NET_PKT_WEIGHT, VHOST_NET_WEIGHT) it queues itself again and lets
 *    others run, still masked.
 *    Transmit: up to `tx_batch` frames that fit a page with what an skb puts beside them go to the tap in one call, before used entries
 *    are published; a longer one has what is held go first, and goes by itself (vhost_net_build_xdp, vhost_tx_batch).
 * 4. Nothing to do: publish, spin for `busyloop` if set, then ask for kicks (transmit), or only for tap's wake-up (receive), look once
 *    more, sleep. Receive work that ends a transmit spin goes first, and transmit is looked at again behind it, kicks still masked
 *    (busyloop_intr, Linux 2018). Receive ring dry: ask for kicks and sleep. (handle_rx, handle_tx, vhost_notify)
 */
#include "nic/model.h"
#include "nic/setup.h"
#include "virtio/software.h"

struct vhost {
	struct software_prices prices;
	int64_t used_batch, tx_batch, weight_packets, weight_bytes, busyloop;
	int64_t tx_call; /* price */
};

static const struct param params[] = {
	{"used_batch", UNIT_COUNT, 1, 1024, "64", NULL, offsetof(struct vhost, used_batch),
	 "used entries published together (VHOST_NET_BATCH)"},
	{"tx_batch", UNIT_COUNT, 1, 1024, "1", NULL, offsetof(struct vhost, tx_batch),
	 ONLY("transmits") "frames that the tap gets in one call, if each fits a page (Linux since 4.20: 64 where the tap's "
			   "send buffer has no limit, as QEMU leaves it by default); 1 = each by itself"},
	{"weight_packets", UNIT_COUNT, 0, 1 << 20, "256", NULL, offsetof(struct vhost, weight_packets),
	 "packets before others run (VHOST_NET_PKT_WEIGHT); 0 = no limit"},
	{"weight_bytes", UNIT_BYTES, 0, 1 << 30, "512KiB", NULL, offsetof(struct vhost, weight_bytes),
	 "bytes before others run (VHOST_NET_WEIGHT 0x80000); 0B = no limit"},
	{"busyloop", UNIT_TIME, 0, PS_PER_S, "0us", NULL, offsetof(struct vhost, busyloop),
	 "spin so long before sleeping (busyloop_timeout)"},
	{0},
};
static const struct price prices[] = {
	SOFTWARE_PRICES(struct vhost),
	{"host_tx_call", UNIT_TIME, "backend", offsetof(struct vhost, tx_call), "one call that hands frames to the tap (sendmsg)",
	 OPTIONAL("it is part of host_tx_packet")},
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct vhost *v = self;
	(void)setup;
	*p = (struct host_policy){.used_batch = v->used_batch,
				  .tx_batch = v->tx_batch,
				  .tx_call = v->tx_call,
				  .weight_packets = v->weight_packets,
				  .weight_bytes = v->weight_bytes,
				  .busyloop = v->busyloop,
				  .kick_exits = true};
	software_policy(&v->prices, p);
}

static const struct backend_ops ops = SOFTWARE_OPS(policy);

const struct model backend_vhost = {.size = sizeof(struct vhost), .params = params, .prices = prices, .ops = &ops};
