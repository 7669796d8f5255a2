#include "base/arena.h"
#include "nic/backend.h"
#include "nic/bus.h"
#include "nic/model.h"
#include "nic/queue.h"

static const char steps[] =
	"Receive: 1. Packets wait in the device (nic.host_queue) until there are `batch` of them, or `batch_wait` is over, and "
	"buffers.\n"
	"2. Reads, each depending on the one before: what the ring's format asks for (split: available index, available "
	"entries,\n"
	"   descriptors; packed: descriptors), then the indirect tables, all at once.\n"
	"3. Writes, posted, one after the other: header and payload per segment, then what the format asks for (used entries, "
	"index).\n"
	"4. When they have left: MSI-X, if the driver wishes one. `nic.link.prefetch` batches are under way at a time.\n"
	"Transmit: 1. The doorbell. 2. The same reads, and the packets themselves. 3. Packets go to the wire. 4. Completions, "
	"MSI-X.\n"
	"The ring dry, or empty: nothing happens until the next doorbell. Every operation takes its share of the link, its tags "
	"and the engine.\n"
	"(virtio 1.x 2.7, 2.8 from the device's side)\n";

#define MAX_BATCH 64
enum { NO_STAGE = -1, MAX_STAGES = 8 }; /* at most 3 reads of the ring, tables, packets, completion, events */

/* Packets that go through the stages together: the next `chains` tokens behind the batch before. */
struct batch {
	int32_t chains;  /* buffers, or transmit chains */
	int32_t entries; /* of the ring, all together */
	sim_time due;    /* when its present stage ends */
};

/*
 * Batches under way in one direction: they pass the stages in order, and begin with the reads of the ring. left[s]: batches that have ended
 * stage s. Their packets are where the queue keeps them: with their (first) buffer.
 */
struct pipeline {
	struct queue *q;
	int id;
	bool tx;
	struct ring *ring;
	struct batch *batch;       /* a ring of them, as many as may be under way or more */
	uint16_t *token;           /* of all batches under way, in order */
	uint32_t mask, token_mask; /* of these two */
	uint32_t begun, left[MAX_STAGES];
	uint32_t taken, told; /* tokens: taken from the ring; of batches whose packets are where they should be */
	int reads, table, packets, complete, events, stages;
	sim_time waits_since; /* for a batch to fill; TIME_NEVER = it does not */
};

struct hardware {
	int64_t batch, batch_wait;
	int64_t doorbell, irq_latency;
	struct pipeline rx, tx;
	int32_t entries, table; /* of a receive buffer: ring entries and indirect entries */
	int n_segments;         /* of a receive buffer */
	uint32_t under_way;
	struct segment segment[MAX_SEGMENTS];
};

static const struct param params[] = {
	{"batch", UNIT_COUNT, 1, MAX_BATCH, "1", NULL, offsetof(struct hardware, batch), "packets the device handles together"},
	{"batch_wait", UNIT_TIME, 0, PS_PER_S, "0us", NULL, offsetof(struct hardware, batch_wait),
	 "how long it waits for a batch to fill; 0us = it takes what is there"},
	{0},
};
static const struct price prices[] = {
	{"kick", UNIT_TIME, "kick", offsetof(struct hardware, doorbell), "guest core time of one doorbell"},
	{"irq_latency", UNIT_TIME, NULL, offsetof(struct hardware, irq_latency),
	 "from the interrupt's arrival to the guest's handler"},
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct hardware *h = self;
	(void)setup;
	*p = (struct host_policy){.kick = h->doorbell, .irq_latency = h->irq_latency, .irq_by_link = true, .used_batch = 1};
}

static struct batch *batch_at(struct pipeline *p, uint32_t number)
{
	return &p->batch[number & p->mask];
}
static uint16_t token_at(const struct pipeline *p, uint32_t number)
{
	return p->token[number & p->token_mask];
}
static sim_time later(sim_time a, sim_time b)
{
	return a > b ? a : b;
}

/* ---- what one batch does on the bus ---- */

