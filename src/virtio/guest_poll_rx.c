/*
 * guest_poll_rx.c - one receive call of a driver that polls: up to a burst of packets, then buffers are posted again, then the program has
 * the packets.                                                                                          (DPDK virtio_recv_pkts)
 */
#include "nic/cache_lines.h"
#include "nic/faults.h"
#include "nic/notify.h"
#include "virtio/guest_poll.h"
#include "virtio/guest_rx.h"

#define PER_LINE 4 /* descriptors of 16 B in a cache line */

sim_time polled_rx_due(const struct poll_job *j)
{
	return ring_done(&j->q->rx.ring) ? 0 : TIME_NEVER;
}

/* How many used entries the call takes. */
static int32_t asked(const struct queue *q, const struct polling *how)
{
	const struct ring *r = &q->rx.ring;
	int32_t n = ring_done(r);
	if (n > how->burst) n = how->burst;
	if (how->line_end && n > PER_LINE) n -= (r->last_used + n) % PER_LINE;
	return n;
}

/* Returns the cache lines that come from the other core. */
static int64_t take(struct queue *q, struct polled *d)
{
	struct guest_rx *g = rx_of(q);
	const int32_t ask = asked(q, &d->how);
	int32_t got = 0;
	int64_t lines = 0;
	d->n = 0;
	while (got < ask) {
		int n;
		if (d->how.kernel)
			guest_rx_take(q, &n);
		else
			n = guest_rx_take_plain(q, d->how.reads_all, &lines);
		d->hand[d->n++] = (struct in_hand){g->packet, g->taken, q->engine->now};
		got += n > 0 ? n : 1;
	}
	g->received += d->n;
	return q->rx.lines ? lines + lines_get(q->rx.lines, got, (int32_t)g->next_entries) : 0;
}

/* Buffers are posted in groups, or one by one. */
static int64_t refill(struct queue *q, struct core *c, const struct polling *how)
{
	const struct guest_rx *g = rx_of(q);
	int32_t room = (int32_t)(q->rx.ring.free / g->next_entries), before = g->posted;
	if (room > g->posting.most - g->posted) room = g->posting.most - g->posted;
	room -= room % how->refill;
	if (room <= 0) return 0;
	(how->kernel ? guest_rx_post : guest_rx_post_plain)(q, room);
	core_spend(c, LEDGER_ALLOC, (g->posted - before) * how->rx_buffer);
	return q->rx.lines ? lines_post(q->rx.lines, g->posted - before, (int32_t)g->next_entries) : 0;
}

void polled_rx_begin(struct poll_job *j, struct core *c)
{
	struct queue *q = j->q;
	struct polled *d = j->self;
	q->n.polls++;
	int64_t lines = take(q, d);
	core_spend(c, LEDGER_POLL, d->how.call);
	core_spend(c, LEDGER_STACK, d->n * d->how.rx_packet);
	lines += refill(q, c, &d->how);
	if (lines) core_spend(c, LEDGER_DESCRIPTOR, lines_cost(q->rx.lines, lines, d->how.lines.wait, d->how.lines.next));
	d->published = false;
}

static void publish(struct queue *q)
{
	struct ring *r = &q->rx.ring;
	if (r->avail_idx == r->shadow) return;
	ring_publish(r);
	if (q->run->faults) faults_published(q, FAULT_HOST, false);
	if (notify_test(q->models.notify.ops, &r->from_device, r->avail_idx, &r->kicked_at)) guest_kick(q, rx_of(q)->core, false);
}

/* The program sends a packet on: what it has behind it is on its line from here. */
static void forward(struct queue *q, const struct in_hand *h, sim_time now)
{
	struct trail *t = &q->run->trail;
	struct packet p = h->packet;
	p.trail = trail_begin(t);
	trail_leave(t, p.trail, AT_HOST_QUEUE, h->taken);
	trail_leave(t, p.trail, AT_BACKEND_RX, p.stamp);
	trail_leave(t, p.trail, AT_RX_RING, h->begun);
	trail_leave(t, p.trail, AT_GUEST_RX, now);
	if (!guest_can_send(q, p.len))
		packet_discarded(q, &p, DROP_TOO_LONG);
	else if (fifo_full(&q->guest_queue))
		packet_discarded(q, &p, DROP_GUEST_QUEUE);
	else
		fifo_push(&q->guest_queue, &p, now, p.born);
}

bool polled_rx_end(struct poll_job *j, struct core *c)
{
	struct queue *q = j->q;
	struct polled *d = j->self;
	sim_time now = q->engine->now;
	if (!d->published) {
		publish(q);
		d->published = true;
		if (d->how.work > 0) {
			core_spend(c, LEDGER_STACK, d->n * d->how.work);
			return true;
		}
	}
	for (int32_t i = 0; i < d->n; i++) {
		struct in_hand *h = &d->hand[i];
		if (q->traits.direction == DIR_FORWARD)
			forward(q, h, now);
		else if (h->packet.answers)
			source_answered(q, now, &h->packet);
		else
			packet_received(queue_home(q), &h->packet, h->taken, h->begun, now);
	}
	d->n = 0;
	return false;
}
