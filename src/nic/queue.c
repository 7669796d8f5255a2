#include "nic/queue.h"
#include "base/arena.h"
#include "base/widen.h"

const char *const drop_names[N_DROPS] = {"host_queue", "too_long", "guest_queue", "wire", "sender"};

bool fifo_init(struct fifo *f, int64_t limit, int64_t room, struct arena *a)
{
	int64_t size = 1, first = limit ? 2 * (room - limit) : room;
	if (first < WIDEN_FIRST) first = WIDEN_FIRST;
	while (size < room)
		size *= 2;
	uint32_t used = 1;
	while (used < size && used < first)
		used *= 2;
	*f = (struct fifo){.mask = used - 1, .most = (uint32_t)limit, .slack = (uint32_t)(room - limit)};
	f->limit = limit && used - f->slack < limit ? used - f->slack : (uint32_t)limit;
	f->slot = arena_reserve(a, (size_t)size, used, sizeof *f->slot);
	return f->slot != NULL;
}

COLD bool fifo_grow(struct fifo *f)
{
	if (f->limit == f->most) return false;
	f->mask = widen(f->slot, sizeof *f->slot, f->head, f->count, f->mask);
	const uint32_t limit = f->mask + 1 - f->slack;
	f->limit = limit < f->most ? limit : f->most;
	return true;
}

/* A wire so slow that its queue reaches beyond all time: the sum stays there. */
#define NEVER_ENDING (TIME_NEVER / 4)
#define FRAME_LEAST 60 /* shorter frames are padded on the wire (IEEE 802.3, without FCS) */

static sim_time frame_time(const struct wire *w, int32_t len)
{
	int64_t bytes = (len < FRAME_LEAST ? FRAME_LEAST : len) + w->overhead;
	return (bytes * 8 * PS_PER_S + w->bps / 2) / w->bps;
}

sim_time wire_send(struct wire *w, sim_time from, int32_t len)
{
	sim_time start = from > w->free_at ? from : w->free_at;
	if (w->bps == 0) return start;
	if (len != w->last_len) {
		w->last_len = len;
		w->last_ps = frame_time(w, len);
	}
	w->free_at = start + w->last_ps < NEVER_ENDING ? start + w->last_ps : NEVER_ENDING;
	w->busy += w->free_at - start;
	return w->free_at;
}

/* Of a frame whose last bit leaves at `gone`: what of it is not yet on the wire. */
static sim_time frame_left(const struct wire *w, sim_time now, sim_time gone, int32_t len)
{
	sim_time all = frame_time(w, len);
	return gone <= now ? 0 : gone - now < all ? gone - now : all;
}

/* Frames are put on this wire before their time: the next of the traffic, and all that the peer has sent. */
int64_t wire_in_busy(const struct queue *q)
{
	const struct wire *w = &q->source.wire;
	const struct peer *p = &q->peer;
	sim_time now = q->engine->now, trip = q->run->setup->base_rtt / 2;
	int64_t busy = w->busy;
	if (w->bps == 0) return 0;
	if (q->direction == DIR_RX && q->source.waiting) busy -= frame_left(w, now, w->free_at, q->source.next.packet.len);
	for (uint32_t i = 0; i < p->count; i++) {
		uint32_t k = (p->head + i) & p->mask;
		busy -= frame_left(w, now, p->slot[k].at - trip, p->slot[k].packet.len);
	}
	return busy;
}

/* ---- what is inside the system, for Little's law and for conservation ---- */

static void system_enter(struct queue *q, sim_time now)
{
	level_change(&q->in_system, now, 1);
	q->born += (uint64_t)now;
}

static void system_leave(struct queue *q, sim_time born)
{
	sim_time now = q->engine->now;
	level_change(&q->in_system, now, -1);
	q->born -= (uint64_t)born;
	q->sojourn += (uint64_t)(now - born);
}

void starved_update(struct queue *q)
{
	if (!q->closed_loop) return;
	level_set(&q->starved, q->engine->now,
		  !q->source.waiting && q->host_queue.count == 0 && q->guest_queue.count == 0 && !q->host_sender.awake);
}

/* Without a queue of its own the host can only take what a free buffer waits for. */
static inline bool host_has_room(const struct queue *q)
{
	return q->host_queue.most ? !fifo_full((struct fifo *)&q->host_queue)
				  : q->host_queue.count < (uint32_t)ring_ready(&q->rx) + q->shelf[0].count + q->shelf[1].count;
}

/* ---- the traffic's source ---- */

static bool source_exhausted(const struct queue *q)
{
	return q->n.offered >= q->offer_limit;
}

