/*
 * pipeline.h - a device's work on its rings: jobs (batches, packets) that pass stages, each in the order they were begun, several of them
 * under way at a time.  What a stage does on the link, and what a job is, the back end says.
 */
#ifndef NIC_PIPELINE_H
#define NIC_PIPELINE_H
#include "engine/agenda.h"
#include "nic/queue.h"

#define PIPELINE_STAGES 16

struct pipeline;
struct pipeline_ops {
	/* Take up job number `job`: false = there is none to begin now. */
	bool (*begin)(struct pipeline *p, uint32_t job, sim_time now);
	/* It has passed them all. */
	void (*finish)(struct pipeline *p, uint32_t job, sim_time now);
};
/* Begin this stage of the job: returns when it ends. */
typedef sim_time pipeline_stage(struct pipeline *p, uint32_t job, int stage, sim_time now);

/* A job under way waits for the end of its stage. */
struct pipeline_job {
	struct errand end;
	uint32_t number;
	int stage;
	sim_time pushed; /* the bus's count of that when the stage was begun, or asked again */
};

struct pipeline {
	struct queue *q;
	struct ring *ring;
	struct bus *bus; /* the run's, and what is to be done when */
	struct agenda *agenda;
	const struct pipeline_ops *ops;
	const struct pipeline *other; /* the queue's in the other direction; NULL = there is none */
	bool tx;
	pipeline_stage *stage[PIPELINE_STAGES];
	int stages;
	uint32_t writes;      /* a bit for each that ends when writes have left the device */
	uint32_t most, mask;  /* jobs under way at a time; mask for arrays of them */
	uint32_t begun, done; /* jobs, modulo 2^32 */
	bool held_up;         /* there is work, and it has as many jobs under way as it can */
	bool starved;         /* there is work, and the device has as many of all its lines, or descriptors are on their way */
	bool unheard;         /* whether it is held up is not told: who waits for it does */
	bool waits;           /* for its turn, before `next` (device.h) */
	struct pipeline *next;
	bool served; /* it is its turn, where turns go by weight: it may begin more while it has credit left */
	int64_t weight,
		credit; /* of the device's quantum in each turn; bytes or jobs of its turn that are left, < 0 = that it owes */
	struct pipeline_job *job;
	struct errand look;                  /* the next time to look for work, besides arrivals and ends of stages */
	sim_time stage_end[PIPELINE_STAGES]; /* of the last job to begin it */
};

/* `stage`, `stages`, `ops` and `other` are set already. False when memory is exhausted. */
bool pipeline_init(struct pipeline *p, struct queue *q, bool tx, uint32_t most);
/* Begin what can be begun: after arrivals, and whenever something that held it up is over. */
void pipeline_go(struct pipeline *p);
/* The same at time t. */
void pipeline_look_at(struct pipeline *p, sim_time t);
/* A packet came into the host queue. */
void pipeline_arrival(struct pipeline *p);
/* A kick reaches the device at time t. */
void pipeline_kicked(struct pipeline *p, sim_time t);
/* For the checked build: there is work it could begin, and nothing will make it. */
bool pipeline_stuck(const struct pipeline *p);

/* Packets, or chains, that wait to be begun. */
static inline uint32_t pipeline_waiting(const struct pipeline *p)
{
	return p->tx ? ring_ready(p->ring) : p->q->host_queue.count;
}
static inline bool pipeline_full(const struct pipeline *p)
{
	return p->begun - p->done >= p->most;
}
#endif
