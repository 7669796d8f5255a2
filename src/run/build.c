/* build.c - a run put together from its checked setup: cores, queues, and the models and actors of each. */
#include "run/build.h"
#include "run/absences.h"
#include "run/clock.h"
#include "base/arena.h"
#include "device/bus.h"
#include "load/flows.h"
#include "nic/alloc.h"
#include "nic/poll.h"
#include "nic/flush.h"
#include "nic/queue.h"
#include "nic/sender.h"
#include "nic/traffic.h"
#include "run/snapshot.h"
#include <string.h>

#define ACTORS_PER_QUEUE 15

static struct core *core_named(struct run *run, const struct core_list *list, int queue)
{
	const char *name = list->name[queue % list->n];
	for (int i = 0; i < run->n_cores; i++)
		if (strcmp(run->core[i].name, name) == 0) return &run->core[i];
	struct core *c = &run->core[run->n_cores];
	if (!core_init(c, name, &run->engine, run->max_actors, run->arena)) return NULL;
	run->n_cores++;
	c->switch_cost = run->setup->core_switch;
	c->jitter = run->setup->jitter * (1 << 20) / 1000000;
	c->stream = arena_alloc(run->arena, sizeof *c->stream);
	if (!c->stream) return NULL;
	stream_init_of(c->stream, run->seed, run->replication, "jitter", run->n_cores);
	c->extra = core_always(c);
	return c;
}

/* The machine's cores, dealt evenly; the first ones get what is left over. */
static bool make_pools(struct run *run, int n)
{
	struct core_list one = {.n = 1};
	for (int i = 0; i < n; i++)
		if (!pool_init(&run->pool[i], &run->engine, run->max_actors, run->arena)) return false;
	for (int i = 0; i < run->setup->platform_cores; i++) {
		if (!(one.name[0] = arena_printf(run->arena, "core%d", i))) return false;
		struct core *c = core_named(run, &one, 0);
		if (!c || !pool_add(&run->pool[i % n], c)) return false;
		c->is_host = i % n == 0;
		c->is_guest = n == 1 || i % n > 0;
	}
	run->n_pools = n;
	return true;
}

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

/* Asked once; all that is ever written there. */
static void read_traits(struct run *run, struct queue *q, uint32_t size)
{
	const struct setup *s = run->setup;
	const union models *m = &q->models;
	struct scheme_traits scheme = {0};
	struct traits t = {.direction = (enum direction)s->direction, .closed_loop = m->traffic.ops->answered != NULL};
	m->scheme.ops->init(m->scheme.self, s, size);
	m->alloc.ops->init(m->alloc.self, s);
	m->scheme.ops->traits(m->scheme.self, &scheme);
	t.header = scheme.header;
	t.alike = scheme.uniform;
	t.place = m->scheme.ops->place ? m->scheme.ops->place : scheme.mergeable ? place_spanning : place_next;
	if (m->traffic.ops->answer_every) t.answer_every = m->traffic.ops->answer_every(m->traffic.self, s, q->index, &t.answer);
	t.transmits = s->direction != DIR_RX || t.answer_every > 0;
	struct sender_policy sender;
	m->sender.ops->policy(m->sender.self, &sender);
	t.in_program = sender.in_guest;
	t.loses = sender.in_guest && sender.loses;
	bool receives = s->direction != DIR_TX || t.answer_every > 0;
	t.merges = receives && !m->backend.ops->by_grants && m->poll.ops->merges && m->poll.ops->merges(m->poll.self);
	if (t.merges && !m->traffic.ops->received) t.flows = run->flows ? flows_of(run->flows, q->index) : (int32_t)s->flows;
	if (t.flows > 1) t.answer.flows = t.flows;
	if (m->backend.ops->policy) m->backend.ops->policy(m->backend.self, s, &t.policy);
	memcpy((void *)&q->traits, &t, sizeof t);
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
	int64_t wait = sender.in_guest  ? sender.buffer
		       : q->front->room ? s->guest_queue + tx_size /* what the ring has room for comes by */
					: s->guest_queue;
	return fifo_init(&q->host_queue, s->host_queue, s->host_queue ? s->host_queue : size, a) &&
	       fifo_init(&q->guest_queue, wait, wait, a);
}

/* Of the packets that a ring holds, one may be beyond it in the driver's hands, and one in the back end's. */
static void expect_rings(struct trail *t, const struct queue *q)
{
	if (q->traits.direction != DIR_TX)
		trail_expect(t, STAY_BIT(AT_HOST_QUEUE) | STAY_BIT(AT_BACKEND_RX) | STAY_BIT(AT_RX_RING) | STAY_BIT(AT_GUEST_RX),
			     q->rx.ring.size + 2);
	if (q->traits.direction != DIR_RX)
		trail_expect(t, STAY_BIT(AT_GUEST_QUEUE) | STAY_BIT(AT_GUEST_TX) | STAY_BIT(AT_TX_RING) | STAY_BIT(AT_BACKEND_TX),
			     q->tx.ring.size + 2);
}

