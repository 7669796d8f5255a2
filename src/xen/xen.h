/*
 * xen.h - netfront and netback of one queue: two rings of shared slots, and the threads on both sides of them.
 *
 *   guest sender --tx ring--> netback's poll (copy, map, stack in line) --> host, or the other guest's receive side
 *                 <--responses-- dealloc thread (unmap, flush), when the stack is done with the pages
 *   host sender --> receive thread (copy) --rx ring--> guest's poll         (persistent: the sender copies, without the thread)
 *
 * Rings are struct ring, one entry a slot: what is free, posted, taken and answered is kept apart there, each slot by its token. Two
 * guests that talk to each other are two queues linked by `other`.
 */
#ifndef NIC_XEN_H
#define NIC_XEN_H
#include "nic/alloc.h"
#include "nic/grants.h"
#include "machine/lock.h"
#include "machine/memory.h"
#include "machine/pool.h"
#include "nic/queue.h"
#include "xen/netback.h"
#include "xen/prices.h"
#include "xen/thread.h"

#define XEN_ROUND 64                /* packets of one poll on either side (NAPI weight) */
#define XEN_HOST_BYTES (128 * 4096) /* a receive thread's queue stops its sender at so much */
#define XEN_FLUSH_BATCH 32          /* unmaps that share a TLB flush (GNTTAB_UNMAP_BATCH_SIZE) */
enum xen_locks { XEN_LOCK_PER_DOMAIN, XEN_LOCK_PER_ENTRY, XEN_LOCK_PER_CPU };
enum xen_placement { XEN_PINNED, XEN_SPLIT, XEN_DOMAIN_POOLS, XEN_POOLED };

/* What the run's queues share. */
struct xen_host {
	struct lock *lock; /* grant tables': domain by domain, `each` of them */
	int each;
	struct memory memory;
	bool watched; /* memory slows somebody down */
};

/* A packet of the transmit ring that netback has taken: its slots. */
struct xen_held {
	uint16_t token[XEN_PACKET_SLOTS];
	uint8_t n;
	bool maps; /* some are mapped, and to be unmapped */
};

struct xen {
	/* parameters */
	int64_t rx_batch, locks, linear, memory, placement, apart, application, burst;
	struct xen_prices price;
	struct xen_stats n;
	/* fixed once the run begins */
	struct queue *q, *other;
	struct xen_host *host;
	struct grant_policy grants;
	enum xen_domain domain;
	bool tcp, spins, reads; /* reads: data end here in an application of its own */
	struct xen_thread sender, guest_poll, guest_tx, poll, dealloc, rx_thread, app;
	/* the guest's side */
	uint8_t *tx_slots; /* per transmit token of a first slot: slots */
	bool *granted;     /* per transmit token: the guest has granted its page and not ended that */
	int sent;          /* packets since it told of them */
	struct packet tx_hand, rx_hand;
	bool tx_event, rx_event; /* interrupts that are pending */
	bool stopped;            /* transmission is, until the ring has room */
	uint32_t stop_below;     /* entries of it */
	uint32_t wanted;         /* slots of the frame that waits or is under way */
	bool polling;
	int32_t budget, received; /* packets of a round of the poll */
	int32_t posted;           /* slots in the receive ring */
	struct alloc_work post_work;
	sim_time post_unattributed;
	int32_t unanswered; /* packets received and not yet acknowledged */
	bool answer_due, answering;
	sim_time delay_timer; /* delayed acknowledgement; TIME_NEVER = none */
	/* netback, from the guest */
	struct {
		struct packet packet;
		uint16_t first;
	} round[XEN_ROUND];
	int taken, submitted;
	struct xen_held *held;     /* per transmit token of a first slot */
	bool *tx_mapped, *tx_kept; /* per transmit token: mapped now; in the tree */
	int64_t tx_tree, tx_maps;  /* pages in it; mapped besides */
	uint16_t *unmap;           /* tokens for the dealloc thread, in a ring */
	uint32_t unmap_head, unmap_count, unmap_mask, unmapping;
	/* the application that receives */
	struct skbs socket;
	struct skb app_hand;
	/* netback, to the guest */
	struct skbs waiting, rx_queue; /* handed over while there was no room; for the receive thread */
	bool *rx_kept;                 /* per receive token: in the tree */
	int64_t rx_tree;
	struct skb *rx_skb; /* packets the receive thread copies now: rx_taken of them, rx_n slots each, which are in rx_token */
	uint8_t *rx_n;
	uint16_t *rx_token;
	int rx_taken, rx_slots;
	bool rx_stopped;    /* the sender waits for room */
	const char *broken; /* the first rule that was broken */
};

static inline struct xen *xen_of(const struct queue *q)
{
	return q->models.backend.self;
}

/* ---- the guest (guest.c) ---- */

void xen_guest_tx_step(void *self);
void xen_guest_poll_step(void *self);
void xen_fill_first(struct queue *q);
/* An event for the guest, from thread t of the host. */
void xen_event(struct xen_thread *t, struct queue *q, bool tx);
/* Book the sending of a frame by thread t of the guest: false = no room, stopped. Then the frame itself. */
bool xen_transmit_begin(struct xen_thread *t, int32_t len);
void xen_transmit_end(struct xen_thread *t, const struct packet *p, bool last);

/* ---- the application that receives bulk data (app.c) ---- */

#define XEN_SOCKET 8192 /* segments a socket holds */
void xen_app_step(void *self);
/* A segment for queue q's application, from thread t. */
void xen_to_socket(struct xen_thread *t, struct queue *q, const struct skb *skb);
/* One more segment has been received here: true = an acknowledgement is due. */
bool xen_host_received(struct queue *q, const struct packet *p);
void xen_guest_received(struct queue *q, const struct packet *p);
/* Send the acknowledgement that is due: true = a stretch was begun, in state XEN_ANSWERED; then finish it. */
bool xen_host_answer(struct xen_thread *t);
bool xen_guest_answer(struct xen_thread *t);
void xen_guest_answered(struct xen_thread *t);

/* ---- the whole (xen.c) ---- */

bool xen_init(void *self, struct queue *q);
bool xen_stuck(const void *self, const struct queue *q);
extern const struct front_ops xen_front;
void xen_rx_ready(void *self, struct queue *q);
void xen_kicked(void *self, struct queue *q, bool tx, sim_time t);
/* The queue whose traffic it is. */
static inline struct queue *xen_home(const struct xen *x)
{
	return x->domain == XEN_OTHER_GUEST ? x->other : x->q;
}
#endif
