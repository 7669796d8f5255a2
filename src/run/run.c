/* run.c - one replication from a checked setup to its outcome. */
#include "base/arena.h"
#include "base/units.h"
#include "engine/trace.h"
#include "device/bus.h"
#include "run/build.h"
#include "run/collect.h"
#include "run/steady.h"
#include "nic/queue.h"
#include <stdio.h>
#include <string.h>

#define CLOCK_POLL (10 * PS_PER_MS) /* how often a run looks whether it was interrupted */

/* ---- the clock: warm-up, batches, the end, interruption ---- */

static int64_t delivered(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].n.delivered;
	return n;
}

static int64_t backlog(const struct run *run)
{
	int64_t n = 0;
	for (int i = 0; i < run->n_queues; i++)
		n += run->queue[i].tally.inside.value;
	return n;
}

static void start_measuring(struct run *run)
{
	run->measuring = true;
	run->measured_from = run->engine.now;
	run->batch_seen = delivered(run);
	run->backlog_before = backlog(run);
	hist_reset(&run->latency);
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

/*
 * Seen to by the engine even if simulated time does not move.  What one moment may take without being a standstill goes by the packets
 * that are there: those inside, and those an open loop offers now (a closed one offers for ever, when nothing costs anything).
 */
#define STEPS_PER_PACKET 256 /* many times what a packet takes on its way, in any of the back ends */
static bool watch(void *self)
{
	struct run *run = self;
	if (run->stop && __atomic_load_n(run->stop, __ATOMIC_RELAXED)) {
		run->interrupted = true;
		return false;
	}
	int64_t inside = backlog(run), come = run->queue[0].traits.closed_loop ? 0 : offered(run);
	if (run->engine.now != run->watched) {
		run->watched = run->engine.now;
		run->most_inside = 0;
		run->come_before = come;
	}
	if (inside > run->most_inside) run->most_inside = inside;
	run->engine.patience = ENGINE_PATIENCE + STEPS_PER_PACKET * (uint64_t)(run->most_inside + come - run->come_before);
	return true;
}

/* Why the run ended, where the engine found that time stands still. */
static void tell_standstill(struct run *run)
{
	const struct standstill *s = &run->engine.standstill;
	char at[24], who[160];
	size_t used = 0;
	if (s->steps == 0 || run->failure[0]) return;
	unit_print(UNIT_TIME, run->engine.now, at, sizeof at);
	for (int i = 0; i < s->n; i++)
		used += (size_t)snprintf(who + used, sizeof who - used, "%s'%.20s'", i ? ", " : "", s->name[i]);
	snprintf(run->failure, sizeof run->failure,
		 "simulated time stands still at %s: after %llu events the actor%s %s still wake%s; prices, gaps or rates "
		 "take no time, expected some price, traffic.link or traffic.base_rtt",
		 at, (unsigned long long)s->steps, s->actors > 1 ? "s" : "", who, s->actors > 1 ? " each other" : "s itself");
}

void run_clock_step(void *self)
{
	struct run *run = self;
	struct engine *e = &run->engine;
	if (!clock_due(run)) {
		if (run->batch == RUN_BATCHES || run->interrupted || run->failure[0]) engine_stop(e);
		return;
	}
	sim_time poll = e->now + CLOCK_POLL;
	engine_at(e, run->clock_id, run->batch_length == 0 || run->next_due > poll ? poll : run->next_due);
}

/* ---- the whole ---- */

static void set_going(struct run *run)
{
	const struct setup *s = run->setup;
	bool open_end = s->transfer || s->packets;
	run->batch_length = open_end ? 0 : s->length / RUN_BATCHES;
	run->next_due = open_end ? 0 : s->warmup;
	run->left_to_deliver = s->transfer;
	run->engine.check = run_sound;
	run->engine.check_arg = run;
	run->engine.watch = watch;
	run->engine.watch_arg = run;
	run->watched = -1;
	hist_reset(&run->latency);
	for (int i = 0; i < run->n_queues; i++) {
		run->queue[i].front->fill_first(&run->queue[i]);
		load_start(&run->queue[i]);
	}
	engine_at(&run->engine, run->clock_id, 0);
}

static int64_t posted_now(const struct queue *q)
{
	struct posted p;
	q->front->posted(q, &p);
	return p.buffers;
}

static bool finish(struct run *run, bool sound, struct arena *names, struct outcome *out)
{
	const struct setup *s = run->setup;
	/* Nobody has anything left to do but a wire, whose last frame is known to arrive later: the run lasts until then. */
	if (sound && !run->interrupted && run->last_delivered > run->engine.now) run->engine.now = run->last_delivered;
	if (run->interrupted) {
		snprintf(run->failure, sizeof run->failure, "interrupted");
	} else if (sound && run_identities(run)) {
		for (int i = 0; i < run->n_queues && !run->failure[0]; i++)
			if (receive_stalled(&run->queue[i]))
				snprintf(run->failure, sizeof run->failure,
					 "reception stalled: the next packet needs more buffers than the %d posted, and "
					 "nic.notify.guest.refill posts none",
					 (int)posted_now(&run->queue[i]));
	}
	if (run->failure[0]) {
		/* said below */
	} else if (sound) {
		if (s->transfer && run->left_to_deliver > 0)
			snprintf(run->failure, sizeof run->failure, "the run came to a standstill after %lld of %lld bytes",
				 (long long)(s->transfer - run->left_to_deliver), (long long)s->transfer);
		else if (s->packets && backlog(run) > 0)
			snprintf(run->failure, sizeof run->failure, "the run came to a standstill with %lld packets inside",
				 (long long)backlog(run));
		else if (!collect(run, run->base, names, out))
			snprintf(run->failure, sizeof run->failure, NO_MEMORY);
	} else if (!run->failure[0]) {
		snprintf(run->failure, sizeof run->failure, NO_MEMORY); /* for the engine's tree */
	}
	snprintf(out->failure, sizeof out->failure, "%s", run->failure);
	steady_judge(run, out);
	return out->ok = run->failure[0] == '\0';
}

static void add_trace(struct run *run, struct trace *trace)
{
	for (int i = 0; i < run->n_cores; i++) {
		char lane[80];
		snprintf(lane, sizeof lane, "core %.60s", run->core[i].name);
		run->core[i].trace = trace;
		run->core[i].extra = core_always(&run->core[i]);
		run->core[i].lane = trace_lane(trace, lane);
	}
}

/* A run in memory of the arena; it still has to be built.  NULL when there is none. */
static struct run *run_new(const struct setup *s, uint64_t seed, int replication, struct arena *a)
{
	struct run *run = arena_alloc(a, sizeof *run);
	if (!run) return NULL;
	run->setup = s;
	run->arena = a;
	run->seed = seed;
	run->replication = replication;
	return run;
}

bool run_memory(const struct setup *s, struct run_memory *out)
{
	struct arena arena = {.measured = true};
	struct run *run = run_new(s, (uint64_t)s->seed, 0, &arena);
	bool built = run && run_build(run);
	*out = (struct run_memory){.certain = arena.used, .most = arena.used + arena.reserved};
	arena_free(&arena);
	return built;
}

bool run_replication(const struct setup *s, uint64_t seed, int replication, struct trace *trace, const volatile int *stop,
		     struct arena *names, struct outcome *out)
{
	return run_replication_in(NULL, s, seed, replication, trace, stop, names, out);
}

bool run_replication_in(struct arena_pool *kept, const struct setup *s, uint64_t seed, int replication, struct trace *trace,
			const volatile int *stop, struct arena *names, struct outcome *out)
{
	struct arena arena = {.pool = kept};
	struct run *run = run_new(s, seed, replication, &arena);
	memset(out, 0, sizeof *out);
	out->steady = true;
	if (!run || !run_build(run)) {
		snprintf(out->failure, sizeof out->failure, NO_MEMORY ": %zu bytes can't be had", arena.refused);
	} else {
		run->stop = stop;
		if (trace) add_trace(run, trace);
		set_going(run);
		size_t before = arena.used;
		bool sound = engine_run(&run->engine, &arena);
		tell_standstill(run);
		if (sound && arena.used != before && !run->engine.tree)
			snprintf(run->failure, sizeof run->failure, "memory was allocated while running");
		finish(run, sound, names, out);
		out->steps = (int64_t)run->engine.steps;
	}
	arena_free(&arena);
	return out->ok;
}
