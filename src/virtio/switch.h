/*
 * switch.h - a back end that polls: a thread on each host core that serves the queues of that core in turn, as ports of a switch, and never
 * sleeps.  Each port is looked at twice a round: what has come for the guest, and what the guest sends.
 */
#ifndef VIRTIO_SWITCH_H
#define VIRTIO_SWITCH_H
#include "nic/line_prices.h"
#include "nic/place.h"
#include "virtio/poller.h"
#include "virtio/software.h"

/* How it serves a port, and at what price besides those of every software back end (struct host_policy). Times in ps. */
struct switching {
	int32_t burst;            /* packets of a call, >= 1 */
	int32_t retries;          /* calls more for what found no buffers, as long as each finds some */
	sim_time look, call;      /* a call that finds nothing; and one that does, packets apart */
	struct line_prices lines; /* from the guest's core */
};

/* Some packets of a call, each with the buffers it went to. */
struct placed {
	uint16_t token[MAX_CHAIN];
	int32_t n; /* buffers, or PLACE_IN_RING */
};

struct port {
	struct switching how;
	struct poll_job rx, tx;
	/* Towards the guest: taken from the host queue at `taken`, rest[next .. n) are yet to be placed; placed[0 .. done) are to be published. */
	struct packet *rest;
	sim_time taken;
	int32_t next, n, done, retries, accepted;
	struct placed *placed;
	/* From the guest. */
	uint16_t *sent;
	int32_t n_sent;
};

/* Queue q's port, with how filled in: its memory, its thread. `ports`: this one's place in the back end's struct. False when memory or actors are
 * exhausted. */
bool port_init(struct port *p, struct queue *q, size_t ports);
void port_settle(struct port *p);
bool port_stuck(const struct port *p);
#endif
