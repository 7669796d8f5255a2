/*
 * host_rx.c - a software back end's receive worker: host queue -> receive ring.
 *
 *   IDLE (waits for packets) --packet--> WAKING --core--> one stretch per packet --queue empty--> IDLE
 *   ring holds too few buffers -> DRY (asks for kicks, sleeps) --kick--> WAKING          (vhost handle_rx, QEMU virtio_net_receive)
 */
#include "virtio/host_state.h"
#include "nic/notify.h"

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

HOT void host_rx_step(void *self)
{
	struct queue *q = self;
	struct host_rx *w = host_rx_of(q);
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
