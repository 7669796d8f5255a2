/*
 * limits.c - what binds.  A resource that is (nearly) always busy is the limiter.  If none is, it is what holds packets back: the ring
 * (packets wait while too few buffers are posted), the window or the round trip (the sender waits and nothing else does), or what loses
 * them (a full host queue, frames no buffer can hold).
 * A dry ring under a saturated guest core is a symptom, not the limiter: that is why the cores are asked first.
 */
#include "device/bus.h"
#include "run/collect.h"
#include <string.h>

#define SATURATED 0.9 /* busy share from which on a resource counts as the limiter */
#define NOTICEABLE 0.05

/* Keep the strongest first. */
static void put(struct outcome *out, const char *name, enum limit_of of, double share)
{
	if (out->n_limits == MAX_LIMITS || share <= 0) return;
	int at = out->n_limits++;
	if (share > 1) share = 1;
	for (; at > 0 && out->limit[at - 1].share < share; at--)
		out->limit[at] = out->limit[at - 1];
	out->limit[at] = (struct limit){name, of, share};
}

static void to_front(struct outcome *out, const char *name)
{
	int i = 0;
	while (i < out->n_limits && strcmp(out->limit[i].name, name) != 0)
		i++;
	if (i == out->n_limits) return;
	struct limit found = out->limit[i];
	for (; i > 0; i--)
		out->limit[i] = out->limit[i - 1];
	out->limit[0] = found;
}

/* Busy for more than polling for nothing. */
static double work(const struct snapshot *d, int core, double window)
{
	return (double)(d->of[CELL_BUSY][core] - d->of[CELL_SPIN][core]) / window;
}

static void busiest_cores(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	double host = 0, guest = 0, shared = 0;
	for (int i = 0; i < run->n_cores; i++) {
		double busy = work(d, i, window);
		const struct core *c = &run->core[i];
		double *of = c->is_host && c->is_guest ? &shared : c->is_host ? &host : &guest;
		if (busy > *of) *of = busy;
	}
	put(out, "shared core", LIMIT_BUSY, shared);
	put(out, "host core", LIMIT_BUSY, host);
	put(out, "guest core", LIMIT_BUSY, guest);
}

/* Where threads run wherever there is room: all cores together, and each thread, which is on one core at a time. */
static void cores_and_threads(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	static const char *const names[] = {"host cores", "guest cores", "other guest's cores"};
	for (int p = 0; p < run->n_pools; p++) {
		double sum = 0;
		for (int i = 0; i < run->n_cores; i++)
			if (run->core[i].pool == &run->pool[p]) sum += work(d, i, window);
		put(out, run->n_pools == 1 ? "cores" : names[p], LIMIT_BUSY, sum / run->pool[p].n);
	}
	int busiest = 0;
	for (int i = 1; i < run->n_stages; i++)
		if (d->of[CELL_THREAD][i] > d->of[CELL_THREAD][busiest]) busiest = i;
	put(out, run->stage[busiest].name, LIMIT_BUSY, (double)d->of[CELL_THREAD][busiest] / window);
}

/* Waiting for a lock and being slowed keep a core busy: a good part of what the busiest one does? Then that is what binds. */
#define GOOD_PART 0.3
static bool blame(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	int busiest = 0;
	double held = 0;
	for (int i = 1; i < run->n_cores; i++)
		if (d->of[CELL_BUSY][i] > d->of[CELL_BUSY][busiest]) busiest = i;
	for (int i = 0; i < run->n_locks; i++)
		if ((double)d->of[CELL_HELD][i] / window > held) held = (double)d->of[CELL_HELD][i] / window;
	if (run->n_locks == 0 || d->of[CELL_BUSY][busiest] == 0) return false;
	double busy = (double)d->of[CELL_BUSY][busiest], lock = (double)d->of[CELL_WAITED][busiest] / busy,
	       slowed = (double)d->of[CELL_SLOWED][busiest] / busy;
	put(out, "grant lock", lock > GOOD_PART ? LIMIT_HELD : LIMIT_BUSY, lock > GOOD_PART && lock > held ? lock : held);
	put(out, "interference", LIMIT_HELD, slowed);
	if (busy < SATURATED * window || (lock < GOOD_PART && slowed < GOOD_PART && held < SATURATED)) return false;
	to_front(out, lock > slowed || held >= SATURATED ? "grant lock" : "interference");
	return true;
}

