/*
 * stalls.c - runs that mean nothing, though no law is broken: a side sleeps on what will never come.
 *
 * Where faults do that (nic/faults.h), one that misses a signal when the run ends is only late if the next one mends that.  It is stalled where
 * none comes any more: as no entry would bring a signal, which event indices see to; as the other side can publish none; or as nothing moves
 * but for it.
 */
#include "nic/faults.h"
#include "run/collect.h"
#include <stdio.h>

/* Packets in front of it: in the ring, as far as entries tell, and behind. */
static int64_t in_ring(const struct queue *q, enum fault_side side, bool tx)
{
	if (side == FAULT_HOST) return tx ? ring_ready(&q->tx.ring) : 0;
	return tx ? 0 : ring_done(&q->rx.ring);
}
static int64_t behind(const struct queue *q, bool tx)
{
	return (tx ? &q->guest_queue : &q->host_queue)->count;
}

/* Nobody has anything to do; or all that a closed loop has under way waits here, and has for longer than any packet ever took. */
static bool nothing_moves(const struct queue *q, enum fault_side side, bool tx, sim_time since)
{
	const struct engine *e = &q->run->engine;
	bool rests = true;
	for (int i = 0; i < e->n; i++)
		rests &= i == q->run->clock_id || e->wake[i] == TIME_NEVER;
	return rests || (q->traits.closed_loop && q->tally.inside.value <= in_ring(q, side, tx) + behind(q, tx) &&
			 e->now - since > q->run->latency.max + q->run->setup->base_rtt);
}

/* Can the other side put something into the ring yet?  A guest at work may be about to, and a reader gives buffers back when it likes. */
static bool may_publish(const struct queue *q, enum fault_side side, bool tx)
{
	const struct ring *r = tx ? &q->tx.ring : &q->rx.ring;
	if (side == FAULT_GUEST) return r->last_avail != r->used_idx || ring_ready(r) > 0;
	if (tx) return !q->tally.stopped.value;
	return ring_done(r) || r->used_idx != r->used_shadow || q->guest_core->owner != CORE_FREE || q->run->setup->reader_holds;
}

/*
 * Does no signal come for it, whatever is published?  A host that sends is kicked by a virtio driver whose ring is full, wanted or not, and its
 * receive worker looks at that ring, too, where it busy polls.
 */
static bool never_told(const struct queue *q, enum fault_side side, bool tx)
{
	const bool sends = side == FAULT_HOST && tx;
	if (sends && q->traits.policy.busyloop) return false;
	if (faults_all_lost(q, side, tx)) return true;
	if (sends && !q->models.backend.ops->by_grants && !q->tally.stopped.value) return false;
	return !faults_next_arrives(q, side, tx);
}

static bool for_good(const struct queue *q, enum fault_side side, bool tx, sim_time since)
{
	return never_told(q, side, tx) || nothing_moves(q, side, tx, since) ||
	       (!may_publish(q, side, tx) && !(side == FAULT_HOST && tx && q->traits.policy.busyloop));
}

/* Enough to look it up in a trace. */
static void print_time(sim_time t, char *buf, size_t size)
{
	static const struct {
		double ps;
		const char *name;
	} unit[] = {{1e12, "s"}, {1e9, "ms"}, {1e6, "us"}, {1e3, "ns"}, {1, "ps"}};
	int i = 0;
	while (unit[i].ps > 1 && (double)t < unit[i].ps)
		i++;
	snprintf(buf, size, "%.6g%s", (double)t / unit[i].ps, unit[i].name);
}

static void tell(const struct queue *q, enum fault_side side, bool tx, const struct untold *u, char *buf, size_t size)
{
	const char *host = q->models.backend.ops->uses_link ? "device" : "host";
	char who[64];
	static const char *const by[N_FAULTS] = {"kick", "interrupt", "recheck"};
	const struct faults *f = &q->run->faults[q->index];
	const char *signal = side == FAULT_HOST ? "a kick" : "an interrupt";
	char since[24], slept[24], missed[100];
	if (side == FAULT_GUEST)
		snprintf(who, sizeof who, "guest's %s", tx ? "sender, whose ring was full," : "driver");
	else
		snprintf(who, sizeof who, "%s's %s", host, tx ? "transmit side" : "receive side, whose ring was empty,");
	print_time(u->since, since, sizeof since);
	print_time(q->run->engine.now - u->since, slept, sizeof slept);
	if (u->by == FAULT_RECHECK)
		snprintf(missed, sizeof missed, "%s that never came, as look number %lld was left out", signal,
			 (long long)u->nth);
	else
		snprintf(missed, sizeof missed, "%s that was lost, number %lld", signal, (long long)u->nth);
	snprintf(buf, size,
		 "queue %d stalled: the %s has slept since %s, for %s, on %s (faults.%s: %lld of %lld so far), with %lld entries "
		 "to "
		 "take in the %s ring and %lld packets in front of it",
		 q->index, who, since, slept, missed, by[u->by], (long long)f->done[u->by], (long long)f->seen[u->by],
		 (long long)in_ring(q, side, tx), tx ? "transmit" : "receive", (long long)behind(q, tx));
}

static bool of_faults(const struct queue *q, char *buf, size_t size)
{
	for (int side = 0; q->run->faults && side < FAULT_SIDES; side++)
		for (int tx = 0; tx < 2; tx++) {
			const struct untold *u = faults_untold(q, (enum fault_side)side, tx);
			if (!u || !faults_asleep(q, (enum fault_side)side, tx) ||
			    !for_good(q, (enum fault_side)side, tx, u->since))
				continue;
			tell(q, (enum fault_side)side, tx, u, buf, size);
			return true;
		}
	return false;
}

/* The host waits for more buffers, the guest sleeps, and the refill rule will not post any. */
static bool of_reception(const struct queue *q, char *buf, size_t size)
{
	if (!q->front->stalled || !q->tally.dry.value) return false;
	const bool waits = !q->models.backend.ops->waits || q->models.backend.ops->waits(q->models.backend.self, q);
	const char *why = waits ? q->front->stalled(q) : NULL;
	struct posted p;
	if (!why) return false;
	q->front->posted(q, &p);
	snprintf(buf, size, "reception stalled: the host waits for more buffers, %d are posted, and %s", (int)p.buffers, why);
	return true;
}

bool stalls_tell(const struct queue *q, char *buf, size_t size)
{
	return of_faults(q, buf, size) || of_reception(q, buf, size);
}
