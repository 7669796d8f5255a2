/* source.c - the traffic's model asked for the next arrival, and that one handed over when its time has come. */
#include "load/several.h"

/* Have the next arrival and its time ready; false when there is none for now. */
static inline bool source_peek(struct queue *q, struct source *s)
{
	if (s->waiting) return true;
	if (q->n.offered >= s->limit || !q->models.traffic.ops->next(q->models.traffic.self, &s->next)) return false;
	s->at = s->next.at;
	if (s->looked_at) {
		s->looks = s->next.packet.len == 0;
		if (s->flows > 1) s->next.packet.flow = (uint32_t)(q->n.offered % s->flows);
	}
	if (s->by_wire && !s->looks) {
		s->before.free_at = s->wire.free_at;
		s->before.busy = s->wire.busy;
		s->at = wire_send(&s->wire, s->at, s->next.packet.len) + s->flight;
	}
	if (s->at < q->engine->now) s->at = q->engine->now;
	return s->waiting = true;
}

static inline void source_wake(struct queue *q, struct source *s, sim_time at)
{
	if (s->put_off) return;
	if (s->id >= 0)
		engine_at(q->engine, s->id, at);
	else
		agenda_move(&q->run->agenda, &s->due, at);
}

/* To the process on this machine that sends it: so many frames. */
static void source_to_sender(struct queue *q, int32_t frames)
{
	struct source *s = &q->load->source;
	if (fifo_full(&q->load->sender.queue)) {
		q->n.drop[DROP_SENDER] += frames - 1;
		packet_dropped(q, &s->next.packet, DROP_SENDER);
		return;
	}
	for (int32_t i = 0; i < frames; i++)
		system_enter(q, s->at);
	q->load->sender.frames += frames;
	fifo_push(&q->load->sender.queue, &s->next.packet, s->at, s->at);
}

void load_start(struct queue *q)
{
	struct source *s = &q->load->source;
	if (source_peek(q, s)) source_wake(q, s, s->at);
}

sim_time load_last_arrival(const struct queue *q)
{
	if (q->load->several) return q->load->several->ops->waits(q->load->several) ? q->engine->now : 0;
	return q->load->source.waiting ? q->engine->now : q->load->source.at;
}

void load_silence(struct queue *q)
{
	q->load->source.limit = 0;
}

/*
 * An arrival before the worker's present stretch ends can only join the queue: nobody looks at that before, there is room now and
 * nobody else takes room away, and the sums kept of it do not depend on the order. So it needs no event of its own.  Not for closed
 * loops, whose next arrival may still change, nor where a delivery may end the run.
 */
static inline bool source_runs_ahead(const struct queue *q, const struct source *s)
{
	sim_time at = s->at;
	return s->runs_ahead && at < q->busy_until && host_has_room(q) && at < q->engine->wake[q->run->clock_id];
}

/* Such an arrival joins the queue. */
static inline void source_joins(struct queue *q, struct source *s)
{
	s->waiting = false;
	q->n.offered++;
	system_enter(q, s->at);
	fifo_push(&q->host_queue, &s->next.packet, s->at, s->at);
}

/*
 * The guest's queue stands behind the transmit ring: what the ring has room for is on its way there, also while the guest had no time yet to
 * put it in.  What waits in a program has its own room, whatever the ring's.
 */
static inline bool guest_queue_full(struct queue *q, int32_t len)
{
	const uint32_t count = q->guest_queue.count, own = q->load->source.guest_queue;
	return (count >= own && count >= own + q->front->room(q, len)) || fifo_full(&q->guest_queue);
}

/* The front is asked once for packets of one length in a row. */
static inline bool guest_can_send(struct queue *q, struct source *s, int32_t len)
{
	if (__builtin_expect(s->sendable == len, 1)) return true;
	if (!q->front->can_send(q, len)) return false;
	s->sendable = len;
	return true;
}

void source_to_guest(struct queue *q, struct source *s)
{
	if (!guest_can_send(q, s, s->next.packet.len)) {
		packet_dropped(q, &s->next.packet, DROP_TOO_LONG);
	} else if (guest_queue_full(q, s->next.packet.len)) {
		packet_dropped(q, &s->next.packet, q->traits.in_program ? DROP_SENDER : DROP_GUEST_QUEUE);
	} else {
		system_enter(q, s->at);
		traffic_entered(q, &s->next.packet);
		fifo_push(&q->guest_queue, &s->next.packet, s->at, s->at);
		q->front->ready(q);
	}
}

/* It is cut into frames, which the queue takes or loses one by one. */
static void source_cuts(struct queue *q, struct source *s)
{
	struct packet left = s->next.packet, frame; /* losses may have the source ask for the next one */
	const sim_time at = s->at;
	while (gso_next(&q->load->gso, &left, &frame)) {
		if (path_loses(s))
			packet_dropped(q, &frame, DROP_WIRE);
		else
			host_arrive(q, &frame, at, at);
	}
}

