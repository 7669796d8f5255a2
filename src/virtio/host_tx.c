/*
 * host_tx.c - a software back end's transmit worker: transmit ring -> wire.
 *
 *   IDLE --kick--> handler: the flush policy starts the worker now, or later --> one stretch per packet --ring empty--> the flush
 *   policy looks again or lets it sleep.                                                  (vhost handle_tx, QEMU virtio_net_flush_tx)
 */
#include "nic/queue.h"
#include "virtio/worker.h"

void host_tx_kicked(struct queue *q, sim_time t)
{
	struct host_tx *w = &q->host_tx;
	if (q->policy.mask_at_kick) { /* the handler runs in the kick itself, not in the worker */
		q->n.kick_handlers++;
		w->kicked_at = t;
		q->notify.ops->disarm(&q->tx.from_device);
		q->flush.ops->kicked(q->flush.self, q);
		return;
	}
	w->kick_pending = true;
	if (w->state == WORKER_IDLE) {
		w->state = WORKER_WAKING;
		engine_at(q->engine, w->id, t);
	} else if (w->state == WORKER_SPIN) {
		engine_at(q->engine, w->id, t);
	}
}

void software_kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	(void)self;
	if (tx)
		host_tx_kicked(q, t);
	else
		host_rx_kicked(q, t);
}

/* Both workers of a queue are one thread: whichever of them busy polls watches both rings. */
void software_tx_published(void *self, struct queue *q)
{
	(void)self;
	if (q->host_tx.state == WORKER_SPIN) engine_at(q->engine, q->host_tx.id, q->engine->now);
	if (q->host_rx.state == WORKER_SPIN && q->host_tx.state == WORKER_IDLE) host_tx_start(q);
}

void host_tx_watched(struct queue *q)
{
	if (q->host_tx.state != WORKER_IDLE || !host_tx_arm(q)) return;
	host_tx_disarm(q);
	host_tx_start(q);
}

sim_time host_tx_moment(const struct queue *q)
{
	return q->host_tx.kicked_at > q->engine->now ? q->host_tx.kicked_at : q->engine->now;
}

void host_tx_start(struct queue *q)
{
	struct host_tx *w = &q->host_tx;
	w->start = true;
	if (w->state != WORKER_IDLE) return;
	w->state = WORKER_WAKING;
	engine_at(q->engine, w->id, host_tx_moment(q));
}

bool host_tx_arm(struct queue *q)
{
	q->notify.ops->arm(&q->tx.from_device, q->tx.avail_idx); /* the next one published; a timer arms while some wait */
	return ring_ready(&q->tx) > 0;
}

void host_tx_disarm(struct queue *q)
{
	q->notify.ops->disarm(&q->tx.from_device);
}

static void begin_packet(struct queue *q)
{
	struct host_tx *w = &q->host_tx;
	const struct host_policy *p = &q->policy;
	w->token = ring_pop(&q->tx);
	int32_t len = q->tx_packet[w->token].len;
	core_spend(w->core, LEDGER_BACKEND, worker_service(&w->service, p, p->tx_packet));
	core_spend(w->core, LEDGER_HOST_COPY, bytes_cost(len, p->tx_byte));
	core_spend(w->core, LEDGER_DESCRIPTOR, q->scheme.ops->transmit_segments(q->scheme.self, len) * p->descriptor);
	w->run_packets++;
	w->run_bytes += len;
	w->sent++;
	w->state = WORKER_PACKET;
	core_go(w->core, w->id);
}

/* Publish what was sent and tell the guest, as the suppression or the completion policy has it. */
static void publish(struct queue *q)
{
	struct host_tx *w = &q->host_tx;
	int64_t n = w->batch;
	w->batch = 0;
	if (n) ring_publish_used(&q->tx);
	if (!q->complete.ops->signal) {
		if (n) device_signal(q, w->core, true, n);
	} else if (q->complete.ops->signal(q->complete.self, w->since_signal, ring_ready(&q->tx) == 0)) {
		n = w->since_signal; /* published in this batch and before */
		w->since_signal = 0;
		device_signal(q, w->core, true, n);
	}
}

static void finish_packet(struct queue *q)
{
	struct host_tx *w = &q->host_tx;
	struct packet p = q->tx_packet[w->token];
	ring_push(&q->tx, w->token);
	w->since_signal++;
	if (++w->batch >= q->policy.used_batch) publish(q);
	wire_out(q, &p);
}

/* ---- the wire out ---- */

void software_wire_room(void *self, struct queue *q)
{
	struct host_tx *w = &q->host_tx;
	(void)self;
	if (w->state != WORKER_DRY) return;
	w->state = WORKER_WAKING;
	engine_at(q->engine, w->id, q->engine->now);
}

