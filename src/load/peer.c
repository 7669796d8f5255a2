/* peer.c - who is at the other end of the wire: it receives what comes out of the guest, and answers. */
#include "load/several.h"
#include "base/arena.h"
#include "base/widen.h"

static sim_time flight_due(const struct flight *f)
{
	return f->count ? f->slot[f->head & f->mask].at : TIME_NEVER;
}

static void flight_push(struct flight *f, sim_time at, const struct packet *packet)
{
	if (f->count > f->mask) f->mask = widen(f->slot, sizeof *f->slot, f->head, f->count, f->mask);
	f->slot[(f->head + f->count) & f->mask].at = at;
	f->slot[(f->head + f->count++) & f->mask].packet = *packet;
}

static struct packet flight_take(struct flight *f)
{
	f->count--;
	return f->slot[f->head++ & f->mask].packet;
}

static bool flight_init(struct flight *f, struct arena *a)
{
	f->slot = arena_reserve(a, PEER_ROOM, WIDEN_FIRST, sizeof *f->slot);
	f->mask = WIDEN_FIRST - 1;
	return f->slot;
}

static sim_time earlier(sim_time a, sim_time b)
{
	return a < b ? a : b;
}

static void peer_wake(struct queue *q)
{
	struct peer *p = &q->load->peer;
	sim_time at = earlier(flight_due(&p->back), p->acks.timer);
	if (__builtin_expect(p->there.count, 0)) at = earlier(at, flight_due(&p->there));
	engine_at(q->engine, p->id, at);
}

/* Its next acknowledgement covers the one that got lost, at the latest its delayed one. */
static void peer_missed(struct queue *q, const struct packet *ack)
{
	struct peer *p = &q->load->peer;
	acks_missed(&p->acks, ack, q->engine->now);
	peer_wake(q);
}

/* On the wire towards this machine, of which there is one for all queues where there are several traffics. */
static void peer_puts(struct queue *q, sim_time t, const struct packet *packet)
{
	struct peer *p = &q->load->peer;
	struct wire *w = q->load->several ? &q->run->queue[0].load->source.wire : &q->load->source.wire;
	packet_leaves(q, packet, AT_FLIGHT, wire_start(w, t));
	sim_time sent = wire_send(w, t, packet->len), at = sent + q->run->setup->base_rtt / 2;
	packet_leaves(q, packet, AT_PEER_WIRE, sent);
	packet_leaves(q, packet, AT_FLIGHT_BACK, at);
	flight_push(&p->back, at, packet);
}

bool peer_has_room(const struct queue *q)
{
	return q->load->peer.back.count + q->load->peer.there.count < PEER_ROOM;
}

void peer_send(struct queue *q, sim_time t, const struct packet *packet)
{
	struct peer *p = &q->load->peer;
	if (!peer_has_room(q)) {
		packet_discarded(q, packet, DROP_WIRE);
		return;
	}
	if (q->load->several && t > q->engine->now)
		flight_push(&p->there, t, packet);
	else
		peer_puts(q, t, packet);
	peer_wake(q);
}

static void peer_answer(struct queue *q, sim_time t)
{
	struct packet ack = acks_take(&q->load->peer.acks, q, t);
	peer_send(q, t, &ack);
}

void peer_received(struct queue *q, const struct packet *p, sim_time t)
{
	sim_time there = t + q->run->setup->base_rtt / 2;
	packet_leaves(q, p, AT_WIRE, t);
	if (p->answers) {
		source_answered(q, there, p);
	} else if (q->load->returned >> packet_traffic(p) & 1) {
		peer_send(q, there, p);
	} else if (path_loses(&q->load->source)) {
		packet_discarded(q, p, DROP_WIRE);
	} else {
		struct acks *a = &q->load->peer.acks;
		const struct acknowledging *by = &a->by;
		struct packet here = *p;
		sim_time timer = a->timer;
		if (q->load->several) q->load->several->ops->sent(q, p, t);
		if (by->every && packet_traffic(p) == by->traffic) acks_count(a, &here, there);
		packet_delivered(q, &here, t);
		if (a->due)
			peer_answer(q, there);
		else if (a->timer != timer)
			peer_wake(q);
	}
}

static void peer_step(void *self)
{
	struct queue *q = self;
	struct peer *p = &q->load->peer;
	sim_time now = q->engine->now;
	acks_timeout(&p->acks, now);
	while (p->acks.due)
		peer_answer(q, now);
	while (__builtin_expect(p->there.count, 0) && flight_due(&p->there) <= now) {
		struct packet packet = flight_take(&p->there);
		peer_puts(q, now, &packet);
	}
	while (flight_due(&p->back) <= now) {
		struct packet packet = flight_take(&p->back);
		if (q->load->several)
			q->load->several->ops->arrives(q, &packet, now);
		else
			host_arrive(q, &packet, now, packet.born);
	}
	peer_wake(q);
}

bool peer_counts(struct queue *q, struct packet *received, sim_time now)
{
	struct peer *p = &q->load->peer;
	sim_time timer = p->acks.timer;
	acks_count(&p->acks, received, now);
	if (!p->acks.due && p->acks.timer != timer) engine_at(q->engine, p->id, p->acks.timer);
	return p->acks.due;
}

struct packet peer_acks(struct queue *q, sim_time now)
{
	struct peer *p = &q->load->peer;
	struct packet ack = acks_take(&p->acks, q, now);
	engine_at(q->engine, p->id, p->acks.timer);
	return ack;
}

/* Requests come back as responses, and wait for the host. */
static void expect_round_trips(struct run *run)
{
	const struct setup *s = run->setup;
	uint32_t places = 0;
	if (s->link_bps) places |= STAY_BIT(AT_PEER_WIRE);
	if (s->base_rtt) places |= STAY_BIT(AT_FLIGHT) | STAY_BIT(AT_FLIGHT_BACK);
	trail_expect(&run->trail, places, PEER_ROOM + s->host_queue);
}

bool peer_init(struct queue *q)
{
	struct peer *p = &q->load->peer;
	struct run *run = q->run;
	*p = (struct peer){.id = -1};
	if (!acks_init(&p->acks, q, BY_PEER)) return false;
	const bool answers = p->acks.by.every > 0 && q->traits.sends;
	if (answers && !p->acks.by.ops->received) q->load->told.missed = peer_missed;
	if (!q->load->returned && !answers && !q->load->several) return true;
	if (q->load->returned) expect_round_trips(run);
	p->id = engine_add(&run->engine, "peer", peer_step, q, run->max_actors);
	return p->id >= 0 && flight_init(&p->back, run->arena) && (!q->load->several || flight_init(&p->there, run->arena));
}
