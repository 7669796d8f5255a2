/*
 * host_tx.c - a software back end's transmit worker: transmit ring -> wire.
 *
 *   IDLE --kick--> handler: the flush policy starts the worker now, or later --> one stretch per packet --ring empty--> the flush
 *   policy looks again or lets it sleep.                                                  (vhost handle_tx, QEMU virtio_net_flush_tx)
 *
 * Frames may be held, to go to the wire in one call: until so many are, before a longer one, and whenever used entries are published.
 */
#include "virtio/host_state.h"
#include "nic/complete.h"
#include "nic/faults.h"
#include "nic/notify.h"
#include "nic/flush.h"

void host_tx_kicked(struct queue *q, sim_time t)
{
	struct host_tx *w = host_tx_of(q);
	if (q->traits.policy.mask_at_kick) { /* the handler runs in the kick itself, not in the worker */
		q->n.kick_handlers++;
		w->kicked_at = t;
		host_tx_disarm(q);
		q->models.flush.ops->kicked(q->models.flush.self, q);
		return;
	}
	w->kick_pending = true;
	if (w->state == WORKER_IDLE) {
		w->state = WORKER_WAKING;
		worker_at(q, w->id, t);
	} else if (w->state == WORKER_SPIN) {
		worker_at(q, w->id, t);
	}
}

void host_tx_watched(struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	if (w->requeued ? ring_ready(&q->tx.ring) > 0 : w->state != WORKER_IDLE) return;
	if (!host_tx_arm(q)) return;
	host_tx_disarm(q);
	host_tx_start(q);
}

sim_time host_tx_moment(const struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	return w->kicked_at > q->engine->now ? w->kicked_at : q->engine->now;
}

void host_tx_start(struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	w->start = true;
	if (w->state != WORKER_IDLE) return;
	w->state = WORKER_WAKING;
	worker_at(q, w->id, host_tx_moment(q));
}

bool host_tx_arm(struct queue *q)
{
	if (q->run->faults) faults_woken(q, FAULT_HOST, true);
	q->models.notify.ops->arm(&q->tx.ring.from_device,
				  q->tx.ring.avail_idx); /* the next one published; a timer arms while some wait */
	return ring_ready(&q->tx.ring) > 0;
}

void host_tx_disarm(struct queue *q)
{
	q->models.notify.ops->disarm(&q->tx.ring.from_device);
	if (q->run->faults) faults_woken(q, FAULT_HOST, true);
}

/*
 * With 64 B for the network stack and 12 B of header in front, and 320 B for an skb's end behind it, in whole cache lines, it fits a page of
 * 4 KiB (vhost_net_build_xdp); 256 B less where an XDP program is attached to the tap.
 */
#define FRAME_HELD 3636

static inline bool may_hold(const struct queue *q, int32_t len)
{
	return q->traits.policy.tx_batch > 1 && len <= FRAME_HELD;
}

static void begin_packet(struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	const struct host_policy *p = &q->traits.policy;
	w->token = ring_pop(&q->tx.ring);
	packet_leaves(q, &q->tx.packet[w->token], AT_TX_RING, q->engine->now);
	int32_t len = q->tx.packet[w->token].len;
	core_spend(w->core, LEDGER_BACKEND, worker_service(&w->service, p, p->tx_packet));
	if (!may_hold(q, len)) core_spend(w->core, LEDGER_BACKEND, p->tx_call);
	core_spend(w->core, LEDGER_HOST_COPY, bytes_cost(len, p->tx_byte));
	core_spend(w->core, LEDGER_DESCRIPTOR, q->tx.shape[w->token].segments * p->descriptor);
	w->run_packets++;
	w->run_bytes += len;
	w->sent++;
	w->state = WORKER_PACKET;
	core_go(w->core, w->id);
}

/* Publish what was sent and tell the guest, as the suppression or the completion policy has it. */
static void publish(struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	int64_t n = w->batch;
	w->batch = 0;
	if (n) ring_publish_used(&q->tx.ring);
	if (!q->models.complete.ops->signal || q->front->published) { /* who polls sees what is published, told or not */
		if (n) device_signal(q, w->core, true, n);
	} else if (q->models.complete.ops->signal(q->models.complete.self, w->since_signal, ring_ready(&q->tx.ring) == 0)) {
		n = w->since_signal; /* published in this batch and before */
		w->since_signal = 0;
		if (n) device_signal(q, w->core, true, n);
	}
}

/* Frames that are held are the used entries put into the ring last, unpublished as yet. */
static void hand_on(struct queue *q, struct host_tx *w)
{
	const struct ring *r = &q->tx.ring;
	uint16_t from = (uint16_t)(r->used_shadow - w->held);
	w->held = 0;
	for (; from != r->used_shadow; from++) {
		struct packet p = q->tx.packet[r->used_id[from & r->mask]];
		wire_out(q, &p);
	}
}

