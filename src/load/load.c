/* load.c - the load of one queue: built, and looked at from outside. */
#include "load/several.h"
#include "base/arena.h"

bool load_deal(struct run *run)
{
	const struct setup *s = run->setup;
	const struct traffic_ops *traffic = s->slot[SLOT_TRAFFIC].reg->model->ops;
	if (!several_deal(run)) return false;
	if (!s->flows || s->queues == 1 || traffic->own_flows) return true;
	run->flows = flows_deal((int)s->flows, (int)s->queues, run->seed, run->replication, run->arena);
	return run->flows != NULL;
}

bool load_traffic(struct queue *q)
{
	struct run *run = q->run;
	const struct setup *s = run->traffic ? run->traffic[0].view : run->setup;
	int queue = run->traffic ? traffic_queue(run->setup, 0, q->index) : q->index;
	const struct traffic_env env = {s, &run->engine.now, run->arena, run->seed, run->replication, queue, run->flows};
	return queue < 0 ||
	       q->models.traffic.ops->init(q->models.traffic.self, &env); /* of several it need not come to this queue */
}

bool load_init(struct queue *q)
{
	const struct setup *s = q->run->setup;
	q->load = arena_alloc(q->run->arena, sizeof *q->load);
	if (!q->load) return false;
	q->load->last_counts = s->packets != 0;
	q->load->delivery_matters = s->transfer || s->direction == DIR_RR || (q->traits.closed_loop && !q->traits.acknowledged);
	q->load->arrivals_enter = direction_arrives(s->direction);
	q->load->gso = gso_of(s);
	q->load->returned = s->direction == DIR_RR;
	return source_init(q) && several_init(q) && peer_init(q);
}

void load_begin(struct queue *q)
{
	if (q->load->several)
		several_start(q);
	else
		load_start(q);
}

/*
 * Frames are put on this wire before their time; they count as they come off it here, half a round trip later.  All that the peer has
 * sent is known.  The traffic is asked for one frame at a time: what of it has come here is known, but not what left the sender since.
 */
static int64_t peer_is_sending(const struct queue *q, const struct wire *w)
{
	const struct peer *p = &q->load->peer;
	int64_t left = 0;
	for (uint32_t i = 0; i < p->back.count; i++) {
		const struct in_flight *f = &p->back.slot[(p->back.head + i) & p->back.mask];
		left += wire_left(w, q->engine->now, f->at, f->packet.len);
	}
	return left;
}

/* Where there are several traffics, all that comes has passed a peer, and the first queue has the wire. */
static int64_t one_wire_in_busy(const struct queue *q)
{
	const struct wire *w = &q->load->source.wire;
	int64_t busy = w->busy;
	if (q->index > 0) return 0;
	if (w->free_at >= NEVER_ENDING) return busy - (NEVER_ENDING - q->engine->now); /* frames beyond it took no time */
	for (int i = 0; i < q->run->n_queues; i++)
		busy -= peer_is_sending(&q->run->queue[i], w);
	return busy;
}

int64_t wire_in_busy(const struct queue *q)
{
	const struct wire *w = &q->load->source.wire;
	sim_time now = q->engine->now;
	int64_t busy = w->busy;
	if (w->bps == 0) return 0;
	if (q->load->several) return one_wire_in_busy(q);
	if (direction_arrives(q->traits.direction) && !source_idle(q))
		busy -= wire_left(w, now, wire_in_free(q), q->load->source.next.packet.len);
	return busy - peer_is_sending(q, w);
}

sim_time wire_in_free(const struct queue *q)
{
	sim_time left = q->load->source.wire.free_at;
	return direction_arrives(q->traits.direction) && left > 0 ? left + q->run->setup->base_rtt / 2 : left;
}