static void source_goes_aside(struct queue *q, struct source *s)
{
	int32_t frames = gso_frames(&q->load->gso, s->next.packet.goodput);
	q->n.offered += frames - 1;
	if (s->to == TO_SENDER)
		source_to_sender(q, frames);
	else
		source_cuts(q, s);
}

/* By a process, in frames, or over a path that loses packets. */
static COLD void source_comes_slowly(struct queue *q, struct source *s)
{
	if (s->to == TO_SENDER || s->to == IN_FRAMES)
		source_goes_aside(q, s);
	else if (path_loses(s))
		packet_dropped(q, &s->next.packet, DROP_WIRE);
	else
		host_arrive(q, &s->next.packet, s->at, s->at);
}

static inline void source_comes(struct queue *q, struct source *s)
{
	q->n.offered++;
	if (s->to == TO_GUEST)
		source_to_guest(q, s);
	else if (__builtin_expect(s->to == TO_HOST, 1))
		host_arrive(q, &s->next.packet, s->at, s->at);
	else
		source_comes_slowly(q, s);
}

#define AT_ONCE (1 << 16) /* so many arrivals are one step; then the run loop looks whether anybody wants it to end */

HOT static void source_step(void *self)
{
	struct queue *q = self;
	struct source *s = &q->load->source; /* nobody looks at s->next any more once it is filled again */
	const sim_time now = q->engine->now;
	uint32_t come = 0;
	do {
		s->waiting = false;
		if (!s->looks) source_comes(q, s);
		while (source_peek(q, s) && source_runs_ahead(q, s) && ++come < AT_ONCE)
			source_joins(q, s);
	} while (come < AT_ONCE && s->waiting && s->at <= now && ++come < AT_ONCE); /* what comes at once is seen at once */
	q->engine->steps += come;
	if (come == AT_ONCE) engine_look(q->engine);
	source_wake(q, s, s->waiting ? s->at : TIME_NEVER);
	if (s->to == TO_SENDER) sender_look(q);
	if (q->traits.closed_loop) starved_update(q);
}

/* ---- arrivals that are asked for ---- */

bool source_can_wait(const struct queue *q)
{
	const struct source *s = &q->load->source;
	const struct traffic_ops *t = q->models.traffic.ops;
	return s->runs_ahead && s->id >= 0 && !s->by_wire && t->one_length && !t->lost && q->load->arrivals_enter &&
	       !q->load->delivery_matters;
}

sim_time source_next(const struct queue *q)
{
	const struct source *s = &q->load->source;
	return s->waiting ? s->at : TIME_NEVER;
}

void source_put_off(struct queue *q, bool off)
{
	struct source *s = &q->load->source;
	s->put_off = false;
	source_wake(q, s, off ? TIME_NEVER : source_next(q));
	s->put_off = off;
}

/* A buffer for the one that arrives now was published by then, though buffers of later times may be there, too. */
static inline bool source_finds_buffer(const struct queue *q, const struct source *s)
{
	const struct ring *r = &q->rx.ring;
	uint32_t waiting = q->host_queue.count;
	return waiting < ring_ready(r) && q->rx.posted_at[ring_peek(r, (uint16_t)waiting)] < s->at;
}

static inline void source_asked(struct queue *q, struct source *s)
{
	const struct traffic_ops *ops = q->models.traffic.ops;
	q->engine->steps++;
	s->waiting = q->n.offered < s->limit && (ops->next_at || ops->next(q->models.traffic.self, &s->next));
	if (!s->waiting) return;
	if (ops->next_at) s->next.at = ops->next_at(q->models.traffic.self);
	s->at = s->next.at;
}

sim_time source_pull(struct queue *q, sim_time t)
{
	struct source *s = &q->load->source;
	while (s->waiting && s->at <= t) {
		if (__builtin_expect(source_finds_buffer(q, s), 1)) {
			source_joins(q, s);
		} else {
			q->n.offered++;
			packet_dropped(q, &s->next.packet, DROP_NO_BUFFER);
		}
		source_asked(q, s);
	}
	return source_next(q);
}

sim_time source_take(struct queue *q, sim_time t, struct packet *to)
{
	struct source *s = &q->load->source;
	while (s->waiting && s->at <= t) {
		sim_time at = s->at;
		bool room = source_finds_buffer(q, s);
		q->n.offered++;
		if (__builtin_expect(!room, 0)) {
			packet_dropped(q, &s->next.packet, DROP_NO_BUFFER);
			source_asked(q, s);
			continue;
		}
		tally_enter_late(&q->tally, at);
		to->born = at;
		to->len = s->next.packet.len;
		to->goodput = s->next.packet.goodput;
		to->answers = 0;
		to->trail = 0;
		to->flow = s->next.packet.flow;
		to->id = s->next.packet.id;
		source_asked(q, s);
		return at;
	}
	return TIME_NEVER;
}

