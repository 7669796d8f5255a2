/*
 * backend_hardware.c - a virtio NIC in hardware, behind nic.link.
 *
 * Receive: 1. Packets wait in the device (nic.host_queue) until there are `batch` of them, or `batch_wait` is over, and buffers.
 *    With `batch` 1 each is begun as it comes; with more, packets that come at the same time are seen together.  The device has room
 *    for `buffer` bytes of those it has begun and not yet written, of all queues, and for one batch alone however large; with `waits_in:
 *    buffer` also of those that wait.
 * 2. Reads, each depending on the one before: what the ring's format asks for (split: available index, available entries,
 *    descriptors; packed: descriptors), then the indirect tables, all at once. An index that a kick has brought is not read.
 *    With a `descriptor_cache` what the format asks for has been read ahead (device/prefetch.h), and only tables are read now.
 * 3. Writes, posted, one after the other: header and payload per segment, then what the format asks for (used entries, index). Where
 *    used entries have room for packets each is a write of its own, of a packet that lies in it together with the packet.
 * 4. When they have left: MSI-X, if the driver wishes one; where that stands in no word read before, it is read now.
 *    `nic.link.prefetch` batches of each queue and direction are under way at a time, `batches` of all of them.
 * Transmit: 1. The doorbell. 2. The same reads, and the packets themselves. 3. Packets go to the wire. 4. Completions, MSI-X.
 * The ring dry, or empty: nothing happens until the next doorbell. Every operation takes its share of the link, its tags and the engine.
 * (virtio 1.x 2.7, 2.8 from the device's side)
 */
#include "base/arena.h"
#include "nic/backend.h"
#include "device/bus.h"
#include "nic/model.h"
#include "device/prefetch.h"
#include "virtio/guest.h"
#include "virtio/signal.h"
#include "nic/notify.h"

#define MAX_BATCH 64
#define MAX_BATCHES (1 << 20)

/* Packets that go through the stages together. */
struct batch {
	uint32_t first;  /* number of its first token */
	int32_t tokens;  /* buffers, or transmit chains; and packets that take none */
	int32_t chains;  /* without these */
	int32_t entries; /* of the ring, all together */
	int32_t bytes;   /* of received packets, as the buffer counts them */
	int32_t late;    /* entries that were not on chip */
	bool told;       /* a kick has brought the index that covers it */
};

/* One direction. The packets are where the queue keeps them: with their (first) buffer. */
struct course {
	struct pipeline line; /* jobs: batches */
	struct device *device;
	bool limited;           /* the device has limits that its lines share, or descriptors ahead: lines may have to wait */
	struct prefetch *ahead; /* receive: who fetches descriptors ahead; NULL = nobody does */
	struct batch *batch;
	uint16_t *token; /* of all batches under way, in order */
	uint32_t token_mask, taken;
	struct access fetched[RING_ACCESSES], completed[RING_ACCESSES]; /* for the last batch's chains and entries */
	int32_t apart; /* bytes of a used entry, written one by one; 0 = together */
	int fetched_chains, completed_chains, completed_entries, n_completed;
	struct access event[RING_ACCESSES]; /* what is read of the driver's wishes, and written of the device's */
	int n_events;
	int reads;            /* of the ring, the first stages */
	bool kicks_tell;      /* the first of them needs not be done for what a kick tells of */
	sim_time waits_since; /* for a batch to fill; TIME_NEVER = it does not */
	uint16_t told;        /* the available index that a kick brought, or that of what was taken where that is more */
	sim_time told_at;     /* when the device has it; of kicks on their way together, the first */
};

struct hardware {
	bool tx_may_indirect;
	int64_t batch, batch_wait, batches;
	int64_t buffer, waits_in;
	int64_t descriptor_cache, device_cache, fetch, fetches;
	int64_t doorbell, irq_latency;
	struct course rx, tx;
	struct prefetch ahead;
	int32_t table;  /* indirect entries of a receive buffer */
	int n_segments; /* of a receive buffer */
	struct segment segment[MAX_SEGMENTS];
};

/* Where packets wait that are not begun. */
enum { IN_HOST_QUEUE, IN_BUFFER };
static const char *const waits[] = {"host_queue", "buffer", NULL};

