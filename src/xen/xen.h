/*
 * xen.h - netfront and netback of one queue: two rings of shared slots, and the threads on both sides of them.
 *
 *   guest sender --tx ring--> netback's poll (copy, map, stack in line) --> host, or the other guest's receive side
 *                 <--responses-- dealloc thread (unmap, flush), when the stack is done with the pages
 *   host sender --> receive thread (copy) --rx ring--> guest's poll         (persistent: the sender copies, without the thread)
 *
 * Rings are struct ring, one entry a slot: what is free, posted, taken and answered is kept apart there, each slot by its token. Two
 * guests that talk to each other are two queues linked by `other`. What an actor knows stands in its own file; what others may ask of it in
 * netfront.h, netback.h, dom0.h, evtchn.h and gnttab.h.
 */
#ifndef XEN_XEN_H
#define XEN_XEN_H
#include "nic/grants.h"
#include "nic/queue.h"
#include "xen/gnttab.h"
#include "xen/prices.h"
#include "xen/thread.h"

enum xen_locks { XEN_LOCK_PER_DOMAIN, XEN_LOCK_PER_ENTRY, XEN_LOCK_PER_CPU };
enum xen_placement { XEN_PINNED, XEN_SPLIT, XEN_DOMAIN_POOLS, XEN_POOLED };
enum xen_rx_demand { XEN_DEMAND_WORST_CASE, XEN_DEMAND_MTU };
enum xen_channels { XEN_CHANNELS_SPLIT, XEN_CHANNELS_SHARED };
enum xen_lock_order { XEN_LOCK_TICKET, XEN_LOCK_BYTE };
enum xen_lock_over { XEN_LOCK_OVER_WORK, XEN_LOCK_OVER_COUNTS };
enum xen_interference { XEN_INTERFERENCE_NONE, XEN_PER_QUEUE, XEN_PER_CORE, XEN_BANDWIDTH };

struct xen {
	/* parameters */
	int64_t rx_batch, locks, lock_over, linear, interference, placement, apart, floating, application, orphan_frags, burst,
		rx_demand, rx_posted, channels, lock_order, vcpus;
	struct xen_prices price;
	struct xen_stats n;
	/* fixed once the run begins */
	struct queue *q, *other;
	struct grant_policy grants;
	enum xen_domain domain;
	bool tcp, spins, reads; /* reads: data end here in an application of its own */
	/* whose members their own files alone see */
	struct xen_host *host; /* what all queues share */
	struct gnttab *gnttab;
	struct gnttab_prices *gnttab_prices;
	struct evtchn *evtchn;
	struct netfront_tx *netfront_tx;
	struct netfront_rx *netfront_rx;
	struct netfront_ack *netfront_ack;
	struct netback_tx *netback_tx;
	struct netback_rx *netback_rx;
	struct netback_xmit *netback_xmit;
	struct netback_gop *netback_gop;
	struct qdisc *qdisc;
	struct app *app;
};

static inline struct xen *xen_of(const struct queue *q)
{
	return q->models.backend.self;
}
/* The queue whose traffic it is. */
static inline struct queue *xen_home(const struct xen *x)
{
	return x->domain == XEN_OTHER_GUEST ? x->other : x->q;
}

/* ---- for the model (xen.c) ---- */

extern const struct front_ops xen_front;
bool xen_init(void *self, struct queue *q);
void xen_rx_ready(void *self, struct queue *q);
void xen_kicked(void *self, struct queue *q, bool tx, sim_time t);
bool xen_stuck(const void *self, const struct queue *q);
#endif
