/* traffic.h - the seam of traffic models: what arrives, when, and what answers do to it. */
#ifndef NIC_TRAFFIC_H
#define NIC_TRAFFIC_H
#include "engine/random.h"
#include "nic/counters.h"
#include "nic/packet.h"
#include <stdbool.h>

struct setup;
struct arena;
struct flows;

struct traffic_env {
	const struct setup *setup;
	const sim_time *now; /* of the run's clock, for its life; NULL = none is kept */
	struct arena *arena; /* for the life of the run */
	uint64_t seed;       /* with stream_init(&s, seed, replication, "traffic"): same packets for every scheme */
	int replication;
	int queue;                 /* which queue's traffic this is, 0-based, of setup->queues */
	const struct flows *flows; /* how they are dealt to queues (load/flows.h); NULL = evenly */
};

struct arrival {
	sim_time at;          /* never earlier than the arrival before it */
	struct packet packet; /* born is filled in by the caller; len 0: nothing comes, but next() is to be asked again then */
};

/* How a receiver acknowledges what arrives (TCP delayed acknowledgement). */
struct answering {
	sim_time delay;  /* at the latest so long after the first that is not acknowledged */
	int32_t len;     /* bytes of the frame */
	int32_t segment; /* payload of a full-sized segment: what arrives is counted in these, by its bytes */
	int32_t quick;   /* so many acknowledgements answer one arrival each, at the start and after a gap longer than `idle` */
	sim_time idle;
	int32_t flows; /* of the queue: each is acknowledged by itself; 0 counts as 1 */
};

struct traffic_ops {
	bool nothing;              /* it stands for no traffic at all */
	bool one_length;           /* all frames are as long as nominal_length says */
	bool own_flows;            /* it knows itself which flow a packet is of: traffic.flows is not for it */
	const char *out_at_a_time; /* closed loops: what they have too little of when they wait; NULL = their window */
	bool always_ready;         /* what is out at a time is to be enough for all that takes it */
	bool looks;                /* an arrival of its may be of len 0 */
	bool thinks;               /* between an answer and what comes next there may be time that is nobody's */
	/* Prepare self's state; env is gone afterwards. False when memory is exhausted. */
	bool (*init)(void *self, const struct traffic_env *env);
	/*
	 * The next packet, in time order: at, len (FRAME_MIN..FRAME_MAX) and goodput; may be asked long before that time. False when
	 * there is none until feedback (closed loops), or at all: then it is not asked again.
	 */
	bool (*next)(void *self, struct arrival *out);
	/* The same of one_length, where there always is one: its time, all else is as next() had it before. NULL = next() says it. */
	sim_time (*next_at)(void *self);
	/*
	 * Closed loops, NULL otherwise. answered: the peer (rx), or the application (tx, rr), learns at time t that `units` more packets
	 * were answered (acknowledged, or their responses received), by the frame p, NULL = by their delivery. lost: packet p was dropped
	 * at time t for that cause: at once when it did not get into the sender's own queue.  now <= t.
	 */
	void (*answered)(void *self, sim_time t, int64_t units, const struct packet *p);
	void (*lost)(void *self, sim_time t, const struct packet *p, enum drop_cause why);
	/* How long a packet that is lost holds its part of the queue's window: that time by that part. NULL = it is known at once. */
	double (*lost_holds)(const void *self);
	/*
	 * What a receiver of its own makes of what comes, NULL = it keeps no account.  received: packet p has come at t, before it counts
	 * as delivered; p->goodput is to be what of it is new.  True = it is to be acknowledged at once.  answer: the frame that
	 * acknowledges what has come of flow ack->flow is sent at t; its id is to be filled in.  Acknowledgements may be lost unsaid.
	 */
	bool (*received)(void *self, sim_time t, struct packet *p);
	void (*answer)(void *self, sim_time t, struct packet *ack);
	/* The sender's machine has packet p off its hands: its memory is free again. NULL = nobody keeps account. */
	void (*released)(void *self, sim_time t, const struct packet *p);
	/*
	 * Take back an arrival that next() gave and that has not happened yet: an answer may now come before it. NULL where answers
	 * never overtake.
	 */
	void (*take_back)(void *self, const struct arrival *a);
	/* Frame length to quote in packet counts such as ring_capacity (most frequent or mean). NULL or 0 = there is none. */
	int32_t (*nominal_length)(const void *self);
	/*
	 * TCP: the payload and headers of the frames that a packet has to be cut into where the guest's buffers hold only those (gso.h); it
	 * is whole frames then, with ids that go up frame by frame.  NULL = nothing is cut.
	 */
	void (*frame_of)(const void *self, int32_t *payload, int32_t *headers);
	/*
	 * The receiver acknowledges once per so many full-sized segments, as *how says, of this queue of the setup. Returns 0 = no
	 * acknowledgements, *how void. NULL = 0. Asked once, before the run.
	 */
	int32_t (*answer_every)(const void *self, const struct setup *setup, int queue, struct answering *how);
};
#endif
