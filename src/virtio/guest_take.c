/* guest_take.c - the next packet is taken off the receive ring, with its buffers. */
#include "virtio/guest_rx.h"
#include "nic/cache_lines.h"
#include <limits.h>

uint16_t guest_rx_take(struct queue *q, int *buffers)
{
	struct guest_rx *g = rx_of(q);
	uint16_t token;
	int n = *buffers = rx_take(&q->rx, &token, &g->packet);
	g->taken = q->rx.taken[token];
	g->begun = q->engine->now;
	if (n != 1 || g->packet.len != g->price.len)
		guest_rx_price(q, token, n);
	else if (!g->uniform)
		guest_rx_release(q, &q->rx.buffer[token], 1);
	g->price.packets++;
	q->n.buffers += n;
	g->core->open += g->price.total;
	bookings_add(&g->core->bookings, BOOKING_PACKET, g->price.total);
	g->posted -= n;
	return token;
}

int guest_rx_take_plain(struct queue *q, bool reads_all, int64_t *lines)
{
	struct guest_rx *g = rx_of(q);
	uint16_t token;
	int n = rx_take(&q->rx, &token, &g->packet);
	g->taken = q->rx.taken[token];
	q->n.rx_packets++;
	q->n.rx_bytes += g->packet.len;
	q->n.buffers += n;
	tally_buffers(&q->tally, n);
	struct buffer b[MAX_CHAIN];
	struct receipt receipt = {0}; /* what a stack would do with them; the scheme has to know */
	b[0] = q->rx.buffer[token];
	for (int i = 0; i < n; i++) {
		if (i) token = ring_get(&q->rx.ring);
		b[i] = q->rx.buffer[token];
		if (q->rx.lines && (i == 0 || reads_all)) *lines += lines_read_data(q->rx.lines, token, reads_all ? INT_MAX : 1);
		q->n.entries += b[i].entries;
		q->n.truesize += b[i].truesize;
		q->n.memory += b[i].truesize;
		if (q->traits.alike) continue;
		g->posted_bytes -= b[i].posted;
		g->posted_entries -= b[i].entries;
	}
	if (n == 0) q->n.entries++;
	q->models.scheme.ops->receive(q->models.scheme.self, g->packet.len, b, n, &receipt);
	g->posted -= n;
	guest_rx_next_buffer(q);
	return n;
}
