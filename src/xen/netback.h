/* netback.h - the host's end: its threads, and a packet handed over to it. */
#ifndef XEN_NETBACK_H
#define XEN_NETBACK_H
#include "engine/time.h"
#include "xen/skb.h"

struct queue;
struct xen;
struct xen_thread;

/* ---- from the guest (netback_tx.c, netback_tx_dealloc.c) ---- */

bool xenvif_tx_init(struct xen *x);
void xenvif_tx_kicked(struct xen *x, sim_time at);
/* The stack is done with a packet: thread t frees its slots, or has them unmapped. */
void xenvif_free(struct xen_thread *t, const struct skb *skb);
/* The packet's bytes lie in pages of its guest that are mapped here. */
bool xenvif_mapped(const struct skb *skb);
bool xenvif_tx_asleep(const struct xen *x);
/* It sleeps and has work. */
bool xenvif_tx_stuck(const struct xen *x);
const char *xenvif_tx_unsound(const struct xen *x);

/* ---- to the guest: slots of its ring, and what fills them (netback_gop.c) ---- */

bool xenvif_gop_init(struct xen *x);
/* Free slots enough to begin a packet of len bytes. */
bool xenvif_ring_has_room(const struct queue *q, int32_t len);
/* Ask to be told when there are (req_event): true = there are already. */
bool xenvif_wait_for_slots(struct queue *q, int32_t len);
/* Packets of len bytes that go into a receive ring the guest has filled, before netback waits. */
int64_t xenvif_rx_capacity(const struct queue *q, int32_t len);
/* Take the slots of a packet and book, or put into thread t's batch, what filling them takes: how many. */
int xenvif_gop_skb(struct xen_thread *t, struct queue *to, const struct skb *skb, uint16_t *token);
/* Answer the slots of a packet; not yet told. */
void xenvif_make_response(struct queue *q, const struct packet *p, const uint16_t *token, int n);
const char *xenvif_gop_unsound(const struct xen *x);

/* ---- to the guest: handing over (netback_xmit.c) ---- */

/* The receive thread's queue, which this fills and `reader` empties; NULL when memory is exhausted. */
struct skbs *xenvif_xmit_init(struct xen *x, struct xen_thread *reader);
/* Is there room for a packet of len bytes in the ring; or, in front of a receive thread, in its queue? */
bool xenvif_has_room(const struct queue *to, int32_t len);
/* Hand a packet to netback, where there is room for it, within thread t. Then finish that. */
void xenvif_start_xmit(struct xen_thread *t, struct queue *to, const struct skb *skb);
void xenvif_end_xmit(struct xen_thread *t);

/* ---- to the guest: the receive thread (netback_rx.c) ---- */

bool xenvif_rx_init(struct xen *x);
void xenvif_rx_kicked(struct xen *x, sim_time at);
bool xenvif_rx_stuck(const struct xen *x);

/* ---- in front of it: its queue discipline, and an application or generator on the host that sends (qdisc.c) ---- */

bool qdisc_init(struct xen *x);
/* Hand a packet over as above, and where there is no room it waits here, or is dropped. False = nothing was begun. */
bool qdisc_xmit(struct xen_thread *t, struct queue *to, const struct skb *skb);
/* There may be something to send. */
void qdisc_ready(struct xen *x);
/* There is room again, says thread t of the host; or an event at `at` that there are slots: true = it slept. */
void qdisc_wake(struct xen *x, struct xen_thread *t);
bool qdisc_kicked(struct xen *x, sim_time at);
bool qdisc_stuck(const struct xen *x);
#endif
