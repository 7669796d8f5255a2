/* hardware_begin.c - a virtio device in hardware begins batches: when there is one, and which packets and buffers are in it. */
#include "device/hardware.h"

static void take_token(struct course *c, struct batch *b, uint16_t token)
{
	c->token[c->taken++ & c->token_mask] = token;
	b->tokens++;
	b->chains += c->line.ring->entries[token] > 0;
	b->entries += c->line.ring->entries[token];
}

enum taken { NOTHING, DISCARDED, TAKEN, LATER };

/* Are the next packet's descriptors on chip? */
static COLD bool fetched(struct course *c)
{
	struct queue *q = c->line.q;
	int32_t need = fifo_head(&q->host_queue)->len + q->traits.header;
	int n = q->traits.place(q->models.scheme.self, &q->rx.available, need, NULL);
	bool there = n <= 0 || prefetch_ready(c->ahead, prefetch_descriptors(c->ahead, n));
	c->line.starved |= !there;
	return there;
}

/* The next packet's buffers into the batch: NOTHING = there are too few. A frame that never fits is dropped. */
static enum taken take_packet(struct course *c, struct batch *b)
{
	struct queue *q = c->line.q;
	const struct hardware *h = q->models.backend.self;
	uint16_t token[MAX_CHAIN];
	int32_t len = fifo_head(&q->host_queue)->len, before = b->entries;
	if (c->ahead && !fetched(c)) return LATER;
	int n = queue_place(q, len, token);
	if (n == PLACE_LATER) return NOTHING;
	if (n == PLACE_NEVER) {
		struct packet packet;
		host_take(q, &packet);
		if (h->waits_in == IN_BUFFER) c->device->stored -= len;
		packet_discarded(q, &packet, DROP_TOO_LONG);
		return DISCARDED;
	}
	host_take(q, rx_packet(&q->rx, token[0]));
	rx_taken(&q->rx, token[0], q->engine->now);
	rx_chain(&q->rx, token[0], n);
	take_token(c, b, token[0]);
	for (int i = 1; i < n; i++) {
		rx_chain(&q->rx, token[i], CHAIN_REST);
		take_token(c, b, token[i]);
	}
	b->bytes += len;
	b->all += len;
	if (c->limited && h->waits_in == IN_HOST_QUEUE) c->device->stored += len;
	if (c->ahead) b->late += prefetch_take(c->ahead, b->entries - before);
	return TAKEN;
}

/* By the queue's rate. It is counted ahead, but not by much, as what is measured may end meanwhile; and once, whoever looks in between. */
#define HELD_AT_ONCE (1000 * 1000 * PS_PER_NS)
static void hold(struct course *c, sim_time now, sim_time until)
{
	if (until > now + HELD_AT_ONCE) until = now + HELD_AT_ONCE;
	c->line.starved = false;
	pipeline_look_at(&c->line, until);
	c->line.q->n.paced += until - (c->held_until > now ? c->held_until : now);
	c->held_until = until;
}

/* Of those that wait, is there a batch to begin now? A part of one only when the wait for the rest is over. */
static bool batch_ready(struct course *c, sim_time now)
{
	struct queue *q = c->line.q;
	const struct hardware *h = q->models.backend.self;
	uint32_t n = pipeline_waiting(&c->line);
	if (c->line.tx && wire_out_full(q)) {
		c->waits_since = TIME_NEVER;
		return false;
	}
	if (now < pace_ready(&c->pace)) {
		hold(c, now, pace_ready(&c->pace));
		return false;
	}
	if (n >= (uint32_t)h->batch || h->batch_wait == 0) return true;
	if (c->waits_since == TIME_NEVER) c->waits_since = now;
	if (now - c->waits_since >= h->batch_wait) return true;
	pipeline_look_at(&c->line, c->waits_since + h->batch_wait);
	if (c->line.tx) hardware_ask_for_kick(c, (uint16_t)(c->line.ring->last_avail + h->batch - 1), now);
	return false;
}

