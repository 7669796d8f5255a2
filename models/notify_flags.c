/*
 * notify_flags.c - suppression by flags.
 *
 * 1. A side that polls sets its flag: NO_INTERRUPT (driver) or NO_NOTIFY (device), virtio 1.x 2.7.7.1 and 2.7.10.
 * 2. The other side, after publishing, signals only if the flag is clear.
 * 3. Before it sleeps a side clears its flag and looks at the ring once more.
 */
#include "nic/features.h"
#include "nic/model.h"
#include "nic/notify.h"

static const struct need needs[] = {
	{.path = "nic.notify.host.model",
	 .none_of = BIT_OF(F_EVENT_IDX),
	 .unless = BIT_OF(F_RING_PACKED),
	 .rule = "virtio 1.x 2.7.7: with event indices the flags of a split ring stay 0"},
	{0},
};

static bool must_signal(const struct wish *w, uint16_t new_idx, uint16_t old_idx)
{
	return !w->off && new_idx != old_idx;
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

static const struct notify_ops ops = {.must_signal = must_signal, .arm = arm, .disarm = disarm, .obeys_off = true};

const struct model notify_flags = {.size = 1, .needs = needs, .ops = &ops};
