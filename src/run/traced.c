/* traced.c - each actor's step, with a look at all queues behind it. */
#include "run/traced.h"
#include "base/arena.h"
#include "machine/work.h"
#include "nic/queue.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* What is marked when it is counted. */
static const struct {
	const char *name;
	size_t at;
} marks[] = {
	{"kick", offsetof(struct counters, kicks)},
	{"kick lost", offsetof(struct counters, lost_kicks)},
	{"interrupt", offsetof(struct counters, interrupts)},
	{"interrupt lost", offsetof(struct counters, lost_interrupts)},
	{"look left out", offsetof(struct counters, missed_rechecks)},
	{"signal missed", offsetof(struct counters, lost_races)},
	{"told late", offsetof(struct counters, mended_signals)},
	{"ring dry", offsetof(struct counters, host_dry)},
	{"transmit ring full", offsetof(struct counters, tx_stops)},
	{"host woken", offsetof(struct counters, wakeups)},
};
#define N_MARKS (sizeof marks / sizeof *marks)

/* Levels and totals, in tracks of their own. */
enum level_of { RX_AVAILABLE, RX_USED, TX_AVAILABLE, TX_USED, AT_HOST, AT_GUEST, DELIVERED, N_LEVELS };
static const struct track {
	const char *name;
	int first, n;
	const char *series[2];
} tracks[] = {
	{"receive ring", RX_AVAILABLE, 2, {"available", "used"}},
	{"transmit ring", TX_AVAILABLE, 2, {"available", "used"}},
	{"waiting", AT_HOST, 2, {"host_queue", "guest_queue"}},
	{"delivered so far", DELIVERED, 1, {"packets"}},
};
#define N_TRACKS (sizeof tracks / sizeof *tracks)

/* A queue as it was last seen. */
struct seen {
	int lane;
	char name[N_TRACKS][40];
	int64_t level[N_LEVELS], mark[N_MARKS], drop[N_DROPS];
};

struct traced {
	struct run *run;
	struct trace *trace;
	struct seen *seen;
	bool opened; /* what lay where when the window began is written */
};

/* An actor behind whom somebody looks. */
struct followed {
	struct traced *by;
	void (*step)(void *self);
	void *self;
};

static void look_at_levels(struct trace *t, const struct queue *q, struct seen *s, sim_time now)
{
	const int64_t level[N_LEVELS] = {[RX_AVAILABLE] = ring_ready(&q->rx.ring),
					 [RX_USED] = ring_done(&q->rx.ring),
					 [TX_AVAILABLE] = ring_ready(&q->tx.ring),
					 [TX_USED] = ring_done(&q->tx.ring),
					 [AT_HOST] = q->host_queue.count,
					 [AT_GUEST] = q->guest_queue.count,
					 [DELIVERED] = q->n.delivered};
	for (size_t i = 0; i < N_TRACKS; i++) {
		const struct track *of = &tracks[i];
		size_t bytes = (size_t)of->n * sizeof *level;
		if (memcmp(&level[of->first], &s->level[of->first], bytes) == 0) continue;
		memcpy(&s->level[of->first], &level[of->first], bytes);
		trace_levels(t, s->name[i], now, of->n, of->series, &level[of->first]);
	}
}

static void look_at_counts(struct trace *t, const struct queue *q, struct seen *s, sim_time now)
{
	for (size_t i = 0; i < N_MARKS; i++) {
		int64_t n = *(const int64_t *)((const char *)&q->n + marks[i].at);
		if (n > s->mark[i]) trace_mark(t, s->lane, marks[i].name, now, n - s->mark[i]);
		s->mark[i] = n;
	}
	for (int i = 0; i < N_DROPS; i++) {
		char what[48];
		int64_t n = q->n.drop[i] - s->drop[i];
		if (n <= 0) continue;
		snprintf(what, sizeof what, "lost: %s", drop_names[i]);
		trace_mark(t, s->lane, what, now, n);
		s->drop[i] = q->n.drop[i];
	}
}

/* All levels as they were last seen. */
static void write_levels(const struct traced *t, sim_time at)
{
	for (int q = 0; q < t->run->n_queues; q++)
		for (size_t i = 0; i < N_TRACKS; i++)
			trace_levels(t->trace, t->seen[q].name[i], at, tracks[i].n, tracks[i].series,
				     &t->seen[q].level[tracks[i].first]);
}

static void step_and_look(void *self)
{
	const struct followed *f = self;
	struct run *run = f->by->run;
	f->step(f->self);
	if (!f->by->opened && run->engine.now > trace_from(f->by->trace)) {
		f->by->opened = true;
		if (trace_from(f->by->trace) > 0) write_levels(f->by, trace_from(f->by->trace));
	}
	for (int i = 0; i < run->n_queues; i++) {
		look_at_levels(f->by->trace, &run->queue[i], &f->by->seen[i], run->engine.now);
		look_at_counts(f->by->trace, &run->queue[i], &f->by->seen[i], run->engine.now);
	}
}

static void name_cores(struct run *run, struct trace *trace)
{
	for (int i = 0; i < run->n_cores; i++) {
		char lane[80];
		snprintf(lane, sizeof lane, "core %.60s", run->core[i].name);
		run->core[i].trace = trace;
		run->core[i].extra = core_always(&run->core[i]);
		run->core[i].lane = trace_lane(trace, lane);
	}
}

static void name_queues(struct traced *t)
{
	for (int i = 0; i < t->run->n_queues; i++) {
		char lane[40];
		snprintf(lane, sizeof lane, "queue %d", i);
		t->seen[i].lane = trace_lane(t->trace, lane);
		for (size_t k = 0; k < N_TRACKS; k++)
			snprintf(t->seen[i].name[k], sizeof t->seen[i].name[k], "queue %d %s", i, tracks[k].name);
	}
}

struct traced *traced_begin(struct run *run, struct trace *trace)
{
	struct engine *e = &run->engine;
	struct traced *t = arena_alloc(run->arena, sizeof *t);
	struct followed *f = arena_array(run->arena, (size_t)e->n, sizeof *f);
	struct seen *seen = arena_array(run->arena, (size_t)run->n_queues, sizeof *seen);
	if (!t || !f || !seen) return NULL;
	*t = (struct traced){run, trace, seen, false};
	name_cores(run, trace);
	name_queues(t);
	for (int i = 0; i < e->n; i++) {
		f[i] = (struct followed){t, e->actor[i].step, e->actor[i].self};
		e->actor[i].step = step_and_look;
		e->actor[i].self = &f[i];
	}
	return t;
}

void traced_end(struct traced *t)
{
	const sim_time from = trace_from(t->trace), to = trace_to(t->trace), now = t->run->engine.now;
	if (now <= from) return;
	if (!t->opened && from > 0) write_levels(t, from);
	write_levels(t, now < to ? now : to - 1);
}
