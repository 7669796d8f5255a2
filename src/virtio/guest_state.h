/* guest_state.h - what the virtio driver knows and does; only guest*.c see it. */
#ifndef VIRTIO_GUEST_STATE_H
#define VIRTIO_GUEST_STATE_H
#include "machine/work.h"
#include "nic/acks.h"
#include "nic/alloc.h"
#include "nic/poll.h"
#include "nic/scheme.h"
#include "virtio/guest.h"
#include "virtio/guest_gro.h"
#include "virtio/guest_reader.h"

enum guest_state {
	GUEST_IDLE,
	GUEST_PACKET,
	GUEST_REFILL,
	GUEST_TRANSMIT,
	GUEST_SETTLE,
	GUEST_RESCHED,
	GUEST_DELIVER,
	GUEST_TURN
};

/*
 * What receiving a packet of one length costs, as long as buffers are alike, and how many were booked at this price: the ledger's
 * lines and the counters are brought up to date (guest_rx_settle) when the price changes and whenever somebody looks.
 */
struct packet_price {
	int32_t len; /* 0 = not known */
	int64_t packets, posts;
	struct receipt receipt;
	int32_t entries;           /* of the ring, of its buffers */
	struct alloc_work release; /* zero where it is asked for and booked each time: buffers are alike, but not uniform */
	int32_t memory;            /* of its buffers */
	int32_t kept;              /* of which the packet keeps so many, rather than a copy */
	sim_time stack, copy, steps, total;
};

/* Of a core of the guest's: whose turn it is where polling goes on and on (guest_turns.h). */
struct turns {
	struct softirq_turns how;
	int threads;   /* queues that have polled for so long */
	int in_line;   /* queues whose polling stands in line for the core */
	sim_time from; /* who had the core since then is not accounted for yet */
	sim_time lead; /* so much more of it polling had than programs */
};

struct guest_rx {
	int id;
	struct core *core;
	enum guest_state state;
	sim_time irq_due, tx_irq_due; /* a pending interrupt; TIME_NEVER = none */
	sim_time poll_due;            /* its own timer; TIME_NEVER = it is not set */
	sim_time next_due;            /* the earliest of the three and acks.timer, or earlier */
	bool polling;
	int32_t received;
	struct packet packet;
	sim_time taken, begun;                /* when the back end took it from the host queue, and this side from the ring */
	struct packet_price price;            /* of the last packet received, good for the next of the same length */
	int32_t posted;                       /* buffers in the ring now, */
	struct posting posting;               /* never more than its `most` */
	int64_t posted_bytes, posted_entries; /* kept where buffers are not alike */
	uint32_t next_entries; /* ring entries of the next buffer to be posted; of every one where they are alike */
	bool larger_next;      /* buffers differ: one of the larger is missing, and many small ones would not make up for it */
	bool uniform;          /* what posting and releasing buffers takes is always the same: post_work holds it */
	struct alloc_work post_work;
	sim_time post_cost;         /* of one such post, allocation and descriptors */
	sim_time post_unattributed; /* of which: what no mechanism explains */
	int32_t segments;           /* of a buffer; of the larger of two kinds */
	bool may_indirect, refill_each;
	int32_t budget;
	int answers; /* the traffic whose packets it acknowledges (traffics.h); -1 = none's */
	bool aside;  /* frames are merged, or read by a program, before they count as delivered */
	struct deferral defer;
	struct turns *turns;   /* its core's */
	bool threaded;         /* it has polled for so long that it is a thread's work */
	sim_time polling_from; /* since when without a pause */
	int32_t defers;        /* polls that may still leave interrupts off */
	struct gro gro;
	struct merged *up; /* the one that goes up now */
	struct acks acks;
};

/* What a frame takes of the transmit ring; good for the next of the same length that begins at the same place of a block. */
struct frame_shape {
	int32_t len, at; /* len 0 = not known */
	uint32_t entries;
	int32_t truesize;
	bool aside; /* where it lies has to be noted besides */
	struct sent_shape lies;
};

struct guest_tx {
	int id;
	struct core *core;
	enum guest_state state;
	bool stopped, may_indirect;
	uint32_t stop_below; /* entries */
	uint32_t wanted;     /* while stopped: entries of the frame that waits, besides stop_below */
	int32_t filled;      /* how far the sending task has filled its present block (fragments.h) */
	struct frame_shape shape;
	struct packet packet;
};

struct polled;

struct guest {
	struct guest_rx rx;
	struct guest_tx tx;
	struct reader reader;
	struct polled
		*polled; /* of the driver that polls for ever (guest_poll.h), which has no actors of rx and tx; NULL = it waits */
};

static inline struct guest_rx *rx_of(const struct queue *q)
{
	return &q->guest->rx;
}
static inline struct guest_tx *tx_of(const struct queue *q)
{
	return &q->guest->tx;
}

/* Its memory, zeroed, by either driver's init. False when that is exhausted. */
bool guest_make(struct queue *q);

/* ---- guest_tx.c ---- */

bool guest_tx_init(struct queue *q);
void guest_tx_step(void *self);
bool guest_can_send(struct queue *q, int32_t len);
uint32_t guest_tx_room(struct queue *q, int32_t len);
void guest_tx_ready(struct queue *q);
/* Book the work of sending a frame of len bytes on the guest's core c. False: no room in the ring, nothing booked, queue stopped. */
bool guest_transmit_begin(struct queue *q, struct core *c, int32_t len);
/* Put it in the ring, publish, kick if asked to; `last`: no further frame follows at once. */
void guest_transmit_end(struct queue *q, struct core *c, const struct packet *p, bool last);
/* For the driver that polls for ever, which books all of it itself: ring entries of a frame of len bytes; it is put into the ring, unpublished,
 * its segments returned; what was put is published, and the device told if it wants to know, a kick booked on core c; the ring's room
 * is waited for, or no more. */
void guest_tx_set_up(struct queue *q);
uint32_t guest_tx_entries(struct queue *q, int32_t len);
int32_t guest_tx_put(struct queue *q, const struct packet *p);
void guest_tx_publish(struct queue *q, struct core *c);
void guest_tx_stop(struct queue *q, bool stopped);
/* One kick to the device for the receive or transmit ring, booked on core c. */
void guest_kick(struct queue *q, struct core *c, bool tx);
#endif