/* Have the next arrival and its time ready; false when there is none for now. */
static inline bool source_peek(struct queue *q)
{
	struct source *s = &q->source;
	if (s->waiting) return true;
	if (source_exhausted(q) || !q->traffic.ops->next(q->traffic.self, &s->next)) return false;
	s->at = s->next.at;
	if (q->direction == DIR_RX && q->wire_matters) {
		s->before = s->wire;
		s->at = wire_send(&s->wire, s->at, s->next.packet.len) + q->run->setup->base_rtt / 2;
	}
	if (s->at < q->engine->now) s->at = q->engine->now;
	return s->waiting = true;
}

static inline void source_wake(struct queue *q, sim_time at)
{
	if (q->source.id >= 0)
		engine_at(q->engine, q->source.id, at);
	else
		agenda_move(&q->run->agenda, &q->source.due, at);
}

/* To the process on this machine that sends it. */
static void source_to_sender(struct queue *q)
{
	struct source *s = &q->source;
	if (fifo_full(&q->host_sender.queue)) {
		packet_dropped(q, &s->next.packet, DROP_SENDER);
		return;
	}
	system_enter(q, s->at);
	fifo_push(&q->host_sender.queue, &s->next.packet, s->at, s->at);
}

void source_prime(struct queue *q)
{
	if (source_peek(q)) source_wake(q, q->source.at);
}

/*
 * An arrival before the worker's present stretch ends can only join the queue: nobody looks at that before, there is room now and
 * nobody else takes room away, and the sums kept of it do not depend on the order. So it needs no event of its own.  Not for closed
 * loops, whose next arrival may still change, nor where a delivery may end the run.
 */
static inline bool source_runs_ahead(const struct queue *q)
{
	sim_time at = q->source.at;
	return q->runs_ahead && at < q->busy_until && host_has_room(q) && at < q->engine->wake[q->run->clock_id];
}

#define AT_ONCE (1 << 16) /* so many arrivals are one step; then the run loop looks whether anybody wants it to end */

HOT void source_step(void *self)
{
	struct queue *q = self;
	struct source *s = &q->source; /* nobody looks at s->next any more once it is filled again */
	const sim_time now = q->engine->now;
	uint32_t come = 0;
	do {
		s->waiting = false;
		q->n.offered++;
		if (q->host_sender.burst) {
			source_to_sender(q);
		} else if (q->direction == DIR_RX) {
			host_arrive(q, &s->next.packet, s->at, s->at);
		} else if (!guest_can_send(q, s->next.packet.len)) {
			packet_dropped(q, &s->next.packet, DROP_TOO_LONG);
		} else if (fifo_full(&q->guest_queue)) {
			packet_dropped(q, &s->next.packet, DROP_GUEST_QUEUE);
		} else {
			system_enter(q, s->at);
			fifo_push(&q->guest_queue, &s->next.packet, s->at, s->at);
			if (q->backend.ops->front)
				q->backend.ops->front->ready(q->backend.self, q);
			else
				guest_tx_ready(q);
		}
	} while (source_peek(q) && (source_runs_ahead(q) || s->at <= now) &&
		 ++come < AT_ONCE); /* what comes at once is seen at once */
	q->engine->steps += come;
	if (come == AT_ONCE) engine_look(q->engine);
	source_wake(q, s->waiting ? s->at : TIME_NEVER);
	if (q->host_sender.burst) sender_look(q);
	if (q->closed_loop) starved_update(q);
}

void source_due(void *self, struct errand *e)
{
	(void)e;
	source_step(self);
}

/* Something may be sent at t: if that is before what is to be sent next, the traffic decides anew. */
static void source_reconsider(struct queue *q, sim_time t)
{
	struct source *s = &q->source;
	if (!s->waiting || s->next.at <= t || !q->traffic.ops->take_back) return;
	q->traffic.ops->take_back(q->traffic.self, &s->next);
	if (q->direction == DIR_RX && q->wire_matters) s->wire = s->before;
	s->waiting = false;
	source_wake(q, TIME_NEVER);
}

void source_answered(struct queue *q, sim_time t, int64_t units)
{
	if (!q->closed_loop) return;
	source_reconsider(q, t);
	q->traffic.ops->answered(q->traffic.self, t, units);
	source_prime(q);
	starved_update(q);
}

/* ---- arrivals and departures ---- */

