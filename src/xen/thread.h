/* thread.h - a thread of the host or the guest, what it holds, and how it takes time (thread.c). */
#ifndef XEN_THREAD_H
#define XEN_THREAD_H
#include "machine/pool.h"
#include "machine/work.h"
#include "nic/queue.h"
#include "xen/gnttab.h"
#include "xen/skb.h"

#define XEN_ROUND 64 /* packets of one poll on either side (NAPI weight), and between two looks for others who want to run */

enum xen_state { XEN_SLEEPS, XEN_WAKES, XEN_TURN, XEN_BATCH, XEN_WORKED, XEN_ANSWERED, XEN_SETTLE, XEN_RESCHED };
struct xen_thread {
	struct seat seat;
	struct queue *q;
	struct xen *x;
	enum xen_state state, after; /* after: what the operations under way belong to; XEN_SLEEPS = to nothing in particular */
	struct gnttab_batch batch;
	struct xmit xmit;
	struct thread_load *stage; /* whose busy time it adds to */
	bool guest;
	int packets; /* since others had a chance to run */
	/* The core it last took a lock on, that one's number, and the lock of the first domain as that core takes it (host.c). */
	const struct core *locks_on;
	int core;
	struct lock *lock;
};

/* What a thread is; its actor and its stage come in the order of the calls of xen_thread_init. */
struct xen_job {
	const char *name, *stage;
	void (*step)(void *self);
	bool guest;
	int apart; /* netback's own threads: on the host's next core, or no core of their own, when that many are to be */
};
/*
 * A thread of x's queue, asleep, whose step gets self. batch: grant operations it has done in one go at most. False = memory or actors
 * are exhausted.
 */
bool xen_thread_init(struct xen_thread *t, struct xen *x, const struct xen_job *job, void *self, int batch);
/* It sleeps, and nothing is on its way that would wake it. */
bool xen_asleep(const struct xen_thread *t);

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
	return t->q->engine->now + core_ahead(t->seat.core);
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
#endif
