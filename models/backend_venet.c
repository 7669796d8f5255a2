/*
 * backend_venet.c - venet: an in-kernel back end with signals masked both ways.
 *
 * 1. In the kernel. The first packet in either direction signals across, all others find the signal masked until the other side
 *    has polled its ring empty, unmasked, and looked once more (Gregory Haskins 2009: "bidirectional napi").
 * 2. A kick is a hypercall whose handler masks at once and wakes the thread.
 * 3. Sent packets are signalled back as nic.notify.tx_complete says; venet's own policy is `every` with packets: 10.
 */
#include "nic/model.h"
#include "nic/setup.h"
#include "virtio/software.h"

struct venet {
	struct software_prices prices;
};

static const struct price prices[] = {SOFTWARE_PRICES(struct venet), {0}};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	(void)setup;
	*p = (struct host_policy){.used_batch = 1, .mask_at_kick = true, .kick_exits = true, .kick_hypercall = true};
	software_policy(&((const struct venet *)self)->prices, p);
}

static const struct backend_ops ops = SOFTWARE_OPS(policy);

const struct model backend_venet = {.size = sizeof(struct venet), .prices = prices, .ops = &ops};
