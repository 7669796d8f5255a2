/* netback.h - the host's end: its threads, and a packet handed over to it. */
#ifndef XEN_NETBACK_H
#define XEN_NETBACK_H
#include "xen/thread.h"

/* ---- netback, from the guest (netback_tx.c) ---- */

void xen_poll_step(void *self);
void xen_dealloc_step(void *self);
/* The stack is done with a packet: thread t frees its slots, or has them unmapped. */
void xen_free(struct xen_thread *t, const struct skb *skb);

/* ---- netback, to the guest (netback_rx.c) ---- */

void xen_sender_step(void *self);
void xen_rx_thread_step(void *self);
/* Free slots for a packet of the worst case; or, in front of a receive thread, room in its queue. */
bool xen_ring_has_room(const struct queue *q);
bool xen_room(struct queue *to);
/* Hand a packet to netback, within thread t: false = there is no room, it waits outside. */
bool xen_xmit_begin(struct xen_thread *t, struct queue *to, const struct skb *skb);
/* The same, and where there is no room it waits in netback's queue discipline, or is dropped. False = nothing was begun. */
bool xen_xmit(struct xen_thread *t, struct queue *to, const struct skb *skb);
void xen_xmit_end(struct xen_thread *t);
void xen_rx_kicked(struct queue *q, sim_time at);
#endif
