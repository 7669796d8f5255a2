/*
 * backend_bare.c - bare metal: no guest, no exits.
 *
 * 1. No guest and no host in between: the operating system drives its own NIC. The ring is the NIC's, the device takes and gives buffers in
 *    no time and raises interrupts itself, each masking further ones until the driver re-arms (82599 EIAM); a doorbell is a posted write.
 * 2. What costs is the driver and the stack (guest_* prices) and the interrupt.
 */
#include "nic/model.h"
#include "nic/setup.h"
#include "virtio/software.h"

struct bare {
	int64_t doorbell, irq_latency;
};

static const struct price prices[] = {
	{"kick", UNIT_TIME, "kick", offsetof(struct bare, doorbell), "core time of one doorbell write", REQUIRED},
	{"irq_latency", UNIT_TIME, NULL, offsetof(struct bare, irq_latency), "from the raise to the handler", REQUIRED},
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct bare *b = self;
	(void)setup;
	*p = (struct host_policy){.kick = b->doorbell, .irq_latency = b->irq_latency, .used_batch = 1, .auto_mask = true};
}

static const struct backend_ops ops = SOFTWARE_OPS(policy);

const struct model backend_bare = {.size = sizeof(struct bare), .prices = prices, .ops = &ops};
