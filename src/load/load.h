/*
 * load.h - what brings a queue its packets and what becomes of the answers; only this room sees it.
 *
 *   source --> host queue | guest queue | sender --> host queue       (source.c, sender.c)
 *   wire out: frames on their way to the peer                         (wire_out.c)
 *   peer: frames that came out, and what it sends back                (peer.c)
 *   account: each packet that entered is delivered, dropped or inside (account.c)
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H
#include "engine/agenda.h"
#include "load/flows.h"
#include "load/wire.h"
#include "nic/acks.h"
#include "nic/fifo.h"
#include "nic/gso.h"
#include "nic/port.h"
#include "nic/queue.h"
#include "nic/traffic.h"

/* Where it goes first. */
enum source_to { TO_HOST, TO_GUEST, TO_SENDER, IN_FRAMES, OVER_PATH };

struct source {
	int id;              /* its actor; -1 = its arrivals are on run->agenda */
	struct errand due;   /* there */
	struct arrival next; /* valid while waiting */
	bool waiting;
	enum source_to to;
	bool looked_at;       /* there is more than one flow, or the traffic may say: */
	bool looks;           /* it is no packet, but a time at which the traffic is to be asked again */
	int32_t sendable;     /* length of a packet that the guest can send; 0 = of none is it known */
	uint32_t guest_queue; /* so many wait there besides those the ring has room for; UINT32_MAX = these do not count */
	sim_time at;          /* when it arrives */
	struct wire wire;     /* from the peer, when it is the peer that sends */
	struct {
		sim_time free_at;
		int64_t busy;
	} before;        /* of the wire, before `next` was put on it */
	sim_time flight; /* from there to here */
	int64_t limit;   /* packets it may offer */
	int64_t flows;   /* they belong to, in turn */
	bool by_wire;    /* it comes over the wire, which takes time */
	bool runs_ahead; /* it may, see source.c */
	bool put_off;    /* arrivals come when they are asked for */
	int64_t loss;    /* of a million packets so many get lost on the way to or from the peer */
	struct stream losses;
};

/* A process on the host that sends the traffic. */
struct sender {
	int id;
	struct core *core;
	struct fifo queue; /* what it may send */
	int64_t frames;    /* that it will be: more than there are packets where those are cut */
	sim_time packet, segment;
	uint32_t burst, left; /* packets of a write, 0 = the traffic comes from elsewhere; and those left of the one begun */
	bool awake, sending;
};

/* Frames on their way from the peer: answers to what the guest sent. */
#define PEER_ROOM (1u << 17) /* at a time */
struct peer {
	int id;
	struct flight back, there; /* there: what it has yet to answer, where others use its wire before that */
	struct acks acks;
};

/* The wire to the peer. */
struct wire_out {
	struct wire wire;
	int id;             /* actor that sees frames off it; -1 = the wire takes no time, or nobody waits for it */
	struct fifo queued; /* frames handed over and not yet gone; stamp: when the last bit leaves */
};

/* Who wants to know that packets are gone: account.c and delivered.c tell, each says so when it is set up; NULL = nobody does. */
struct told {
	/* One is delivered or dropped: there is room. */
	void (*left)(struct queue *q);
	/* Its sender learns of it now. */
	void (*lost)(struct queue *q, const struct packet *p, enum drop_cause why);
	/* An acknowledgement of the peer's got lost on its way. */
	void (*missed)(struct queue *q, const struct packet *ack);
};

struct load {
	struct told told;
	struct source source;
	struct sender sender;
	struct peer peer;
	struct wire_out wire_out;
	struct gso gso;          /* what comes for the guest is cut into */
	bool last_counts;        /* the run ends with a delivery, whose time is its end */
	bool delivery_matters;   /* a delivery has other consequences */
	struct several *several; /* NULL = there is one traffic */
	uint32_t returned;       /* a bit for each traffic whose packets the peer sends back: requests */
	bool arrivals_enter;     /* what arrives on the host is new to this machine: nobody on it sent it */
};

/* ---- source.c ---- */

bool source_init(struct queue *q);
void source_to_guest(struct queue *q, struct source *s); /* what is next: for its front to send */
/* Bits per second of the wire that are this queue's, each way: by its flows, or as many as every queue's. 0 = no limit. */
static inline int64_t wire_share(const struct queue *q)
{
	if (q->run->traffic) return q->run->setup->link_bps; /* several take turns on one wire */
	struct share s = share_in(q->run->setup, q->run->flows, q->index);
	return (q->run->setup->link_bps * s.of + s.all - 1) / s.all;
}
/* Does a packet get lost between the peer and this machine? */
static inline bool path_loses(struct source *s)
{
	return __builtin_expect(s->loss > 0, 0) && stream_below(&s->losses, 1000000) < (uint64_t)s->loss;
}
/* Nothing waits to be sent now. */
static inline bool source_idle(const struct queue *q)
{
	return !q->load->source.waiting || q->load->source.looks;
}
/* It has offered all that it may. */
static inline bool source_exhausted(const struct queue *q)
{
	return q->n.offered >= q->load->source.limit;
}

/* ---- sender.c ---- */

void sender_look(struct queue *q); /* the traffic has allowed more: wake it if it is worth a write */

/* ---- peer.c ---- */

bool peer_init(struct queue *q);
bool peer_has_room(const struct queue *q);                                /* Can it keep track of one more on its way? */
void peer_send(struct queue *q, sim_time t, const struct packet *packet); /* towards this machine, from t on */

/* ---- account.c ---- */

void system_enter(struct queue *q, sim_time now);
void system_leave(struct queue *q, sim_time born);
/* Room outside the ring.  Without a queue of its own the host can only take what a free buffer waits for. */
static inline bool host_has_room(const struct queue *q)
{
	return q->host_queue.most ? !fifo_full((struct fifo *)&q->host_queue)
				  : q->host_queue.count < available_count(&q->rx.available);
}
#endif
