/*
 * queue.h - one receive/transmit queue pair and all that belongs to it; and the run it is part of.
 *
 *   peer --wire--> host queue --host_rx--> rx ring --guest_rx--> stack          (traffic.direction rx)
 *   peer <--wire-- host_tx <-- tx ring <-- guest_tx <-- guest queue             (tx; and acknowledgements, requests)
 */
#ifndef NIC_QUEUE_H
#define NIC_QUEUE_H
#include "engine/engine.h"
#include "engine/histogram.h"
#include "engine/agenda.h"
#include "nic/alloc.h"
#include "nic/backend.h"
#include "nic/complete.h"
#include "machine/core.h"
#include "nic/counters.h"
#include "nic/fifo.h"
#include "nic/flush.h"
#include "engine/level.h"
#include "nic/link.h"
#include "machine/lock.h"
#include "nic/notify.h"
#include "nic/packet.h"
#include "nic/port.h"
#include "machine/pool.h"
#include "nic/poll.h"
#include "nic/place.h"
#include "nic/ring.h"
#include "nic/scheme.h"
#include "nic/sender.h"
#include "nic/setup.h"
#include "nic/traffic.h"

struct run;
struct bus;
struct load;
struct queue;

/* A step that runs for every packet: everything is inlined into it but what is COLD. */
#define HOT __attribute__((flatten))
#define COLD __attribute__((noinline))

/* Cores remember who ran last: actors of the same context switch for free. */
enum context { CONTEXT_HOST, CONTEXT_GUEST, CONTEXT_SENDER };

/* Interrupts or kicks to one side for one ring: merged while pending, held back by moderation. */
struct moderation {
	int id; /* timer actor; -1 = none */
	struct queue *q;
	bool tx;
	int64_t count;
};

enum worker_state { WORKER_IDLE, WORKER_DRY, WORKER_WAKING, WORKER_PACKET, WORKER_SETTLE, WORKER_SPIN };

struct host_rx {
	int id;
	struct core *core;
	enum worker_state state;
	bool kick_pending;
	struct packet packet; /* the one in hand, when it never fits: chain is 0; else it is with its first buffer */
	int chain;            /* buffers in hand */
	uint16_t token[MAX_CHAIN];
	int64_t batch, entries, run_packets, run_bytes; /* batch: packets, entries: used entries, not yet published */
	bool awake;                                     /* the thread was woken and has not slept since */
	sim_time spin_from;
	struct stream service;
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
};

enum guest_state { GUEST_IDLE, GUEST_PACKET, GUEST_REFILL, GUEST_TRANSMIT, GUEST_SETTLE, GUEST_RESCHED };

struct guest_rx {
	int id;
	struct core *core;
	enum guest_state state;
	sim_time irq_due, tx_irq_due; /* a pending interrupt; TIME_NEVER = none */
	sim_time next_due;            /* the earliest of the two and delay_timer, or earlier */
	bool polling;
	int32_t received;
	struct packet packet;
	int32_t refill;                       /* buffers being posted in this stretch */
	int32_t posted;                       /* buffers in the ring now */
	int64_t posted_bytes, posted_entries; /* kept where buffers are not alike */
	int32_t unanswered;                   /* packets received and not yet acknowledged */
	bool answer_due, answering;
	sim_time delay_timer; /* delayed acknowledgement; TIME_NEVER = none */
};

struct guest_tx {
	int id;
	struct core *core;
	enum guest_state state;
	bool stopped;
	uint32_t wanted; /* while stopped: entries of the frame that waits, besides tx_stop_below */
	struct packet packet;
};

/*
 * What receiving a packet of one length costs, as long as buffers are alike, and how many were booked at this price: the ledger's
 * lines and the counters are brought up to date (guest_rx_settle) when the price changes and whenever somebody looks.
 */
struct packet_price {
	int32_t len; /* 0 = not known */
	int64_t packets, posts;
	struct receipt receipt;
	struct alloc_work release; /* zero where it is asked for and booked each time: buffers are alike, but not uniform */
	sim_time stack, copy, total;
};

