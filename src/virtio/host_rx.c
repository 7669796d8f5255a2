/*
 * host_rx.c - a software back end's receive worker: host queue -> receive ring.
 *
 *   IDLE (waits for packets) --packet--> WAKING --core--> one stretch per packet --queue empty--> IDLE
 *   ring holds too few buffers -> DRY (asks for kicks, sleeps) --kick--> WAKING          (vhost handle_rx, QEMU virtio_net_receive)
 */
#include "virtio/host_state.h"
#include "nic/moderate.h"
#include "nic/notify.h"
#include "nic/traffic.h"

void host_rx_kicked(struct queue *q, sim_time t)
{
	struct host_rx *w = host_rx_of(q);
	if (q->traits.policy.mask_at_kick) { /* the handler ran in the kick */
		q->n.kick_handlers++;
		q->models.notify.ops->disarm(&q->rx.ring.from_device);
	} else {
		w->kick_pending = true;
	}
	if (w->state == WORKER_IDLE || w->state == WORKER_DRY) {
		w->state = WORKER_WAKING;
		engine_at(q->engine, w->id, t);
	} else if (w->state == WORKER_SPIN) {
		engine_at(q->engine, w->id, t);
	}
}

/* ---- one packet ---- */

static inline int32_t segments_of(const struct queue *q, const uint16_t *token, int n)
{
	int32_t segments = 0;
	if (__builtin_expect(n == 1, 1)) return q->rx.buffer[token[0]].segments;
	for (int i = 0; i < n; i++)
		segments += q->rx.buffer[token[i]].segments;
	return segments;
}

static bool begin_packet(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	struct core *c = w->core;
	const struct host_policy *p = &q->traits.policy;
	int32_t len = fifo_head(&q->host_queue)->len;
	int n = queue_place(q, len, w->token);
	if (n == PLACE_LATER) return false;
	w->chain = n;
	host_take(q, n != PLACE_NEVER ? rx_packet(&q->rx, w->token[0]) : &w->packet);
	if (n != PLACE_NEVER) rx_taken(&q->rx, w->token[0], c->engine->now);
	core_spend(c, LEDGER_BACKEND, worker_service(&w->service, p, p->rx_packet));
	if (p->rx_byte) core_spend(c, LEDGER_HOST_COPY, bytes_cost(len, p->rx_byte));
	if (p->descriptor) core_spend(c, LEDGER_DESCRIPTOR, segments_of(q, w->token, w->chain) * p->descriptor);
	w->run_packets++;
	w->run_bytes += len;
	w->state = WORKER_PACKET;
	q->busy_until = core_go(c, w->id);
	return true;
}

static void publish(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	if (w->batch == 0) return;
	ring_publish_used(&q->rx.ring);
	device_signal(q, w->core, false, w->batch);
	w->batch = w->entries = 0;
}

static void finish_packet(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	if (w->chain == PLACE_NEVER) {
		packet_discarded(q, &w->packet, DROP_TOO_LONG);
		return;
	}
	w->entries += rx_hand_over(&q->rx, w->token, w->chain, q->engine->now);
	w->batch++;
	if (w->entries >= q->traits.policy.used_batch) publish(q);
}

/* ---- one turn ---- */

static void fall_asleep(struct queue *q, enum worker_state state)
{
	struct host_rx *w = host_rx_of(q);
	w->state = state;
	w->awake = false;
	w->run_packets = w->run_bytes = 0;
	core_leave(w->core);
}

/* Book the signals just sent, if any: true = a stretch was begun. */
static bool settle(struct host_rx *w)
{
	if (w->core->open == 0) return false;
	w->state = WORKER_SETTLE;
	core_go(w->core, w->id);
	return true;
}

static COLD void queue_empty(struct queue *q, bool spun)
{
	struct host_rx *w = host_rx_of(q);
	publish(q);
	if (settle(w)) return;
	if (q->traits.policy.busyloop && !spun && !core_wanted(w->core)) {
		worker_spin(w->core, w->id, q->traits.policy.busyloop);
		w->spin_from = q->engine->now;
		w->state = WORKER_SPIN;
		if (q->traits.transmits) host_tx_disarm(q); /* it watches that ring as well */
		return;
	}
	fall_asleep(q, WORKER_IDLE);
}

