/* delivered.c - a packet has come where it was to go: it is counted, and who waits for that goes on. */
#include "load/several.h"
#include <string.h>

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
	if (q->load->several) {
		q->load->several->ops->delivered(q, p, at);
	} else if (q->traits.direction == DIR_RR) {
		q->n.round_trips++;
		core_stays_awake(q->guest_core, at + run->setup->app_wakeup); /* its work, though booked nowhere */
		source_answered(q, at + run->setup->app_wakeup, p);
	} else if (!q->traits.acknowledged) {
		source_answered(q, at, p);
	}
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

/* Did it leave every place that packets of its traffic pass after the one before? */
static bool line_in_order(const struct queue *q, const struct packet *p, const sim_time *line, sim_time at)
{
	sim_time all[LINE_WORDS];
	memcpy(all, line, sizeof all);
	if (q->load->several) q->load->several->ops->line(q, p, all, at);
	return trail_in_order(&q->run->trail, all, p->born, at);
}

void packet_delivered(struct queue *q, const struct packet *p, sim_time at)
{
	struct trail *t = &q->run->trail;
	if (CHECKED) t->broken |= p->trail == 0 || !line_in_order(q, p, &t->word[p->trail], at);
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
		t->broken |= !line_in_order(q, p, line, at);
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
