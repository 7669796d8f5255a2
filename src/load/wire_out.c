/* wire_out.c - the wire from this machine to the peer, and the frames on it. */
#include "load/load.h"
#include "nic/backend.h"

/* One for all queues where there are several traffics. */
static struct wire *wire_of(const struct queue *q)
{
	return q->load->several ? &q->run->queue[0].load->wire_out.wire : &q->load->wire_out.wire;
}

/* The last bit of a frame has left: it is the peer's now, and there is room for another behind the ring. */
static void wire_out_step(void *self)
{
	struct queue *q = self;
	struct wire_out *w = &q->load->wire_out;
	struct packet p = *fifo_head(&w->queued);
	fifo_drop_head(&w->queued);
	if (w->queued.count) engine_at(q->engine, w->id, fifo_head(&w->queued)->stamp);
	if (q->models.backend.ops->wire_room) q->models.backend.ops->wire_room(q->models.backend.self, q);
	peer_received(q, &p, q->engine->now);
}

bool wire_out_init(struct queue *q, int64_t more)
{
	const struct setup *s = q->run->setup;
	struct wire_out *w = &q->load->wire_out;
	int64_t room = s->host_queue > 0 ? s->host_queue : 1;
	w->wire = (struct wire){.bps = wire_share(q), .overhead = s->wire_overhead};
	w->id = -1;
	if (!s->link_bps || !q->traits.sends) return true;
	trail_expect(&q->run->trail, STAY_BIT(AT_WIRE_QUEUE) | STAY_BIT(AT_WIRE), more == WIRE_NEVER_FULL ? 0 : room + more);
	if (more == WIRE_NEVER_FULL) return true;
	w->id = engine_add(q->engine, "wire out", wire_out_step, q, q->run->max_actors);
	return w->id >= 0 && fifo_init(&w->queued, room, room + more, q->run->arena);
}

bool wire_out_full(const struct queue *q)
{
	struct wire_out *w = &q->load->wire_out;
	return w->id >= 0 && fifo_full(&w->queued);
}

void wire_out(struct queue *q, const struct packet *p)
{
	struct wire_out *w = &q->load->wire_out;
	struct wire *wire = wire_of(q);
	sim_time now = q->engine->now;
	packet_leaves(q, p, AT_BACKEND_TX, now);
	packet_leaves(q, p, AT_WIRE_QUEUE, wire_start(wire, now));
	sim_time gone = wire_send(wire, now, p->len);
	if (w->id < 0) {
		peer_received(q, p, gone);
		return;
	}
	fifo_push(&w->queued, p, gone, p->born);
	if (w->queued.count == 1) engine_at(q->engine, w->id, gone);
}

int64_t wire_out_busy(const struct queue *q)
{
	const struct wire *w = &q->load->wire_out.wire;
	return w->busy - (w->free_at > q->engine->now ? w->free_at - q->engine->now : 0);
}

sim_time wire_out_free(const struct queue *q)
{
	return q->load->wire_out.wire.free_at;
}
