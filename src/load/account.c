/* account.c - every packet that entered is delivered, dropped or inside; what is inside is known for Little's law. */
#include "load/load.h"
#include <string.h>

#ifdef SIMNIC_CHECKED
enum { CHECKED = true };
#else
enum { CHECKED = false };
#endif

const char *const drop_names[N_DROPS] = {"host_queue", "too_long", "guest_queue", "wire", "sender", "no_buffer", "socket"};

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
		if (counts && !enters) {
			system_leave(q, born);
			trail_drop(&q->run->trail, p->trail);
		}
		packet_dropped(q, p, q->host_queue.most ? DROP_HOST_QUEUE : DROP_NO_BUFFER);
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
		trail_drop(&q->run->trail, p->trail);
	}
	packet_dropped(q, p, why);
}

static inline void delivered(struct queue *q, const struct packet *p, bool has_line, sim_time at)
{
	struct run *run = q->run;
	q->n.delivered++;
	q->n.goodput += p->goodput;
	tally_latency(&q->tally, at - p->born);
	trail_end(&run->trail, p->trail, has_line, p->born, at);
	system_leave(q, p->born);
	if (q->load->last_counts && at > run->last_delivered) run->last_delivered = at;
	if (__builtin_expect(!q->load->delivery_matters, 1)) return;
	if (q->load->told.left) q->load->told.left(q);
	const bool pair = q->traits.direction == DIR_RR;
	q->n.round_trips += pair;
	if (pair) core_stays_awake(q->guest_core, at + run->setup->app_wakeup); /* its work, though booked nowhere */
	if (q->load->told.answered && (pair || q->traits.answer_every == 0))
		q->load->told.answered(q, pair ? at + run->setup->app_wakeup : at, p);
	if (run->setup->transfer && (run->left_to_deliver -= p->goodput) <= 0) engine_stop(q->engine);
}

void packets_received(struct queue *q, const struct received *r)
{
	struct run *run = q->run;
	struct trail *t = &run->trail;
	q->n.delivered += r->n;
	q->n.goodput += r->goodput;
	t->born += r->born;
	t->delivered += r->at;
	t->left[AT_HOST_QUEUE] += r->taken;
	t->left[AT_BACKEND_RX] += r->stamp;
	t->left[AT_RX_RING] += r->begun;
	tally_leave_all(&q->tally, r->n, r->born, r->at);
	if (q->load->last_counts && r->last > run->last_delivered) run->last_delivered = r->last;
}

void packet_delivered(struct queue *q, const struct packet *p, sim_time at)
{
	struct trail *t = &q->run->trail;
	if (CHECKED) t->broken |= p->trail == 0 || !trail_in_order(t, &t->word[p->trail], p->born, at);
	delivered(q, p, true, at);
}

/* How long it stayed where it has no line for. */
static inline void received(struct queue *q, const struct packet *p, const struct stays *s, bool read, sim_time at)
{
	struct trail *t = &q->run->trail;
	if (CHECKED) {
		sim_time line[LINE_WORDS];
		memcpy(line, &t->word[p->trail], sizeof line);
		line[AT_HOST_QUEUE] = s->taken;
		line[AT_BACKEND_RX] = p->stamp;
		line[AT_RX_RING] = s->begun;
		if (read) line[AT_GUEST_RX] = s->up;
		if (read) line[AT_SOCKET] = s->out;
		t->broken |= !trail_in_order(t, line, p->born, at);
	}
	t->left[AT_HOST_QUEUE] += (uint64_t)s->taken;
	t->left[AT_BACKEND_RX] += (uint64_t)p->stamp;
	t->left[AT_RX_RING] += (uint64_t)s->begun;
	if (read) t->left[AT_GUEST_RX] += (uint64_t)s->up;
	if (read) t->left[AT_SOCKET] += (uint64_t)s->out;
	delivered(q, p, p->trail != 0, at);
}

void packet_received(struct queue *q, const struct packet *p, sim_time taken, sim_time begun, sim_time at)
{
	const struct stays s = {.taken = taken, .begun = begun};
	received(q, p, &s, false, at);
}

void packet_read(struct queue *q, const struct packet *p, const struct stays *s, sim_time at)
{
	received(q, p, s, true, at);
}
