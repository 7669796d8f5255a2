/*
 * guest_rx_run.c - packets that the driver receives in one go.
 *
 * While work is put off (host_rx.c) nobody but the clock disturbs the guest between packets, and what it does to them hangs on no time: the
 * ring's buffers say when they were posted.  So it goes on until the clock's next look, its budget, or until it finds no packet when one ends:
 * that end is its next step.
 */
#include "virtio/guest_rx.h"
#include "virtio/software.h"

/* The packet in hand ends at `at`: it is added to the sums of a run, and the next one taken. */
static inline void turn_over(struct queue *q, struct guest_rx *g, struct received *sum, sim_time at, sim_time each)
{
	struct ring *r = &q->rx.ring;
	sum->n++;
	sum->goodput += g->packet.goodput;
	sum->born += (uint64_t)g->packet.born;
	sum->taken += (uint64_t)g->taken;
	sum->stamp += (uint64_t)g->packet.stamp;
	sum->begun += (uint64_t)g->begun;
	sum->at += (uint64_t)at;
	tally_latency(&q->tally, at - g->packet.born);
	ring_publish(r);
	uint16_t token = ring_turn(r);
	q->rx.posted_at[token] = at + each;
	g->packet.born = q->rx.packet[token].born;
	g->packet.stamp = q->rx.packet[token].stamp;
	g->taken = q->rx.taken[token];
	g->begun = at;
}

HOT COLD void guest_rx_run(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct core *c = g->core;
	const sim_time each = g->price.total + g->post_cost, until = q->engine->until;
	const int32_t most = g->budget - g->received - 1;
	struct received sum = {0};
	sim_time at = c->until;
	if (c->extra != CORE_PLAIN || g->next_due != TIME_NEVER) return;
	while (at < until && sum.n < most && (ring_done(&q->rx.ring) || host_rx_fetch(q, at))) {
		turn_over(q, g, &sum, at, each);
		at += each;
	}
	if (sum.n == 0) return;
	sum.last = g->begun;
	q->rx.ring.kicked_at = q->rx.ring.avail_idx;
	g->received += (int32_t)sum.n;
	g->price.packets += sum.n;
	g->price.posts += sum.n;
	q->n.buffers += sum.n;
	c->busy += sum.n * each;
	c->until = at;
	q->engine->steps += (uint64_t)sum.n;
	engine_at(q->engine, g->id, at);
	packets_received(q, &sum);
}