static sim_time read_once(struct pipeline *p, sim_time now, int32_t bytes)
{
	return bus_read(p->q->run->bus, &p->q->n, now, 0, bytes);
}
static sim_time write_once(struct pipeline *p, sim_time now, uint32_t offset, int32_t bytes)
{
	return bus_write(p->q->run->bus, &p->q->n, now, offset, bytes);
}

/* The descriptors are what is read of the ring last. */
static sim_time read_ring(struct pipeline *p, const struct batch *b, int stage, sim_time now)
{
	struct access list[RING_ACCESSES];
	int n = p->q->ring_ops->fetch(p->q->ring, b->chains, 1, list);
	return read_once(p, now, stage == n - 1 ? 16 * b->entries : list[stage].bytes);
}

static int32_t chain_segments(struct queue *q, int32_t len)
{
	return q->scheme_ops->transmit_segments(q->scheme, len);
}

/* One table per chain, all at once. */
static sim_time read_tables(struct pipeline *p, const struct batch *b, sim_time now)
{
	struct queue *q = p->q;
	const struct hardware *h = q->backend;
	sim_time end = now;
	for (int i = 0; i < b->chains; i++) {
		int32_t n = h->table;
		if (p->tx) {
			int32_t len = q->tx_packet[token_at(p, p->told + (uint32_t)i)].len;
			n = (int32_t)q->ring_ops->table(q->ring, (uint32_t)chain_segments(q, len), q->tx_may_indirect);
		}
		if (n) end = later(end, read_once(p, now, 16 * n));
	}
	return end;
}

/* The frames themselves, segment by segment. */
static sim_time read_packets(struct pipeline *p, const struct batch *b, sim_time now)
{
	struct queue *q = p->q;
	int32_t bytes[MAX_SEGMENTS];
	sim_time end = now;
	for (int i = 0; i < b->chains; i++) {
		int32_t len = q->tx_packet[token_at(p, p->told + (uint32_t)i)].len;
		int n = transmit_reads(len, q->header, chain_segments(q, len), bytes);
		for (int k = 0; k < n; k++)
			end = later(end, read_once(p, now, bytes[k]));
	}
	return end;
}

/* A frame in the n buffers from token number `first` on. A buffer of one segment is as large as when it was posted. */
static sim_time write_packet(struct pipeline *p, uint32_t first, int n, sim_time now)
{
	struct queue *q = p->q;
	struct hardware *h = q->backend;
	struct write out[MAX_SEGMENTS];
	int32_t left = q->rx_packet[token_at(p, first)].len + q->header;
	sim_time end = now;
	for (int i = 0; i < n && left > 0; i++) {
		if (h->n_segments == 1 && !q->uniform) h->segment[0].bytes = q->buffer[token_at(p, first + (uint32_t)i)].bytes;
		int writes = buffer_writes(h->segment, h->n_segments, i, &left, out);
		for (int k = 0; k < writes; k++)
			end = later(end, write_once(p, now, (uint32_t)out[k].offset, out[k].bytes));
	}
	return end;
}

static sim_time write_completion(struct pipeline *p, const struct batch *b, sim_time now)
{
	struct queue *q = p->q;
	struct access list[RING_ACCESSES];
	sim_time end = now;
	for (int i = 0; i < b->chains && !p->tx;) {
		uint32_t first = p->told + (uint32_t)i;
		int n = q->rx_chain[token_at(p, first)];
		end = later(end, write_packet(p, first, n, now));
		i += n;
	}
	int n = q->ring_ops->complete(q->ring, b->chains, b->entries == b->chains ? 1 : 2, list);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < list[i].count; k++)
			end = later(end, write_once(p, now, 0, list[i].bytes));
	return end;
}

/* The driver's event index is read behind the writes: a read passes none of them. */
static sim_time read_events(struct pipeline *p, sim_time now)
{
	struct access list[RING_ACCESSES];
	int n = p->q->ring_ops->events(p->q->ring, true, list);
	for (int i = 0; i < n; i++)
		if (!list[i].write) now = read_once(p, now, list[i].bytes);
	return now;
}

