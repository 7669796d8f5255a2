/*
 * sender.c - a process on the host that sends what the traffic offers.
 *
 *   ASLEEP --a write's packets are allowed--> in line for the core --> packet by packet into the host queue --> others first --> ...
 */
#include "load/load.h"
#include "machine/work.h"
#include "nic/sender.h"

/* A whole write, or nothing under way that could make it one. */
static bool write_due(const struct queue *q)
{
	const struct sender *s = &q->load->sender;
	if (s->queue.count == 0 || s->queue.count >= s->burst) return s->queue.count > 0;
	return source_idle(q) && (!q->traits.closed_loop || source_exhausted(q) || queue_in_flight(q) == s->frames);
}

void sender_look(struct queue *q)
{
	struct sender *s = &q->load->sender;
	if (s->awake || !write_due(q)) return;
	s->awake = true;
	engine_at(q->engine, s->id, q->engine->now);
}

/* Does the source have something to hand over at this moment? */
static bool source_is_due(const struct queue *q)
{
	const struct source *s = &q->load->source;
	sim_time at = s->id >= 0 ? q->engine->wake[s->id] : agenda_has(&s->due) ? s->due.due : TIME_NEVER;
	return at == q->engine->now;
}

bool load_stuck(const struct queue *q)
{
	return q->load->sender.burst && !q->load->sender.awake && !source_is_due(q) && write_due(q);
}

static int32_t frames_of(const struct queue *q, const struct packet *p)
{
	return gso_frames(&q->load->gso, p->goodput);
}

/* A frame of the packet in hand is ready for the back end. */
static void hand_over(struct queue *q, struct packet *p)
{
	p->trail = trail_begin(&q->run->trail);
	packet_leaves(q, p, AT_SENDER, q->engine->now);
	host_arrive(q, p, q->engine->now, p->born);
}

static void finish_packet(struct queue *q)
{
	struct sender *s = &q->load->sender;
	struct packet p = *fifo_head(&s->queue), frame;
	fifo_drop_head(&s->queue);
	s->frames -= frames_of(q, &p);
	s->sending = false;
	s->left--;
	if (q->load->gso.payload == 0) {
		hand_over(q, &p);
		return;
	}
	while (gso_next(&q->load->gso, &p, &frame))
		hand_over(q, &frame);
}

/* Of the packet in hand: whole, and the frames that it is cut into. */
static sim_time price_of(const struct queue *q, struct sender *s)
{
	if (s->segment == 0 || q->load->gso.payload == 0) return s->packet;
	return s->packet + frames_of(q, fifo_head(&s->queue)) * s->segment;
}

static void sender_step(void *self)
{
	struct queue *q = self;
	struct sender *s = &q->load->sender;
	if (!core_take(s->core, s->id, CONTEXT_SENDER)) return;
	if (s->sending) {
		finish_packet(q);
		if (s->left == 0 && core_yield(s->core, s->id, CONTEXT_SENDER)) return;
	}
	if (s->left == 0 && write_due(q)) s->left = s->queue.count < s->burst ? s->queue.count : s->burst;
	if (s->left) {
		s->sending = true;
		core_spend(s->core, LEDGER_SEND, price_of(q, s));
		core_go(s->core, s->id);
		return;
	}
	s->awake = false;
	core_leave(s->core);
	if (q->traits.closed_loop) starved_update(q);
}

bool load_init_sender(struct queue *q)
{
	struct sender *s = &q->load->sender;
	struct sender_policy p;
	q->models.sender.ops->policy(q->models.sender.self, &p);
	if (p.burst == 0) return true;
	s->packet = p.packet;
	s->segment = p.segment;
	s->burst = (uint32_t)p.burst;
	s->core = q->host_core;
	q->load->source.to = TO_SENDER;
	q->load->source.runs_ahead = q->load->arrivals_enter = false;
	q->load->delivery_matters = true;
	q->load->told.left = sender_look;
	trail_expect(&q->run->trail, STAY_BIT(AT_SENDER), q->run->setup->host_queue + 1);
	s->id = engine_add(q->engine, "sender", sender_step, q, q->run->max_actors);
	return s->id >= 0 && fifo_init(&s->queue, p.buffer, p.buffer, q->run->arena);
}
