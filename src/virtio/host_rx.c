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
	if (worker_weighs(&w->run_packets, &w->run_bytes, &q->traits.policy)) {
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
	       moderate_is_off(q->models.moderate.ops, q->models.moderate.self) && c != q->guest_core && !c->memory && !c->pool;
}

static COLD void put_off(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	if (!w->asked) w->can_wait = can_wait(q, w->core);
	w->asked = true;
	if (q->put_off || !w->can_wait || w->core->extra != CORE_PLAIN || w->kick_pending) return;
	if (w->state != WORKER_PACKET && w->state != WORKER_IDLE) return;
	q->put_off = true;
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

/* What came of it is the worker's state again. */
static inline void caught_up(struct queue *q, struct host_rx *w, bool busy, sim_time service, sim_time spent)
{
	struct core *c = w->core;
	w->state = busy ? WORKER_PACKET : WORKER_IDLE;
	w->awake = busy;
	c->owner = busy ? w->id : CORE_FREE;
	c->busy += spent;
	c->spent[LEDGER_BACKEND] += spent;
	if (service >= 0) { /* the last stretch is the only one that can still be cut */
		bookings_add(&c->bookings, LEDGER_BACKEND, service);
		bookings_begin(&c->bookings);
	}
	q->busy_until = c->until;
	ring_publish_used(&q->rx.ring);
	q->rx.ring.signalled_at = q->rx.ring.used_idx;
}

HOT void host_rx_catch_up(struct queue *q, sim_time t, bool with)
{
	struct host_rx *w = host_rx_of(q);
	const struct host_policy *p = &q->traits.policy;
	const sim_time last = t - !with; /* of arrivals */
	sim_time end = w->core->until, next = source_next(q), service = -1, spent = 0;
	uint16_t token[1] = {w->token[0]};
	bool busy = w->state == WORKER_PACKET;
	for (;;) {
		sim_time from = busy ? end : next;
		if (busy || from <= last) next = source_pull(q, from < last ? from : last);
		if (busy ? end >= t : from > last) break;
		if (busy) {
			rx_hand_over(&q->rx, token, 1, end);
			q->engine->steps++;
		}
		if (q->host_queue.count == 0) {
			busy = false;
			continue;
		}
		q->n.wakeups += !busy;
		busy = true;
		token[0] = ring_pop(&q->rx.ring);
		host_take(q, rx_packet(&q->rx, token[0]));
		rx_taken(&q->rx, token[0], from);
		service = worker_service(&w->service, p, p->rx_packet);
		spent += service;
		end = from + service;
	}
	w->token[0] = token[0];
	w->chain = 1;
	w->core->until = end;
	caught_up(q, w, busy, service, spent);
}

HOT void host_rx_step(void *self)
{
	struct queue *q = self;
	turn(q, host_rx_of(q));
	if (q->rx.ring.from_driver.masked) put_off(q);
}