/* Ask to be told when the driver publishes the entry at index `at`. Event indices are in memory. */
static void ask_for_kick(struct pipeline *p, uint16_t at, sim_time now)
{
	struct access list[RING_ACCESSES];
	struct wish *wish = &p->ring->from_device;
	bool changed = wish->event != at;
	p->q->notify_ops->arm(wish, at);
	if (!p->q->notify_ops->can_delay || !changed) return;
	int n = p->q->ring_ops->events(p->q->ring, true, list);
	for (int i = 0; i < n; i++)
		if (list[i].write) write_once(p, now, 0, list[i].bytes);
}

/* ---- stages ---- */

/* Begins it, and returns when it ends. */
static sim_time begin_stage(struct pipeline *p, const struct batch *b, int stage, sim_time now)
{
	if (stage < p->reads) return read_ring(p, b, stage, now);
	if (stage == p->table) return read_tables(p, b, now);
	if (stage == p->packets) return read_packets(p, b, now);
	if (stage == p->complete) return write_completion(p, b, now);
	return read_events(p, now);
}

static void finish_rx(struct queue *q, uint16_t token, sim_time now)
{
	if (q->rx_chain[token]) q->rx_packet[token].stamp = now;
	ring_push(&q->rx, token);
}

static void finish_tx(struct queue *q, uint16_t token)
{
	struct packet p = q->tx_packet[token];
	ring_push(&q->tx, token);
	wire_out(q, &p);
}

static void finish_batch(struct pipeline *p, const struct batch *b, sim_time now)
{
	struct queue *q = p->q;
	for (int i = 0; i < b->chains; i++) {
		uint16_t token = token_at(p, p->told + (uint32_t)i);
		if (p->tx)
			finish_tx(q, token);
		else
			finish_rx(q, token, now);
	}
	p->told += (uint32_t)b->chains;
	ring_publish_used(p->ring);
	device_signal(q, p->tx ? q->host_tx.core : q->host_rx.core, p->tx, b->chains);
}

/* ---- beginning batches ---- */

static void take_token(struct pipeline *p, struct batch *b)
{
	uint16_t token = ring_pop(p->ring);
	p->token[p->taken++ & p->token_mask] = token;
	b->chains++;
	b->entries += p->ring->entries[token];
}

enum taken { NOTHING, DISCARDED, TAKEN };

/* The next packet's buffers into the batch: NOTHING = there are too few. A frame that never fits is dropped. */
static enum taken take_packet(struct pipeline *p, struct batch *b)
{
	struct queue *q = p->q;
	struct packet *head = fifo_head(&q->host_queue);
	int n = host_rx_buffers(q, head->len + q->header);
	if (n == 0) return NOTHING;
	struct packet packet = *head;
	fifo_drop_head(&q->host_queue);
	q->n.waited_host += q->engine->now - packet.stamp;
	if (q->closed_loop && q->host_queue.count == 0) starved_update(q);
	if (n < 0) {
		packet_discarded(q, &packet, DROP_TOO_LONG);
		return DISCARDED;
	}
	uint16_t first = ring_peek(&q->rx, 0);
	q->rx_packet[first] = packet;
	for (int i = 0; i < n; i++) {
		q->rx_chain[ring_peek(&q->rx, 0)] = (i == 0) * n;
		take_token(p, b);
	}
	return TAKEN;
}

static uint32_t waiting(const struct pipeline *p)
{
	return p->tx ? ring_ready(p->ring) : p->q->host_queue.count;
}

static bool full(const struct pipeline *p)
{
	return p->begun - p->left[p->stages - 1] >= ((const struct hardware *)p->q->backend)->under_way;
}

/* Is there a batch to begin now? A part of one only when the wait for the rest is over. */
static bool batch_ready(struct pipeline *p, sim_time now)
{
	const struct hardware *h = p->q->backend;
	uint32_t n = waiting(p);
	if (n == 0 || (p->tx && wire_out_full(p->q))) {
		p->waits_since = TIME_NEVER;
		return false;
	}
	if (n >= (uint32_t)h->batch || h->batch_wait == 0) return true;
	if (p->waits_since == TIME_NEVER) p->waits_since = now;
	if (now - p->waits_since >= h->batch_wait) return true;
	if (p->tx) ask_for_kick(p, (uint16_t)(p->ring->last_avail + h->batch - 1), now);
	return false;
}

