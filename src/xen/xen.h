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

#define XEN_ROUND 64                /* packets of one poll on either side (NAPI weight) */
#define XEN_PACKET_SLOTS 20         /* of the longest packet with its extra slot, and one to spare */
#define XEN_HOST_BYTES (128 * 4096) /* a receive thread's queue stops its sender at so much */
#define XEN_FLUSH_BATCH 32          /* unmaps that share a TLB flush (GNTTAB_UNMAP_BATCH_SIZE) */
enum xen_domain { XEN_DOM0, XEN_GUEST, XEN_OTHER_GUEST, XEN_DOMAINS };
enum xen_locks { XEN_LOCK_PER_DOMAIN, XEN_LOCK_PER_ENTRY, XEN_LOCK_PER_CPU };
enum xen_placement { XEN_PINNED, XEN_SPLIT, XEN_DOMAIN_POOLS, XEN_POOLED };
enum grant_op { GRANT_COPY, GRANT_COPY_BOTH, GRANT_MAP, GRANT_UNMAP };

/* Times in ps, per byte in fs. */
struct xen_prices {
	int64_t request, response, tx_packet, rx_packet, rx_thread, zerocopy; /* netback's own work: per slot, per packet */
	int64_t tcp_packet, tcp_byte, tcp_send, tcp_send_byte, tcp_ack;       /* what bulk data cost either end besides */
	int64_t host_copy_byte, lookup, guest_grant;
	int64_t hypercall, copy, map, unmap, copy_byte, lock, pte, handoff, flush, stolen; /* the grant table */
	int64_t kick, kick_handle, irq_inject, irq_latency, wake, wakeup;                  /* event channels, threads */
	int64_t interference, memory_byte;
	int64_t flushes; /* there are flushes: the price of one is given */
};

/* What the run's queues share. */
struct xen_host {
	struct lock *lock; /* grant tables': domain by domain, `each` of them */
	int each;
	struct memory memory;
	bool watched; /* memory slows somebody down */
};

/* Grant operations to be done one after the other; each run of copies, maps or unmaps is one hypercall. */
struct grant_batch {
	struct {
		int32_t bytes;
		enum grant_op op;
	} * todo;
	int room, n, next, step, unflushed; /* step: of the operation begun; unflushed: unmaps since the last flush */
	int64_t per_call;                   /* operations of one hypercall at most; 0 = all of a kind */
	bool entered;                       /* the hypercall of the next operation was begun */
	enum xen_domain granter, source;    /* whose tables; source: where the bytes come from another guest's pages */
};

/* A packet inside the host. from: the queue whose pages it lies in, `first` its first slot there; NULL = memory of the host's own. */
struct skb {
	struct packet packet;
	struct queue *from;
	uint16_t first;
};
struct skbs {
	struct skb *slot;
	uint32_t head, count, mask;
	uint32_t most; /* it holds; the array grows with use */
	int64_t bytes;
};

/* A packet on its way into a receive ring, in the hands of whoever hands it over. */
struct xmit {
	struct queue *to; /* NULL = none */
	struct skb skb;
	int n; /* slots taken; 0 = it goes to the receive thread */
	uint16_t token[XEN_PACKET_SLOTS];
};

enum xen_state { XEN_SLEEPS, XEN_WAKES, XEN_TURN, XEN_BATCH, XEN_WORKED, XEN_ANSWERED, XEN_SETTLE, XEN_RESCHED };
struct xen_thread {
	struct seat seat;
	struct queue *q;
	enum xen_state state, after; /* after: what the operations under way belong to; XEN_SLEEPS = to nothing in particular */
	struct grant_batch batch;
	struct xmit xmit;
	struct thread_load *stage; /* whose busy time it adds to */
	bool guest;
	int packets; /* since others had a chance to run */
};

/* A packet of the transmit ring that netback has taken: its slots. */
struct xen_held {
	uint16_t token[XEN_PACKET_SLOTS];
	uint8_t n;
	bool maps; /* some are mapped, and to be unmapped */
};

