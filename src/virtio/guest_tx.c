/* guest_tx.c - the guest's transmit side: the sending context, room in the ring, kicks, and taking sent buffers back. */
#include "virtio/guest_state.h"
#include "virtio/guest_turns.h"
#include "nic/complete.h"
#include "nic/faults.h"
#include "nic/notify.h"

/* Ring entries of a frame of so many fragments; its segments to *segments. */
static uint32_t entries_of(const struct queue *q, const struct guest_tx *g, int32_t len, int32_t frags, int32_t *segments)
{
	*segments = q->models.scheme.ops->transmit_segments(q->models.scheme.self, len, frags);
	return q->models.ring.ops->entries(q->models.ring.self, (uint32_t)*segments, g->may_indirect);
}

static COLD void shape_anew(const struct queue *q, struct guest_tx *g, int32_t len)
{
	struct frame_shape *f = &g->shape;
	*f = (struct frame_shape){.len = len, .at = g->filled, .truesize = transmit_truesize(len)};
	f->lies.fragments = transmit_fragments((enum tx_fragments)q->run->setup->tx_fragments, g->filled, len);
	f->entries = entries_of(q, g, len, f->lies.fragments.n, &f->lies.segments);
	f->aside = q->tx.llc || f->lies.fragments.n > 0;
}

/* What the next frame takes, if it is len bytes long. */
static inline const struct frame_shape *shape_of(const struct queue *q, struct guest_tx *g, int32_t len)
{
	if (g->shape.len != len || g->shape.at != g->filled) shape_anew(q, g, len);
	return &g->shape;
}

bool guest_has_room(const struct queue *q)
{
	struct guest_tx *g = tx_of(q);
	return q->tx.ring.free >= g->stop_below && q->tx.ring.free >= g->wanted;
}

bool guest_can_send(struct queue *q, int32_t len)
{
	struct guest_tx *g = tx_of(q);
	int32_t segments;
	if (g->shape.len == len && g->shape.lies.fragments.n == 0) return g->shape.entries <= q->tx.ring.size;
	int32_t most = transmit_fragments_most((enum tx_fragments)q->run->setup->tx_fragments, len);
	return entries_of(q, g, len, most, &segments) <= q->tx.ring.size;
}

uint32_t guest_tx_room(struct queue *q, int32_t len)
{
	const struct guest_tx *g = tx_of(q);
	const uint32_t each = shape_of(q, tx_of(q), len)->entries, free = q->tx.ring.free,
		       least = g->stop_below > each ? g->stop_below : each;
	return g->stopped || free < least ? 0 : (free - least) / each + 1;
}

int guest_reclaim(struct queue *q, struct core *c)
{
	int n = 0;
	while (ring_done(&q->tx.ring)) {
		uint16_t token = ring_get(&q->tx.ring);
		if (!q->models.complete.ops->orphans) packet_released(q, &q->tx.packet[token]);
		n++;
	}
	if (n) core_spend(c, LEDGER_TRANSMIT, n * q->run->setup->guest_tx_reclaim);
	return n;
}

void guest_kick(struct queue *q, struct core *c, bool tx)
{
	q->n.kicks++;
	q->n.exits += q->traits.policy.kick_exits;
	q->n.hypercalls += q->traits.policy.kick_hypercall;
	core_spend(c, LEDGER_KICK, q->traits.policy.kick);
	if (q->run->faults && faults_lose(q, FAULT_HOST, tx)) return;
	if (q->traits.policy.mask_at_kick) core_spend(c, LEDGER_WAKEUP, q->traits.policy.kick_handle); /* its handler runs here */
	q->models.backend.ops->kicked(q->models.backend.self, q, tx, q->engine->now + core_ahead(c));
}

static void set_stopped(struct queue *q, bool stopped, uint32_t wanted)
{
	struct guest_tx *g = tx_of(q);
	g->stopped = stopped;
	g->wanted = wanted;
	tally_stopped(&q->tally, q->engine->now, stopped);
}