/* Returns its packets. Receive: the ring may turn out to be dry, and then the next kick counts. */
static int64_t fill_batch(struct pipeline *p, struct batch *b, sim_time now)
{
	struct queue *q = p->q;
	int64_t n = 0, most = ((const struct hardware *)q->backend)->batch;
	if (p->tx) {
		for (; n < most && ring_ready(p->ring); n++)
			take_token(p, b);
		return n;
	}
	enum taken what = TAKEN;
	while (n < most && q->host_queue.count && (what = take_packet(p, b)) != NOTHING)
		n += what == TAKEN;
	bool dry = n == 0 && what == NOTHING;
	if (dry) {
		q->n.host_dry++;
		ask_for_kick(p, p->ring->avail_idx, now);
	}
	level_set(&q->dry, now, dry);
	return n;
}

static void begin_batches(struct pipeline *p, sim_time now)
{
	while (!full(p) && batch_ready(p, now)) {
		struct batch *b = batch_at(p, p->begun);
		*b = (struct batch){0};
		p->waits_since = TIME_NEVER;
		if (fill_batch(p, b, now) == 0) return;
		ask_for_kick(p, p->ring->last_avail, now);
		b->due = begin_stage(p, b, 0, now);
		p->begun++;
	}
}

/* ---- the actor ---- */

static uint32_t entered(const struct pipeline *p, int stage)
{
	return stage == 0 ? p->begun : p->left[stage - 1];
}

/* Batches whose stage ends now go on. Later stages first: a batch takes one stage at a time. */
static void advance(struct pipeline *p, sim_time now)
{
	for (int s = p->stages - 1; s >= 0; s--) {
		while (p->left[s] != entered(p, s) && batch_at(p, p->left[s])->due <= now) {
			struct batch *b = batch_at(p, p->left[s]++);
			if (s + 1 < p->stages)
				b->due = begin_stage(p, b, s + 1, now);
			else
				finish_batch(p, b, now);
		}
	}
}

static void sleep_until_next(struct pipeline *p, sim_time now)
{
	const struct hardware *h = p->q->backend;
	sim_time next = TIME_NEVER;
	for (int s = 0; s < p->stages; s++) {
		if (p->left[s] == entered(p, s)) continue;
		sim_time due = batch_at(p, p->left[s])->due;
		if (due < next) next = due;
	}
	if (p->waits_since != TIME_NEVER && !full(p) && p->waits_since + h->batch_wait < next)
		next = p->waits_since + h->batch_wait;
	engine_at(p->q->engine, p->id, next > now ? next : now);
}

static bool held_up(const struct pipeline *p)
{
	return p->q && full(p) && waiting(p);
}

static void pipeline_step(void *self)
{
	struct pipeline *p = self;
	struct hardware *h = p->q->backend;
	sim_time now = p->q->engine->now;
	advance(p, now);
	begin_batches(p, now);
	level_set(&p->q->pipeline_full, now, held_up(&h->rx) || held_up(&h->tx));
	sleep_until_next(p, now);
}

static int stage_if(bool there, int *n)
{
	return there ? (*n)++ : NO_STAGE;
}