struct xen_stats {
	int64_t ops, copies, maps, unmaps, flushes, hits, misses, granted_bytes, host_bytes, guest_bytes, lock_wait, lock_moves,
		locks, events, slots_tx, slots_rx, interference;
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
	return q->backend.self;
}

/* ---- threads (xen_thread.c) ---- */

/* Contexts of threads, so that a core knows whose it runs. */
static inline int xen_context(int actor, bool guest)
{
	return 2 * actor + guest;
}
static inline bool xen_context_is_guest(int context)
{
	return context % 2;
}

/* Has it a core? False: it is stepped again when it has. */
static inline bool xen_runs(struct xen_thread *t)
{
	return seat_take(&t->seat);
}
void xen_go(struct xen_thread *t, enum xen_state then);
static inline void xen_spend(struct xen_thread *t, enum ledger kind, sim_time ps)
{
	core_spend(t->seat.core, kind, ps);
}
/* Move n bytes at fs each; busy neighbours slow it down. */
void xen_touch(struct xen_thread *t, enum ledger kind, int64_t n, int64_t fs);
/* When what is booked so far will have been done. */
static inline sim_time xen_soon(const struct xen_thread *t)
{
	return t->q->engine->now + t->seat.core->open;
}
/* Have it look for work at `at`, if it sleeps; true = it did. */
bool xen_call(struct xen_thread *t, sim_time at);
/* The same, but it sleeps on until then, or until it is called for before. A time that has passed: it was due, and waits for its core. */
static inline void xen_call_by(struct xen_thread *t, sim_time due)
{
	struct engine *e = t->q->engine;
	if (t->state == XEN_SLEEPS && due < e->wake[t->seat.actor]) engine_at(e, t->seat.actor, due > e->now ? due : e->now);
}
/* A thread of the host is woken by `by`, or by an interrupt (NULL). */
void xen_wake(struct xen_thread *t, struct xen_thread *by);
/* Pay for what is still open, else sleep until it is called, or until `due`. */
void xen_rest(struct xen_thread *t, sim_time due);
/* Let others go first: true = its step is called again, with XEN_RESCHED if there was something to be done before. */
bool xen_yield(struct xen_thread *t);
/* The same after a round's worth of packets. */
bool xen_gives_way(struct xen_thread *t);

/* ---- grant operations (xen_grant.c) ---- */

bool grants_init(struct grant_batch *b, int room, struct arena *a);
void grants_add(struct grant_batch *b, enum grant_op op, int32_t bytes);
/* Copies of a packet of len bytes between pages, source at `offset`; they cross no page on either side. */
void grants_add_copies(struct grant_batch *b, enum grant_op op, int32_t len, uint32_t offset, bool apart);
/* Begin the next piece of the batch: false = all is done. */
bool grants_step(struct xen_thread *t);

/* ---- the guest (xen_guest.c) ---- */

void xen_guest_tx_step(void *self);
void xen_guest_poll_step(void *self);
void xen_fill_first(struct queue *q);
/* An event for the guest, from thread t of the host. */
void xen_event(struct xen_thread *t, struct queue *q, bool tx);
/* Book the sending of a frame by thread t of the guest: false = no room, stopped. Then the frame itself. */
bool xen_transmit_begin(struct xen_thread *t, int32_t len);
void xen_transmit_end(struct xen_thread *t, const struct packet *p, bool last);

/* ---- netback, from the guest (xen_netback_tx.c) ---- */

void xen_poll_step(void *self);
void xen_dealloc_step(void *self);
/* The stack is done with a packet: thread t frees its slots, or has them unmapped. */
void xen_free(struct xen_thread *t, const struct skb *skb);

/* ---- the application that receives bulk data (xen_app.c) ---- */

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

/* ---- netback, to the guest (xen_netback_rx.c) ---- */

void skbs_push(struct skbs *s, const struct skb *skb);
struct skb skbs_take(struct skbs *s);

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