/* Linux's add path notifies even a device that asked not to be when a packet does not fit at all. */
static void kick_when_full(struct queue *q, struct core *c)
{
	q->tx.ring.kicked_at = q->tx.ring.avail_idx;
	guest_kick(q, c, true);
}

/* Of what was published, if it wants to know. */
static inline void tell_device(struct queue *q, struct core *c)
{
	struct ring *r = &q->tx.ring;
	if (q->run->faults) faults_published(q, FAULT_HOST, true);
	if (notify_test(q->models.notify.ops, &r->from_device, r->avail_idx, &r->kicked_at)) guest_kick(q, c, true);
}

bool guest_transmit_begin(struct queue *q, struct core *c, int32_t len)
{
	struct guest_tx *g = tx_of(q);
	const struct setup *s = q->run->setup;
	const struct frame_shape f = *shape_of(q, g, len);
	if (g->stopped) return false;
	q->models.complete.ops->before_transmit(q->models.complete.self, q, c);
	if (q->tx.ring.free < f.entries || !guest_has_room(q)) {
		set_stopped(q, true, f.entries);
		q->n.tx_stops++;
		if (q->tx.ring.free < f.entries && ring_ready(&q->tx.ring)) kick_when_full(q, c);
		if (q->models.complete.ops->stopped(q->models.complete.self, q, c)) return false;
		set_stopped(q, false, 0);
	}
	core_spend(c, LEDGER_TRANSMIT, s->guest_tx_packet + bytes_cost(len, s->guest_tx_byte));
	core_spend(c, LEDGER_DESCRIPTOR, f.lies.segments * s->guest_descriptor);
	return true;
}

/* In fragments of pages, or in a cache. */
static inline void note_place(struct queue *q, struct guest_tx *g, const struct frame_shape *f, uint16_t token, int32_t len)
{
	if (q->tx.llc) llc_write(q->tx.llc, token, llc_lines(len + q->traits.header));
	if (f->lies.fragments.n > 0) g->filled = transmit_filled(g->filled, len);
}

/* Into the ring, unpublished. */
static inline void put_frame(struct queue *q, const struct packet *p)
{
	struct guest_tx *g = tx_of(q);
	const struct frame_shape *f = shape_of(q, g, p->len);
	const uint16_t token = tx_add(&q->tx, f->entries, p);
	tx_lies(&q->tx, token, &f->lies);
	if (f->aside) note_place(q, g, f, token, p->len);
	if (q->models.complete.ops->orphans) packet_released(q, p);
	tx_count(&q->n, p->len, f->entries, f->truesize);
}

void guest_transmit_end(struct queue *q, struct core *c, const struct packet *p, bool last)
{
	struct ring *r = &q->tx.ring;
	packet_leaves(q, p, AT_GUEST_TX, q->engine->now);
	put_frame(q, p);
	ring_publish(r);
	if (last || !guest_has_room(q)) tell_device(q, c);
	if (q->models.backend.ops->tx_published) q->models.backend.ops->tx_published(q->models.backend.self, q);
	if (q->models.complete.ops->after_transmit) q->models.complete.ops->after_transmit(q->models.complete.self, q, c);
}

bool guest_tx_wake(struct queue *q)
{
	struct guest_tx *g = tx_of(q);
	const struct guest_rx *poll = rx_of(q);
	if (g->stopped && guest_has_room(q)) set_stopped(q, false, 0);
	if (g->stopped) return false;
	guest_tx_ready(q);
	if (poll->acks.due && poll->state == GUEST_IDLE) engine_at(q->engine, poll->id, q->engine->now);
	return true;
}

void guest_tx_ready(struct queue *q)
{
	struct guest_tx *g = tx_of(q);
	if (g->id >= 0 && g->state == GUEST_IDLE && q->guest_queue.count && !g->stopped)
		engine_at(q->engine, g->id, q->engine->now);
}

