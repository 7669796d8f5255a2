/* run.c - one replication from a checked setup to its outcome. */
#include "base/arena.h"
#include "base/units.h"
#include "run/traced.h"
#include "run/build.h"
#include "run/clock.h"
#include "device/bus.h"
#include "run/collect.h"
#include "run/steady.h"
#include "nic/queue.h"
#include <stdio.h>
#include <string.h>

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

static void set_going(struct run *run)
{
	const struct setup *s = run->setup;
	bool open_end = s->transfer || s->packets;
	run->batch_length = open_end ? 0 : s->length / RUN_BATCHES;
	run->next_due = open_end ? 0 : s->warmup;
	run->left_to_deliver = s->transfer;
	run->engine.check = run_sound;
	run->engine.check_arg = run;
	run->engine.watch = run_watch;
	run->engine.watch_arg = run;
	run->watched = -1;
	run_forget_latencies(run);
	for (int i = 0; i < run->n_queues; i++) {
		run->queue[i].front->fill_first(&run->queue[i]);
		load_begin(&run->queue[i]);
	}
	run_spread_reads(run);
	engine_at(&run->engine, run->clock_id, 0);
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
			stalls_tell(&run->queue[i], run->failure, sizeof run->failure);
	}
	if (run->failure[0]) {
		/* said below */
	} else if (sound) {
		if (s->transfer && run->left_to_deliver > 0)
			snprintf(run->failure, sizeof run->failure, "the run came to a standstill after %lld of %lld bytes",
				 (long long)(s->transfer - run->left_to_deliver), (long long)s->transfer);
		else if (s->packets && run_backlog(run) > 0)
			snprintf(run->failure, sizeof run->failure, "the run came to a standstill with %lld packets inside",
				 (long long)run_backlog(run));
		else if (!collect(run, run->base, names, out))
			snprintf(run->failure, sizeof run->failure, NO_MEMORY);
	} else if (!run->failure[0]) {
		snprintf(run->failure, sizeof run->failure, NO_MEMORY); /* for the engine's tree */
	}
	snprintf(out->failure, sizeof out->failure, "%s", run->failure);
	steady_judge(run, out);
	return out->ok = run->failure[0] == '\0';
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
	struct traced *traced = NULL;
	memset(out, 0, sizeof *out);
	out->steady = true;
	if (!run || !run_build(run)) {
		snprintf(out->failure, sizeof out->failure, NO_MEMORY ": %zu bytes can't be had", arena.refused);
	} else if (trace && !(traced = traced_begin(run, trace))) {
		snprintf(out->failure, sizeof out->failure, NO_MEMORY " for the trace");
	} else {
		run->stop = stop;
		set_going(run);
		size_t before = arena.used;
		bool sound = engine_run(&run->engine, &arena);
		tell_standstill(run);
		if (sound && arena.used != before && !run->engine.tree)
			snprintf(run->failure, sizeof run->failure, "memory was allocated while running");
		finish(run, sound, names, out);
		if (traced) traced_end(traced);
		out->steps = (int64_t)run->engine.steps;
	}
	arena_free(&arena);
	return out->ok;
}
