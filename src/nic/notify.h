/* notify.h - the seam of notification suppression: how one side tells the other whether it wants to be signalled. */
#ifndef NIC_NOTIFY_H
#define NIC_NOTIFY_H
#include "nic/ring.h"

/* No self: a model of this kind keeps nothing but the wish, which lies in the ring. Indices count chains and wrap (ring.h). */
struct notify_ops {
	/* After publishing old..new (not including new; equal = nothing): must the other side, which wished w, be signalled? Pure. */
	bool (*must_signal)(const struct wish *w, uint16_t new_idx, uint16_t old_idx);
	/* Wish to be signalled once the entry at index `at` is published; models that cannot delay take it for the next one. */
	void (*arm)(struct wish *w, uint16_t at);
	/* Wish not to be. With event indices this only leaves the index stale, as the specification says. */
	void (*disarm)(struct wish *w);
	/* A set `off` means no signal, without asking must_signal. */
	bool obeys_off;
	/* Can the wish name a later entry (event index)? If not, delayed arming is plain arming. */
	bool can_delay;
};

/* virtio 1.x 2.7.10: new passed event since old. */
static inline bool need_event(uint16_t event, uint16_t new_idx, uint16_t old_idx)
{
	return (uint16_t)(new_idx - event - 1) < (uint16_t)(new_idx - old_idx);
}
/*
 * Driver: ask for an interrupt once 3/4 of what is out was used (Linux virtqueue_enable_cb_delayed); at the next one where events
 * cannot be named. False when more than that is used already: look again.
 */
static inline bool ring_arm_delayed(struct ring *r, const struct notify_ops *n)
{
	uint16_t wait = n->can_delay ? (uint16_t)((uint16_t)(r->avail_idx - r->last_used) * 3 / 4) : 0;
	n->arm(&r->from_driver, (uint16_t)(r->last_used + wait));
	return ring_done(r) <= wait;
}
/* After publishing up to new_idx: must the other side, which wished w, be signalled? *old: index at the last test, moved on. */
static inline bool notify_test(const struct notify_ops *n, const struct wish *w, uint16_t new_idx, uint16_t *old)
{
	uint16_t from = *old;
	*old = new_idx;
	return !(w->off && n->obeys_off) && n->must_signal(w, new_idx, from);
}
#endif
