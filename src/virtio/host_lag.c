/*
 * host_lag.c - the steps of the host's side are put off until somebody looks.
 *
 * While the guest polls it wishes no receive interrupts: it sees what came into its rings when it looks, and what is on the host before the
 * rings, nobody sees but the two workers.  So neither they nor the source have events.  Whoever is about to look, or to change what they see,
 * has them first take all the steps that are due by then, each at its own time, which the engine shows meanwhile: the guest at each of its
 * steps, a flush policy's timer, and the clock.  That spares the engine its choice of the next event, and is the same step by step.
 *
 * The clock's actor has the smallest id, then come the source's, the guest's, the receive worker's, the transmit worker's, and timers.
 */
#include "nic/moderate.h"
#include "nic/notify.h"
#include "virtio/host_state.h"

bool host_can_lag(const struct queue *q)
{
	const struct core *c = q->host_core;
	return !q->run->faults && q->run->n_queues == 1 && !q->engine->tree && q->traits.direction == DIR_RX &&
	       q->host_queue.most && !q->traits.policy.busyloop && q->models.notify.ops->obeys_off && source_can_lag(q) &&
	       guest_rx_can_lag(q) && moderate_is_off(q->models.moderate.ops, q->models.moderate.self) && c != q->guest_core &&
	       !c->memory && !c->pool && !c->idle.until && !c->absence.longer && !c->trace;
}

/* From `from`, which is its wake-up no more. */
static inline sim_time taken_off(sim_time *from)
{
	sim_time due = *from;
	*from = TIME_NEVER;
	return due;
}

void host_lag_begin(struct queue *q)
{
	struct host *h = q->host;
	host_puts_off(q, PUT_OFF_STEPS);
	h->rx.due = taken_off(&q->engine->wake[h->rx.id]);
	h->tx.due = h->tx.id < 0 ? TIME_NEVER : taken_off(&q->engine->wake[h->tx.id]);
	source_put_off(q, true);
}

/*
 * The worker who is next; anybody, once one of those steps has woken somebody else than who took it. A host that only receives has rx for tx,
 * too.
 */
static inline int next_of(const struct engine *e, int rx, int tx, bool woken)
{
	if (woken) return engine_next(e);
	return e->wake[tx] < e->wake[rx] ? tx : rx;
}

static inline void step(struct queue *q, struct engine *e, int id)
{
	struct host_rx *rx = host_rx_of(q);
	e->current = id;
	e->now = taken_off(&e->wake[id]);
	e->steps++;
	if (id != rx->id)
		e->actor[id].step(e->actor[id].self);
	else if (!host_rx_goes_on(q, rx))
		host_rx_turn(q, rx);
}

/* All steps before that of the engine's current actor; true = others than the workers may have been woken. */
static inline bool take_steps(struct queue *q, struct engine *e, struct host *h, int rx, int tx)
{
	const sim_time now = e->now, until = e->until;
	const int current = e->current;
	for (bool woken = false;;) {
		woken |= e->until != until;
		const int id = next_of(e, rx, tx, woken);
		const sim_time due = e->wake[id];
		if (h->rx.state == WORKER_IDLE) {
			sim_time next = source_next(q);
			if (next <= due && next <= now - (current == q->run->clock_id)) { /* it wakes the worker */
				e->current = h->rx.id;
				source_come(q, next);
				continue;
			}
		}
		if (due > now || (due == now && id > current)) return woken;
		source_join(q, due);
		step(q, e, id);
	}
}

/* Is the worker's state, and the source's if it is to notice, what it is to be? Arrivals that only wait in the queue can be late. */
static inline bool is_up_to_date(const struct queue *q, const struct engine *e, const struct host *h)
{
	return h->rx.due > e->now && h->tx.due > e->now && (h->rx.state != WORKER_IDLE || source_next(q) > e->now);
}

/* The workers' wake-ups are where their steps put them, but only for as long as this takes. */
static HOT COLD void catch_up(struct queue *q, struct engine *e, struct host *h)
{
	const sim_time now = e->now;
	const int current = e->current, rx = h->rx.id, tx = h->tx.id < 0 ? rx : h->tx.id;
	h->lagging = true;
	e->wake[tx] = h->tx.due; /* never, where that is rx */
	e->wake[rx] = h->rx.due;
	if (take_steps(q, e, h, rx, tx)) e->until = INT64_MIN; /* the engine looks who is next itself */
	h->rx.due = taken_off(&e->wake[rx]);
	h->tx.due = taken_off(&e->wake[tx]);
	e->now = now;
	e->current = current;
	h->lagging = false;
}

void host_lag(struct queue *q)
{
	if (!q->host->lagging && !is_up_to_date(q, q->engine, q->host)) catch_up(q, q->engine, q->host);
}

void host_lag_arrivals(struct queue *q, sim_time last)
{
	const sim_time now = q->engine->now;
	source_join(q, last);
	q->engine->now = now;
}

void host_lag_end(struct queue *q)
{
	struct host *h = q->host;
	host_lag_arrivals(q, q->engine->now);
	host_puts_off(q, PUT_OFF_NOT);
	engine_at(q->engine, h->rx.id, h->rx.due);
	if (h->tx.id >= 0) engine_at(q->engine, h->tx.id, h->tx.due);
	source_put_off(q, false);
}
