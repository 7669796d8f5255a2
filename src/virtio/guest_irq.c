/* guest_irq.c - when the driver's receive side is stepped next while it sleeps: pending interrupts, and acknowledgements that are due. */
#include "virtio/guest_rx.h"

void guest_rx_sleep(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	sim_time due = g->irq_due < g->tx_irq_due ? g->irq_due : g->tx_irq_due;
	if (g->poll_due < due) due = g->poll_due;
	g->next_due = due < g->acks.timer ? due : g->acks.timer;
	/* It may have been due before: then the guest stands in line for its core. */
	engine_at(q->engine, g->id, g->next_due > q->engine->now ? g->next_due : q->engine->now);
}

void guest_interrupt(struct queue *q, bool tx, sim_time t)
{
	struct guest_rx *g = rx_of(q);
	sim_time *due = tx ? &g->tx_irq_due : &g->irq_due;
	if (t < *due) *due = t; /* a pending interrupt swallows the next */
	if (t < g->next_due) g->next_due = t;
	if (g->state == GUEST_IDLE) guest_rx_sleep(q);
}