static const struct param params[] = {
	{"batch", UNIT_COUNT, 1, MAX_BATCH, "1", NULL, offsetof(struct hardware, batch), "packets the device handles together"},
	{"batch_wait", UNIT_TIME, 0, PS_PER_S, "0us", NULL, offsetof(struct hardware, batch_wait),
	 ONLY("batch!=1") "how long it waits for a batch to fill; 0us = it takes what is there"},
	{"batches", UNIT_COUNT, 0, MAX_BATCHES, "0", NULL, offsetof(struct hardware, batches),
	 "batches under way at a time, of all queues and both directions; 0 = no limit but each queue's own, nic.link.prefetch"},
	{"buffer", UNIT_BYTES, 0, INT64_C(1) << 30, "0B", NULL, offsetof(struct hardware, buffer),
	 ONLY("receives") "for received packets, of all queues, until their writes have left: 512KiB in Intel's of ixgbe (DPDK); "
			  "0B = no limit"},
	{"waits_in", UNIT_WORD, 0, 0, "host_queue", waits, offsetof(struct hardware, waits_in),
	 ONLY("receives buffer!=0B") "where packets wait that are not begun: in front of the buffer, as many as nic.host_queue "
				     "says, "
				     "or in it"},
	{"descriptor_cache", UNIT_COUNT, 0, 32768, "0", NULL, offsetof(struct hardware, descriptor_cache),
	 ONLY("receives") "receive descriptors that the device fetches ahead, per queue; 0 = they are read when packets are "
			  "there"},
	{"device_cache", UNIT_COUNT, 0, INT64_C(1) << 24, "0", NULL, offsetof(struct hardware, device_cache),
	 ONLY("receives descriptor_cache!=0") "and of all queues together; 0 = no limit"},
	{"fetch", UNIT_COUNT, 1, 4096, "8", NULL, offsetof(struct hardware, fetch),
	 ONLY("receives descriptor_cache!=0") "descriptors fetched at once, fewer when none is on chip; 8: ixgbe's thresholds "
					      "(DPDK)"},
	{"fetches", UNIT_COUNT, 0, 4096, "0", NULL, offsetof(struct hardware, fetches),
	 ONLY("receives descriptor_cache!=0") "fetches of a queue under way at a time, 1 as AMD's QDMA; 0 = as many as fit"},
	{0},
};
static const struct price prices[] = {
	{"kick", UNIT_TIME, "kick", offsetof(struct hardware, doorbell), "guest core time of one doorbell", REQUIRED},
	{"irq_latency", UNIT_TIME, NULL, offsetof(struct hardware, irq_latency),
	 "from the interrupt's arrival to the guest's handler", REQUIRED},
	{0},
};

static void policy(const void *self, const struct setup *setup, struct host_policy *p)
{
	const struct hardware *h = self;
	(void)setup;
	*p = (struct host_policy){.kick = h->doorbell, .irq_latency = h->irq_latency, .used_batch = 1};
}

static struct course *course_of(struct pipeline *p)
{
	return (struct course *)p;
}
static struct batch *batch_at(const struct course *c, uint32_t job)
{
	return &c->batch[job & c->line.mask];
}
static uint16_t token_at(const struct course *c, uint32_t number)
{
	return c->token[number & c->token_mask];
}
static sim_time later(sim_time a, sim_time b)
{
	return a > b ? a : b;
}

/* ---- what one batch does on the bus ---- */

static sim_time read_once(const struct course *c, sim_time now, int32_t bytes)
{
	struct queue *q = c->line.q;
	return bus_read(q->run->bus, &q->n, now, 0, bytes);
}
static sim_time write_once(const struct course *c, sim_time now, uint32_t offset, int32_t bytes)
{
	struct queue *q = c->line.q;
	return bus_write(q->run->bus, &q->n, now, offset, bytes);
}

/* The descriptors are what is read of the ring last. */
HOT static sim_time read_ring(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	struct queue *q = c->line.q;
	if (b->entries == 0 || (stage == 0 && b->told)) return now;
	if (stage == c->reads - 1) return read_once(c, now, 16 * b->entries);
	if (c->fetched_chains != b->chains)
		q->models.ring.ops->fetch(q->models.ring.self, c->fetched_chains = b->chains, 1, c->fetched);
	return read_once(c, now, c->fetched[stage].bytes);
}

/* What the cache had no room for, all of it now. */
static sim_time read_late(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	const struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	(void)stage;
	return b->late ? read_once(c, now, 16 * b->late) : now;
}

