/* evtchn.h - event channels of one queue: an event is sent if the other end asked for it, and is pending at the guest until it is taken. */
#ifndef XEN_EVTCHN_H
#define XEN_EVTCHN_H
#include <stdbool.h>

struct queue;
struct xen;
struct xen_thread;

/* The guest's ends, which `handler` is called for. */
bool evtchn_init(struct xen *x, struct xen_thread *handler);
/* From thread t of the host to the guest of queue q; from thread t of the guest to the host. For the transmit or receive ring. */
void evtchn_to_guest(struct xen_thread *t, struct queue *q, bool tx);
void evtchn_to_host(struct xen_thread *t, bool tx);
/* Was one pending at the guest? It no longer is. */
bool evtchn_take(struct xen *x, bool tx);
#endif
