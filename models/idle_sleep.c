/*
 * idle_sleep.c - a core with nothing to do goes to a sleep state of the processor, and takes its time to leave it.
 *
 * 1. The deepest state that the stay is long enough for (residency), and that can be left within `limit` (PM QoS, cpu_dma_latency): the
 *    governor is taken to know how long that will be. Linux's menu and TEO guess it, and are wrong now and then.
 * 2. Whoever takes the core waits until it has left that state; the exit latency has the entry in it, and is the processor's worst case
 *    (drivers/idle/intel_idle.c).
 * 3. For a guest: one that may put its core to sleep itself (QEMU -overcommit cpu-pm=on), so that nothing leaves the guest.
 */
#include "nic/idle.h"
#include "nic/model.h"

struct sleeps {
	int64_t limit;
	struct sleep_state state[SLEEP_STATES];
};

static const struct param params[] = {
	{"limit", UNIT_TIME, 0, PS_PER_S, "1s", NULL, offsetof(struct sleeps, limit),
	 "no state that takes longer to leave (cpu_dma_latency); 0us = it stays awake"},
	{0},
};
static const struct price prices[] = {SLEEP_PRICES(struct sleeps, state), {0}};

static void until(void *self, sim_time from, sim_time now, bool wanted, struct idle_took *took)
{
	const struct sleeps *s = self;
	if (wanted) took->waking = sleep_exit(s->state, now - from, s->limit);
}

static const struct idle_ops ops = {.until = until};

const struct model idle_sleep = {.size = sizeof(struct sleeps), .params = params, .prices = prices, .ops = &ops};
