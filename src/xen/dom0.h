/* dom0.h - the host's stack, and the application that receives bulk data, on the host or in a guest. */
#ifndef XEN_DOM0_H
#define XEN_DOM0_H
#include "xen/skb.h"

struct xen;
struct xen_thread;

/* ---- a packet from the guest in the stack of the host (dom0.c) ---- */

/* Book its way through the bridge or into a socket, and begin that. */
void dom0_begin(struct xen_thread *t, const struct skb *skb);
/* That is over, and what it copied by hypercall: true = another stretch follows for it. */
bool dom0_end(struct xen_thread *t, const struct skb *skb);
/*
 * Who reads on the host has read it: true = a stretch was begun for an acknowledgement, in state XEN_ANSWERED; finish with
 * xenvif_end_xmit.
 */
bool dom0_received(struct xen_thread *t, const struct skb *skb);

/* ---- the application (app.c) ---- */

bool app_init(struct xen *x);
/* A segment for queue q's application, from thread t. */
void app_receive(struct xen_thread *t, struct queue *q, const struct skb *skb);
bool app_stuck(const struct xen *x);
#endif
