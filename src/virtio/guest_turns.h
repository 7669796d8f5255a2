/*
 * guest_turns.h - softirqs come before the programs on their core; a poll loop that goes on and on is a thread's, and takes turns with them
 * (Linux ksoftirqd).
 */
#ifndef VIRTIO_GUEST_TURNS_H
#define VIRTIO_GUEST_TURNS_H
#include "nic/faults.h"
#include "virtio/guest_state.h"

/* The driver begins to poll, with interrupts off. */
static inline void guest_begins_to_poll(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	g->polling = true;
	g->received = 0;
	g->polling_from = q->engine->now;
	g->threaded = false;
	q->n.polls++;
	if (q->run->faults) faults_woken(q, FAULT_GUEST, false);
}

/* A program's packet is done: true = softirqs have the core first, if there are any. */
static inline bool guest_program_yields(struct queue *q, struct core *c, int actor)
{
	const struct guest_rx *g = rx_of(q);
	if (g->threaded && g->lead - (q->engine->now - g->turn_from) > -g->turns.slice) return false;
	return core_yield(c, actor, CONTEXT_GUEST);
}

/* A poll round's budget is used up: true = others have the core, GUEST_TURN begins when it comes back. */
bool guest_poll_yields(struct queue *q);
/* It has: that turn is its own. */
void guest_turn_begins(struct queue *q);
#endif
