/*
 * notify_always.c - no suppression: a signal for everything published.
 *
 * 1. Whoever publishes signals, every time. Nobody can ask not to be signalled.
 */
#include "nic/model.h"
#include "nic/notify.h"

static bool must_signal(const struct wish *w, uint16_t new_idx, uint16_t old_idx)
{
	(void)w;
	return new_idx != old_idx;
}
static void arm(struct wish *w, uint16_t at)
{
	(void)at;
	w->off = false;
}
static void disarm(struct wish *w)
{
	w->off = true;
}

static const struct notify_ops ops = {.must_signal = must_signal, .arm = arm, .disarm = disarm};

const struct model notify_always = {.size = 1, .ops = &ops};