static bool pipeline_init(struct pipeline *p, struct queue *q, bool tx, const char *name)
{
	const struct hardware *h = q->backend;
	struct access list[RING_ACCESSES];
	uint32_t batches = 1, tokens = 1;
	*p = (struct pipeline){.q = q, .tx = tx, .waits_since = TIME_NEVER, .ring = tx ? &q->tx : &q->rx};
	while (batches < h->under_way)
		batches *= 2;
	while (tokens < p->ring->size)
		tokens *= 2;
	p->mask = batches - 1;
	p->token_mask = tokens - 1;
	p->id = engine_add(q->engine, name, pipeline_step, p, q->run->max_actors);
	p->batch = arena_array(q->run->arena, batches, sizeof *p->batch);
	p->token = arena_array(q->run->arena, tokens, sizeof *p->token);
	p->stages = p->reads = q->ring_ops->fetch(q->ring, 1, 1, list);
	p->table = stage_if(tx ? q->ring_ops->table(q->ring, 2, q->tx_may_indirect) > 0 : h->table > 0, &p->stages);
	p->packets = stage_if(tx, &p->stages);
	p->complete = stage_if(true, &p->stages);
	p->events = stage_if(q->notify_ops->can_delay, &p->stages);
	return p->id >= 0 && p->batch && p->token;
}

static bool init(void *self, struct queue *q)
{
	struct hardware *h = self;
	struct scheme_traits t = {0};
	uint32_t prefetch = (uint32_t)q->run->bus->traits.prefetch;
	q->scheme_ops->traits(q->scheme, &t);
	h->n_segments = q->scheme_ops->segments(q->scheme, h->segment, MAX_SEGMENTS);
	h->entries = (int32_t)q->rx_entries;
	h->table = (int32_t)q->ring_ops->table(q->ring, (uint32_t)t.segments, t.may_indirect);
	h->under_way = prefetch > 0 && prefetch < q->rx.size ? prefetch : q->rx.size; /* each takes an entry at least */
	return wire_out_init(q, h->batch * h->under_way) && pipeline_init(&h->rx, q, false, "device rx") &&
	       (!q->transmits || pipeline_init(&h->tx, q, true, "device tx"));
}

static void wake(struct pipeline *p, sim_time at)
{
	if (at < p->q->engine->wake[p->id]) engine_at(p->q->engine, p->id, at);
}

static void rx_ready(void *self, struct queue *q)
{
	struct hardware *h = self;
	struct pipeline *p = &h->rx;
	if (full(p))
		level_set(&q->pipeline_full, q->engine->now, 1);
	else if (!q->dry.value && (p->waits_since == TIME_NEVER || q->host_queue.count >= h->batch))
		wake(p, q->engine->now);
}

static void kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	struct hardware *h = self;
	q->n.kick_handlers++;
	wake(tx ? &h->tx : &h->rx, bus_doorbell(q->run->bus, &q->n, t, 2));
}

static void wire_room(void *self, struct queue *q)
{
	wake(&((struct hardware *)self)->tx, q->engine->now);
}

static bool stuck(const void *self, const struct queue *q)
{
	const struct hardware *h = self;
	const struct pipeline *rx = &h->rx, *tx = &h->tx;
	if (q->engine->wake[rx->id] == TIME_NEVER && q->host_queue.count && host_rx_could(q)) return true;
	return q->transmits && q->engine->wake[tx->id] == TIME_NEVER && ring_ready(&q->tx) &&
	       q->tx.kicked_at == q->tx.avail_idx && !wire_out_full(q);
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct scheme_ops *scheme = setup->slot[SLOT_SCHEME].reg->model->ops;
	const struct chosen *link = &setup->slot[SLOT_LINK];
	struct link_traits t = {0};
	(void)self;
	((const struct link_ops *)link->reg->model->ops)->traits(link->conf, &t);
	if (t.up_fs == 0)
		return complain(c, "nic.link.model",
				"a device in hardware reaches the host's memory by a link, expected one, such as pcie");
	if (!scheme->segments)
		return complain(c, "nic.scheme.model", "scheme '%s' does not say how its buffers are laid out",
				setup->slot[SLOT_SCHEME].reg->name);
	return true;
}

static const struct backend_ops ops = {.uses_link = true,
				       .policy = policy,
				       .init = init,
				       .rx_ready = rx_ready,
				       .kicked = kicked,
				       .wire_room = wire_room,
				       .stuck = stuck};

const struct model backend_hardware = {.summary = "a virtio NIC in hardware, behind nic.link",
				       .steps = steps,
				       .size = sizeof(struct hardware),
				       .params = params,
				       .prices = prices,
				       .ops = &ops,
				       .check = check};
