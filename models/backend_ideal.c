/*
 * backend_ideal.c - a server with a service time and no other cost (queueing theory).
 *
 * 1. One server per direction, first come, first served, that costs nothing but its service time: for queueing theory.
 * 2. Signals cost nothing; an interrupt reaches the guest after the irq_latency price.
 */
#include "nic/model.h"
#include "nic/setup.h"
#include "virtio/software.h"

enum distribution { CONSTANT, EXPONENTIAL };
static const char *const distributions[] = {"constant", "exponential", NULL};

struct ideal {
	int64_t service, distribution, auto_mask, irq_latency;
};

static const struct param params[] = {
	{"service", UNIT_TIME, 0, PS_PER_S, "0us", NULL, offsetof(struct ideal, service), "mean service time of a packet"},
	{"service_distribution", UNIT_WORD, 0, 0, "constant", distributions, offsetof(struct ideal, distribution),
	 ONLY("service!=0us") "constant, or exponential (drawn per packet)"},
	{"auto_mask", UNIT_BOOL, 0, 1, "false", NULL, offsetof(struct ideal, auto_mask),
	 "raising a receive interrupt masks further ones"},
	{0},
};
static const struct price prices[] = {
	{"irq_latency", UNIT_TIME, NULL, offsetof(struct ideal, irq_latency), "from the raise to the guest's handler", REQUIRED},
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct ideal *i = self;
	(void)setup;
	*p = (struct host_policy){.used_batch = 1, .irq_latency = i->irq_latency, .auto_mask = i->auto_mask};
	if (i->distribution == EXPONENTIAL)
		p->service_mean = (double)i->service;
	else
		p->rx_packet = p->tx_packet = i->service;
}

static const struct backend_ops ops = SOFTWARE_OPS(policy);

const struct model backend_ideal = {.size = sizeof(struct ideal), .params = params, .prices = prices, .ops = &ops};
