/*
 * flows.h - which queue a flow's packets come through: as a NIC's receive side scaling decides, and what that leaves each queue of the
 * traffic.
 */
#ifndef LOAD_FLOWS_H
#define LOAD_FLOWS_H
#include "nic/traffic.h"
#include <stdint.h>

#define FLOWS_MOST 4096
#define RSS_TABLE 128 /* entries of the indirection table (QEMU, and most NICs) */

struct flows {
	int n;           /* >= 1 */
	uint16_t *queue; /* of each flow */
};

/* The Toeplitz hash of n bytes (<= 36) by the key that receive side scaling is verified with. */
uint32_t toeplitz(const unsigned char *bytes, int n);
/* What the indirection table says of a hash, as drivers fill it: entry i is queue i mod queues. */
static inline int rss_queue(uint32_t hash, int queues)
{
	return (int)(hash % RSS_TABLE) % queues;
}
/* n flows with addresses and ports of their own, by seed and replication alone, on so many queues; NULL when memory is exhausted. */
struct flows *flows_deal(int n, int queues, uint64_t seed, int replication, struct arena *a);
/* Flows of a queue; queues that have any; the most flows of one. */
int flows_of(const struct flows *f, int queue);
int flows_used(const struct flows *f, int queues);
int flows_most(const struct flows *f, int queues);

/* A queue's share of n equal things: flow by flow, or evenly where there are no flows; the first ones get what is left over. */
int64_t share_of(const struct traffic_env *env, int64_t n);
/* The same of what can be divided at will: `of` parts of `all`; 1 <= of <= all, also where a queue gets nothing, as nobody asks it then. */
struct share {
	int64_t of, all;
};
struct share share_in(const struct setup *s, const struct flows *f, int queue);
static inline struct share share(const struct traffic_env *env)
{
	return share_in(env->setup, env->flows, env->queue);
}
#endif
