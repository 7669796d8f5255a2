/* xen.c - netfront and netback of one queue put together, and what must always hold for them. */
#include "xen/xen.h"
#include "base/arena.h"
#include "base/widen.h"
#include "xen/slots.h"
#include "nic/poll.h"

/* ---- what all queues share ---- */

static bool make_locks(struct xen *x, struct xen_host *h, const struct run *run)
{
	h->each = x->locks == XEN_LOCK_PER_CPU ? run->max_cores : x->locks == XEN_LOCK_PER_ENTRY ? (int)run->setup->queues : 1;
	int n = XEN_DOMAINS * h->each;
	h->lock = arena_array(run->arena, (size_t)n, sizeof *h->lock);
	for (int i = 0; h->lock && i < n; i++)
		if (!lock_init(&h->lock[i], x->price.handoff, x->linear, run->max_cores, run->arena)) return false;
	return h->lock != NULL;
}

static struct xen_host *shared(struct xen *x, struct run *run)
{
	if (run->backend) return run->backend;
	struct xen_host *h = arena_alloc(run->arena, sizeof *h);
	if (!h || !make_locks(x, h, run)) return NULL;
	h->memory.model = (enum memory_model)x->memory;
	h->memory.fs = x->memory == MEMORY_SERIAL ? x->price.memory_byte : x->price.interference;
	run->backend = h;
	run->lock = h->lock;
	run->n_locks = XEN_DOMAINS * h->each;
	return h;
}

/* ---- threads ---- */

struct job {
	const char *name, *stage;
	void (*step)(void *self);
	bool guest;
	int apart; /* netback's own threads: on the host's next core when that many are to be */
};

static bool skbs_init(struct skbs *s, int64_t room, struct arena *a)
{
	uint32_t size = 1;
	while (size < room)
		size *= 2;
	s->most = size;
	s->mask = (size < WIDEN_FIRST ? size : WIDEN_FIRST) - 1;
	s->slot = arena_reserve(a, size, s->mask + 1, sizeof *s->slot);
	return s->slot != NULL;
}

/* Where a thread runs. apart: netback's own threads are on the next of the host's cores, not with its poll. */
static void place(struct xen *x, struct xen_thread *t, const struct job *job, int context)
{
	struct queue *q = x->q;
	struct run *run = q->run;
	int id = context / 2, at = q->index % (int)run->setup->queues + (job->apart && x->apart >= job->apart);
	if (x->placement == XEN_PINNED) {
		seat_pin(&t->seat, job->guest ? q->guest_core : q->host_core, id, context);
		return;
	}
	struct pool *pool = &run->pool[job->guest ? (int)x->domain % run->n_pools : 0];
	if (x->placement == XEN_SPLIT)
		seat_pin(&t->seat, pool->core[at % pool->n], id, context);
	else
		seat_pool(&t->seat, pool, id, context);
	run->floating |= x->placement == XEN_DOMAIN_POOLS || x->placement == XEN_POOLED;
}

static bool add_thread(struct xen *x, struct xen_thread *t, const struct job *job, int batch)
{
	struct queue *q = x->q;
	struct run *run = q->run;
	int id = engine_add(q->engine, job->name, job->step, q, run->max_actors), context = xen_context(id, job->guest);
	if (id < 0) return false;
	t->q = q;
	t->guest = job->guest;
	t->stage = &run->stage[run->n_stages++];
	t->stage->name = job->stage;
	place(x, t, job, context);
	return batch == 0 || grants_init(&t->batch, batch, run->arena);
}

static bool add_threads(struct xen *x)
{
	bool in_guest = x->q->run->setup->direction != DIR_TX;
	static const struct job sender = {"host sender", "host sender", xen_sender_step, false, 0},
				poll = {"netback poll", "netback poll", xen_poll_step, false, 0},
				dealloc = {"netback dealloc", "dealloc thread", xen_dealloc_step, false, 2},
				thread = {"netback rx", "receive thread", xen_rx_thread_step, false, 1},
				guest_poll = {"netfront poll", "guest poll", xen_guest_poll_step, true, 0},
				guest_tx = {"netfront tx", "guest sender", xen_guest_tx_step, true, 0};
	const struct job app = {"application", "application", xen_app_step, in_guest, 0};
	int tx = (int)x->q->tx.ring.size, rx = (int)x->q->rx.ring.size, packet = 4 * XEN_PACKET_SLOTS;
	return add_thread(x, &x->guest_poll, &guest_poll, 0) && add_thread(x, &x->guest_tx, &guest_tx, 0) &&
	       add_thread(x, &x->poll, &poll, 2 * tx + packet) && add_thread(x, &x->dealloc, &dealloc, tx + packet) &&
	       add_thread(x, &x->rx_thread, &thread, 4 * rx + packet) && add_thread(x, &x->sender, &sender, packet) &&
	       (!x->reads || (add_thread(x, &x->app, &app, packet) && skbs_init(&x->socket, XEN_SOCKET, x->q->run->arena)));
}

/* ---- memory ---- */

