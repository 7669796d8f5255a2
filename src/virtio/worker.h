/* worker.h - what a software back end's receive and transmit workers share. */
#ifndef NIC_WORKER_H
#define NIC_WORKER_H
#include "nic/queue.h"

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
static inline bool worker_weighs(int64_t *packets, int64_t *bytes, const struct host_policy *p)
{
	bool enough = (p->weight_packets && *packets >= p->weight_packets) || (p->weight_bytes && *bytes >= p->weight_bytes);
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