/* As many as there are, and as the queue's rate lets go. */
static int64_t fill_sent(struct course *c, struct batch *b, int64_t most, sim_time now)
{
	struct queue *q = c->line.q;
	int64_t n = 0;
	for (; n < most && ring_ready(c->line.ring) && now >= pace_ready(&c->pace); n++) {
		uint16_t token = ring_pop(c->line.ring);
		const struct packet *p = &q->tx.packet[token];
		packet_leaves(q, p, AT_TX_RING, now);
		take_token(c, b, token);
		b->all += p->len;
		pace_take(&c->pace, now, p->len);
	}
	return n;
}

/* Returns its packets. Receive: the ring may turn out to be dry, and then the next kick counts. */
static int64_t fill_batch(struct course *c, struct batch *b, sim_time now)
{
	struct queue *q = c->line.q;
	int64_t n = 0, most = ((const struct hardware *)q->models.backend.self)->batch;
	if (c->line.tx) return fill_sent(c, b, most, now);
	enum taken what = TAKEN;
	while (n < most && q->host_queue.count && now >= pace_ready(&c->pace)) {
		const int32_t before = b->all;
		what = take_packet(c, b);
		if (what == NOTHING || what == LATER) break;
		n += what == TAKEN;
		pace_take(&c->pace, now, b->all - before);
	}
	bool dry = n == 0 && what == NOTHING;
	if (dry) {
		q->n.host_dry++;
		hardware_ask_for_kick(c, c->line.ring->avail_idx, now);
	}
	tally_dry(&q->tally, now, dry);
	return n;
}

/* Whether a kick has told of all that was taken; indices wrap, so a kick's is forgotten once it is passed. */
static bool told(struct course *c, sim_time now)
{
	uint16_t ahead = (uint16_t)(c->told - c->line.ring->last_avail);
	if (ahead > c->line.ring->size) c->told = c->line.ring->last_avail;
	return ahead <= c->line.ring->size && now >= c->told_at;
}

/* All of the next batch; of several that fit together none is begun in parts. */
bool hardware_could_store(const struct course *c)
{
	const struct queue *q = c->line.q;
	const struct hardware *h = q->models.backend.self;
	const struct fifo *f = &q->host_queue;
	uint32_t n = f->count < h->batch ? f->count : (uint32_t)h->batch;
	int64_t bytes = 0;
	if (h->waits_in == IN_BUFFER) return true;
	for (uint32_t i = 0; i < n; i++)
		bytes += f->slot[(f->head + i) & f->mask].len;
	return device_stores(c->device, bytes);
}

static COLD bool admitted(struct course *c)
{
	struct device *d = c->device;
	struct pipeline *p = &c->line;
	bool fits = p->tx || hardware_could_store(c);
	p->starved = false;
	if (device_admits(d, p, fits && device_works(d))) return true;
	p->starved = fits && d->most;
	return false;
}

/* There is something that waits. */
static __attribute__((noinline)) bool begin_waiting(struct course *c, uint32_t job, sim_time now)
{
	struct batch *b = batch_at(c, job);
	if (!batch_ready(c, now)) {
		if (c->limited) device_leave(c->device, &c->line);
		return false;
	}
	if (c->limited && !admitted(c)) return false;
	*b = (struct batch){.first = c->taken};
	c->waits_since = TIME_NEVER;
	if (fill_batch(c, b, now) == 0) {
		if (c->limited) device_leave(c->device, &c->line);
		return false;
	}
	if (c->limited) {
		c->device->under_way++;
		device_served(c->device, &c->line, b->all);
	}
	b->told = c->kicks_tell && told(c, now);
	if (c->ahead)
		pipeline_go(&c->ahead->line);
	else
		hardware_ask_for_kick(c, c->line.ring->last_avail, now);
	return true;
}

HOT bool hardware_begin(struct pipeline *p, uint32_t job, sim_time now)
{
	struct course *c = course_of(p);
	if (pipeline_waiting(p)) return begin_waiting(c, job, now);
	c->waits_since = TIME_NEVER;
	if (c->limited) device_leave(c->device, p);
	return false;
}
