/*
 * host_rx.c - a software back end's receive worker: host queue -> receive ring.
 *
 *   IDLE (waits for packets) --packet--> WAKING --core--> one stretch per packet --queue empty--> IDLE
 *   ring holds too few buffers -> DRY (asks for kicks, sleeps) --kick--> WAKING          (vhost handle_rx, QEMU virtio_net_receive)
 */
#include "virtio/host_state.h"
#include "nic/faults.h"
#include "nic/notify.h"

/* For kicks of those who post buffers: they are wanted while the ring is dry. */
static void dont_ask(struct queue *q)
{
	q->models.notify.ops->disarm(&q->rx.ring.from_device);
	if (q->run->faults) faults_woken(q, FAULT_HOST, false);
}
static void ask(struct queue *q)
{
	const uint16_t at = q->rx.ring.avail_idx;
	if (q->run->faults && faults_skip_look(q, FAULT_HOST, false, at)) return;
	q->models.notify.ops->arm(&q->rx.ring.from_device, at);
}

void host_rx_kicked(struct queue *q, sim_time t)
{
	struct host_rx *w = host_rx_of(q);
	if (q->traits.policy.mask_at_kick) { /* the handler ran in the kick */
		q->n.kick_handlers++;
		dont_ask(q);
	} else {
		w->kick_pending = true;
	}
	if (w->state == WORKER_IDLE || w->state == WORKER_DRY) {
		w->state = WORKER_WAKING;
		worker_at(q, w->id, t);
	} else if (w->state == WORKER_SPIN) {
		worker_at(q, w->id, t);
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

/* What a packet in the buffers of w->token takes, and it is under way. */
static inline void serve(struct queue *q, struct host_rx *w, int32_t len)
{
	struct core *c = w->core;
	const struct host_policy *p = &q->traits.policy;
	core_spend(c, LEDGER_BACKEND, worker_service(&w->service, p, p->rx_packet));
	if (p->rx_byte) core_spend(c, LEDGER_HOST_COPY, bytes_cost(len, p->rx_byte));
	if (p->descriptor) core_spend(c, LEDGER_DESCRIPTOR, segments_of(q, w->token, w->chain) * p->descriptor);
	w->run_packets++;
	w->run_bytes += len;
	w->state = WORKER_PACKET;
	host_busy_until(q, core_go(c, w->id));
}

static bool begin_packet(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	int32_t len = fifo_head(&q->host_queue)->len;
	int n = queue_place(q, len, w->token);
	if (n == PLACE_LATER) return false;
	w->chain = n;
	host_take(q, n != PLACE_NEVER ? rx_packet(&q->rx, w->token[0]) : &w->packet);
	if (n != PLACE_NEVER) rx_taken(&q->rx, w->token[0], w->core->engine->now);
	serve(q, w, len);
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

/* Others want the core; the transmit worker, which let this one go first, only if there is something to send by now. */
static bool wanted(const struct queue *q, const struct host_rx *w)
{
	const bool requeued = host_tx_of(q)->requeued;
	return core_wanted_besides(w->core, requeued) || (requeued && ring_ready(&q->tx.ring) > 0);
}

static COLD void queue_empty(struct queue *q, bool spun)
{
	struct host_rx *w = host_rx_of(q);
	publish(q);
	if (settle(w)) return;
	if (q->traits.policy.busyloop && !spun && !wanted(q, w)) {
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
	ask(q);
	q->n.host_dry++;
	tally_dry(&q->tally, q->engine->now, true);
	fall_asleep(q, WORKER_DRY);
}

/* The next packet, if there is one, takes the next buffer and no more, as the one that is done does. */
static inline bool goes_on(const struct queue *q, const struct host_rx *w)
{
	const struct ring *r = &q->rx.ring;
	if (w->state != WORKER_PACKET || w->chain != 1 || w->kick_pending || q->traits.policy.used_batch != 1 ||
	    q->models.scheme.ops->place || w->run_packets >= w->limit.packets || w->run_bytes >= w->limit.bytes)
		return false;
	if (q->host_queue.count == 0 || ring_ready(r) == 0) return false;
	return q->rx.buffer[ring_peek(r, 0)].bytes >= fifo_head((struct fifo *)&q->host_queue)->len + q->traits.header;
}

bool host_rx_goes_on(struct queue *q, struct host_rx *w)
{
	struct ring *r = &q->rx.ring;
	const sim_time now = w->core->engine->now;
	if (!goes_on(q, w)) return false;
	rx_hand_over(&q->rx, w->token, 1, now);
	ring_publish_used(r);
	r->signalled_at = r->used_idx;
	uint16_t token = w->token[0] = ring_pop(r);
	struct packet *p = rx_packet(&q->rx, token);
	host_take(q, p);
	rx_taken(&q->rx, token, now);
	serve(q, w, p->len);
	return true;
}

void host_rx_turn(struct queue *q, struct host_rx *w)
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
		dont_ask(q);
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
