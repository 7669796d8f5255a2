/*
 * limits.c - what binds.  A resource that is (nearly) always busy is the limiter.  If none is, it is what holds packets back: the ring
 * (packets wait while too few buffers are posted), the window (the sender waits and nothing else does), or the host queue (drops).
 * A dry ring under a saturated guest core is a symptom, not the limiter: that is why the cores are asked first.
 */
#include "nic/collect.h"

#define SATURATED 0.9 /* busy share from which on a resource counts as the limiter */
#define NOTICEABLE 0.05

static void put(struct outcome *out, const char *name, double share)
{
	if (out->n_limits == MAX_LIMITS || share <= 0) return;
	int at = out->n_limits++;
	if (share > 1) share = 1;
	for (; at > 0 && out->limit[at - 1].share < share; at--) out->limit[at] = out->limit[at - 1];
	out->limit[at] = (struct limit){name, share};
}

static void busiest_cores(struct run *run, const struct snapshot *d, double window, struct outcome *out)
{
	double host = 0, guest = 0, shared = 0;
	for (int i = 0; i < run->n_cores; i++) {
		double busy = (double)(d->busy[i] - d->spin[i]) / window; /* a core that polls for nothing has time left */
		const struct core *c = &run->core[i];
		double *of = c->is_host && c->is_guest ? &shared : c->is_host ? &host : &guest;
		if (busy > *of) *of = busy;
	}
	put(out, "shared core", shared);
	put(out, "host core", host);
	put(out, "guest core", guest);
}

static void move_to_front(struct outcome *out, const char *name)
{
	for (int i = 0; i < out->n_limits; i++) {
		if (out->limit[i].name != name) continue;
		struct limit found = out->limit[i];
		for (; i > 0; i--) out->limit[i] = out->limit[i - 1];
		out->limit[0] = found;
		return;
	}
}

void find_limits(struct run *run, const struct snapshot *d, sim_time window, struct outcome *out)
{
	double t = (double)window, per_queue = t * (d->active ? d->active : 1);
	static const char ring[] = "ring", window_closed[] = "window", turn[] = "round trip", queue[] = "host queue", wire[] = "wire", load[] = "offered load";
	double dry = (double)d->dry / per_queue, starved = run->queue[0].closed_loop ? (double)d->starved / per_queue : 0;
	double lost = d->n.offered ? (double)(d->n.drop[DROP_HOST_QUEUE] + d->n.drop[DROP_GUEST_QUEUE]) / (double)d->n.offered : 0;
	double up = (double)d->rx_wire / per_queue, down = (double)d->tx_wire / per_queue;
	const char *closed = run->setup->direction == DIR_RR ? turn : window_closed; /* requests wait for responses, not for a window */
	busiest_cores(run, d, t, out);
	put(out, wire, up > down ? up : down);
	double busiest = out->n_limits ? out->limit[0].share : 0;
	put(out, ring, dry);
	put(out, closed, starved);
	put(out, queue, lost);
	if (busiest >= SATURATED) {
		while (out->limit[0].name == ring || out->limit[0].name == closed || out->limit[0].name == queue)
			for (int i = 1; i < out->n_limits; i++)
				if (out->limit[i].share == busiest) {
					move_to_front(out, out->limit[i].name);
					break;
				}
	} else if (dry >= NOTICEABLE && dry >= starved) {
		move_to_front(out, ring);
	} else if (starved >= NOTICEABLE) {
		move_to_front(out, closed);
	} else if (lost >= NOTICEABLE) {
		move_to_front(out, queue);
	} else if (run->queue[0].closed_loop) {
		put(out, closed, starved > 0 ? 0 : 1.0);
		move_to_front(out, closed); /* the next packet always waits for an answer */
	} else {
		if (out->n_limits == MAX_LIMITS) out->n_limits--;
		put(out, load, 1.0);
		move_to_front(out, load);
	}
}
