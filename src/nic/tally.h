/*
 * tally.h - what is kept of a queue for statistics and checks besides its counters: what holds at a moment and for how long it did, how
 * long packets stayed, how many buffers they took.  src/run reads it; only what stands here writes it.
 */
#ifndef NIC_TALLY_H
#define NIC_TALLY_H
#include "engine/histogram.h"
#include "engine/level.h"
#include <stdbool.h>

struct tally {
	struct level inside;       /* packets that this machine answers for */
	uint64_t born, sojourn;    /* for Little's law: ps, modulo 2^64; sums over those inside, and over the departed */
	struct histogram *latency; /* one for all queues */
	struct level dry;          /* the ring holds too few buffers for the packet that is next: the host waits */
	struct level stopped;      /* the ring has too few free entries for the packet that is next: the guest waits */
	struct level full;         /* a device works on as many batches as it can, and more waits */
	struct level starved;      /* the window is closed and nothing waits */
	int32_t posted;            /* fewest receive buffers posted and 1 more, where a reader holds them; 0 = not known */
	int fewest, most;          /* buffers and 1 more, of all packets received so far; 0 = none was */
};

static inline void tally_enter(struct tally *t, sim_time now)
{
	level_change(&t->inside, now, 1);
	t->born += (uint64_t)now;
}
/* The same of an earlier time than the last change's, maybe. */
static inline void tally_enter_late(struct tally *t, sim_time now)
{
	level_change_all(&t->inside, 1, (uint64_t)now);
	t->born += (uint64_t)now;
}
static inline void tally_leave(struct tally *t, sim_time born, sim_time now)
{
	level_change(&t->inside, now, -1);
	t->born -= (uint64_t)born;
	t->sojourn += (uint64_t)(now - born);
}
/* n packets leave one by one: born and now are sums of those times. */
static inline void tally_leave_all(struct tally *t, int64_t n, uint64_t born, uint64_t now)
{
	level_change_all(&t->inside, -n, 0 - now);
	t->born -= born;
	t->sojourn += now - born;
}
static inline void tally_latency(struct tally *t, sim_time latency)
{
	hist_add(t->latency, latency);
}
static inline void tally_dry(struct tally *t, sim_time now, bool dry)
{
	level_set(&t->dry, now, dry);
}
static inline void tally_stopped(struct tally *t, sim_time now, bool stopped)
{
	level_set(&t->stopped, now, stopped);
}
static inline void tally_full(struct tally *t, sim_time now, bool full)
{
	level_set(&t->full, now, full);
}
static inline void tally_starved(struct tally *t, sim_time now, bool starved)
{
	level_set(&t->starved, now, starved);
}
/* A packet was received that took n. */
static inline void tally_buffers(struct tally *t, int n)
{
	n++;
	if (n > t->most) t->most = n;
	if (n < t->fewest || t->fewest == 0) t->fewest = n;
}
/* So many buffers are posted. */
static inline void tally_posted(struct tally *t, int32_t n)
{
	if (n + 1 < t->posted || t->posted == 0) t->posted = n + 1;
}
/* Bring the integrals up to now: they are `folded` of each level. */
static inline void tally_fold(struct tally *t, sim_time now)
{
	level_fold(&t->inside, now);
	level_fold(&t->dry, now);
	level_fold(&t->stopped, now);
	level_fold(&t->full, now);
	level_fold(&t->starved, now);
}
#endif