static COLD void ring_dry(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	publish(q);
	if (settle(w)) return; /* looks at the ring again afterwards */
	q->models.notify.ops->arm(&q->rx.ring.from_device, q->rx.ring.avail_idx);
	q->n.host_dry++;
	tally_dry(&q->tally, q->engine->now, true);
	fall_asleep(q, WORKER_DRY);
}

static inline void turn(struct queue *q, struct host_rx *w)
{
	if (w->state == WORKER_WAKING && worker_sleeps(q, w->core, w->id, &w->awake)) return;
	if (!core_take(w->core, w->id, CONTEXT_HOST)) return;
	enum worker_state ended = w->state;
	bool spun = false;
	w->state = WORKER_SETTLE;
	if (ended == WORKER_PACKET) {
		finish_packet(q);
	} else if (ended == WORKER_SPIN) {
		worker_spun(w->core, w->spin_from);
		spun = true;
		if (q->traits.transmits) host_tx_watched(q);
	} else if (q->tally.dry.value) {
		tally_dry(&q->tally, q->engine->now, false);
		q->models.notify.ops->disarm(&q->rx.ring.from_device);
	}
	if (w->kick_pending) {
		w->kick_pending = false;
		q->n.kick_handlers++;
		core_spend(w->core, LEDGER_WAKEUP, q->traits.policy.kick_handle);
	}
	if (q->host_queue.count == 0) {
		queue_empty(q, spun);
		return;
	}
	if (worker_weighs(&w->run_packets, &w->run_bytes, &w->limit)) {
		publish(q);
		if (core_yield(w->core, w->id, CONTEXT_HOST)) return;
	}
	if (!begin_packet(q)) ring_dry(q);
}

/*
 * ---- work put off ----
 *
 * While receive interrupts are masked nobody learns what comes into the ring, but a guest that looks.  So neither arrivals nor the worker
 * need events: the guest, whenever it looks, and the clock have them do what is due by then, all in one go.  That is from the first interrupt
 * until the guest asks for the next one.
 * Only where the worker can't find the ring dry, which would be for the guest to mend: what comes is dropped when there is no buffer for it.
 * The source's actor has the smallest id, then comes the guest's, then the worker's: they are made in this order, and of what happens at the same
 * time that of the smaller id is first.
 */

#ifdef SIMNIC_CHECKED
enum { MAY_WAIT = false }; /* invariants are looked at after every event */
#else
enum { MAY_WAIT = true };
#endif

static bool costs_service_only(const struct host_policy *p)
{
	return p->used_batch == 1 && !p->rx_byte && !p->descriptor && !p->wakeup && !p->busyloop && !p->weight_packets &&
	       !p->weight_bytes;
}

/* Every frame takes the ring's next buffer. */
static bool takes_next(const struct queue *q)
{
	const struct traffic_ops *t = q->models.traffic.ops;
	return q->traits.alike && !q->models.scheme.ops->place &&
	       t->nominal_length(q->models.traffic.self) + q->traits.header <= q->rx.buffer[0].bytes;
}

static COLD bool can_wait(const struct queue *q, const struct core *c)
{
	return MAY_WAIT && q->run->n_queues == 1 && !q->engine->tree && q->traits.policy.auto_mask && !q->host_queue.most &&
	       costs_service_only(&q->traits.policy) && source_can_wait(q) && takes_next(q) && guest_rx_can_wait(q) &&
	       q->models.notify.ops->obeys_off && q->rx.ring.from_device.off && !q->traits.transmits &&
	       moderate_is_off(q->models.moderate.ops, q->models.moderate.self) && c != q->guest_core && !c->memory && !c->pool &&
	       !c->idle.until && !q->guest_core->idle.until;
}

