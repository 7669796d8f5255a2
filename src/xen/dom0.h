/* dom0.h - the host's stack. */
#ifndef XEN_DOM0_H
#define XEN_DOM0_H
#include <stdbool.h>

struct app_end;
struct skb;
struct xen_thread;

/* Book its way through the bridge or into a socket, and begin that. */
void dom0_begin(struct xen_thread *t, const struct skb *skb);
/* That is over, and what it copied by hypercall: true = another stretch follows for it. */
bool dom0_end(struct xen_thread *t, const struct skb *skb);
/* What it is to the application that reads on the host. */
extern const struct app_end dom0_app_end;
#endif
