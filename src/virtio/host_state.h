/* host_state.h - what a software back end's workers know and share; only host_*.c and software.c see it. */
#ifndef VIRTIO_HOST_STATE_H
#define VIRTIO_HOST_STATE_H
#include "engine/random.h"
#include "machine/work.h"
#include "virtio/signal.h"
#include "virtio/software.h"

enum worker_state { WORKER_IDLE, WORKER_DRY, WORKER_WAKING, WORKER_PACKET, WORKER_SETTLE, WORKER_SPIN };

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
	bool asked, can_wait;                           /* can its work be put off? */
	sim_time unbooked;                              /* the last service of such work, -1 = its core knows of it */
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
	sim_time kicked_at; /* when the last kick whose handler ran in the kick reached the host */
	uint16_t token;
	int64_t batch, sent, since_signal, run_packets, run_bytes;
	bool awake;
	sim_time spin_from;
	struct stream service;
	struct turn_limit limit;
};

struct host {
	struct host_rx rx;
	struct host_tx tx;
};

static inline struct host_rx *host_rx_of(const struct queue *q)
{
	return &q->host->rx;
}
static inline struct host_tx *host_tx_of(const struct queue *q)
{
	return &q->host->tx;
}

void host_rx_step(void *self);
void host_tx_step(void *self);
/* A kick for the ring reaches the host at time t. */
void host_rx_kicked(struct queue *q, sim_time t);
void host_tx_kicked(struct queue *q, sim_time t);
/* A signal has arrived for worker id: does its thread still sleep? Then it is stepped again once it is awake. */
bool worker_sleeps(struct queue *q, struct core *c, int id, bool *awake);
/* The receive worker stops busy polling, which watched the transmit ring too: kicks are wanted again. */
void host_tx_watched(struct queue *q);

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
