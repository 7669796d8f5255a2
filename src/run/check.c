/* check.c - what must hold at every moment (checked build, after every event) and at the end of every run. */
#include "run/collect.h"
#include <stdio.h>

static bool broken(struct run *run, const struct queue *q, const char *what)
{
	if (!run->failure[0])
		snprintf(run->failure, sizeof run->failure, "invariant broken at %lld ps, queue %d: %s",
			 (long long)run->engine.now, q ? q->index : 0, what);
	return false;
}

int64_t queue_in_flight(const struct queue *q)
{
	int64_t dropped = 0;
	for (int i = 0; i < N_DROPS; i++)
		dropped += q->n.drop[i];
	return q->n.offered - q->n.delivered - dropped;
}

static bool ledger_sound(const struct core *c)
{
	int64_t sum = 0;
	for (int i = 0; i < N_LEDGER; i++)
		sum += c->spent[i];
	return sum == c->busy + c->open;
}

/* The guest sleeps, but published packets wait and nothing will wake it. */
static bool guest_rx_stuck(const struct queue *q)
{
	const struct guest_rx *g = &q->guest_rx;
	return g->state == GUEST_IDLE && !g->polling && ring_done(&q->rx) && q->engine->wake[g->id] == TIME_NEVER &&
	       g->irq_due == TIME_NEVER && (q->rx_mod.id < 0 || q->engine->wake[q->rx_mod.id] == TIME_NEVER);
}

/* Transmission is stopped, everything sent has come back, and nobody will say so. */
static bool guest_tx_stuck(const struct queue *q)
{
	const struct guest_rx *g = &q->guest_rx;
	return q->guest_tx.stopped && q->tx.avail_idx == q->tx.last_avail && q->tx.last_avail == q->tx.used_idx &&
	       g->state == GUEST_IDLE && g->tx_irq_due == TIME_NEVER && q->tx.used_idx == q->tx.used_shadow &&
	       (q->tx_mod.id < 0 || q->engine->wake[q->tx_mod.id] == TIME_NEVER);
}

/* The sender sleeps although it could send, or left something published that the device was not told of. */
static bool guest_sender_stuck(const struct queue *q)
{
	const struct guest_tx *g = &q->guest_tx;
	if (g->state != GUEST_IDLE) return false;
	/* Untold frames matter only while they wait: a device that polls its ring takes them without having been told. */
	if (q->tx.kicked_at != q->tx.avail_idx && ring_ready(&q->tx)) return true;
	return g->id >= 0 && q->guest_queue.count && !g->stopped && q->engine->wake[g->id] == TIME_NEVER &&
	       !line_has(&g->core->line, g->id);
}

/*
 * The host waits for more buffers, the guest sleeps, and the refill rule will not post any: real drivers stall like this when a packet
 * needs more buffers than are left below the threshold. Not an error of the program, but the run means nothing.
 */
bool receive_stalled(const struct queue *q)
{
	const struct guest_rx *g = &q->guest_rx;
	if (q->backend.ops->front || !q->dry.value) return false;
	/* A worker that was woken and waits for its core counts as dry until it runs. */
	bool waits = q->engine->wake[q->host_rx.id] == TIME_NEVER && !line_has(&q->host_rx.core->line, q->host_rx.id);
	return waits && g->state == GUEST_IDLE && !g->polling && ring_done(&q->rx) == 0 && g->irq_due == TIME_NEVER &&
	       q->rx.free >= q->rx_entries;
}

static bool queue_sound(struct run *run, const struct queue *q)
{
	if (!ring_sound(&q->rx)) return broken(run, q, "receive descriptors: free + available + in device + used != ring size");
	if (!ring_sound(&q->tx)) return broken(run, q, "transmit descriptors: free + available + in device + used != ring size");
	if (queue_in_flight(q) != q->in_system.value)
		return broken(run, q, "packets: offered != delivered + dropped + in flight");
	int64_t entries = q->alike ? q->guest_rx.posted * (int64_t)q->rx_entries : q->guest_rx.posted_entries;
	if (entries != q->rx.size - q->rx.free) return broken(run, q, "buffers posted do not match the descriptors in use");
	if (q->backend.ops->stuck && q->backend.ops->stuck(q->backend.self, q))
		return broken(run, q, "lost wake-up: the host sleeps with work to do");
	if (q->backend.ops->front) {
		const char *why = q->backend.ops->front->unsound(q);
		return !why || broken(run, q, why);
	}
	if (guest_rx_stuck(q)) return broken(run, q, "lost wake-up: the guest sleeps with packets in its ring");
	if (guest_sender_stuck(q)) return broken(run, q, "lost wake-up: the guest's sender sleeps with packets to send");
	if (load_stuck(q)) return broken(run, q, "lost wake-up: the sender on the host sleeps with packets to send");
	if (guest_tx_stuck(q)) return broken(run, q, "lost wake-up: the guest's transmission is stopped for ever");
	return true;
}

bool run_sound(void *arg)
{
	struct run *run = arg;
	if (run->engine.now < run->checked) return broken(run, NULL, "simulated time went backwards");
	run->checked = run->engine.now;
	for (int i = 0; i < run->n_queues; i++)
		guest_rx_settle(&run->queue[i]);
	for (int i = 0; i < run->n_cores; i++)
		if (!ledger_sound(&run->core[i])) return broken(run, NULL, "costs by kind do not sum to a core's busy time");
#ifdef SIMNIC_CHECKED
	for (int i = 0; i < run->n_cores; i++)
		if (run->core[i].longest > CORE_MOST_BOOKINGS)
			return broken(run, NULL, "a stretch of work is booked in too many pieces to be told apart by kind");
#endif
	for (int i = 0; i < run->n_queues; i++)
		if (!queue_sound(run, &run->queue[i])) return false;
	return true;
}

/* Little's law from two independent counters: area under the number inside == time spent inside, to the picosecond (mod 2^64). */
bool run_identities(struct run *run)
{
	for (int i = 0; i < run->n_queues; i++) {
		struct queue *q = &run->queue[i];
		struct level l = q->in_system;
		uint64_t spent = q->sojourn + (uint64_t)l.value * (uint64_t)run->engine.now - q->born;
		if ((uint64_t)level_fold(&l, run->engine.now) != spent)
			return broken(run, q, "Little's law: area under the number inside != sum of the times inside");
	}
	return run_sound(run);
}
