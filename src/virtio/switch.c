/* switch.c - what a polling back end does in one call: towards the guest (DPDK virtio_dev_rx), and from it (virtio_dev_tx). */
#include "virtio/switch.h"
#include "base/arena.h"
#include "nic/cache_lines.h"
#include "nic/notify.h"
#include "virtio/signal.h"

/* ---- towards the guest ---- */

static sim_time rx_due(const struct poll_job *j)
{
	return j->q->host_queue.count ? 0 : TIME_NEVER;
}

/* Do the entries that are to be published end a line? */
static bool line_ends(const struct queue *q)
{
	int32_t line = q->models.ring.ops->used_line ? q->models.ring.ops->used_line(q->models.ring.self) : 0;
	return line > 0 && q->rx.ring.last_avail % line == 0;
}

/* The packet at p->next goes to its buffers, if there are any. */
static bool place(struct port *p, struct queue *q)
{
	const struct packet *from = &p->rest[p->next];
	struct placed *to = &p->placed[p->done];
	int n = queue_place(q, from->len, to->token);
	if (n == PLACE_LATER) return false;
	if (n == PLACE_NEVER) {
		packet_discarded(queue_home(q), from, DROP_TOO_LONG);
	} else {
		to->n = n;
		*rx_packet(&q->rx, to->token[0]) = *from;
		rx_taken(&q->rx, to->token[0], p->taken);
		p->done++;
	}
	p->next++;
	return true;
}

/* What is placed is published at the end of the stretch: the cache lines that come from the guest's core. */
static int64_t placed_lines(const struct port *p, struct queue *q)
{
	struct cache_lines *l = q->rx.lines;
	int32_t chains = 0, each = q->rx.buffer[0].entries;
	for (int32_t i = 0; i < p->done; i++) {
		const struct placed *to = &p->placed[i];
		int32_t left = rx_packet(&q->rx, to->token[0])->len;
		for (int32_t k = 0; k < to->n; k++) {
			int32_t room = q->rx.buffer[to->token[k]].bytes, here = left < room ? left : room;
			lines_write_data(l, to->token[k], (here + 63) / 64);
			left -= here;
		}
		chains += to->n;
	}
	return lines_take(l, chains, each) + lines_use(l, chains, each);
}

static void book_placed(const struct port *p, struct queue *q, struct core *c, int64_t bytes)
{
	const struct host_policy *price = &q->traits.policy;
	int64_t segments = 0;
	for (int32_t i = 0; i < p->done && price->descriptor; i++)
		for (int k = 0; k < p->placed[i].n; k++)
			segments += q->rx.buffer[p->placed[i].token[k]].segments;
	if (q->rx.lines) { /* only the first of a call are waited for: later ones are looked ahead at meanwhile */
		int64_t lines = placed_lines(p, q), first = p->accepted == p->done ? p->how.lines.wait : p->how.lines.next;
		core_spend(c, LEDGER_DESCRIPTOR, lines_cost(q->rx.lines, lines, first, p->how.lines.next));
	}
	core_spend(c, LEDGER_BACKEND, p->done * price->rx_packet);
	core_spend(c, LEDGER_HOST_COPY, bytes_cost(bytes, price->rx_byte));
	core_spend(c, LEDGER_DESCRIPTOR, segments * price->descriptor);
}

/* As many as are published together. */
static void fill(struct port *p, struct queue *q, struct core *c)
{
	int64_t bytes = 0;
	p->done = 0;
	while (p->next < p->n) {
		int32_t len = p->rest[p->next].len, before = p->done;
		if (!place(p, q)) break;
		if (p->done == before) continue;
		bytes += len;
		if (line_ends(q)) break;
	}
	p->accepted += p->done;
	book_placed(p, q, c, bytes);
}

static void rx_begin(struct poll_job *j, struct core *c)
{
	struct port *p = j->self;
	struct queue *q = j->q;
	p->taken = q->engine->now;
	p->next = p->n = p->accepted = 0;
	p->retries = p->how.retries;
	while (p->n < p->how.burst && q->host_queue.count)
		host_take(q, &p->rest[p->n++]);
	core_spend(c, LEDGER_POLL, p->how.call);
	fill(p, q, c);
}

static void publish(struct port *p, struct queue *q, struct core *c)
{
	if (p->done == 0) return;
	for (int32_t i = 0; i < p->done; i++)
		rx_hand_over(&q->rx, p->placed[i].token, p->placed[i].n, q->engine->now);
	ring_publish_used(&q->rx.ring);
	device_signal(q, c, false, p->done);
}

/* The ring has no buffers for the rest: one more call, if this one found any; else they are lost. */
static bool tries_again(struct port *p, struct queue *q, struct core *c)
{
	if (p->accepted > 0 && p->retries-- > 0) {
		p->accepted = 0;
		core_spend(c, LEDGER_POLL, p->how.call);
		return true;
	}
	while (p->next < p->n)
		packet_discarded(queue_home(q), &p->rest[p->next++], DROP_NO_BUFFER);
	return false;
}

static bool rx_end(struct poll_job *j, struct core *c)
{
	struct port *p = j->self;
	struct queue *q = j->q;
	const bool dry = p->done == 0 || !line_ends(q);
	publish(p, q, c);
	if (p->next == p->n || (dry && !tries_again(p, q, c))) return false;
	fill(p, q, c);
	return true;
}

/* ---- from the guest ---- */

static sim_time tx_due(const struct poll_job *j)
{
	return ring_ready(&j->q->tx.ring) && !wire_out_full(j->q) ? 0 : TIME_NEVER;
}

