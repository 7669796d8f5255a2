/*
 * host_rx_off.c - the receive worker's work put off.
 *
 * While receive interrupts are masked nobody learns what comes into the ring, but a guest that looks.  So neither arrivals nor the worker
 * need events: the guest, whenever it looks, and the clock have them do what is due by then, all in one go.  That is from the first interrupt
 * until the guest asks for the next one.
 * Only where the worker can't find the ring dry, which would be for the guest to mend: what comes is dropped when there is no buffer for it.
 * The source's actor has the smallest id, then comes the guest's, then the worker's: they are made in this order, and of what happens at the same
 * time that of the smaller id is first.
 *
 * Where more hangs on it, the steps themselves are put off (host_lag.c).
 */
#include "nic/moderate.h"
#include "nic/notify.h"
#include "nic/traffic.h"
#include "virtio/host_state.h"

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
	return MAY_WAIT && !q->run->faults && q->run->n_queues == 1 && !q->engine->tree && q->traits.policy.auto_mask &&
	       !q->host_queue.most && costs_service_only(&q->traits.policy) && source_can_wait(q) && takes_next(q) &&
	       guest_rx_can_wait(q) && q->models.notify.ops->obeys_off && q->rx.ring.from_device.off && !q->traits.transmits &&
	       moderate_is_off(q->models.moderate.ops, q->models.moderate.self) && c != q->guest_core && !c->memory && !c->pool &&
	       !c->idle.until && !q->guest_core->idle.until;
}

static bool may_wait(const struct queue *q, const struct host_rx *w)
{
	return q->rx.ring.from_driver.masked && w->core->extra == CORE_PLAIN && !w->kick_pending &&
	       (w->state == WORKER_PACKET || w->state == WORKER_IDLE);
}

COLD void host_put_off_now(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	if (!w->asked) w->way = can_wait(q, w->core) ? PUT_OFF_RUN : MAY_WAIT && host_can_lag(q) ? PUT_OFF_STEPS : PUT_OFF_NOT;
	w->asked = true;
	if (w->way == PUT_OFF_STEPS && q->rx.ring.from_driver.off) host_lag_begin(q);
	if (w->way != PUT_OFF_RUN || !may_wait(q, w)) return;
	host_puts_off(q, PUT_OFF_RUN);
	w->unbooked = -1;
	engine_at(q->engine, w->id, TIME_NEVER);
	source_put_off(q, true);
}

void host_rx_resume(struct queue *q)
{
	struct host_rx *w = host_rx_of(q);
	if (q->put_off == PUT_OFF_STEPS) {
		host_lag_end(q);
		return;
	}
	host_puts_off(q, PUT_OFF_NOT);
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
	host_busy_until(q, c->until);
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

void host_catch_up(struct queue *q)
{
	if (q->put_off == PUT_OFF_STEPS)
		host_lag(q);
	else
		host_rx_catch_up(q, q->engine->now, true);
}