/* One table per chain, all at once. */
static sim_time read_tables(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	(void)stage;
	const struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	struct queue *q = c->line.q;
	const struct hardware *h = q->models.backend.self;
	sim_time end = now;
	for (int i = 0; i < b->tokens; i++) {
		int32_t n = h->table;
		if (c->line.tx) {
			uint32_t segments = (uint32_t)q->tx.shape[token_at(c, b->first + (uint32_t)i)].segments;
			n = (int32_t)q->models.ring.ops->table(q->models.ring.self, segments, h->tx_may_indirect);
		}
		if (c->line.ring->entries[token_at(c, b->first + (uint32_t)i)] == 0) n = 0;
		if (n) end = later(end, read_once(c, now, 16 * n));
	}
	return end;
}

/* The frames themselves, segment by segment. */
static sim_time read_packets(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	(void)stage;
	const struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	struct queue *q = c->line.q;
	int32_t bytes[MAX_SEGMENTS];
	sim_time end = now;
	for (int i = 0; i < b->chains; i++) {
		uint16_t token = token_at(c, b->first + (uint32_t)i);
		const struct sent_shape *shape = &q->tx.shape[token];
		int n = transmit_reads(q->tx.packet[token].len, q->traits.header, shape->segments, &shape->fragments, bytes);
		for (int k = 0; k < n; k++)
			end = later(end, read_once(c, now, bytes[k]));
	}
	return end;
}

/* One by one: the used entries of a packet in its n buffers, or the one it lies in, which comes together with it. */
static COLD sim_time write_entries(const struct course *c, uint32_t first, int n, sim_time now)
{
	struct queue *q = c->line.q;
	sim_time end = now;
	if (n == 0) {
		q->n.data_writes++;
		return write_once(c, now, 0, c->apart + q->rx.packet[token_at(c, first)].len + q->traits.header);
	}
	for (int i = 0; i < n; i++)
		end = later(end, write_once(c, now, 0, c->apart));
	return end;
}

/* A frame in the n buffers from token number `first` on. A buffer of one segment is as large as when it was posted. */
static sim_time write_packet(const struct course *c, uint32_t first, int n, sim_time now)
{
	struct queue *q = c->line.q;
	struct hardware *h = q->models.backend.self;
	struct write out[MAX_SEGMENTS];
	int32_t left = q->rx.packet[token_at(c, first)].len + q->traits.header;
	sim_time end = now;
	for (int i = 0; i < n && left > 0; i++) {
		if (h->n_segments == 1 && !q->traits.alike)
			h->segment[0].bytes = q->rx.buffer[token_at(c, first + (uint32_t)i)].bytes;
		int writes = buffer_writes(h->segment, h->n_segments, i, &left, out);
		q->n.data_writes += writes;
		for (int k = 0; k < writes; k++)
			end = later(end, write_once(c, now, (uint32_t)out[k].offset, out[k].bytes));
	}
	return end;
}

static void complete_ring(struct course *c, const struct batch *b)
{
	struct queue *q = c->line.q;
	if (c->completed_chains == b->chains && c->completed_entries == b->entries) return;
	c->completed_chains = b->chains;
	c->completed_entries = b->entries;
	c->n_completed = q->models.ring.ops->complete(q->models.ring.self, c->apart ? 0 : b->chains,
						      b->entries == b->chains ? 1 : 2, c->completed);
}

HOT static sim_time write_completion(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	(void)stage;
	struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	struct queue *q = c->line.q;
	sim_time end = now;
	for (int i = 0; i < b->tokens && !c->line.tx;) {
		uint32_t first = b->first + (uint32_t)i;
		int n = q->rx.chain[token_at(c, first)];
		end = later(end, write_packet(c, first, n, now));
		if (c->apart) end = later(end, write_entries(c, first, n, now));
		i += n ? n : 1;
	}
	complete_ring(c, b);
	for (int i = 0; i < c->n_completed; i++)
		for (int k = 0; k < c->completed[i].count; k++)
			end = later(end, write_once(c, now, 0, c->completed[i].bytes));
	return end;
}

/* What the driver wishes is read behind the writes: a read passes none of them. */
static sim_time read_events(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	(void)job, (void)stage;
	const struct course *c = course_of(p);
	for (int i = 0; i < c->n_events; i++)
		if (!c->event[i].write) now = read_once(c, now, c->event[i].bytes);
	return now;
}