/* All of a packet is read, of which the guest has written some. */
static int64_t sent_lines(const struct port *p, struct queue *q)
{
	struct cache_lines *l = q->tx.lines;
	int64_t moved = 0;
	for (int32_t i = 0; i < p->n_sent; i++) {
		int32_t lines = (q->tx.packet[p->sent[i]].len + 63) / 64;
		moved += lines_take(l, 1, q->tx.ring.entries[p->sent[i]]);
		moved += lines_read_data(l, p->sent[i], lines);
	}
	return moved + lines_use(l, p->n_sent, q->tx.ring.entries[p->sent[0]]);
}

static void tx_begin(struct poll_job *j, struct core *c)
{
	struct port *p = j->self;
	struct queue *q = j->q;
	const struct host_policy *price = &q->traits.policy;
	int64_t bytes = 0, segments = 0;
	p->n_sent = 0;
	while (p->n_sent < p->how.burst && ring_ready(&q->tx.ring)) {
		uint16_t token = p->sent[p->n_sent++] = ring_pop(&q->tx.ring);
		packet_leaves(q, &q->tx.packet[token], AT_TX_RING, q->engine->now);
		bytes += q->tx.packet[token].len;
		segments += q->tx.shape[token].segments;
	}
	core_spend(c, LEDGER_POLL, p->how.call);
	if (q->tx.lines)
		core_spend(c, LEDGER_DESCRIPTOR, lines_cost(q->tx.lines, sent_lines(p, q), p->how.lines.wait, p->how.lines.next));
	core_spend(c, LEDGER_BACKEND, p->n_sent * price->tx_packet);
	core_spend(c, LEDGER_HOST_COPY, bytes_cost(bytes, price->tx_byte));
	core_spend(c, LEDGER_DESCRIPTOR, segments * price->descriptor);
}

/* To the port of the other guest. */
static void pass_over(struct queue *q, const struct packet *packet)
{
	sim_time now = q->engine->now;
	packet_leaves(q, packet, AT_BACKEND_TX, now);
	host_arrive(queue_other(q), packet, now, packet->born);
}

/* In both formats all of a burst is seen to be used at once: the first descriptor's flags are written last. */
static bool tx_end(struct poll_job *j, struct core *c)
{
	struct port *p = j->self;
	struct queue *q = j->q;
	for (int32_t i = 0; i < p->n_sent; i++) {
		struct packet packet = q->tx.packet[p->sent[i]];
		ring_push(&q->tx.ring, p->sent[i]);
		if (q->traits.direction == DIR_GUESTS)
			pass_over(q, &packet);
		else
			wire_out(q, &packet);
	}
	ring_publish_used(&q->tx.ring);
	device_signal(q, c, true, p->n_sent);
	return false;
}

/* ---- the whole ---- */

/* The thread on that core, if a queue before this one has made it. */
static struct poller *poller_on(const struct queue *q, size_t ports)
{
	for (int i = 0; i < q->index; i++) {
		const struct queue *other = &q->run->queue[i];
		if (other->host_core != q->host_core) continue;
		return ((struct port *)((char *)other->models.backend.self + ports))->rx.poller;
	}
	return NULL;
}

static bool make_memory(struct port *p, struct arena *a)
{
	size_t n = (size_t)p->how.burst;
	p->rest = arena_array(a, n, sizeof *p->rest);
	p->placed = arena_array(a, n, sizeof *p->placed);
	p->sent = arena_array(a, n, sizeof *p->sent);
	return p->rest && p->placed && p->sent;
}

static bool make_lines(struct queue *q)
{
	const struct ring_ops *r = q->models.ring.ops;
	const bool packed = r->used_line != NULL, in_order = r->in_order && r->in_order(q->models.ring.self);
	if (!guest_counts_lines(q)) return true;
	q->rx.lines = cache_lines_make(packed, false, q->rx.ring.size, q->rx.ring.tokens, q->run->arena);
	q->tx.lines = cache_lines_make(packed, in_order, q->tx.ring.size, q->tx.ring.tokens, q->run->arena);
	return q->rx.lines && q->tx.lines;
}

bool port_init(struct port *p, struct queue *q, size_t ports)
{
	struct poller *t = poller_on(q, ports);
	const struct poll_job job = {
		.q = q, .self = p, .look = p->how.look, .found = &q->n.host_found, .empty = &q->n.host_empty};
	if (!t && !(t = poller_make(q, q->host_core, CONTEXT_HOST, "switch"))) return false;
	if (!make_memory(p, q->run->arena) || !make_lines(q) || !wire_out_init(q, p->how.burst)) return false;
	p->rx = p->tx = job;
	p->rx.due = rx_due, p->rx.begin = rx_begin, p->rx.end = rx_end;
	p->tx.due = tx_due, p->tx.begin = tx_begin, p->tx.end = tx_end;
	if (q->traits.receives || q->traits.acknowledged) poller_add(t, &p->rx);
	if (q->traits.transmits) poller_add(t, &p->tx);
	p->rx.poller = p->tx.poller = t;
	q->models.notify.ops->disarm(&q->rx.ring.from_device);
	q->models.notify.ops->disarm(&q->tx.ring.from_device);
	trail_expect(&q->run->trail, 0, 2 * p->how.burst + (q->traits.direction == DIR_GUESTS ? q->run->setup->host_queue : 0));
	if (queue_home(q) != q) load_silence(q);
	return signals_add_timers(q);
}

void port_settle(struct port *p)
{
	poller_settle(p->rx.poller);
}

bool port_stuck(const struct port *p)
{
	return (p->rx.next && poller_stuck(&p->rx)) || (p->tx.next && poller_stuck(&p->tx));
}
