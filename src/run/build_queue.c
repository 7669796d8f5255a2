#include "run/build.h"
#include "run/build_queue.h"
#include "base/arena.h"
#include "device/bus.h"
#include "nic/flush.h"
#include "nic/poll.h"
#include "nic/queue.h"
#include "nic/sender.h"
#include "run/cores.h"
#include "run/traits.h"
#include <string.h>

static bool take_models(struct run *run, struct queue *q)
{
	for (int i = 0; i < N_SLOTS; i++) {
		const struct chosen *c = &run->setup->slot[i];
		struct part *p = &q->models.part[i];
		*p = (struct part){c->reg->model->ops, arena_alloc(run->arena, c->reg->model->size)};
		if (!p->self) return false;
		if (c->conf) memcpy(p->self, c->conf, c->reg->model->size);
	}
	return true;
}

/* Packets in the hands of a driver that polls. */
static int64_t run_burst(const struct queue *q)
{
	struct polling how = {0};
	q->models.poll.ops->polling(q->models.poll.self, q->run->setup, &how);
	return how.burst;
}

static bool make_memory(struct run *run, struct queue *q, uint32_t size, uint32_t tx_size)
{
	const struct setup *s = run->setup;
	struct arena *a = run->arena;
	uint16_t start = q->models.ring.ops->start(q->models.ring.self);
	struct scheme_traits t = {0};
	q->models.scheme.ops->traits(q->models.scheme.self, &t);
	if (!rx_ring_init(&q->rx, size, t.in_ring > 0, start, q->traits.alike, t.shelves, a) ||
	    !tx_ring_init(&q->tx, tx_size, start, a))
		return false;
	if (q->models.ring.ops->set_up) {
		q->models.ring.ops->set_up(q->models.ring.self, &q->rx.ring);
		q->models.ring.ops->set_up(q->models.ring.self, &q->tx.ring);
	}
	struct sender_policy sender;
	q->models.sender.ops->policy(q->models.sender.self, &sender);
	int64_t wait = s->direction == DIR_FORWARD ? run_burst(q)
		       : sender.in_guest           ? sender.buffer
		       : q->front->room            ? s->guest_queue + tx_size /* what the ring has room for comes by */
						   : s->guest_queue;
	return fifo_init(&q->host_queue, s->host_queue, s->host_queue ? s->host_queue : size, a) &&
	       fifo_init(&q->guest_queue, wait, wait, a);
}

/*
 * Of the packets that a ring holds, in buffers and in used entries of their own, one may be beyond it in the driver's hands, and one in the
 * back end's.
 */
static void expect_rings(struct trail *t, const struct queue *q)
{
	if (q->traits.receives)
		trail_expect(t, STAY_BIT(AT_HOST_QUEUE) | STAY_BIT(AT_BACKEND_RX) | STAY_BIT(AT_RX_RING) | STAY_BIT(AT_GUEST_RX),
			     q->rx.ring.tokens + 2);
	if (q->traits.sends)
		trail_expect(t, STAY_BIT(AT_GUEST_QUEUE) | STAY_BIT(AT_GUEST_TX) | STAY_BIT(AT_TX_RING) | STAY_BIT(AT_BACKEND_TX),
			     q->tx.ring.size + 2);
}

/* One for all queues, made with the first of them; and which of this ring's packets are there. */
static struct llc_ring *cached(struct run *run, struct llc **all, const struct llc *made, const struct ring *ring)
{
	if (!*all) {
		*all = arena_alloc(run->arena, sizeof **all);
		if (!*all) return NULL;
		**all = *made;
	}
	return llc_ring_make(*all, ring->tokens, run->arena);
}

/* What the device writes into, and what it reads from. */
static bool make_caches(struct run *run, struct queue *q, const struct link_traits *link)
{
	const struct llc received = {.room = link->far ? 0 : link->ddio, .wait = link->miss, .next = link->miss_next},
			 sent = {.room = link->llc, .wait = link->read_miss};
	if (link->ddio && (q->traits.receives || q->traits.acknowledged) &&
	    !(q->rx.llc = cached(run, &run->llc, &received, &q->rx.ring)))
		return false;
	return !link->llc || !q->traits.transmits || (q->tx.llc = cached(run, &run->sent, &sent, &q->tx.ring));
}

bool run_build_queue(struct run *run, int index)
{
	struct queue *q = &run->queue[index];
	const struct setup *s = run->setup;
	q->run = run;
	q->index = index;
	q->engine = &run->engine;
	q->tally.latency = &run->latency;
	if (!take_models(run, q) || !load_traffic(q)) return false;
	uint32_t size = q->models.ring.ops->size(q->models.ring.self, false),
		 tx_size = q->models.ring.ops->size(q->models.ring.self, true);
	const struct traits t = run_traits(run, q, size);
	memcpy((void *)&q->traits, &t, sizeof t); /* all that is ever written there */
	q->front = q->traits.guest_polls ? q->models.backend.ops->polled : q->models.backend.ops->front;
	if (!load_init(q) || !run_take_cores(run, index, &q->host_core, &q->guest_core)) return false;
	if (s->rcvbuf && !(run->reader_core = run_guest_core(run, index + (int)s->reader_core))) return false;
	if ((q->front->init && !q->front->init(q)) || !make_memory(run, q, size, tx_size)) return false;
	expect_rings(&run->trail, q);
	if (s->direction == DIR_FORWARD) run->trail.in_first = true;
	if (!load_init_sender(q)) return false;
	struct link_traits link = {0};
	q->models.link.ops->traits(q->models.link.self, &link);
	if (link.up_fs && !run->bus) { /* one for all queues */
		run->bus = arena_alloc(run->arena, sizeof *run->bus);
		if (!run->bus || !bus_init(run->bus, q->models.link.ops, q->models.link.self, &run->engine.now, run->arena) ||
		    !bus_seed(run->bus, run->seed, run->replication, run->arena))
			return false;
	}
	if (!make_caches(run, q, &link) || !q->models.backend.ops->init(q->models.backend.self, q)) return false;
	return !q->models.flush.ops->init || q->models.flush.ops->init(q->models.flush.self, q);
}

void run_spread_reads(struct run *run)
{
	int64_t bytes = 0;
	if (!run->bus) return;
	for (int i = 0; i < run->n_queues; i++)
		bytes += reads_of(&run->queue[i]);
	bus_spread(run->bus, bytes);
}
