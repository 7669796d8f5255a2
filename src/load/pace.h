/* pace.h - what open-loop traffic models share: exact constant gaps, and plain packets. */
#ifndef NIC_PACE_H
#define NIC_PACE_H
#include "load/flows.h"
#include "nic/setup.h"
#include "nic/traffic.h"

/* Times k * gap without drift: the remainder of the division is carried. */
struct pace {
	sim_time at;
	int64_t gap, rest, carried, per; /* gap + rest/per ps between packets */
};

/* rate: packets per 1000 s for the whole NIC, of which a queue has its share; the first packet is at `first`. */
static inline void pace_init(struct pace *p, int64_t rate, struct share s, sim_time first)
{
	/* 1e15 ps per 1000 s, times queues or flows <= 4096, fits, and so does the highest rate times as much: it is 1e13. */
	int64_t whole = INT64_C(1000000000000000) * s.all, ours = rate * s.of;
	*p = (struct pace){.at = first, .gap = whole / ours, .rest = whole % ours, .per = ours};
}

static inline sim_time pace_next(struct pace *p)
{
	sim_time at = p->at;
	p->at += p->gap;
	if ((p->carried += p->rest) >= p->per) {
		p->carried -= p->per;
		p->at++;
	}
	return at;
}

static inline void arrival_fill(struct arrival *out, sim_time at, int64_t len)
{
	*out = (struct arrival){.at = at, .packet = {.len = (int32_t)len, .goodput = (int32_t)len}};
}

/* Independent exponential gaps (a Poisson process), one stream per queue. */
struct random_pace {
	sim_time at;
	double mean; /* ps */
	struct stream stream;
};

static inline void random_pace_init(struct random_pace *p, int64_t rate, const struct traffic_env *env)
{
	stream_init_of(&p->stream, env->seed, env->replication, "traffic", env->queue);
	struct share s = share(env);
	p->mean = 1e15 * (double)s.all / (double)s.of / (double)rate;
	p->at = 0;
}

static inline sim_time random_pace_next(struct random_pace *p)
{
	return p->at += stream_exponential(&p->stream, p->mean);
}

#define MAX_RATE INT64_C(10000000000000) /* 10 Gpps, in packets per 1000 s */
#endif