#define PART(id, name)                        \
	struct {                              \
		const struct name##_ops *ops; \
		void *self;                   \
	} name;
struct queue {
	struct run *run;
	int index;
	struct engine *engine;
	/* The models at work, one a slot: what they can do, and this queue's own copy of the configured struct. */
	union {
		struct part {
			const void *ops;
			void *self;
		} part[N_SLOTS];
		struct {
			SLOTS(PART)
		};
	};
	/* traits read once */
	int32_t header, budget, answer_every;
	bool refill_each, tx_may_indirect;
	uint32_t tx_stop_below;
	bool alike;   /* all buffers are */
	bool uniform; /* and what posting and releasing them takes: post_work holds it */
	struct alloc_work post_work;
	sim_time post_cost;         /* of one such post, allocation and descriptors */
	sim_time post_unattributed; /* of which: what no mechanism explains */
	uint32_t rx_entries;        /* ring entries of the next receive buffer to be posted; of every one where they are alike */
	bool rx_may_indirect;
	int32_t rx_segments; /* of a receive buffer; of the larger of two kinds */
	bool larger_next;    /* two kinds: one of the larger is missing, and many small ones would not make up for it */
	int32_t answer_len;
	sim_time answer_delay;
	enum direction direction;
	bool rx_answered;                 /* a packet received here is acknowledged */
	int fewest_buffers, most_buffers; /* of all packets received so far; 0 = none */
	struct packet_price price;        /* of the last packet received, good for the next of the same length */
	bool masked;                 /* by the device itself, since it raised a receive interrupt; until the driver re-arms */
	bool closed_loop, transmits; /* transmits: anything ever goes out through the transmit ring */
	struct host_policy policy;

	struct ring rx, tx;
	struct buffer *buffer;    /* per receive token */
	struct packet *rx_packet; /* per receive token: the packet whose first buffer it is */
	uint8_t *rx_chain;        /* per receive token: buffers of that packet */
	struct packet *tx_packet; /* per transmit token */

	struct fifo host_queue, guest_queue;
	struct load *load; /* what brings packets; known to src/load alone */
	struct available available;
	int (*place)(const void *self, struct available *a, int32_t need,
		     uint16_t *token); /* the scheme's, or what stands for it */
	struct host_rx host_rx;
	struct host_tx host_tx;
	struct guest_rx guest_rx;
	struct guest_tx guest_tx;
	struct moderation rx_mod, tx_mod;

	sim_time busy_until; /* no actor takes from the host queue before; may be in the past */
	struct counters n;
	int held_up;                          /* its pipelines that are full while more waits */
	struct level pipeline_full;           /* a device works on as many batches as it can, and more waits */
	struct level in_system, dry, starved; /* starved: window closed and nothing waiting */
	uint64_t sojourn, born; /* for Little's law: ps, modulo 2^64; sums over the departed, and over those inside */
	struct histogram *latency;
};

/* One kind of thread that may run anywhere: how long it ran. Several may have one name. */
struct thread_load {
	const char *name;
	int64_t busy;
};

#define RUN_BATCHES 20 /* equal parts of the measured time, to see whether it was steady */

struct run {
	const struct setup *setup;
	struct bus *bus; /* the link at work; NULL = there is none */
	/* What needs no core: devices on the bus, arrivals at several queues. One actor, as each actor more is one to look at for the next. */
	struct agenda agenda;
	struct engine engine;
	struct arena *arena;
	uint64_t seed;
	int replication;
	int max_actors;
	int n_cores, max_cores;
	struct core core[2 * MAX_CORE_NAMES];
	int n_pools; /* into which the machine's cores are dealt, host first; 0 = cores are named in the scenario */
	struct pool pool[3];
	bool floating;     /* threads run wherever there is room */
	void *backend;     /* what the back ends of all queues share; theirs */
	struct lock *lock; /* those that cores share, n_locks of them */
	int n_locks, n_stages;
	struct thread_load *stage;
	int n_queues;
	struct queue *queue;
	int clock_id;
	int batch;
	double batch_rate[RUN_BATCHES];
	int64_t batch_seen, backlog_before, offered_before;
	sim_time patient_since; /* when the last delivery was noticed, + 1; 0 = not yet looked */
	sim_time measured_from;
	sim_time checked; /* when the invariants were last looked at */
	sim_time watched; /* the moment at which the watch last looked; most packets inside then, and how many had come before */
	int64_t most_inside, come_before;
	sim_time last_delivered;         /* only kept when run.packets ends the run */
	sim_time batch_length, next_due; /* 0 = the run ends by itself */
	const volatile int *stop;
	bool interrupted, measuring;
	int64_t left_to_deliver; /* goodput bytes, when the run ends by transfer */
	char failure[400];
	struct histogram latency;
	struct snapshot *base; /* values at the end of the warm-up */
};

