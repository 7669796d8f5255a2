/*
 * guest_turns.c - whose turn it is on a core where polling goes on and on.
 *
 * Thread and programs have the core for the same time, as fair scheduling would have it: who had less of it is next at the end of a poll round.
 * Who does not want it for a while has at most a slice to his credit afterwards.
 */
#include "virtio/guest_turns.h"

/* The turn so far is the thread's (+1) or the programs' (-1). */
static void account(struct guest_rx *g, int whose, sim_time now)
{
	g->lead += whose * (now - g->turn_from);
	if (g->lead > g->turns.slice) g->lead = g->turns.slice;
	if (g->lead < -g->turns.slice) g->lead = -g->turns.slice;
	g->turn_from = now;
}

bool guest_poll_yields(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	const sim_time now = q->engine->now;
	if (g->threaded) {
		account(g, 1, now);
		if (g->lead < 0) return false;
	} else if (g->turns.after && now - g->polling_from >= g->turns.after) {
		g->threaded = true;
		g->lead = 0;
		g->turn_from = now;
	}
	if (!core_yield(g->core, g->id, CONTEXT_GUEST)) return false;
	if (g->threaded) g->state = GUEST_TURN;
	return true;
}

void guest_turn_begins(struct queue *q)
{
	account(rx_of(q), -1, q->engine->now);
}
