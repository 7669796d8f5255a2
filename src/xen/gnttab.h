/*
 * gnttab.h - grant tables: operations on them, as one thread of the host has them done (gnttab.c), the grants of a queue's transmit ring
 * (gnttab_entry.c), and the locks that all threads share (host.c).
 */
#ifndef XEN_GNTTAB_H
#define XEN_GNTTAB_H
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct gnttab;
struct lock;
struct xen;
struct xen_thread;

#define XEN_FLUSH_BATCH 32 /* unmaps that share a TLB flush (GNTTAB_UNMAP_BATCH_SIZE) */

enum xen_domain { XEN_DOM0, XEN_GUEST, XEN_OTHER_GUEST, XEN_DOMAINS };
enum gnttab_op { GNTTAB_COPY, GNTTAB_COPY_BOTH, GNTTAB_MAP, GNTTAB_UNMAP, GNTTAB_OPS };

/* ---- operations ---- */

/* Operations to be done one after the other; each run of copies, maps or unmaps is one hypercall. */
struct gnttab_batch {
	struct {
		int32_t bytes;
		enum gnttab_op op;
	} * todo;
	int room, n, next, step, unflushed; /* step: of the operation begun; unflushed: unmaps since the last flush */
	int64_t per_call;                   /* operations of one hypercall at most; 0 = all of a kind */
	bool spun;                          /* for the locks of the next step */
	bool entered;                       /* the hypercall of the next operation was begun */
	enum xen_domain granter, source;    /* whose tables; source: where the bytes come from another guest's pages */
};

/* What each step of them takes in queue x. False when memory is exhausted. */
bool gnttab_price(struct xen *x);
bool gnttab_batch_init(struct gnttab_batch *b, int room, struct arena *a);
void gnttab_add(struct gnttab_batch *b, enum gnttab_op op, int32_t bytes);
/* Copies of a packet of len bytes between pages, source at `offset`; they cross no page on either side. */
void gnttab_add_copies(struct gnttab_batch *b, enum gnttab_op op, int32_t len, uint32_t offset, bool apart);
/* Begin the next piece of the thread's batch: false = all is done. */
bool gnttab_step(struct xen_thread *t);

/* ---- entries ---- */

bool gnttab_init(struct xen *x);
/* The guest grants the page of a token, and has no more use for that; stays: it leaves the grant as it is. */
void gnttab_grant(struct gnttab *g, uint16_t token);
void gnttab_end(struct gnttab *g, uint16_t token, bool stays);
/* The host copies from it or maps it at once; has it mapped until gnttab_unmap, which does nothing where it is not. */
void gnttab_use(struct gnttab *g, uint16_t token);
void gnttab_map(struct gnttab *g, uint16_t token);
bool gnttab_mapped(const struct gnttab *g, uint16_t token);
void gnttab_unmap(struct gnttab *g, uint16_t token);
/* For the checked build: the first rule that was broken; NULL = none. */
const char *gnttab_unsound(const struct gnttab *g);

/* ---- what the run's queues share ---- */

/* It is made by the first queue that asks. False when memory is exhausted. */
bool xen_host_join(struct xen *x);
/* A thread has been given its actor. */
void xen_host_add(const struct xen_thread *t);
/* The lock of a domain's grant table that thread t would take, on core t->core. */
struct lock *xen_host_lock(struct xen_thread *t, enum xen_domain d);
/* The lock of the event channels of the domain that thread t, on core t->core, is part of. */
struct lock *xen_host_event_lock(struct xen_thread *t);
#endif