/* What is held goes to the wire, and all is published: true = the call that takes it there was begun, the rest follows behind it. */
static bool flush(struct queue *q, struct host_tx *w)
{
	if (w->held && q->traits.policy.tx_call) {
		core_spend(w->core, LEDGER_BACKEND, q->traits.policy.tx_call);
		w->state = WORKER_CALL;
		core_go(w->core, w->id);
		return true;
	}
	hand_on(q, w);
	publish(q);
	return false;
}

/* True = as many are held, or unpublished, as may be. */
static bool finish_packet(struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	const struct host_policy *policy = &q->traits.policy;
	struct packet p = q->tx.packet[w->token];
	ring_push(&q->tx.ring, w->token);
	w->since_signal++;
	w->batch++;
	if (may_hold(q, p.len)) return ++w->held >= policy->tx_batch || w->batch >= policy->used_batch;
	if (w->batch >= policy->used_batch) publish(q);
	wire_out(q, &p);
	return false;
}

/* What comes before the next packet: a longer one lets all go first, and so does an end to the worker's turn. */
static bool flush_before(const struct queue *q, const struct host_tx *w)
{
	if (w->held && (w->run_packets >= w->limit.packets || w->run_bytes >= w->limit.bytes)) return true;
	return w->batch && q->traits.policy.tx_batch > 1 && !may_hold(q, q->tx.packet[ring_peek(&q->tx.ring, 0)].len);
}

/* The queue to the wire is full: publish what was sent and sleep until there is room (QEMU's -EBUSY, vhost's send buffer). */
static void wire_full(struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	if (flush(q, w)) return;
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
	struct host_tx *w = host_tx_of(q);
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

/*
 * Receive work came while it spun, or before it could: that goes first, and it looks again behind it, as one that is on the thread's list
 * (vhost busyloop_intr).
 */
static bool requeue(struct queue *q, struct host_tx *w)
{
	if (!q->traits.policy.busyloop || !line_has(&w->core->line, host_rx_of(q)->id)) return false;
	w->requeued = core_yield(w->core, w->id, CONTEXT_HOST);
	return w->requeued;
}

/* Kicks are on again, unless the flush policy's timer runs, and the ring is looked at once more: true = there is something to send. */
static bool looks_again(struct queue *q, const struct host_tx *w)
{
	const struct flush_ops *ops = q->models.flush.ops;
	bool waits = ops->waiting && ops->waiting(q->models.flush.self);
	if (q->run->faults && !waits && faults_skip_look(q, FAULT_HOST, true, q->tx.ring.avail_idx)) return false;
	if (ops->drained(q->models.flush.self, q, w->sent)) return true;
	/* A busy polling receive worker may have turned kicks off since the flush policy turned them on. */
	waits = ops->waiting && ops->waiting(q->models.flush.self);
	return !waits && host_tx_arm(q);
}

/*
 * The ring is empty: true = a stretch or a spin was begun, or the core given up.  Before it sleeps kicks are on again, and what is held goes to
 * the wire behind that; before it spins what is held goes first (vhost handle_tx_copy).
 */
static bool ring_empty(struct queue *q, bool spun)
{
	struct host_tx *w = host_tx_of(q);
	const bool last = w->held && !q->traits.policy.busyloop;
	if ((!last && flush(q, w)) || settle(w)) return true;
	if (q->traits.policy.busyloop && !spun && !core_wanted(w->core)) {
		worker_spin(w->core, w->id, q->traits.policy.busyloop);
		w->spin_from = q->engine->now;
		w->state = WORKER_SPIN;
		return true;
	}
	if (requeue(q, w)) return true;
	w->start = looks_again(q, w);
	w->sent = 0;
	return last && !w->start && flush(q, w);
}

HOT void host_tx_turn(struct queue *q, struct host_tx *w)
{
	if (w->state == WORKER_WAKING && worker_sleeps(q, w->core, w->id, &w->awake)) return;
	if (!core_take(w->core, w->id, CONTEXT_HOST)) return;
	enum worker_state ended = w->state;
	bool spun = ended == WORKER_SPIN;
	w->state = WORKER_SETTLE;
	const bool due = ended == WORKER_CALL || (ended == WORKER_PACKET && finish_packet(q));
	if (ended == WORKER_CALL) hand_on(q, w);
	if (spun) worker_spun(w->core, w->spin_from);
	if (w->requeued) host_tx_disarm(q);
	w->requeued = false;
	if (w->kick_pending) {
		w->kick_pending = false;
		q->n.kick_handlers++;
		core_spend(w->core, LEDGER_WAKEUP, q->traits.policy.kick_handle);
		q->models.flush.ops->kicked(q->models.flush.self, q);
	}
	if (due && flush(q, w)) return;
	if (w->start && q->models.flush.ops->begin) q->models.flush.ops->begin(q->models.flush.self, q);
	while (w->start) {
		if (ring_ready(&q->tx.ring) == 0) {
			if (ring_empty(q, spun)) return;
			continue;
		}
		if (flush_before(q, w) && flush(q, w)) return;
		if (worker_weighs(&w->run_packets, &w->run_bytes, &w->limit)) {
			publish(q);
			if (q->models.flush.ops->burst_over) q->models.flush.ops->burst_over(q->models.flush.self, q);
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
