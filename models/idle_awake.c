/*
 * idle_awake.c - the core is awake whenever it is wanted.
 *
 * 1. Who takes an idle core works at once: a guest that idles without leaving its core (idle=poll), a host that never sleeps deeper than that.
 *    What it takes to wake a thread by itself (host_wakeup, irq_latency) is a price of the back end.
 */
#include "nic/idle.h"
#include "nic/model.h"

static const struct idle_ops ops = {0};

const struct model idle_awake = {.size = 1, .ops = &ops};