static bool make_memory(struct xen *x)
{
	struct arena *a = x->q->run->arena;
	int64_t tx = x->q->tx.ring.size, rx = x->q->rx.ring.size, unmap = 1;
	while (unmap < tx)
		unmap *= 2;
	x->unmap_mask = (uint32_t)unmap - 1;
	x->tx_slots = arena_array(a, (size_t)tx, sizeof *x->tx_slots);
	x->granted = arena_array(a, (size_t)tx, sizeof *x->granted);
	x->held = arena_array(a, (size_t)tx, sizeof *x->held);
	x->tx_mapped = arena_array(a, (size_t)tx, sizeof *x->tx_mapped);
	x->tx_kept = arena_array(a, (size_t)tx, sizeof *x->tx_kept);
	x->unmap = arena_array(a, (size_t)unmap, sizeof *x->unmap);
	x->rx_kept = arena_array(a, (size_t)rx, sizeof *x->rx_kept);
	x->rx_skb = arena_array(a, (size_t)rx, sizeof *x->rx_skb);
	x->rx_n = arena_array(a, (size_t)rx, sizeof *x->rx_n);
	x->rx_token = arena_array(a, (size_t)rx, sizeof *x->rx_token);
	/* The smallest frame is FRAME_MIN bytes, and the last to get in may be as long as they come. */
	return x->tx_slots && x->granted && x->held && x->tx_mapped && x->tx_kept && x->unmap && x->rx_kept && x->rx_skb &&
	       x->rx_n && x->rx_token && skbs_init(&x->waiting, x->q->run->setup->host_queue + tx, a) &&
	       skbs_init(&x->rx_queue, XEN_HOST_BYTES / FRAME_MIN + tx, a);
}

/* ---- the whole ---- */

static void link_guests(struct xen *x)
{
	struct queue *q = x->q;
	struct run *run = q->run;
	int queues = (int)run->setup->queues;
	x->domain = q->index < queues ? XEN_GUEST : XEN_OTHER_GUEST;
	x->other = run->setup->direction == DIR_GUESTS ? &run->queue[(q->index + queues) % run->n_queues] : NULL;
	if (x->domain == XEN_OTHER_GUEST) load_silence(q);
	x->reads = x->tcp && x->application && (!x->other || x->domain == XEN_OTHER_GUEST);
}

bool xen_init(void *self, struct queue *q)
{
	struct xen *x = self;
	struct run *run = q->run;
	x->q = q;
	q->models.scheme.ops->grants(q->models.scheme.self, &x->grants);
	x->tcp = q->traits.answer_every > 0;
	x->spins = q->models.poll.ops->spins;
	link_guests(x);
	x->host = shared(x, run);
	if (!x->host || !add_threads(x) || !make_memory(x)) return false;
	x->rx_thread.batch.per_call = x->rx_batch;
	for (int i = 0; i < run->n_cores && x->memory != MEMORY_PRIVATE; i++)
		run->core[i].memory = &x->host->memory;
	x->polling = x->spins;
	x->budget = q->models.poll.ops->budget(q->models.poll.self);
	x->delay_timer = TIME_NEVER;
	x->stop_below = (uint32_t)(run->setup->tx_stop_below < q->tx.ring.size ? run->setup->tx_stop_below : q->tx.ring.size - 1);
	return true;
}

void xen_rx_ready(void *self, struct queue *q)
{
	struct xen *x = self;
	if (x->rx_stopped && !xen_room(q)) return;
	xen_call(&x->sender, q->engine->now);
}

static void guest_ready(struct queue *q)
{
	struct xen *x = xen_of(q);
	if (!x->stopped) xen_call(&x->guest_tx, q->engine->now);
}

void xen_kicked(void *self, struct queue *q, bool tx, sim_time t)
{
	struct xen *x = self;
	if (tx)
		xen_call(&x->poll, t);
	else
		xen_rx_kicked(q, t);
}

/* ---- soundness ---- */

static bool asleep(const struct xen_thread *t)
{
	const sim_time *wake = t->q->engine->wake;
	return t->state == XEN_SLEEPS && wake[t->seat.actor] == TIME_NEVER && !seat_in_line(&t->seat);
}

bool xen_stuck(const void *self, const struct queue *q)
{
	const struct xen *x = self;
	if (asleep(&x->poll) && ring_ready(&q->tx.ring) && q->tx.ring.kicked_at == q->tx.ring.avail_idx) return true;
	if (asleep(&x->dealloc) && x->unmap_count) return true;
	if (x->reads && asleep(&x->app) && x->socket.count) return true;
	if (asleep(&x->rx_thread) && x->rx_queue.count && xen_ring_has_room(q)) return true;
	return asleep(&x->sender) && (q->host_queue.count || x->waiting.count) && xen_room((struct queue *)q);
}

static const char *unsound(const struct queue *q)
{
	const struct xen *x = xen_of(q);
	if (x->broken) return x->broken;
	if (x->tx_tree > x->grants.tree || x->rx_tree > x->grants.tree) return "more pages are kept mapped than the tree holds";
	if (x->tx_maps > q->tx.ring.size) return "more grants are mapped than the ring has slots";
	if (asleep(&x->guest_poll) && ring_done(&q->rx.ring)) return "lost wake-up: the guest sleeps with packets in its ring";
	bool idle = asleep(&x->guest_tx) && asleep(&x->guest_poll);
	if (idle && q->guest_queue.count && !x->stopped) return "lost wake-up: the guest's sender sleeps with packets to send";
	if (idle && asleep(&x->poll) && q->tx.ring.kicked_at != q->tx.ring.avail_idx && ring_ready(&q->tx.ring))
		return "lost wake-up: packets were sent and netback not told";
	if (idle && x->stopped && q->tx.ring.avail_idx == q->tx.ring.used_idx)
		return "lost wake-up: the guest's transmission is stopped for ever";
	return NULL;
}

static void posted(const struct queue *q, struct posted *p)
{
	const struct xen *x = xen_of(q);
	*p = (struct posted){x->posted, (int64_t)x->posted * q->rx.buffer[0].posted, x->posted};
}

static bool can_send(struct queue *q, int32_t len)
{
	return (uint32_t)q->models.scheme.ops->transmit_segments(q->models.scheme.self, len) <= q->tx.ring.size;
}

const struct front_ops xen_front = {.spins = true,
				    .fill_first = xen_fill_first,
				    .can_send = can_send,
				    .ready = guest_ready,
				    .posted = posted,
				    .unsound = unsound};
