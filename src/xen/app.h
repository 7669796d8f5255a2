/* app.h - the application that receives bulk data, on the host or in a guest. */
#ifndef XEN_APP_H
#define XEN_APP_H
#include "xen/skb.h"

struct xen;
struct xen_thread;

/* What follows when it has read: the stack of its end of the ring. */
struct app_end {
	/* A segment was read: true = a stretch was begun for an acknowledgement, in state XEN_ANSWERED. */
	bool (*received)(struct xen_thread *t, const struct skb *skb);
	/* That stretch is over. */
	void (*answered)(struct xen_thread *t);
};

bool app_init(struct xen *x, const struct app_end *end);
/* A segment for queue q's application, from thread t. */
void app_receive(struct xen_thread *t, struct queue *q, const struct skb *skb);
bool app_stuck(const struct xen *x);
#endif
