/* hardware_stages.c - what one batch of a virtio device in hardware does on the bus, stage by stage. */
#include "device/hardware.h"
#include "nic/notify.h"

static sim_time later(sim_time a, sim_time b)
{
	return a > b ? a : b;
}

static sim_time read_once(const struct course *c, sim_time now, int32_t bytes)
{
	return bus_read(c->line.bus, &c->line.q->n, now, 0, bytes);
}
static sim_time write_once(const struct course *c, sim_time now, uint32_t offset, int32_t bytes)
{
	return bus_write(c->line.bus, &c->line.q->n, now, offset, bytes);
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
		if (__builtin_expect(q->tx.llc != NULL, 0))
			bus_reads_sent(c->line.bus, &q->n, q->tx.llc, token, q->tx.packet[token].len + q->traits.header);
		for (int k = 0; k < n; k++)
			end = later(end, read_once(c, now, bytes[k]));
	}
	bus_reads_others(c->line.bus);
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
	c->completion = (struct writes){0};
	for (int i = 0; c->known && i < c->n_completed; i++)
		for (int k = 0; k < c->completed[i].count; k++)
			bus_writes_add(c->line.bus, &c->completion, 0, c->completed[i].bytes);
}

/* Worked out only when it is not among the last ones. */
static COLD void know_packet(const struct course *c, struct packet_writes *w, int32_t len, int n)
{
	struct queue *q = c->line.q;
	const struct hardware *h = q->models.backend.self;
	struct write out[MAX_SEGMENTS];
	int32_t left = len + q->traits.header;
	*w = (struct packet_writes){.len = len, .buffers = n};
	for (int i = 0; i < n && left > 0; i++) {
		int writes = buffer_writes(h->segment, h->n_segments, i, &left, out);
		for (int k = 0; k < writes; k++)
			bus_writes_add(c->line.bus, &w->all, (uint32_t)out[k].offset, out[k].bytes);
	}
}
static inline const struct writes *packet_writes(const struct course *c, int32_t len, int n)
{
	struct packet_writes *w = &c->known[(len ^ len >> 6 ^ n) & (PACKETS_KNOWN - 1)];
	if (__builtin_expect(w->len != len || w->buffers != n, 0)) know_packet(c, w, len, n);
	return &w->all;
}

static inline void add_writes(struct writes *sum, const struct writes *w)
{
	sum->dma.up += w->dma.up;
	sum->dma.down += w->dma.down;
	sum->dma.tlps_up += w->dma.tlps_up;
	sum->dma.tlps_down += w->dma.tlps_down;
	sum->up += w->up;
	sum->n += w->n;
}

/* All of a batch's in one go. */
HOT static sim_time write_at_once(struct pipeline *p, uint32_t job, int stage, sim_time now)
{
	(void)stage;
	struct course *c = course_of(p);
	const struct batch *b = batch_at(c, job);
	struct queue *q = c->line.q;
	complete_ring(c, b);
	struct writes sum = c->completion;
	const int32_t others = sum.n;
	for (int i = 0; i < b->tokens && !c->line.tx;) {
		uint16_t first = token_at(c, b->first + (uint32_t)i);
		int n = q->rx.chain[first];
		add_writes(&sum, packet_writes(c, q->rx.packet[first].len, n));
		i += n;
	}
	q->n.data_writes += sum.n - others;
	return bus_write_all(c->line.bus, &q->n, now, &sum);
}

/* One by one. */
static sim_time write_completion(struct pipeline *p, uint32_t job, int stage, sim_time now)
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

/* Does it read what the driver wishes before it decides on an interrupt? */
static bool reads_events(const struct course *c, const struct queue *q)
{
	const struct notify_ops *notify = q->models.notify.ops;
	return (notify->can_delay || notify->obeys_off) && c->n_events > 0;
}

void hardware_list_stages(struct course *c, struct queue *q)
{
	const bool tx = c->line.tx;
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
	c->line.stage[n++] = c->known ? write_at_once : write_completion;
	c->n_events = q->models.ring.ops->events(q->models.ring.self, q->models.notify.ops->can_delay, c->event);
	if (reads_events(c, q)) c->line.stage[n++] = read_events;
	c->line.stages = n;
}

/* Ask to be told when the driver publishes the entry at index `at`. Event indices are in memory. */
void hardware_ask_for_kick(const struct course *c, uint16_t at, sim_time now)
{
	struct queue *q = c->line.q;
	struct wish *wish = &c->line.ring->from_device;
	bool changed = wish->event != at;
	q->models.notify.ops->arm(wish, at);
	if (!q->models.notify.ops->can_delay || !changed) return;
	for (int i = 0; i < c->n_events; i++)
		if (c->event[i].write) write_once(c, now, 0, c->event[i].bytes);
}
