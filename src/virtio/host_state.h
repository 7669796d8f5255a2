/* host_state.h - what a software back end's workers know and share; only host_*.c and software.c see it. */
#ifndef VIRTIO_HOST_STATE_H
#define VIRTIO_HOST_STATE_H
#include "engine/random.h"
#include "machine/work.h"
#include "virtio/signal.h"
#include "virtio/software.h"

enum worker_state { WORKER_IDLE, WORKER_DRY, WORKER_WAKING, WORKER_PACKET, WORKER_SETTLE, WORKER_SPIN, WORKER_CALL };

/* What a worker does in one go before others have a turn: the policy's weights, INT64_MAX where it has none. */
struct turn_limit {
	int64_t packets, bytes;
};

struct host_rx {
	int id;
	struct core *core;
	enum worker_state state;
	bool kick_pending;
	struct packet packet; /* the one in hand, when it never fits; else it is with its first buffer */
	int chain;            /* buffers in hand, or PLACE_IN_RING, PLACE_NEVER */
	uint16_t token[MAX_CHAIN];
	int64_t batch, entries, run_packets, run_bytes; /* batch: packets, entries: used entries, not yet published */
	bool awake;                                     /* the thread was woken and has not slept since */
	bool asked;                                     /* how its work can be put off: */
	enum put_off way;
	sim_time due;      /* while its steps are put off: the next one; TIME_NEVER = when something comes or it is kicked */
	sim_time unbooked; /* while its work is: the last service, -1 = its core knows of it */
	sim_time spin_from;
	struct stream service;
	struct turn_limit limit;
};

struct host_tx {
	int id;
	struct core *core;
	enum worker_state state;
	bool kick_pending;  /* a kick's handler is due at the next boundary */
	bool start;         /* told to send */
	bool requeued;      /* it found nothing, and let receive work that had come go first, with kicks still off */
	sim_time kicked_at; /* when the last kick whose handler ran in the kick reached the host */
	uint16_t token;
	int64_t batch, sent, since_signal, run_packets, run_bytes; /* batch: frames done with and not yet published, */
	int64_t held;                                              /* of which the last so many are not on the wire yet */
	bool awake;
	sim_time due; /* as host_rx's */
	sim_time spin_from;
	struct stream service;
	struct turn_limit limit;
};

struct host {
	struct host_rx rx;
	struct host_tx tx;
	bool lagging; /* steps that were put off are taken now */
};

static inline struct host_rx *host_rx_of(const struct queue *q)
{
	return &q->host->rx;
}
static inline struct host_tx *host_tx_of(const struct queue *q)
{
	return &q->host->tx;
}

/* One turn of a worker: what its step does. */
void host_rx_turn(struct queue *q, struct host_rx *w);
void host_tx_turn(struct queue *q, struct host_tx *w);
/* The same where steps are put off and a packet of one buffer follows such a packet; else false, and nothing is done. */
bool host_rx_goes_on(struct queue *q, struct host_rx *w);

/* Nobody takes from the host queue before t; and how the host's work is put off from now on. Nobody else says so. */
static inline void host_busy_until(struct queue *q, sim_time t)
{
	q->busy_until = t;
}
static inline void host_puts_off(struct queue *q, enum put_off how)
{
	q->put_off = how;
}

/* ---- host_rx_off.c ---- */

/* At the end of a step: from now on work or steps are put off, where that can be. */
void host_put_off_now(struct queue *q);
static inline void host_put_off(struct queue *q)
{
	const struct wish *wish = &q->rx.ring.from_driver;
	const struct host_rx *w = &q->host->rx;
	if ((wish->masked | wish->off) && !q->put_off && (w->way != PUT_OFF_NOT || !w->asked)) host_put_off_now(q);
}

/* ---- host_lag.c ---- */

/* Can steps be put off in this run? From now on, as the guest polls; and no more, once they were taken. */
bool host_can_lag(const struct queue *q);
void host_lag_begin(struct queue *q);
void host_lag_end(struct queue *q);
/* Take those that come before that of the engine's current actor; and have those arrive that were due by `last` and would wake nobody. */
void host_lag(struct queue *q);
void host_lag_arrivals(struct queue *q, sim_time last);

/* ---- the actors ---- */

/* A kick for the ring reaches the host at time t. */
void host_rx_kicked(struct queue *q, sim_time t);
void host_tx_kicked(struct queue *q, sim_time t);
/* A signal has arrived for worker id: does its thread still sleep? Then it is stepped again once it is awake. */
bool worker_sleeps(struct queue *q, struct core *c, int id, bool *awake);
/* The receive worker stops busy polling, which watched the transmit ring too: kicks are wanted again. */
void host_tx_watched(struct queue *q);

/* Worker id has its next step at t, whether steps are put off or not. */
static inline void worker_at(struct queue *q, int id, sim_time t)
{
	struct host *h = q->host;
	if (q->put_off != PUT_OFF_STEPS || h->lagging)
		engine_at(q->engine, id, t);
	else
		*(id == h->rx.id ? &h->rx.due : &h->tx.due) = t;
}

/* Duration of one packet's work. */
static inline sim_time worker_service(struct stream *s, const struct host_policy *p, sim_time fixed)
{
	return p->service_mean > 0 ? stream_exponential(s, p->service_mean) : fixed;
}

/* Enough done in one go (and the counts start again)? */
static inline bool worker_weighs(int64_t *packets, int64_t *bytes, const struct turn_limit *l)
{
	bool enough = *packets >= l->packets || *bytes >= l->bytes;
	if (enough) *packets = *bytes = 0;
	return enough;
}

/* Busy poll for at most ps; whoever stands in line for the core ends it. */
static inline void worker_spin(struct core *c, int id, sim_time ps)
{
	core_spin(c, true);
	engine_at(c->engine, id, c->engine->now + ps);
}
static inline void worker_spun(struct core *c, sim_time from)
{
	core_spin(c, false);
	core_passed(c, LEDGER_SPIN, c->engine->now - from);
}
#endif