bool source_can_lag(const struct queue *q)
{
	const struct source *s = &q->load->source;
	return s->id >= 0 && s->to == TO_HOST && q->load->arrivals_enter && !q->models.traffic.ops->looks &&
	       !q->load->told.left && !q->load->delivery_matters;
}

COLD void source_come(struct queue *q, sim_time t)
{
	struct source *s = &q->load->source;
	while (s->waiting && s->at <= t) {
		q->engine->now = s->at;
		q->engine->steps++;
		s->waiting = false;
		source_comes(q, s);
		source_peek(q, s);
		if (q->host_queue.count == 0) starved_update(q);
	}
}

HOT void source_join(struct queue *q, sim_time t)
{
	struct source *s = &q->load->source;
	struct engine *e = q->engine;
	while (s->waiting && s->at <= t) {
		if (__builtin_expect(fifo_full(&q->host_queue), 0)) {
			source_come(q, s->at);
			continue;
		}
		e->now = s->at;
		e->steps++;
		source_joins(q, s);
		if (q->traits.closed_loop && q->host_queue.count == 1) starved_update(q);
		source_peek(q, s);
	}
}

static void source_due(void *self, struct errand *e)
{
	(void)e;
	source_step(self);
}

/* Something may be sent at t: if that is before what is to be sent next, the traffic decides anew. */
static void source_reconsider(struct queue *q, sim_time t)
{
	struct source *s = &q->load->source;
	if (!s->waiting || s->next.at <= t || !q->models.traffic.ops->take_back) return;
	q->models.traffic.ops->take_back(q->models.traffic.self, &s->next);
	if (s->by_wire && !s->looks) {
		s->wire.free_at = s->before.free_at;
		s->wire.busy = s->before.busy;
	}
	s->waiting = s->looks = false;
	source_wake(q, s, TIME_NEVER);
}

void source_answered(struct queue *q, sim_time t, const struct packet *p)
{
	if (!q->traits.closed_loop) {
		if (q->load->several) q->load->several->ops->answered(q, t, p);
		return;
	}
	source_reconsider(q, t);
	q->models.traffic.ops->answered(q->models.traffic.self, t, p->answers ? p->answers : 1, p);
	load_start(q);
	starved_update(q);
}

void source_released(struct queue *q, const struct packet *p)
{
	sim_time now = q->engine->now;
	if (p->answers) return;
	if (q->load->several) {
		q->load->several->ops->released(q, p);
		return;
	}
	source_reconsider(q, now);
	q->models.traffic.ops->released(q->models.traffic.self, now, p);
	load_start(q);
	starved_update(q);
}

static void source_lost(struct queue *q, const struct packet *p, enum drop_cause why)
{
	sim_time now = q->engine->now;
	source_reconsider(q, now);
	q->models.traffic.ops->lost(q->models.traffic.self, now, p, why);
	load_start(q);
	starved_update(q);
}

bool source_init(struct queue *q)
{
	struct run *run = q->run;
	const struct setup *s = run->setup;
	const struct traffic_env env = {.setup = s, .queue = q->index, .flows = run->flows};
	const bool path = s->direction != DIR_RR && s->direction != DIR_GUESTS && !q->models.backend.ops->by_grants;
	const bool idle = run->flows && flows_of(run->flows, q->index) == 0; /* no flow comes here */
	q->load->source = (struct source){
		.id = -1,
		.due = {.call = source_due, .self = q},
		.wire = {.bps = wire_share(q), .overhead = s->wire_overhead},
		.limit = idle         ? 0
			 : s->packets ? share_of(&env, s->packets)
				      : INT64_MAX,
		.flows = q->traits.flows,
		.to = !direction_arrives(s->direction) ? TO_GUEST
		      : q->load->gso.payload > 0       ? IN_FRAMES
		      : path && s->loss                ? OVER_PATH
						       : TO_HOST,
		.flight = s->base_rtt / 2,
		.loss = path ? s->loss : 0,
		.guest_queue = q->traits.in_program || !q->front->room ? UINT32_MAX : (uint32_t)s->guest_queue,
		.looked_at = q->models.traffic.ops->looks || q->traits.flows > 1,
		.by_wire = direction_arrives(s->direction) && (s->link_bps || s->base_rtt),
		.runs_ahead = direction_arrives(s->direction) && !q->traits.closed_loop && !s->transfer && !s->loss &&
			      q->load->gso.payload == 0,
	};
	if (q->models.traffic.ops->lost) q->load->told.lost = source_lost;
	stream_init_of(&q->load->source.losses, run->seed, run->replication, "losses", q->index);
	if (run->traffic) return true;      /* several.c has them */
	if (run->n_queues > 1) return true; /* one actor for the arrivals of all */
	q->load->source.id = engine_add(&run->engine, "source", source_step, q, run->max_actors);
	return q->load->source.id >= 0;
}