/* A link has several limits of its own; dependency: all batches wait for their reads, and more packets for a batch. */
static void link_limits(const struct run *run, const struct snapshot *d, double t, double held, struct outcome *out)
{
	const struct bus *b = run->bus;
	if (!b) return;
	put(out, "link up", LIMIT_BUSY, (double)*d->of[CELL_UP] / t);
	put(out, "link down", LIMIT_BUSY, (double)*d->of[CELL_DOWN] / t);
	put(out, "operations", LIMIT_BUSY, (double)*d->of[CELL_OPS] / t);
	if (b->traits.tags) put(out, "tags", LIMIT_BUSY, (double)*d->of[CELL_TAGS] / t / b->traits.tags);
	put(out, "dependency", LIMIT_HELD, (double)snapshot_sum(d, CELL_FULL) / held);
}

/* The strongest of kind `of` to the front; false when there is none of at least `least`. */
static bool lead(struct outcome *out, enum limit_of of, double least)
{
	for (int i = 0; i < out->n_limits; i++) {
		if (out->limit[i].of != of) continue;
		if (out->limit[i].share < least) return false;
		struct limit found = out->limit[i];
		for (; i > 0; i--)
			out->limit[i] = out->limit[i - 1];
		out->limit[0] = found;
		return true;
	}
	return false;
}

static double share_of_offered(const struct snapshot *d, cell_t packets)
{
	return COUNT_OF(d, offered) > 0 ? (double)packets / (double)COUNT_OF(d, offered) : 0;
}

void find_limits(struct run *run, const struct snapshot *d, sim_time window, struct outcome *out)
{
	const struct queue *q = &run->queue[0];
	if (window <= 0) {
		put(out, "no time was measured", LIMIT_LOAD, 1);
		return;
	}
	double t = (double)window, held = t * (d->now.active ? d->now.active : 1), wires = t * run->n_queues;
	double queued = share_of_offered(d, COUNT_OF(d, drop[DROP_HOST_QUEUE]) + COUNT_OF(d, drop[DROP_GUEST_QUEUE]) +
						    COUNT_OF(d, drop[DROP_WIRE]));
	double too_long = share_of_offered(d, COUNT_OF(d, drop[DROP_TOO_LONG]));
	/* What a wire carries only to be dropped behind it is no work done. */
	double in = (double)*d->of[CELL_WIRE_IN] / wires * (1 - (queued < 1 ? queued : 1)),
	       back = (double)*d->of[CELL_WIRE_OUT] / wires;
	/* Requests wait for responses, bulk data for its window. */
	const char *closed = run->setup->direction == DIR_RR ? "round trip" : "window";
	if (run->floating)
		cores_and_threads(run, d, t, out);
	else
		busiest_cores(run, d, t, out);
	put(out, "wire", LIMIT_BUSY, in > back ? in : back);
	link_limits(run, d, t, held, out);
	put(out, "ring", LIMIT_HELD, (double)snapshot_sum(d, CELL_DRY) / held);
	if (q->traits.closed_loop) put(out, closed, LIMIT_HELD, (double)snapshot_sum(d, CELL_STARVED) / held);
	put(out, "host queue", LIMIT_LOST, queued);
	put(out, "frames too long", LIMIT_LOST, too_long);
	if (blame(run, d, t, out) || lead(out, LIMIT_BUSY, SATURATED) || lead(out, LIMIT_HELD, NOTICEABLE) ||
	    lead(out, LIMIT_LOST, NOTICEABLE))
		return;
	if (out->n_limits == MAX_LIMITS) out->n_limits--;
	/* In a closed loop the next packet always waits for an answer; in an open one nothing else is offered. */
	put(out, q->traits.closed_loop ? closed : "offered load", LIMIT_LOAD, 1);
	lead(out, LIMIT_LOAD, 0);
}