static COLD void put_off(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	if (!w->asked) w->can_wait = can_wait(q, w->core);
	w->asked = true;
	if (q->put_off || !w->can_wait || w->core->extra != CORE_PLAIN || w->kick_pending) return;
	if (w->state != WORKER_PACKET && w->state != WORKER_IDLE) return;
	q->put_off = true;
	w->unbooked = -1;
	engine_at(q->engine, w->id, TIME_NEVER);
	source_put_off(q, true);
}

void host_rx_resume(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	q->put_off = false;
	engine_at(q->engine, w->id, w->state == WORKER_PACKET ? w->core->until : TIME_NEVER);
	source_put_off(q, false);
}

/* What came of it is told to those who have to know when events come again, or the clock looks. */
static inline void caught_up(struct queue *q, struct host_rx *w)
{
	struct core *c = w->core;
	w->chain = 1;
	w->awake = w->state == WORKER_PACKET;
	c->owner = w->awake ? w->id : CORE_FREE;
	if (w->unbooked >= 0) { /* the last stretch is the only one that can still be cut */
		bookings_add(&c->bookings, LEDGER_BACKEND, w->unbooked);
		bookings_begin(&c->bookings);
	}
	w->unbooked = -1;
	q->busy_until = c->until;
	q->rx.ring.signalled_at = q->rx.ring.used_idx;
}

/* A packet that came at `from`, or whose turn it was then, is in the ring's next buffer: serve it. */
static inline void serve(struct queue *q, struct host_rx *w, uint16_t token, sim_time from)
{
	const struct host_policy *p = &q->traits.policy;
	struct core *c = w->core;
	sim_time service = worker_service(&w->service, p, p->rx_packet);
	w->token[0] = token;
	w->state = WORKER_PACKET;
	w->unbooked = service;
	rx_taken(&q->rx, token, from);
	c->busy += service;
	c->spent[LEDGER_BACKEND] += service;
	c->until = from + service;
}

static inline void hand_over(struct queue *q, struct host_rx *w)
{
	rx_hand_over(&q->rx, w->token, 1, w->core->until);
	ring_publish_used(&q->rx.ring);
	q->engine->steps++;
}

/* The next one is served, if it has come by t; none waits in the host queue but those that came before work was put off, or the clock looked. */
static inline bool serve_next(struct queue *q, struct host_rx *w, bool busy, sim_time t)
{
	uint16_t token;
	sim_time from = busy ? w->core->until : -1;
	w->state = WORKER_IDLE;
	if (q->host_queue.count) {
		token = ring_pop(&q->rx.ring);
		host_take(q, rx_packet(&q->rx, token));
	} else {
		if (ring_ready(&q->rx.ring) == 0) return false;
		token = ring_peek(&q->rx.ring, 0);
		sim_time came = source_take(q, t, rx_packet(&q->rx, token));
		if (came == TIME_NEVER) return false;
		ring_pop(&q->rx.ring);
		q->n.wakeups += came > from;
		if (came > from) from = came;
	}
	serve(q, w, token, from);
	return true;
}

HOT bool host_rx_fetch(struct queue *q, sim_time t)
{
	struct host_rx *w = host_rx_of(q);
	bool busy = w->state == WORKER_PACKET;
	if (!busy && !serve_next(q, w, false, t)) return false;
	if (w->core->until >= t) return false;
	hand_over(q, w);
	serve_next(q, w, true, t);
	return true;
}

HOT COLD void host_rx_catch_up(struct queue *q, sim_time t, bool with)
{
	struct host_rx *w = host_rx_of(q);
	struct core *c = w->core;
	const sim_time last = t - !with; /* of arrivals */
	for (;;) {
		bool busy = w->state == WORKER_PACKET;
		if (busy && c->until >= t) break;
		if (busy) hand_over(q, w);
		if (!serve_next(q, w, busy, last)) break;
	}
	source_pull(q, last);
	caught_up(q, w);
}

HOT void host_rx_step(void *self)
{
	struct queue *q = self;
	turn(q, host_rx_of(q));
	if (q->rx.ring.from_driver.masked) put_off(q);
}
