/* guest_deliver.c - received frames go up: each to the stack, merged with others of its flow (guest_gro.h), or into a program's socket. */
#include "virtio/guest_rx.h"

/* The stack has a frame. */
static inline void goes_up(struct queue *q, struct packet *p, sim_time taken, sim_time begun, sim_time now)
{
	struct guest_rx *g = rx_of(q);
	if (guest_rx_is_answered(g, p)) guest_rx_answers(g, p, now);
	packet_received(q, p, taken, begun, now);
}

static void merge(struct queue *q, struct guest_rx *g, const struct gro_frame *f)
{
	struct merged *m;
	int32_t saved = gro_saves(&g->price.receipt, gro_take(&g->gro, f, &m));
	m->frame[m->n - 1].charge -= saved;
	if (q->guest->reader.holds) guest_rx_keep(q, m->frame[m->n - 1].kept = g->price.kept);
	q->n.truesize -= saved;
}

static void into_socket(struct queue *q, struct guest_rx *g, struct gro_frame *f, sim_time now)
{
	struct reader *r = &q->guest->reader;
	if (r->holds) guest_rx_keep(q, f->kept = g->price.kept);
	reader_take(q, r, f, 1, now);
}

/* It is merged with others, or a program reads it. */
static COLD void frame_aside(struct queue *q, struct guest_rx *g, sim_time now)
{
	struct gro_frame frame = {g->packet, g->taken, g->begun, g->price.receipt.truesize, 0};
	if (g->gro.on)
		merge(q, g, &frame);
	else
		into_socket(q, g, &frame, now);
}

void guest_rx_deliver(struct queue *q, struct guest_rx *g)
{
	sim_time now = q->engine->now;
	if (__builtin_expect(g->aside, 0))
		frame_aside(q, g, now);
	else
		goes_up(q, &g->packet, g->taken, g->begun, now);
}

/* ---- merged frames ---- */

/* What each frame cost already is part of guest_rx_packet, which is a packet's that goes up alone. */
static COLD void begin_delivery(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	const struct setup *s = q->run->setup;
	sim_time cost = s->guest_rx_packet > s->guest_gro_frame ? s->guest_rx_packet - s->guest_gro_frame : 0;
	for (int i = 0; i < g->up->n; i++)
		cost += bytes_cost(g->up->frame[i].packet.len, s->guest_rx_byte);
	core_spend(g->core, LEDGER_STACK, cost);
	q->n.stack_packets++;
	g->state = GUEST_DELIVER;
	core_go(g->core, g->id);
}

COLD void guest_rx_delivered(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	if (q->guest->reader.on) {
		reader_take(q, &q->guest->reader, g->up->frame, g->up->n, q->engine->now);
	} else {
		for (int i = 0; i < g->up->n; i++) {
			struct gro_frame *f = &g->up->frame[i];
			goes_up(q, &f->packet, f->taken, f->begun, q->engine->now);
		}
	}
	g->up = NULL;
}

bool guest_rx_delivers(struct queue *q, bool all)
{
	struct guest_rx *g = rx_of(q);
	if (!g->gro.on) return false;
	if (all) gro_flush_before(&g->gro, guest_rx_held_from(q));
	if (!(g->up = gro_closed(&g->gro))) return false;
	begin_delivery(q);
	return true;
}

/* What a program reads it copies itself. */
int64_t guest_rx_moves(const struct queue *q)
{
	const struct guest_rx *g = rx_of(q);
	const bool read = q->guest->reader.on;
	int64_t bytes = 0;
	if (g->state == GUEST_PACKET) return g->price.receipt.copied + (g->gro.on || read ? 0 : g->packet.len);
	if (g->state != GUEST_DELIVER || read) return 0;
	for (int i = 0; i < g->up->n; i++)
		bytes += g->up->frame[i].packet.len;
	return bytes;
}
