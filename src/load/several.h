/*
 * several.h - the traffics of a queue where a scenario has more than one: each with a source of its own, all over one wire, through one host
 * queue or guest queue.  With one traffic none of this is there.
 */
#ifndef LOAD_SEVERAL_H
#define LOAD_SEVERAL_H
#include "load/load.h"
#include "nic/traffics.h"

/* One traffic on one queue. */
struct one {
	struct queue *q;
	int of; /* which, from 0 */
	enum direction direction;
	struct part traffic; /* its model; ops NULL = there is none here */
	struct source source;
	struct gso gso; /* its packets reach the guest cut into frames */
};
struct several;
/* What becomes of their packets, by who sees it: source, peer and delivered go on by these, as several.c goes on by them. */
struct several_ops {
	/* Will anything more ever come without an answer? */
	bool (*waits)(const struct several *s);
	/* What the peer sent is here: a new packet, a response, or an acknowledgement. */
	void (*arrives)(struct queue *q, const struct packet *p, sim_time now);
	/* A packet of a traffic that goes out has come to the peer at t: it does not pass the way back. */
	void (*sent)(struct queue *q, const struct packet *p, sim_time t);
	/* When it left the places that it does not pass, for the checks: into a line of its own. */
	void (*line)(const struct queue *q, const struct packet *p, sim_time line[LINE_WORDS], sim_time at);
	/* It has come where it was to go. */
	void (*delivered)(struct queue *q, const struct packet *p, sim_time at);
	/* As source_answered() and source_released() of port.h. */
	void (*answered)(struct queue *q, sim_time t, const struct packet *p);
	void (*released)(struct queue *q, const struct packet *p);
};
struct several {
	const struct several_ops *ops;
	struct one one[TRAFFICS_MOST];
};

#ifdef SIMNIC_CHECKED
enum { CHECKED = true };
#else
enum { CHECKED = false };
#endif
/* One enters or leaves this machine, for the checks. */
static inline void traffic_entered(struct queue *q, const struct packet *p)
{
	if (CHECKED && q->run->traffic) q->run->traffic[packet_traffic(p)].inside++;
}
static inline void traffic_left(struct queue *q, const struct packet *p)
{
	if (CHECKED && q->run->traffic) q->run->traffic[packet_traffic(p)].inside--;
}

/* Before there are queues: what is kept of each traffic. False when memory is exhausted. */
bool several_deal(struct run *run);
/* Of a queue, behind its load's source; false when memory or actors are exhausted. */
bool several_init(struct queue *q);
/* Have the first arrivals come. */
void several_start(struct queue *q);
#endif
