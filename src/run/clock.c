/* clock.c - the run's own actor: warm-up, batches, the end, interruption; and what is seen to although time stands still. */
#include "run/clock.h"
#include "nic/queue.h"
#include "nic/traffics.h"
#include "run/snapshot.h"
#include <stdio.h>

#define CLOCK_POLL (10 * PS_PER_MS) /* how often a run looks whether it was interrupted */

static int64_t delivered(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].n.delivered;
	return n;
}

int64_t run_backlog(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].tally.inside.value;
	return n;
}

void run_forget_latencies(struct run *run)
{
	hist_reset(&run->latency);
	for (int k = 0; run->traffic && k < TRAFFICS_MOST; k++)
		hist_reset(&run->traffic[k].latency);
}

static void start_measuring(struct run *run)
{
	run->measuring = true;
	run->measured_from = run->engine.now;
	run->batch_seen = delivered(run);
	run->backlog_before = run_backlog(run);
	run_forget_latencies(run);
	snapshot_take(run, run->base);
}

static void fold_levels(struct run *run)
{
	for (int i = 0; i < run->n_queues; i++)
		tally_fold(&run->queue[i].tally, run->engine.now);
	trail_fold(&run->trail);
}

static int64_t offered(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].n.offered;
	return n;
}

/*
 * A run that ends by what is delivered, and nothing is: after PATIENCE, or sooner if much was offered in vain. Retransmissions
 * may be 100 s apart.
 */
#define PATIENCE (1000 * PS_PER_S)
#define IN_VAIN (1 << 22)
static bool gets_nowhere(struct run *run)
{
	int64_t done = delivered(run), come = offered(run);
	if (done != run->batch_seen || run->patient_since == 0) {
		run->batch_seen = done;
		run->patient_since = run->engine.now + 1;
		run->offered_before = come;
		return false;
	}
	sim_time waited = run->engine.now - run->patient_since;
	if (waited < PS_PER_S || (waited < PATIENCE && come - run->offered_before < IN_VAIN)) return false;
	snprintf(run->failure, sizeof run->failure,
		 "nothing was delivered for %lld s of simulated time while %lld packets were offered",
		 (long long)(waited / PS_PER_S), (long long)(come - run->offered_before));
	return true;
}

/* What is due at this moment of the run; false when it is over. */
static bool clock_due(struct run *run)
{
	struct engine *e = &run->engine;
	fold_levels(run);
	if (run->stop && __atomic_load_n(run->stop, __ATOMIC_RELAXED)) {
		run->interrupted = true;
		return false;
	}
	if (!run->measuring) {
		if (e->now >= run->next_due) {
			start_measuring(run);
			run->next_due = e->now + run->batch_length;
		}
		return true;
	}
	if (!run->batch_length) return e->until != TIME_NEVER && !gets_nowhere(run); /* has anybody else anything left to do? */
	if (e->now < run->next_due) return true;
	int64_t now = delivered(run);
	run->batch_rate[run->batch++] = (double)(now - run->batch_seen);
	run->batch_seen = now;
	run->next_due += run->batch_length + (run->batch == RUN_BATCHES - 1 ? run->setup->length % RUN_BATCHES : 0);
	return run->batch < RUN_BATCHES;
}

/* By open loops: a closed one offers for ever, when nothing costs anything. */
static int64_t offered_openly(const struct run *run)
{
	int64_t n = 0;
	if (!run->traffic) return run->queue[0].traits.closed_loop ? 0 : offered(run);
	for (int k = 0; k < TRAFFICS_MOST; k++)
		if (!run->traffic[k].closed) n += run->traffic[k].n[TRAFFIC_OFFERED];
	return n;
}

/*
 * Seen to by the engine even if simulated time does not move.  What one moment may take without being a standstill goes by the packets
 * that are there: those inside, and those that open loops offer now.
 */
#define STEPS_PER_PACKET 256 /* many times what a packet takes on its way, in any of the back ends */
bool run_watch(void *self)
{
	struct run *run = self;
	if (run->stop && __atomic_load_n(run->stop, __ATOMIC_RELAXED)) {
		run->interrupted = true;
		return false;
	}
	int64_t inside = run_backlog(run), come = offered_openly(run);
	if (run->engine.now != run->watched) {
		run->watched = run->engine.now;
		run->most_inside = 0;
		run->come_before = come;
	}
	if (inside > run->most_inside) run->most_inside = inside;
	run->engine.patience = ENGINE_PATIENCE + STEPS_PER_PACKET * (uint64_t)(run->most_inside + come - run->come_before);
	return true;
}

void run_clock_step(void *self)
{
	struct run *run = self;
	struct engine *e = &run->engine;
	for (int i = 0; i < run->n_queues; i++)
		queue_catch_up(&run->queue[i]);
	if (!clock_due(run)) {
		if (run->batch == RUN_BATCHES || run->interrupted || run->failure[0]) engine_stop(e);
		return;
	}
	sim_time poll = e->now + CLOCK_POLL;
	engine_at(e, run->clock_id, run->batch_length == 0 || run->next_due > poll ? poll : run->next_due);
}
