/*
 * guest_poll_tx.c - one transmit call of a driver that polls: sent buffers are taken back late, then up to a burst of packets go into the
 * ring and are published at once.                                                                       (DPDK virtio_xmit_pkts)
 */
#include "nic/complete.h"
#include "virtio/guest_poll.h"

/* It takes sent buffers back when fewer descriptors than that are free. */
static uint32_t keeps_free(const struct queue *q, const struct polling *how)
{
	uint32_t least = q->tx.ring.size / 4 < 32 ? q->tx.ring.size / 4 : 32;
	return how->keeps_free ? (uint32_t)how->keeps_free : least;
}

/* One sent packet's descriptors are free again. */
static void reclaim_one(struct queue *q)
{
	uint16_t token = ring_get(&q->tx.ring);
	if (!q->models.complete.ops->orphans) source_released(q, &q->tx.packet[token]);
}

sim_time polled_tx_due(const struct poll_job *j)
{
	struct queue *q = j->q;
	if (q->guest_queue.count == 0) return TIME_NEVER;
	bool room = q->tx.ring.free >= guest_tx_entries(q, fifo_head(&q->guest_queue)->len) || ring_done(&q->tx.ring);
	if (!room && !q->traits.loses) guest_tx_stop(q, true);
	return room || q->traits.loses ? 0 : TIME_NEVER;
}

/* There is room for the next packet, with what was sent taken back one by one if need be. */
static bool has_room(struct queue *q, uint32_t entries, int32_t *reclaimed)
{
	while (q->tx.ring.free < entries && ring_done(&q->tx.ring)) {
		reclaim_one(q);
		++*reclaimed;
	}
	return q->tx.ring.free >= entries;
}

void polled_tx_begin(struct poll_job *j, struct core *c)
{
	struct queue *q = j->q;
	struct polled *d = j->self;
	const struct setup *s = q->run->setup;
	const struct polling *how = &d->how;
	const int32_t waiting = (int32_t)q->guest_queue.count, asked = waiting < how->burst ? waiting : how->burst;
	int32_t reclaimed = 0, n = 0;
	int64_t segments = 0, bytes = 0;
	while (q->tx.ring.free < keeps_free(q, how) && ring_done(&q->tx.ring)) {
		do
			reclaim_one(q), reclaimed++;
		while (ring_done(&q->tx.ring));
	}
	for (; n < asked; n++) {
		struct packet p;
		if (!has_room(q, guest_tx_entries(q, fifo_head(&q->guest_queue)->len), &reclaimed)) break;
		guest_take(q, &p, q->engine->now);
		bytes += p.len;
		segments += guest_tx_put(q, &p);
	}
	if (n > 0) guest_tx_stop(q, false);
	core_spend(c, LEDGER_POLL, how->call);
	core_spend(c, LEDGER_TRANSMIT, n * how->tx_packet + reclaimed * how->tx_reclaim);
	if (how->kernel) core_spend(c, LEDGER_TRANSMIT, bytes_cost(bytes, s->guest_tx_byte));
	if (how->kernel) core_spend(c, LEDGER_DESCRIPTOR, segments * s->guest_descriptor);
	d->sent = n;
	d->refused = q->traits.loses ? asked - n : 0;
}

bool polled_tx_end(struct poll_job *j, struct core *c)
{
	struct queue *q = j->q;
	struct polled *d = j->self;
	if (d->sent) guest_tx_publish(q, c);
	q->n.tx_stops += d->refused > 0;
	for (; d->refused > 0; d->refused--) { /* the program lets go of what the ring did not take */
		struct packet p;
		guest_take(q, &p, q->engine->now);
		packet_discarded(q, &p, DROP_GUEST_QUEUE);
	}
	starved_update(q);
	return false;
}
