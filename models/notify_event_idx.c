/*
 * notify_event_idx.c - suppression by event indices (VIRTIO_F_EVENT_IDX).
 *
 * 1. A side names the index from which on it wants a signal: used_event (driver), avail_event (device), virtio 1.x 2.7.7.2, 2.7.10.
 * 2. The other side, after publishing old..new, signals if the index passed the event: (u16)(new-event-1) < (u16)(new-old).
 * 3. The flags are ignored. Asking not to be signalled is leaving the event behind, so one signal per 65536 entries can come unasked.
 *    In a packed ring the event suppression structure says DESC and the place of the event, or DISABLE, and then none comes
 *    (virtio 1.x 2.8.10).
 * 4. Before it sleeps a side sets the event to the next index and looks at the ring once more.
 */
#include "nic/features.h"
#include "nic/model.h"
#include "nic/notify.h"

static const struct need needs[] = {
	{.path = "nic.notify.host.model", .any_of = BIT_OF(F_EVENT_IDX), .rule = "virtio 1.x 2.7.7, 2.8.10"},
	{0},
};

static bool must_signal(const struct wish *w, uint16_t new_idx, uint16_t old_idx)
{
	return !(w->off && w->off_counts) && need_event(w->event, new_idx, old_idx);
}
static void arm(struct wish *w, uint16_t at)
{
	w->event = at;
	w->off = false;
}
/* In a split ring there is nothing to write: an event that is not moved on stays behind. */
static void disarm(struct wish *w)
{
	w->off = true;
}

static const struct notify_ops ops = {.must_signal = must_signal, .arm = arm, .disarm = disarm, .can_delay = true};

const struct model notify_event_idx = {.size = 1, .needs = needs, .ops = &ops};
