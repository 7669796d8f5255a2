/*
 * guest_poll_tx.c - one transmit call of a driver that polls: sent buffers are taken back late, then up to a burst of packets go into the
 * ring and are published at once.                                                                       (DPDK virtio_xmit_pkts)
 */
#include "nic/cache_lines.h"
#include "nic/complete.h"
#include "virtio/guest_poll.h"

/* It takes sent buffers back when fewer descriptors than that are free. */
static uint32_t keeps_free(const struct queue *q, const struct polling *how)
{
	uint32_t least = q->tx.ring.size / 4 < 32 ? q->tx.ring.size / 4 : 32;
	return how->keeps_free ? (uint32_t)how->keeps_free : least;
}

/* What a call has come to. */
struct sum {
	int32_t reclaimed;
	int64_t segments, bytes, lines;
};

/* One sent packet's descriptors are free again. */
static void reclaim_one(struct queue *q, struct sum *sum)
{
	uint16_t token = ring_get(&q->tx.ring);
	sum->reclaimed++;
	if (q->tx.lines) sum->lines += lines_get(q->tx.lines, 1, q->tx.ring.entries[token]);
	if (!q->models.complete.ops->orphans) packet_released(q, &q->tx.packet[token]);
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
static bool has_room(struct queue *q, uint32_t entries, struct sum *sum)
{
	while (q->tx.ring.free < entries && ring_done(&q->tx.ring))
		reclaim_one(q, sum);
	return q->tx.ring.free >= entries;
}

/* How many lines of a packet that is sent the program has written, where it lies. */
static int32_t lines_written(const struct queue *q, const struct polling *how, int32_t len)
{
	if (q->traits.direction == DIR_FORWARD && how->as_it_is) return 0;
	return how->reads_all ? (len + 63) / 64 : 1;
}

/* The next packet leaves the program: one that came in has its line already. */
static void take(struct queue *q, struct packet *p)
{
	if (q->traits.direction != DIR_FORWARD) {
		guest_take(q, p, q->engine->now);
		return;
	}
	*p = *fifo_head(&q->guest_queue);
	fifo_drop_head(&q->guest_queue);
	packet_leaves(q, p, AT_GUEST_QUEUE, q->engine->now);
}

/* The next packet goes into the ring. */
static void put(struct queue *q, const struct polling *how, struct sum *sum)
{
	struct packet p;
	take(q, &p);
	sum->bytes += p.len;
	sum->segments += guest_tx_put(q, &p);
	if (!q->tx.lines) return;
	const struct ring *r = &q->tx.ring;
	uint16_t token = r->avail[(uint16_t)(r->shadow - 1) & r->mask];
	lines_write_data(q->tx.lines, token, lines_written(q, how, p.len));
	sum->lines += lines_post(q->tx.lines, 1, r->entries[token]);
}

static void book(const struct queue *q, struct core *c, const struct polling *how, int32_t n, const struct sum *sum)
{
	const struct setup *s = q->run->setup;
	core_spend(c, LEDGER_POLL, how->call);
	core_spend(c, LEDGER_TRANSMIT, n * how->tx_packet + sum->reclaimed * how->tx_reclaim);
	if (sum->lines) core_spend(c, LEDGER_DESCRIPTOR, lines_cost(q->tx.lines, sum->lines, how->lines.wait, how->lines.next));
	if (!how->kernel) return;
	core_spend(c, LEDGER_TRANSMIT, bytes_cost(sum->bytes, s->guest_tx_byte));
	core_spend(c, LEDGER_DESCRIPTOR, sum->segments * s->guest_descriptor);
}

void polled_tx_begin(struct poll_job *j, struct core *c)
{
	struct queue *q = j->q;
	struct polled *d = j->self;
	const struct polling *how = &d->how;
	const int32_t waiting = (int32_t)q->guest_queue.count, asked = waiting < how->burst ? waiting : how->burst;
	struct sum sum = {0};
	int32_t n = 0;
	if (q->tx.ring.free < keeps_free(q, how))
		while (ring_done(&q->tx.ring))
			reclaim_one(q, &sum);
	while (n < asked && has_room(q, guest_tx_entries(q, fifo_head(&q->guest_queue)->len), &sum)) {
		put(q, how, &sum);
		n++;
	}
	if (n > 0) guest_tx_stop(q, false);
	book(q, c, how, n, &sum);
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
		take(q, &p);
		packet_discarded(q, &p, DROP_GUEST_QUEUE);
	}
	starved_update(q);
	return false;
}