/* Ask to be told when the driver publishes the entry at index `at`. Event indices are in memory. */
static void ask_for_kick(const struct course *c, uint16_t at, sim_time now)
{
	struct queue *q = c->line.q;
	struct wish *wish = &c->line.ring->from_device;
	bool changed = wish->event != at;
	q->models.notify.ops->arm(wish, at);
	if (!q->models.notify.ops->can_delay || !changed) return;
	for (int i = 0; i < c->n_events; i++)
		if (c->event[i].write) write_once(c, now, 0, c->event[i].bytes);
}

/* ---- the end of a batch ---- */

static void finish_tx(struct queue *q, uint16_t token)
{
	struct packet p = q->tx.packet[token];
	ring_push(&q->tx.ring, token);
	wire_out(q, &p);
}

HOT static void finish_batch(struct pipeline *p, uint32_t job, sim_time now)
{
	const struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	struct queue *q = p->q;
	for (int i = 0; i < b->tokens; i++) {
		uint16_t token = token_at(c, b->first + (uint32_t)i);
		if (p->tx)
			finish_tx(q, token);
		else
			rx_push(&q->rx, token, now);
	}
	if (c->limited) {
		c->device->under_way--;
		c->device->stored -= b->bytes;
		device_next(c->device);
	}
	ring_publish_used(p->ring);
	device_signal(q, q->host_core, p->tx, b->tokens);
}

/* ---- beginning batches ---- */

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
	if (c->limited && h->waits_in == IN_HOST_QUEUE) c->device->stored += len;
	if (c->ahead) b->late += prefetch_take(c->ahead, b->entries - before);
	return TAKEN;
}

/* Is there a batch to begin now? A part of one only when the wait for the rest is over. */
static bool batch_ready(struct course *c, sim_time now)
{
	struct queue *q = c->line.q;
	const struct hardware *h = q->models.backend.self;
	uint32_t n = pipeline_waiting(&c->line);
	if (n == 0 || (c->line.tx && wire_out_full(q))) {
		c->waits_since = TIME_NEVER;
		return false;
	}
	if (n >= (uint32_t)h->batch || h->batch_wait == 0) return true;
	if (c->waits_since == TIME_NEVER) c->waits_since = now;
	if (now - c->waits_since >= h->batch_wait) return true;
	pipeline_look_at(&c->line, c->waits_since + h->batch_wait);
	if (c->line.tx) ask_for_kick(c, (uint16_t)(c->line.ring->last_avail + h->batch - 1), now);
	return false;
}

