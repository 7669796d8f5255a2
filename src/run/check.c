/* check.c - what must hold at every moment (checked build, after events) and at the end of every run. */
#include "run/collect.h"
#include "device/bus.h"
#include <math.h>
#include <stdio.h>

static bool broken(struct run *run, const struct queue *q, const char *what)
{
	if (!run->failure[0])
		snprintf(run->failure, sizeof run->failure, "invariant broken at %lld ps, queue %d: %s",
			 (long long)run->engine.now, q ? q->index : 0, what);
	return false;
}

static bool ledger_sound(const struct core *c)
{
	uint64_t sum = 0; /* as queue_in_flight */
	for (int i = 0; i < N_LEDGER; i++)
		sum += (uint64_t)c->spent[i];
	return (int64_t)sum == c->busy + c->open;
}

/* The same, if anything was spent since it was last looked at: kinds are many, and most events belong to one core. */
static bool ledger_still_sound(struct core *c)
{
#ifdef SIMNIC_CHECKED
	if (c->summed == c->busy + c->open) return true;
	c->summed = c->busy + c->open;
	return ledger_sound(c);
#else
	(void)c; /* asked once, at the end */
	return true;
#endif
}

static bool ledgers_sound(struct run *run)
{
	for (int i = 0; i < run->n_cores; i++)
		if (!ledger_still_sound(&run->core[i]))
			return broken(run, NULL, "costs by kind do not sum to a core's busy time");
	return true;
}

static bool queue_sound(struct run *run, const struct queue *q)
{
	if (!ring_sound(&q->rx.ring))
		return broken(run, q, "receive descriptors: free + available + in device + used != ring size");
	if (!ring_sound(&q->tx.ring))
		return broken(run, q, "transmit descriptors: free + available + in device + used != ring size");
	if (queue_in_flight(q) != q->tally.inside.value)
		return broken(run, q, "packets: offered != delivered + dropped + in flight");
	struct posted posted;
	q->front->posted(q, &posted);
	if (posted.entries != q->rx.ring.size - q->rx.ring.free)
		return broken(run, q, "buffers posted do not match the descriptors in use");
	if (q->models.backend.ops->stuck && q->models.backend.ops->stuck(q->models.backend.self, q))
		return broken(run, q, "lost wake-up: the host sleeps with work to do");
	if (load_stuck(q)) return broken(run, q, "lost wake-up: the sender on the host sleeps with packets to send");
	const char *why = q->front->unsound(q);
	if (why) return broken(run, q, why);
	return true;
}

/* Of each of several: what entered and did not leave is inside, and all of them together are what queues count. */
static bool traffics_sound(struct run *run)
{
	int64_t all = 0, inside = 0;
	for (int k = 0; run->traffic && k < TRAFFICS_MOST; k++) {
		const struct traffic_sums *t = &run->traffic[k];
		int64_t in_flight = t->n[TRAFFIC_OFFERED] - t->n[TRAFFIC_DELIVERED] - t->n[TRAFFIC_DROPPED];
#ifdef SIMNIC_CHECKED
		if (in_flight != t->inside)
			return broken(run, NULL, "packets of one traffic: offered != delivered + dropped + in flight");
#endif
		all += in_flight;
	}
	for (int i = 0; i < run->n_queues; i++)
		inside += queue_in_flight(&run->queue[i]);
	return !run->traffic || all == inside ||
	       broken(run, NULL, "packets of all traffics: offered != delivered + dropped + in flight");
}

/* What is of all queues: their cores, their traffics. */
static bool all_sound(struct run *run)
{
	for (int i = 0; i < run->n_queues; i++)
		queue_settle(&run->queue[i]);
#ifdef SIMNIC_CHECKED
	for (int i = 0; i < run->n_cores; i++)
		if (run->core[i].bookings.longest > BOOKINGS_MOST)
			return broken(run, NULL, "a stretch of work is booked in too many pieces to be told apart by kind");
#endif
	return ledgers_sound(run) && traffics_sound(run);
}

/* So many queues, from the one whose turn it is on; with the first, what is of all. */
static bool sound(struct run *run, int queues)
{
	int first = run->checked_next;
	if (run->engine.now < run->checked) return broken(run, NULL, "simulated time went backwards");
	run->checked = run->engine.now;
	if (run->trail.broken) return broken(run, NULL, "a packet left a place before it came there, or was nowhere");
	if (first < queues && !all_sound(run)) return false;
	for (int i = 0; i < queues; i++) {
		struct queue *q = &run->queue[(first + i) % run->n_queues];
		queue_settle(q);
		if (!queue_sound(run, q)) return false;
	}
	run->checked_next = (first + queues) % run->n_queues;
	return true;
}

/*
 * With more queues the others' turn comes a few events later, and in a long run everything's.  What was counted wrong is so still; a lost
 * wake-up that the next packet mends by then is one that short runs of few queues find.
 */
#define LOOKED_AT 2
#define FROM_HERE 1000 /* events; one in SELDOM after that: an odd number, as turns often come in pairs */
#define SELDOM 13
bool run_sound(void *arg)
{
	struct run *run = arg;
	run->looked++;
	if (run->looked > FROM_HERE && run->looked % SELDOM) return true;
	return sound(run, run->n_queues < LOOKED_AT ? run->n_queues : LOOKED_AT);
}

bool waits_add_up(struct run *run, const struct snapshot *d)
{
	for (int i = 0; i < N_STAYS; i++)
		if (d->of[CELL_STAYED][i] < 0) return broken(run, NULL, "packets were at a place for less than no time");
	if (run->trail.broken) return broken(run, NULL, "a packet left a place before it came there, or was nowhere");
	return snapshot_sum(d, CELL_STAYED) == run->latency.sum ||
	       broken(run, NULL, "latency: waits and services do not add up to it");
}

/*
 * A link is busy for the bytes that are counted and nothing else, whoever asks for them: to the picosecond that each transfer's time is
 * rounded to, in up to as many parts as it has TLPs.
 */
static bool link_carries_what_is_counted(const struct run *run)
{
	const struct bus *b = run->bus;
	int64_t up = 0, down = 0, up_tlps = 0, down_tlps = 0;
	for (int i = 0; b && i < run->n_queues; i++) {
		const struct counters *n = &run->queue[i].n;
		up += n->link_up, up_tlps += n->tlps_up;
		down += n->link_down, down_tlps += n->tlps_down;
	}
	return !b || (fabs((double)b->up.busy - (double)up * (double)b->traits.up_fs * 1e-3) <= (double)up_tlps + 1 &&
		      fabs((double)b->down.busy - (double)down * (double)b->traits.down_fs * 1e-3) <= (double)down_tlps + 1);
}

/* Little's law from two independent counters: area under the number inside == time spent inside, to the picosecond (mod 2^64). */
bool run_identities(struct run *run)
{
	for (int i = 0; i < run->n_queues; i++) {
		const struct queue *q = &run->queue[i];
		const struct tally *t = &q->tally;
		struct level l = t->inside;
		uint64_t spent = t->sojourn + (uint64_t)l.value * (uint64_t)run->engine.now - t->born;
		if ((uint64_t)level_fold(&l, run->engine.now) != spent)
			return broken(run, q, "Little's law: area under the number inside != sum of the times inside");
	}
	run->checked_next = 0;
	if (!sound(run, run->n_queues)) return false;
	if (!link_carries_what_is_counted(run)) return broken(run, NULL, "a link is busy for other bytes than are counted");
	for (int i = 0; i < run->n_cores; i++)
		if (!ledger_sound(&run->core[i])) return broken(run, NULL, "costs by kind do not sum to a core's busy time");
	return true;
}
