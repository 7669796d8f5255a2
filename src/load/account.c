/* account.c - every packet that entered is delivered, dropped or inside; what is inside is known for Little's law. */
#include "load/load.h"

const char *const drop_names[N_DROPS] = {"host_queue", "too_long", "guest_queue", "wire", "sender", "no_buffer"};

void system_enter(struct queue *q, sim_time now)
{
	tally_enter(&q->tally, now);
}

void system_leave(struct queue *q, sim_time born)
{
	tally_leave(&q->tally, born, q->engine->now);
}

void starved_update(struct queue *q)
{
	if (!q->traits.closed_loop) return;
	tally_starved(&q->tally, q->engine->now,
		      source_idle(q) && q->host_queue.count == 0 && q->guest_queue.count == 0 && !q->load->sender.awake);
}

/* ---- arrivals and departures ---- */

void host_arrive(struct queue *q, const struct packet *p, sim_time now, sim_time born)
{
	bool counts = p->answers == 0, enters = counts && q->load->arrivals_enter;
	if (!host_has_room(q)) {
		if (counts && !enters) system_leave(q, born);
		packet_dropped(q, p, q->host_queue.most ? DROP_HOST_QUEUE : DROP_NO_BUFFER);
		return;
	}
	if (enters) system_enter(q, now);
	fifo_push(&q->host_queue, p, now, born);
	if (q->traits.closed_loop && q->host_queue.count == 1) starved_update(q);
	if (now >= q->busy_until) q->models.backend.ops->rx_ready(q->models.backend.self, q);
}

void packet_dropped(struct queue *q, const struct packet *p, enum drop_cause why)
{
	if (p->answers) {
		q->n.answers_lost++;
		peer_missed(q, p->answers);
		return;
	}
	q->n.drop[why]++;
	if (q->load->sender.burst) sender_look(q);
	if (q->models.traffic.ops->lost) {
		source_reconsider(q, q->engine->now);
		q->models.traffic.ops->lost(q->models.traffic.self, q->engine->now, p);
		load_start(q);
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
	tally_latency(&q->tally, at - p->born);
	system_leave(q, p->born);
	if (q->load->last_counts && at > run->last_delivered) run->last_delivered = at;
	if (__builtin_expect(!q->load->delivery_matters, 1)) return;
	if (q->load->sender.burst) sender_look(q);
	if (q->traits.direction == DIR_RR) {
		q->n.round_trips++;
		source_answered(q, at + run->setup->app_wakeup, 1);
	} else if (q->traits.answer_every == 0) {
		source_answered(q, at, 1);
	}
	if (run->setup->transfer && (run->left_to_deliver -= p->goodput) <= 0) engine_stop(q->engine);
}
