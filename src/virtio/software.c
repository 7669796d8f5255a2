/* software.c - a software back end of one queue put together: its two workers, as the seam of back ends wants them. */
#include "virtio/software.h"
#include "base/arena.h"
#include "virtio/host_state.h"
#include "nic/faults.h"
#include "nic/notify.h"
#include "nic/flush.h"

void software_policy(const struct software_prices *s, struct host_policy *p)
{
	p->rx_packet = s->rx_packet;
	p->tx_packet = s->tx_packet;
	p->descriptor = s->descriptor;
	p->rx_byte = s->rx_byte;
	p->tx_byte = s->tx_byte;
	p->irq_inject = s->irq_inject;
	p->irq_latency = s->irq_latency;
	p->kick = s->kick;
	p->kick_handle = s->kick_handle;
	p->wakeup = s->wakeup;
}

static HOT void host_rx_step(void *self)
{
	struct queue *q = self;
	host_rx_turn(q, host_rx_of(q));
	host_put_off(q);
}

static HOT void host_tx_step(void *self)
{
	struct queue *q = self;
	host_tx_turn(q, host_tx_of(q));
	host_put_off(q);
}

void software_rx_ready(void *self, struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	(void)self;
	if (w->state == WORKER_IDLE) {
		w->state = WORKER_WAKING;
		if (q->traits.policy.wakeup == 0 && w->core->owner == CORE_FREE) {
			host_rx_step(q); /* nothing lies between the packet and the worker: no event of its own */
		} else {
			engine_at(q->engine, w->id, q->engine->now);
		}
	} else if (w->state == WORKER_SPIN) {
		engine_at(q->engine, w->id, q->engine->now);
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
	struct host_tx *w = host_tx_of(q);
	(void)self;
	if (w->state == WORKER_SPIN) engine_at(q->engine, w->id, q->engine->now);
	if (host_rx_of(q)->state != WORKER_SPIN) return;
	if (w->state == WORKER_IDLE) host_tx_start(q);
	if (w->requeued) engine_at(q->engine, host_rx_of(q)->id, q->engine->now);
}

void software_wire_room(void *self, struct queue *q)
{
	struct host_tx *w = host_tx_of(q);
	(void)self;
	if (w->state != WORKER_DRY) return;
	w->state = WORKER_WAKING;
	engine_at(q->engine, w->id, q->engine->now);
}

bool software_init(void *self, struct queue *q)
{
	struct run *run = q->run;
	struct host *h = q->host = arena_alloc(run->arena, sizeof *h);
	(void)self;
	if (!h) return false;
	const struct host_policy *p = &q->traits.policy;
	h->rx.core = h->tx.core = q->host_core;
	h->rx.limit.packets = p->weight_packets ? p->weight_packets : INT64_MAX;
	h->rx.limit.bytes = p->weight_bytes ? p->weight_bytes : INT64_MAX;
	h->tx.limit = h->rx.limit;
	h->rx.id = engine_add(q->engine, "host rx", host_rx_step, q, run->max_actors);
	h->tx.id = q->traits.transmits ? engine_add(q->engine, "host tx", host_tx_step, q, run->max_actors) : -1;
	stream_init_of(&h->rx.service, run->seed, run->replication, "host rx service", q->index);
	stream_init_of(&h->tx.service, run->seed, run->replication, "host tx service", q->index);
	q->models.notify.ops->disarm(
		&q->rx.ring.from_device); /* kicks for receive buffers are wanted only while the ring is dry */
	return h->rx.id >= 0 && (!q->traits.transmits || h->tx.id >= 0) &&
	       wire_out_init(q, p->tx_batch > 1 ? p->tx_batch - 1 : 0) && signals_add_timers(q);
}

void software_catch_up(void *self, struct queue *q, sim_time t)
{
	(void)self;
	if (q->put_off == PUT_OFF_STEPS) {
		host_lag(q);
		if (q->engine->current == q->run->clock_id) host_lag_arrivals(q, t - 1);
	} else {
		host_rx_catch_up(q, t, false);
	}
}

/* ---- looked at ---- */

/* A worker that was woken and waits for its core counts as dry until it runs. */
bool software_waits(const void *self, const struct queue *q)
{
	const struct host_rx *w = host_rx_of(q);
	(void)self;
	return q->engine->wake[w->id] == TIME_NEVER && !line_has(&w->core->line, w->id);
}

/* Busy polling is booked when it ends: up to now, when somebody looks. */
static void book_spin(struct core *c, enum worker_state state, sim_time *from, sim_time now)
{
	if (state != WORKER_SPIN) return;
	core_passed(c, LEDGER_SPIN, now - *from);
	*from = now;
}

void software_settle(void *self, struct queue *q)
{
	struct host *h = q->host;
	(void)self;
	book_spin(h->rx.core, h->rx.state, &h->rx.spin_from, q->engine->now);
	book_spin(h->tx.core, h->tx.state, &h->tx.spin_from, q->engine->now);
}

int64_t software_moves(const struct queue *q, int actor)
{
	const struct host_rx *rx = host_rx_of(q);
	const struct host_tx *tx = host_tx_of(q);
	if (actor == rx->id && rx->state == WORKER_PACKET && rx->chain != PLACE_NEVER) return q->rx.packet[rx->token[0]].len;
	return actor == tx->id && tx->state == WORKER_PACKET ? q->tx.packet[tx->token].len : 0;
}

bool software_owns(const struct queue *q, int actor)
{
	return actor == host_rx_of(q)->id || actor == host_tx_of(q)->id;
}

/* Asleep with work to do and nothing on its way that would wake it. */
static bool rx_stuck(const struct queue *q, const struct host_rx *w)
{
	if ((w->state != WORKER_IDLE && w->state != WORKER_DRY) || q->engine->wake[w->id] != TIME_NEVER || !q->host_queue.count)
		return false;
	if (w->state == WORKER_IDLE) return true;
	return queue_could_place(q) && q->rx.ring.kicked_at == q->rx.ring.avail_idx && !faults_excuse(q, FAULT_HOST, false);
}

static bool tx_stuck(const struct queue *q, const struct host_tx *w)
{
	return w->state == WORKER_IDLE && q->engine->wake[w->id] == TIME_NEVER && ring_ready(&q->tx.ring) &&
	       q->tx.ring.kicked_at == q->tx.ring.avail_idx &&
	       !(q->models.flush.ops->waiting && q->models.flush.ops->waiting(q->models.flush.self)) &&
	       !faults_excuse(q, FAULT_HOST, true);
}

bool software_stuck(const void *self, const struct queue *q)
{
	(void)self;
	return rx_stuck(q, host_rx_of(q)) || (q->traits.transmits && tx_stuck(q, host_tx_of(q)));
}