void host_arrive(struct queue *q, const struct packet *p, sim_time now, sim_time born)
{
	bool counts = p->answers == 0, enters = counts && q->direction == DIR_RX && q->host_sender.burst == 0;
	if (!host_has_room(q)) {
		if (counts && !enters) system_leave(q, born);
		packet_dropped(q, p, DROP_HOST_QUEUE);
		return;
	}
	if (enters) system_enter(q, now);
	fifo_push(&q->host_queue, p, now, born);
	if (q->closed_loop && q->host_queue.count == 1) starved_update(q);
	if (now >= q->busy_until) q->backend.ops->rx_ready(q->backend.self, q);
}

static void peer_wake(struct queue *q)
{
	struct peer *p = &q->peer;
	sim_time head = p->count ? p->slot[p->head & p->mask].at : TIME_NEVER;
	engine_at(q->engine, p->id, head < p->delay_timer ? head : p->delay_timer);
}

void packet_dropped(struct queue *q, const struct packet *p, enum drop_cause why)
{
	if (p->answers) { /* cumulative: the peer's next acknowledgement covers what this one did, at the latest its delayed one */
		struct peer *peer = &q->peer;
		q->n.answers_lost++;
		peer->unanswered += p->answers;
		if (peer->delay_timer == TIME_NEVER) peer->delay_timer = q->engine->now + q->answer_delay;
		peer_wake(q);
		return;
	}
	q->n.drop[why]++;
	if (q->host_sender.burst) sender_look(q);
	if (q->traffic.ops->lost) {
		source_reconsider(q, q->engine->now);
		q->traffic.ops->lost(q->traffic.self, q->engine->now, p);
		source_prime(q);
		starved_update(q);
	}
}

void packet_discarded(struct queue *q, const struct packet *p, enum drop_cause why)
{
	if (p->answers == 0) system_leave(q, p->born);
	packet_dropped(q, p, why);
}

void packet_delivered(struct queue *q, const struct packet *p, sim_time at)
{
	struct run *run = q->run;
	q->n.delivered++;
	q->n.goodput += p->goodput;
	hist_add(q->latency, at - p->born);
	system_leave(q, p->born);
	if (q->host_sender.burst) sender_look(q);
	if (!q->delivery_matters) return;
	if (run->setup->packets && at > run->last_delivered) run->last_delivered = at;
	if (q->direction == DIR_RR) {
		q->n.round_trips++;
		source_answered(q, at + run->setup->app_wakeup, 1);
	} else if (q->answer_every == 0) {
		source_answered(q, at, 1);
	}
	if (run->setup->transfer && (run->left_to_deliver -= p->goodput) <= 0) engine_stop(q->engine);
}

/* ---- the peer ---- */

static void peer_send(struct queue *q, sim_time t, const struct packet *packet)
{
	struct peer *p = &q->peer;
	if (p->count == PEER_ROOM) { /* more frames on the way than this peer can keep track of */
		packet_discarded(q, packet, DROP_WIRE);
		return;
	}
	if (p->count > p->mask) p->mask = widen(p->slot, sizeof *p->slot, p->head, p->count, p->mask);
	sim_time at = wire_send(&q->source.wire, t, packet->len) + q->run->setup->base_rtt / 2;
	p->slot[(p->head + p->count) & p->mask].at = at;
	p->slot[(p->head + p->count++) & p->mask].packet = *packet;
	peer_wake(q);
}

static void peer_answer(struct queue *q, sim_time t)
{
	struct packet ack = {.born = t, .len = q->answer_len, .answers = q->peer.unanswered};
	q->peer.unanswered = 0;
	q->peer.delay_timer = TIME_NEVER;
	q->n.answers++;
	peer_send(q, t, &ack);
}

void peer_received(struct queue *q, const struct packet *p, sim_time t)
{
	sim_time there = t + q->run->setup->base_rtt / 2;
	if (p->answers) {
		source_answered(q, there, p->answers);
	} else if (q->direction == DIR_RR) {
		peer_send(q, there, p);
	} else {
		packet_delivered(q, p, t);
		if (!q->answer_every) return;
		if (++q->peer.unanswered >= q->answer_every) {
			peer_answer(q, there);
		} else if (q->peer.unanswered == 1) {
			q->peer.delay_timer = there + q->answer_delay;
			peer_wake(q);
		}
	}
}

void peer_step(void *self)
{
	struct queue *q = self;
	struct peer *p = &q->peer;
	sim_time now = q->engine->now;
	if (p->delay_timer <= now) peer_answer(q, now);
	while (p->count && p->slot[p->head & p->mask].at <= now) {
		struct packet packet = p->slot[p->head & p->mask].packet;
		p->head++;
		p->count--;
		host_arrive(q, &packet, now, packet.born);
	}
	peer_wake(q);
}