/* Returns its packets. Receive: the ring may turn out to be dry, and then the next kick counts. */
static int64_t fill_batch(struct course *c, struct batch *b, sim_time now)
{
	struct queue *q = c->line.q;
	int64_t n = 0, most = ((const struct hardware *)q->models.backend.self)->batch;
	if (c->line.tx) {
		for (; n < most && ring_ready(c->line.ring); n++) {
			uint16_t token = ring_pop(c->line.ring);
			packet_leaves(q, &q->tx.packet[token], AT_TX_RING, now);
			take_token(c, b, token);
		}
		return n;
	}
	enum taken what = TAKEN;
	while (n < most && q->host_queue.count && (what = take_packet(c, b)) != NOTHING && what != LATER)
		n += what == TAKEN;
	bool dry = n == 0 && what == NOTHING;
	if (dry) {
		q->n.host_dry++;
		ask_for_kick(c, c->line.ring->avail_idx, now);
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
static inline bool could_store(const struct course *c)
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
	bool fits = p->tx || could_store(c);
	p->starved = false;
	if (device_admits(d, p, fits && device_works(d))) return true;
	p->starved = fits && d->most;
	return false;
}

HOT static bool begin_batch(struct pipeline *p, uint32_t job, sim_time now)
{
	struct course *c = course_of(p);
	struct batch *b = batch_at(c, job);
	if (!batch_ready(c, now)) {
		if (c->limited) device_leave(c->device, p);
		return false;
	}
	if (c->limited && !admitted(c)) return false;
	*b = (struct batch){.first = c->taken};
	c->waits_since = TIME_NEVER;
	if (fill_batch(c, b, now) == 0) return false;
	if (c->limited) c->device->under_way++;
	b->told = c->kicks_tell && told(c, now);
	if (c->ahead)
		pipeline_go(&c->ahead->line);
	else
		ask_for_kick(c, p->ring->last_avail, now);
	return true;
}

/* ---- set-up ---- */

static const struct pipeline_ops batches = {.begin = begin_batch, .finish = finish_batch};

/* Does it read what the driver wishes before it decides on an interrupt? */
static bool reads_events(const struct course *c, const struct queue *q)
{
	const struct notify_ops *notify = q->models.notify.ops;
	return (notify->can_delay || notify->obeys_off) && c->n_events > 0;
}

static void list_stages(struct course *c, struct queue *q, bool tx)
{
	const struct hardware *h = q->models.backend.self;
	struct access list[RING_ACCESSES];
	int n = c->reads = q->models.ring.ops->fetch(q->models.ring.self, 1, 1, list);
	if (c->ahead) n = 1;
	for (int i = 0; i < n; i++)
		c->line.stage[i] = c->ahead ? read_late : read_ring;
	if (tx ? q->models.ring.ops->table(q->models.ring.self, 2, h->tx_may_indirect) > 0 : h->table > 0)
		c->line.stage[n++] = read_tables;
	if (tx) c->line.stage[n++] = read_packets;
	c->line.writes = 1u << n;
	c->line.stage[n++] = write_completion;
	c->n_events = q->models.ring.ops->events(q->models.ring.self, q->models.notify.ops->can_delay, c->event);
	if (reads_events(c, q)) c->line.stage[n++] = read_events;
	c->line.stages = n;
}

static bool course_init(struct course *c, struct queue *q, bool tx, uint32_t under_way)
{
	struct hardware *h = q->models.backend.self;
	bool receives = q->traits.direction != DIR_TX || q->traits.answer_every > 0;
	*c = (struct course){.waits_since = TIME_NEVER,
			     .completed_chains = -1,
			     .device = device_of(q->run),
			     .ahead = !tx && receives && h->descriptor_cache ? &h->ahead : NULL,
			     .line = {.ops = &batches, .other = tx ? &h->rx.line : &h->tx.line}};
	if (!c->device) return false;
	if (h->buffer) c->device->buffer = h->buffer;
	c->device->most = h->batches;
	c->device->cache = h->device_cache;
	c->limited = h->buffer || h->waits_in == IN_BUFFER || h->batches || h->device_cache || c->ahead;
	list_stages(c, q, tx);
	c->kicks_tell = q->models.ring.ops->kick_tells && q->models.ring.ops->kick_tells(q->models.ring.self);
	if (!pipeline_init(&c->line, q, tx, under_way)) return false;
	c->told = c->line.ring->last_avail;
	for (c->token_mask = 1; c->token_mask < c->line.ring->tokens;)
		c->token_mask *= 2;
	c->token = arena_array(q->run->arena, c->token_mask--, sizeof *c->token);
	c->batch = arena_array(q->run->arena, c->line.mask + 1, sizeof *c->batch);
	return c->token && c->batch;
}

/* Batches at a time: each takes an entry at least. */
static uint32_t under_way(const struct ring *r, uint32_t prefetch)
{
	return prefetch > 0 && prefetch < r->size ? prefetch : r->size;
}

static void ask_ahead(struct pipeline *feeds, uint16_t at, sim_time now)
{
	ask_for_kick(course_of(feeds), at, now);
}

/* Buffers that are there before time starts are fetched first of all. */
static bool fetch_ahead(struct hardware *h, struct queue *q)
{
	if (!h->rx.ahead) return true;
	h->ahead = (struct prefetch){.feeds = &h->rx.line,
				     .ask = ask_ahead,
				     .cache = (int32_t)h->descriptor_cache,
				     .at_once = (int32_t)(h->fetch < h->descriptor_cache ? h->fetch : h->descriptor_cache)};
	if (!prefetch_init(&h->ahead, q, (uint32_t)(h->fetches ? h->fetches : h->descriptor_cache))) return false;
	pipeline_look_at(&h->ahead.line, 0);
	return true;
}

static bool init(void *self, struct queue *q)
{
	struct hardware *h = self;
	struct scheme_traits t = {0};
	uint32_t prefetch = (uint32_t)q->run->bus->traits.prefetch;
	uint32_t rx = under_way(&q->rx.ring, prefetch), tx = under_way(&q->tx.ring, prefetch);
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	h->tx_may_indirect = t.tx_may_indirect;
	h->n_segments = q->models.scheme.ops->segments(q->models.scheme.self, h->segment, MAX_SEGMENTS);
	h->table = (int32_t)q->models.ring.ops->table(q->models.ring.self, (uint32_t)t.segments, t.may_indirect);
	if (!wire_out_init(q, h->batch * tx) || !course_init(&h->rx, q, false, rx) || !fetch_ahead(h, q)) return false;
	if (t.in_ring) h->rx.apart = q->models.ring.ops->used_entry(q->models.ring.self);
	return (!q->traits.transmits || course_init(&h->tx, q, true, tx)) && signals_add_timers(q);
}

/* The packet that has just come, into the buffer; false = it is full, and the packet is lost. */
static COLD bool store(struct hardware *h, struct queue *q)
{
	const struct fifo *f = &q->host_queue;
	struct device *d = h->rx.device;
	int32_t len = f->slot[(f->head + f->count - 1) & f->mask].len;
	struct packet packet;
	d->stored += len;
	if (d->stored <= d->buffer) return true;
	d->stored -= len;
	host_return(q, &packet);
	packet_discarded(q, &packet, DROP_DEVICE_BUFFER);
	return false;
}

static void rx_ready(void *self, struct queue *q)
{
	struct hardware *h = self;
	if (h->waits_in == IN_BUFFER && !store(h, q)) return;
	if (h->rx.waits_since != TIME_NEVER && q->host_queue.count < h->batch) return;
	if (h->batch == 1)
		pipeline_arrival(&h->rx.line);
	else if (!q->tally.dry.value) /* others may come at the same time */
		pipeline_look_at(&h->rx.line, q->engine->now);
}

HOT static void kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	struct hardware *h = self;
	struct course *c = tx ? &h->tx : &h->rx;
	q->n.kick_handlers++;
	sim_time there = bus_doorbell(q->run->bus, &q->n, t, q->models.ring.ops->notification(q->models.ring.self));
	c->told = c->line.ring->avail_idx;
	if (c->told_at <= q->engine->now) c->told_at = there;
	pipeline_kicked(&c->line, there);
	if (!c->ahead) return;
	if (c->kicks_tell) prefetch_told(c->ahead, c->told);
	pipeline_look_at(&c->ahead->line, there);
}