/* A poll-mode program that finds no room for its next packet lets go of all that it has. True: there is room, or nothing in hand. */
static COLD bool has_room_or_loses(struct queue *q)
{
	struct guest_tx *g = tx_of(q);
	struct packet p;
	if (q->guest_queue.count == 0) return true;
	guest_reclaim(q, g->core);
	if (q->tx.ring.free >= shape_of(q, g, fifo_head(&q->guest_queue)->len)->entries) return true;
	if (q->run->setup->xmit_more) tell_device(q, g->core); /* those before it were told to be followed by more */
	q->n.tx_stops++;
	while (q->guest_queue.count) {
		guest_take(q, &p, q->engine->now);
		packet_discarded(q, &p, DROP_GUEST_QUEUE);
	}
	return false;
}

static bool begin_packet(struct queue *q)
{
	struct guest_tx *g = tx_of(q);
	if (q->traits.loses && !has_room_or_loses(q)) return false;
	if (q->guest_queue.count == 0 || !guest_transmit_begin(q, g->core, fifo_head(&q->guest_queue)->len)) return false;
	guest_take(q, &g->packet, q->engine->now);
	g->state = GUEST_PACKET;
	core_go(g->core, g->id);
	return true;
}

uint32_t guest_tx_entries(struct queue *q, int32_t len)
{
	return shape_of(q, tx_of(q), len)->entries;
}

int32_t guest_tx_put(struct queue *q, const struct packet *p)
{
	int32_t segments = shape_of(q, tx_of(q), p->len)->lies.segments;
	put_frame(q, p);
	return segments;
}

void guest_tx_publish(struct queue *q, struct core *c)
{
	struct ring *r = &q->tx.ring;
	for (uint16_t i = r->avail_idx; i != r->shadow; i++)
		packet_leaves(q, &q->tx.packet[r->avail[i & r->mask]], AT_GUEST_TX, q->engine->now);
	ring_publish(r);
	tell_device(q, c);
	if (q->models.backend.ops->tx_published) q->models.backend.ops->tx_published(q->models.backend.self, q);
}

void guest_tx_stop(struct queue *q, bool stopped)
{
	if (tx_of(q)->stopped == stopped) return;
	q->n.tx_stops += stopped;
	set_stopped(q, stopped, 0);
}

void guest_tx_step(void *self)
{
	struct queue *q = self;
	struct guest_tx *g = tx_of(q);
	if (!core_take(g->core, g->id, CONTEXT_GUEST)) return;
	enum guest_state ended = g->state;
	g->state = GUEST_SETTLE;
	if (ended == GUEST_PACKET) {
		guest_transmit_end(q, g->core, &g->packet, !q->run->setup->xmit_more || q->guest_queue.count == 0);
		starved_update(q);
		if (guest_program_yields(q, g->core, g->id)) return;
	}
	if (begin_packet(q)) return;
	if (g->core->open > 0) {
		core_go(g->core, g->id);
		return;
	}
	g->state = GUEST_IDLE;
	core_leave(g->core);
}

void guest_tx_set_up(struct queue *q)
{
	const struct setup *s = q->run->setup;
	struct guest_tx *g = tx_of(q);
	struct scheme_traits t = {0};
	uint32_t size = q->models.ring.ops->size(q->models.ring.self, true);
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	*g = (struct guest_tx){.id = -1,
			       .core = q->guest_core,
			       .may_indirect = t.tx_may_indirect,
			       .stop_below = (uint32_t)(q->traits.loses           ? 0
							: s->tx_stop_below < size ? s->tx_stop_below
										  : size)};
}

bool guest_tx_init(struct queue *q)
{
	struct guest_tx *g = tx_of(q);
	guest_tx_set_up(q);
	if (!q->traits.sends) return true;
	g->id = engine_add(q->engine, "guest tx", guest_tx_step, q, q->run->max_actors);
	return g->id >= 0;
}
