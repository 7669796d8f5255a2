/*
 * guest_turns.h - softirqs come before the programs on their core; polling that goes on and on is a thread's, and takes turns with them
 * (Linux ksoftirqd, one for all queues of a core).
 */
#ifndef VIRTIO_GUEST_TURNS_H
#define VIRTIO_GUEST_TURNS_H
#include "nic/faults.h"
#include "virtio/guest_state.h"

/* The core's, which queue q shares with those before it that poll there. False when memory is exhausted. */
bool guest_turns_init(struct queue *q);

/* The driver begins to poll, with interrupts off. */
static inline void guest_begins_to_poll(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	g->polling = true;
	g->received = 0;
	g->polling_from = q->engine->now;
	q->n.polls++;
	if (q->run->faults) faults_woken(q, FAULT_GUEST, false);
}

/* And has nothing more to poll for. */
void guest_thread_rests(struct queue *q);
static inline void guest_ends_polling(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	g->polling = false;
	if (g->turns->threads) guest_thread_rests(q);
}

/* A program's packet is done on that core: true = softirqs have it first, if there are any. */
bool guest_program_yields(struct queue *q, struct core *c, int actor);
/* A poll round's budget is used up: true = others have the core, GUEST_TURN begins when it comes back. */
bool guest_poll_yields(struct queue *q);
/* It has. */
void guest_turn_begins(struct queue *q);
#endif