static bool is_full(const void *self, const struct queue *q)
{
	const struct course *c = &((const struct hardware *)self)->rx;
	return q->host_queue.count && !could_store(c);
}

static void wire_room(void *self, struct queue *q)
{
	(void)q;
	pipeline_go(&((struct hardware *)self)->tx.line);
}

static bool fetching(const struct hardware *h)
{
	return h->rx.ahead && (h->ahead.line.begun != h->ahead.line.done || agenda_has(&h->ahead.line.look));
}

/* What is under way comes back, and with it buffers. */
static bool waits_for_buffers(const void *self, const struct queue *q)
{
	const struct hardware *h = self;
	(void)q;
	return h->rx.line.begun == h->rx.line.done && !fetching(h);
}

static bool stuck(const void *self, const struct queue *q)
{
	const struct hardware *h = self;
	if (!fetching(h) && pipeline_stuck(&h->rx.line) && queue_could_place(q) && q->rx.ring.kicked_at == q->rx.ring.avail_idx)
		return true;
	return pipeline_stuck(&h->tx.line) && q->tx.ring.kicked_at == q->tx.ring.avail_idx && !wire_out_full(q);
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

/* A message: a write on the link. */
static sim_time interrupt(void *self, struct queue *q)
{
	(void)self;
	return bus_interrupt(q->run->bus, &q->n, q->engine->now);
}

static const struct backend_ops ops = {.uses_link = true,
				       .front = &virtio_front,
				       .policy = policy,
				       .init = init,
				       .rx_ready = rx_ready,
				       .is_full = is_full,
				       .kicked = kicked,
				       .wire_room = wire_room,
				       .interrupt = interrupt,
				       .waits = waits_for_buffers,
				       .stuck = stuck};

const struct model backend_hardware = {
	.size = sizeof(struct hardware), .params = params, .prices = prices, .ops = &ops, .check = check};