/* ---- for back ends: the next packet, and where it goes ---- */

/* The tokens of the buffers that take a packet of len bytes into token[MAX_CHAIN], and their number; or PLACE_LATER, PLACE_NEVER. */
static inline int queue_place(struct queue *q, int32_t len, uint16_t *token)
{
	struct available *a = &q->available;
	int32_t need = len + q->header;
	if (__builtin_expect(!q->scheme.ops->place, 1)) { /* most packets fit the next buffer */
		if (ring_ready(&q->rx) == 0) return PLACE_LATER;
		if (q->buffer[ring_peek(&q->rx, 0)].bytes >= need) {
			token[0] = ring_pop(&q->rx);
			return 1;
		}
	}
	return q->place(q->scheme.self, a, need, token);
}
/* Could anything be done with the packet at the head of the (non-empty) host queue? */
static inline bool queue_could_place(const struct queue *q)
{
	int32_t len = fifo_head((struct fifo *)&q->host_queue)->len;
	return q->place(q->scheme.self, (struct available *)&q->available, len + q->header, NULL) != PLACE_LATER;
}
/* The packet at the head of the (non-empty) host queue leaves it at now, for `to`. */
static inline void host_take(struct queue *q, struct packet *to, sim_time now)
{
	*to = *fifo_head(&q->host_queue);
	fifo_drop_head(&q->host_queue);
	q->n.waited_host += now - to->stamp;
	if (q->closed_loop && q->host_queue.count == 0) starved_update(q);
}

/* ---- guest (guest_rx.c, guest_tx.c) ---- */

void guest_rx_step(void *self);
void guest_tx_step(void *self);
void guest_rx_settle(struct queue *q);  /* book what was put off */
void guest_fill_first(struct queue *q); /* fill the ring before time starts, free of charge */
/* An interrupt raised for the receive (tx = false) or transmit ring reaches the guest at time t. */
void guest_interrupt(struct queue *q, bool tx, sim_time t);
/* A packet entered the guest's transmit queue. */
void guest_tx_ready(struct queue *q);
/* Book the work of sending a frame of len bytes on the guest's core c. False: no room in the ring, nothing booked, queue stopped. */
bool guest_transmit_begin(struct queue *q, struct core *c, int32_t len);
/* Put it in the ring, publish, kick if asked to; `last`: no further frame follows at once. */
void guest_transmit_end(struct queue *q, struct core *c, const struct packet *p, bool last);
/* Take back all sent buffers: how many. Booked on core c when charge is set. */
int guest_reclaim(struct queue *q, struct core *c);
bool guest_has_room(const struct queue *q);
/* Would an empty transmit ring hold a frame of len bytes? */
bool guest_can_send(const struct queue *q, int32_t len);
/* Room in the transmit ring again: go on. */
void guest_tx_wake(struct queue *q);
/* One kick to the device for the receive or transmit ring, booked on core c. */
void guest_kick(struct queue *q, struct core *c, bool tx);

/* ---- signals to the guest (signal.c) ---- */

/* The device published n used chains: raise an interrupt if the driver wishes one, subject to moderation. Booked on the host core c. */
void device_signal(struct queue *q, struct core *c, bool tx, int64_t n);
/* Raise one, unconditionally. */
void device_raise(struct queue *q, struct core *c, bool tx);
bool moderation_init(struct queue *q);

int64_t queue_in_flight(const struct queue *q);
#endif
