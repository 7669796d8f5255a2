/* account.c - every packet that entered is delivered (delivered.c), dropped or inside; what is inside is known for Little's law. */
#include "load/several.h"

const char *const drop_names[N_DROPS] = {"host_queue", "too_long",  "guest_queue", "wire",
					 "sender",     "no_buffer", "socket",      "device_buffer"};

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

static enum drop_cause why_no_room(const struct queue *q)
{
	const struct backend_ops *backend = q->models.backend.ops;
	if (backend->is_full && backend->is_full(q->models.backend.self, q)) return DROP_DEVICE_BUFFER;
	return q->host_queue.most ? DROP_HOST_QUEUE : DROP_NO_BUFFER;
}

void host_arrive(struct queue *q, const struct packet *p, sim_time now, sim_time born)
{
	bool counts = p->answers == 0, enters = counts && q->load->arrivals_enter;
	if (!host_has_room(q)) {
		if (counts && !enters) {
			system_leave(queue_home(q), born);
			traffic_left(q, p);
			trail_drop(&q->run->trail, p->trail);
		}
		packet_dropped(queue_home(q), p, why_no_room(q));
		return;
	}
	if (enters) system_enter(q, now);
	fifo_push(&q->host_queue, p, now, born);
	if (q->traits.closed_loop && q->host_queue.count == 1) starved_update(q);
	if (now >= q->busy_until) q->models.backend.ops->rx_ready(q->models.backend.self, q);
}

static COLD void answer_lost(struct queue *q, const struct packet *p)
{
	q->n.answers_lost++;
	if (q->load->told.missed) q->load->told.missed(q, p);
}

static COLD void tell_dropped(struct queue *q, const struct packet *p, enum drop_cause why)
{
	const struct told *told = &q->load->told;
	if (told->left) told->left(q);
	if (told->lost) told->lost(q, p, why);
}

void packet_dropped(struct queue *q, const struct packet *p, enum drop_cause why)
{
	if (p->answers) {
		answer_lost(q, p);
		return;
	}
	q->n.drop[why]++;
	if (q->load->told.left || q->load->told.lost) tell_dropped(q, p, why);
}

void packet_discarded(struct queue *q, const struct packet *p, enum drop_cause why)
{
	if (p->answers == 0) {
		system_leave(q, p->born);
		traffic_left(q, p);
		trail_drop(&q->run->trail, p->trail);
	}
	packet_dropped(q, p, why);
}