#define STAGES_PER_QUEUE 7

/* Those the scenario names for the queue; of the machine's the first ones, where its threads have seats of their own. */
static bool take_cores(struct run *run, int index, struct core **host, struct core **guest)
{
	const struct setup *s = run->setup;
	if (run->n_pools) {
		*host = run->pool[0].core[0];
		*guest = run->pool[run->n_pools - 1].core[0];
		return true;
	}
	*host = core_named(run, &s->host, index);
	*guest = core_named(run, &s->guest, index);
	if (!*host || !*guest) return false;
	return (*host)->is_host = (*guest)->is_guest = true;
}

static bool make_queue(struct run *run, int index)
{
	struct queue *q = &run->queue[index];
	const struct setup *s = run->setup;
	q->run = run;
	q->index = index;
	q->engine = &run->engine;
	q->tally.latency = &run->latency;
	struct traffic_env env = {s, &run->engine.now, run->arena, run->seed, run->replication, index, run->flows};
	if (!take_models(run, q) || !q->models.traffic.ops->init(q->models.traffic.self, &env)) return false;
	uint32_t size = q->models.ring.ops->size(q->models.ring.self, false),
		 tx_size = q->models.ring.ops->size(q->models.ring.self, true);
	read_traits(run, q, size);
	q->front = q->models.backend.ops->front;
	if (!load_init(q) || !take_cores(run, index, &q->host_core, &q->guest_core)) return false;
	run->reader_core = s->rcvbuf ? core_named(run, &s->guest, index + (int)s->reader_core) : NULL;
	if (s->rcvbuf && !run->reader_core) return false;
	if (s->rcvbuf) run->reader_core->is_guest = true;
	if ((q->front->init && !q->front->init(q)) || !make_memory(run, q, size, tx_size)) return false;
	expect_rings(&run->trail, q);
	if (!load_init_sender(q)) return false;
	struct link_traits link = {0};
	q->models.link.ops->traits(q->models.link.self, &link);
	if (link.up_fs && !run->bus) { /* one for all queues */
		run->bus = arena_alloc(run->arena, sizeof *run->bus);
		if (!run->bus || !bus_init(run->bus, q->models.link.ops, q->models.link.self, &run->engine.now, run->arena))
			return false;
	}
	if (!q->models.backend.ops->init(q->models.backend.self, q)) return false;
	return !q->models.flush.ops->init || q->models.flush.ops->init(q->models.flush.self, q);
}

/* Those that are to be twice as fast, once all are there. */
static void make_fast(struct run *run)
{
	const struct setup *s = run->setup;
	for (int i = 0; i < run->n_cores; i++) {
		struct core *c = &run->core[i];
		bool other = run->floating && c->pool == &run->pool[2];
		enum fast side = c->is_host && c->is_guest ? FAST_SHARED
				 : c->is_host              ? FAST_HOST
				 : other                   ? FAST_OTHER
							   : FAST_GUEST;
		c->fast = (s->fast & side) != 0;
		c->extra = core_always(c);
	}
}

bool run_build(struct run *run)
{
	const struct setup *s = run->setup;
	const struct chosen *chosen = &s->slot[SLOT_BACKEND];
	const struct backend_ops *backend = chosen->reg->model->ops;
	run->n_queues = (int)s->queues * (s->direction == DIR_GUESTS ? 2 : 1); /* of both guests */
	run->max_actors = run->n_queues * ACTORS_PER_QUEUE + 1;
	run->max_cores = 2 * MAX_CORE_NAMES;
	if (!engine_init(&run->engine, run->max_actors, run->arena)) return false;
	run->clock_id = engine_add(&run->engine, "clock", run_clock_step, run, run->max_actors);
	const struct traffic_ops *traffic = s->slot[SLOT_TRAFFIC].reg->model->ops;
	if (s->flows && s->queues > 1 && !traffic->own_flows &&
	    !(run->flows = flows_deal((int)s->flows, (int)s->queues, run->seed, run->replication, run->arena)))
		return false;
	run->queue = arena_array(run->arena, (size_t)run->n_queues, sizeof *run->queue);
	run->base = arena_alloc(run->arena, sizeof *run->base);
	if (!run->queue || !run->base) return false;
	int pools = backend->pools ? backend->pools(chosen->conf, s) : 0;
	run->stage = arena_array(run->arena, (size_t)run->n_queues * STAGES_PER_QUEUE, sizeof *run->stage);
	if (!run->stage || (pools && !make_pools(run, pools))) return false;
	if ((backend->uses_link || run->n_queues > 1) &&
	    !agenda_init(&run->agenda, &run->engine, backend->uses_link ? "device" : "source", run->max_actors))
		return false;
	for (int i = 0; i < run->n_queues; i++)
		if (!make_queue(run, i)) return false;
	if (s->fast) make_fast(run);
	return run_absences(run) && trail_init(&run->trail, run->arena) && snapshot_make(run->base, run, run->arena);
}