/* The queue to the wire is full: publish what was sent and sleep until there is room (QEMU's -EBUSY, vhost's send buffer). */
static void wire_full(struct queue *q)
{
	struct host_tx *w = &q->host_tx;
	publish(q);
	if (w->core->open > 0) {
		core_go(w->core, w->id);
		return;
	}
	w->state = WORKER_DRY;
	w->awake = false;
	core_leave(w->core);
}

static void fall_asleep(struct queue *q)
{
	struct host_tx *w = &q->host_tx;
	w->state = WORKER_IDLE;
	w->awake = false;
	w->run_packets = w->run_bytes = 0;
	core_leave(w->core);
}

static bool settle(struct host_tx *w)
{
	if (w->core->open == 0) return false;
	w->state = WORKER_SETTLE;
	core_go(w->core, w->id);
	return true;
}

/* The ring is empty: true = a stretch or a spin was begun, or the core given up. */
static bool ring_empty(struct queue *q, bool spun)
{
	struct host_tx *w = &q->host_tx;
	publish(q);
	if (settle(w)) return true;
	if (q->policy.busyloop && !spun && !core_wanted(w->core)) {
		worker_spin(w->core, w->id, q->policy.busyloop);
		w->spin_from = q->engine->now;
		w->state = WORKER_SPIN;
		return true;
	}
	w->start = q->flush.ops->drained(q->flush.self, q, w->sent);
	/* A busy polling receive worker may have turned kicks off since the flush policy turned them on. */
	if (!w->start && !(q->flush.ops->waiting && q->flush.ops->waiting(q->flush.self))) w->start = host_tx_arm(q);
	w->sent = 0;
	return false;
}

void host_tx_step(void *self)
{
	struct queue *q = self;
	struct host_tx *w = &q->host_tx;
	if (w->state == WORKER_WAKING && worker_sleeps(q, w->core, w->id, &w->awake)) return;
	if (!core_take(w->core, w->id, CONTEXT_HOST)) return;
	enum worker_state ended = w->state;
	bool spun = ended == WORKER_SPIN;
	w->state = WORKER_SETTLE;
	if (ended == WORKER_PACKET) finish_packet(q);
	if (spun) worker_spun(w->core, w->spin_from);
	if (w->kick_pending) {
		w->kick_pending = false;
		q->n.kick_handlers++;
		core_spend(w->core, LEDGER_WAKEUP, q->policy.kick_handle);
		q->flush.ops->kicked(q->flush.self, q);
	}
	if (w->start && q->flush.ops->begin) q->flush.ops->begin(q->flush.self, q);
	while (w->start) {
		if (ring_ready(&q->tx) == 0) {
			if (ring_empty(q, spun)) return;
			continue;
		}
		if (worker_weighs(&w->run_packets, &w->run_bytes, &q->policy)) {
			publish(q);
			if (q->flush.ops->burst_over) q->flush.ops->burst_over(q->flush.self, q);
			if (core_yield(w->core, w->id, CONTEXT_HOST)) return;
		}
		if (wire_out_full(q))
			wire_full(q);
		else
			begin_packet(q);
		return;
	}
	if (!settle(w)) fall_asleep(q);
}

bool software_init(void *self, struct queue *q)
{
	struct run *run = q->run;
	(void)self;
	q->host_rx.id = engine_add(q->engine, "host rx", host_rx_step, q, run->max_actors);
	q->host_tx.id = q->transmits ? engine_add(q->engine, "host tx", host_tx_step, q, run->max_actors) : -1;
	stream_init_of(&q->host_rx.service, run->seed, run->replication, "host rx service", q->index);
	stream_init_of(&q->host_tx.service, run->seed, run->replication, "host tx service", q->index);
	q->notify.ops->disarm(&q->rx.from_device); /* kicks for receive buffers are wanted only while the ring is dry */
	if (!wire_out_init(q, 0)) return false;
	return q->host_rx.id >= 0 && (!q->transmits || q->host_tx.id >= 0);
}

/* Asleep with work to do and nothing on its way that would wake it. */
bool software_stuck(const void *self, const struct queue *q)
{
	const sim_time *wake = q->engine->wake;
	(void)self;
	bool rx = q->host_rx.state == WORKER_IDLE || q->host_rx.state == WORKER_DRY;
	if (rx && wake[q->host_rx.id] == TIME_NEVER && q->host_queue.count &&
	    (q->host_rx.state == WORKER_IDLE || queue_could_place(q)))
		return true;
	return q->transmits && q->host_tx.state == WORKER_IDLE && wake[q->host_tx.id] == TIME_NEVER && ring_ready(&q->tx) &&
	       q->tx.kicked_at == q->tx.avail_idx && !(q->flush.ops->waiting && q->flush.ops->waiting(q->flush.self));
}
