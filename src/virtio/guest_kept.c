/* guest_kept.c - what a program that reads means for the receive ring: buffers it keeps are missing there, until it gives them back. */
#include "virtio/guest_rx.h"
#include "virtio/guest_turns.h"
#include "nic/notify.h"
#include "nic/poll.h"

void guest_rx_keep(struct queue *q, int32_t n)
{
	struct guest_rx *g = rx_of(q);
	g->posting.most -= n;
	tally_posted(&q->tally, g->posted);
}

/* A ring that is dry brings no interrupt: the driver is told to look (virtnet's refill work). */
void guest_rx_give_back(struct queue *q, int32_t n, sim_time now)
{
	struct guest_rx *g = rx_of(q);
	g->posting.most += n;
	if (g->state != GUEST_IDLE || g->polling || !guest_may_post(q) ||
	    !q->models.poll.ops->refill_due(q->models.poll.self, &q->rx.ring, g->posted, q->rx.available.most))
		return;
	guest_begins_to_poll(q);
	q->models.notify.ops->disarm(&q->rx.ring.from_driver);
	engine_at(q->engine, g->id, now);
}

void guest_rx_read(struct queue *q, struct packet *p, sim_time now)
{
	struct guest_rx *g = rx_of(q);
	if (!guest_rx_is_answered(g, p)) return;
	guest_rx_answers(g, p, now);
	if (g->state != GUEST_IDLE) return;
	/* It may have been due before: then the guest stands in line for its core. */
	engine_at(q->engine, g->id, g->acks.due || g->next_due < now ? now : g->next_due);
}
