/*
 * queue.h - one receive/transmit queue pair: the rings and queues that its actors hand packets over in, and where each finds its own state,
 * which nobody else sees.
 *
 *   peer --wire--> host queue --back end--> rx ring --front--> stack          (traffic.direction rx)
 *   peer <--wire-- back end <-- tx ring <-- front <-- guest queue             (tx; and acknowledgements, requests)
 */
#ifndef NIC_QUEUE_H
#define NIC_QUEUE_H
#include "nic/counters.h"
#include "nic/fifo.h"
#include "nic/front.h"
#include "nic/models.h"
#include "nic/port.h"
#include "nic/run.h"
#include "nic/rx_ring.h"
#include "nic/tally.h"
#include "nic/traits.h"
#include "nic/tx_ring.h"

struct load;
struct guest;
struct host;
struct signals;

/* A step that runs for every packet: everything is inlined into it but what is COLD. */
#define HOT __attribute__((flatten))
#define COLD __attribute__((noinline))

/* Cores remember who ran last: actors of the same context switch for free. */
enum context { CONTEXT_HOST, CONTEXT_GUEST, CONTEXT_SENDER };
/* Arrivals and the host's workers have no events, but are caught up with: host_rx_off.c; or step by step: host_lag.c. */
enum put_off { PUT_OFF_NOT, PUT_OFF_RUN, PUT_OFF_STEPS };

struct queue {
	struct run *run;
	int index;
	struct engine *engine;
	union models models;
	struct core *host_core,
		*guest_core; /* where the scenario has them; of the machine's the first, where threads have seats of their own */
	const struct traits traits;
	struct rx_ring rx;
	struct tx_ring tx;
	struct fifo host_queue, guest_queue;

	/* Each actor's own: known to src/load, and to src/virtio where the front is virtio's. */
	struct load *load;
	const struct front_ops *front;
	struct guest *guest;
	struct host *host;
	struct signals *signals;

	sim_time busy_until; /* no actor takes from the host queue before; may be in the past */
	enum put_off put_off;
	struct counters n;
	struct tally tally;
};

/* ---- between two guests (DIR_GUESTS) the first one's queues send, the second's receive: that of the other guest ---- */

static inline struct queue *queue_other(const struct queue *q)
{
	return &q->run->queue[(q->index + q->run->n_queues / 2) % q->run->n_queues];
}
/* The one whose load has sent what queue q receives. */
static inline struct queue *queue_home(struct queue *q)
{
	return q->traits.direction == DIR_GUESTS && q->index >= q->run->n_queues / 2 ? queue_other(q) : q;
}
/* ---- for back ends: the next packet, and where it goes ---- */

/* The tokens of the buffers that take a packet of len bytes into token[MAX_CHAIN], and their number; or PLACE_LATER, PLACE_NEVER. */
static inline int queue_place(struct queue *q, int32_t len, uint16_t *token)
{
	struct available *a = &q->rx.available;
	int32_t need = len + q->traits.header;
	if (__builtin_expect(!q->models.scheme.ops->place, 1)) { /* most packets fit the next buffer */
		if (ring_ready(&q->rx.ring) == 0) return PLACE_LATER;
		if (q->rx.buffer[ring_peek(&q->rx.ring, 0)].bytes >= need) {
			token[0] = ring_pop(&q->rx.ring);
			return 1;
		}
	}
	return q->traits.place(q->models.scheme.self, a, need, token);
}
/* Are there buffers for the packet at the head of the (non-empty) host queue, or will there never be? */
static inline bool queue_could_place(const struct queue *q)
{
	int32_t len = fifo_head((struct fifo *)&q->host_queue)->len;
	struct available *a = (struct available *)&q->rx.available;
	if (!q->models.scheme.ops->place && ring_ready(&q->rx.ring) == 0) return false; /* as queue_place() */
	return q->traits.place(q->models.scheme.self, a, len + q->traits.header, NULL) != PLACE_LATER;
}
/* That packet leaves the queue, for `to`. */
static inline void host_take(struct queue *q, struct packet *to)
{
	*to = *fifo_head(&q->host_queue);
	fifo_drop_head(&q->host_queue);
	if (q->traits.closed_loop && q->host_queue.count == 0) starved_update(q);
}
/* The packet that came last, and which lies there alone or behind others, finds no room behind it: out of the host queue again, to `to`. */
static inline void host_return(struct queue *q, struct packet *to)
{
	struct fifo *f = &q->host_queue;
	*to = f->slot[(f->head + --f->count) & f->mask];
	if (q->traits.closed_loop && f->count == 0) starved_update(q);
}

/* ---- for fronts ---- */

/* The packet at the head of the (non-empty) guest queue leaves it at now, for `to`. */
static inline void guest_take(struct queue *q, struct packet *to, sim_time now)
{
	*to = *fifo_head(&q->guest_queue);
	fifo_drop_head(&q->guest_queue);
	to->trail = trail_begin(&q->run->trail);
	trail_leave(&q->run->trail, to->trail, AT_GUEST_QUEUE, now);
}
/* A packet leaves a place at now. */
static inline void packet_leaves(struct queue *q, const struct packet *p, enum stay place, sim_time now)
{
	trail_leave(&q->run->trail, p->trail, place, now);
}

/* A packet that was sent takes no memory of the guest's any more. */
static inline void packet_released(struct queue *q, const struct packet *p)
{
	if (q->traits.releases) source_released(q, p);
}

/* Somebody is about to look. */
static inline void queue_settle(struct queue *q)
{
	if (q->front->settle) q->front->settle(q);
}
/* The same for what actors have put off, as it was before now. */
static inline void queue_catch_up(struct queue *q)
{
	if (q->put_off) q->models.backend.ops->catch_up(q->models.backend.self, q, q->engine->now);
}
/* Packets inside by what was counted: offered, less delivered and dropped. */
static inline int64_t queue_in_flight(const struct queue *q)
{
	uint64_t dropped = 0; /* modulo 2^64 it need not be watched for overflow, after each event of the checked build */
	for (int i = 0; i < N_DROPS; i++)
		dropped += (uint64_t)q->n.drop[i];
	return q->n.offered - q->n.delivered - (int64_t)dropped;
}
#endif
