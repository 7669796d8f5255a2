/* traffic.h - the seam of traffic models: what arrives, when, and what answers do to it. */
#ifndef NIC_TRAFFIC_H
#define NIC_TRAFFIC_H
#include "engine/random.h"
#include "nic/packet.h"
#include <stdbool.h>

struct setup;
struct arena;
struct flows;

struct traffic_env {
	const struct setup *setup;
	struct arena *arena; /* for the life of the run */
	uint64_t seed;       /* with stream_init(&s, seed, replication, "traffic"): same packets for every scheme */
	int replication;
	int queue; /* which queue's traffic this is, 0-based, of setup->queues */
	const struct flows *flows; /* how they are dealt to queues (load/flows.h); NULL = evenly */
};

struct arrival {
	sim_time at;          /* never earlier than the arrival before it */
	struct packet packet; /* born is filled in by the caller */
};

/* How a receiver acknowledges what arrives (TCP delayed acknowledgement). */
struct answering {
	sim_time delay;  /* at the latest so long after the first that is not acknowledged */
	int32_t len;     /* bytes of the frame */
	int32_t segment; /* payload of a full-sized segment: what arrives is counted in these, by its bytes */
	int32_t quick;   /* so many acknowledgements answer one arrival each, at the start and after a gap longer than `idle` */
	sim_time idle;
};

struct traffic_ops {
	bool one_length; /* all frames are as long as nominal_length says */
	bool own_flows;  /* it knows itself which flow a packet is of: traffic.flows is not for it */
	/* Prepare self's state; env is gone afterwards. False when memory is exhausted. */
	bool (*init)(void *self, const struct traffic_env *env);
	/*
	 * The next packet, in time order: at, len (FRAME_MIN..FRAME_MAX) and goodput; may be asked long before that time. False when
	 * there is none until feedback (closed loops), or at all: then it is not asked again.
	 */
	bool (*next)(void *self, struct arrival *out);
	/*
	 * Closed loops, NULL otherwise. answered: the peer (rx), or the application (tx, rr), learns at time t that `units` more packets
	 * were answered (acknowledged, or their responses received). lost: packet p was dropped at time t.  now <= t.
	 */
	void (*answered)(void *self, sim_time t, int64_t units);
	void (*lost)(void *self, sim_time t, const struct packet *p);
	/*
	 * Take back an arrival that next() gave and that has not happened yet: an answer may now come before it. NULL where answers
	 * never overtake.
	 */
	void (*take_back)(void *self, const struct arrival *a);
	/* Frame length to quote in packet counts such as ring_capacity (most frequent or mean). NULL or 0 = there is none. */
	int32_t (*nominal_length)(const void *self);
	/*
	 * The receiver acknowledges once per so many full-sized segments, as *how says, of this queue of the setup. Returns 0 = no
	 * acknowledgements, *how void. NULL = 0. Asked once, before the run.
	 */
	int32_t (*answer_every)(const void *self, const struct setup *setup, int queue, struct answering *how);
};
#endif
