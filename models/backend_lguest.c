/*
 * backend_lguest.c - lguest's launcher, on the guest's own core.
 *
 * 1. The launcher is an ordinary process that serves tap and, when it has nothing to do, enters the guest on the same core: name one
 *    core in both cores.host and cores.guest. Going from one to the other costs core_switch (a world switch) each time.
 * 2. Receive: it reads packets from tap into the ring until tap is empty or the ring is dry, marks the interrupt pending, and enters
 *    the guest; a dry ring stops it from watching tap until the guest kicks.
 * 3. Transmit and kicks: the hypercall masks further ones; what it asks for is served when the guest next gives up the core.
 */
#include "nic/model.h"
#include "nic/setup.h"
#include "virtio/software.h"

struct lguest {
	struct software_prices prices;
};

static const struct price prices[] = {SOFTWARE_PRICES(struct lguest), {0}};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	(void)setup;
	*p = (struct host_policy){.used_batch = 1, .mask_at_kick = true, .kick_exits = true, .kick_hypercall = true};
	software_policy(&((const struct lguest *)self)->prices, p);
}

static const struct backend_ops ops = SOFTWARE_OPS(policy);

const struct model backend_lguest = {.size = sizeof(struct lguest), .prices = prices, .ops = &ops};
