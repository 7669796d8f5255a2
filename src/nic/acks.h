/* acks.h - delayed acknowledgements, wherever a receiver is: one frame answers what has come of a flow, by bytes or by time. */
#ifndef NIC_ACKS_H
#define NIC_ACKS_H
#include "nic/acks_list.h"
#include "nic/queue.h"
#include "nic/traffics.h"

/* What the receiver acknowledges, nothing perhaps. False when memory is exhausted. */
static inline bool acks_init(struct acks *a, const struct queue *q, enum receiver who)
{
	const struct acknowledging *by = &q->traits.acks[who];
	int32_t n = by->how.flows > 0 ? by->how.flows : 1;
	*a = (struct acks){.by = *by, .timer = TIME_NEVER};
	a->flow = arena_array(q->run->arena, (size_t)n, sizeof *a->flow);
	for (int32_t i = 0; a->flow && i < n; i++)
		a->flow[i].timer = TIME_NEVER;
	a->many = n > 1;
	a->plain = !a->many && !by->how.quick && !(by->ops && by->ops->received);
	a->enough = (int64_t)(by->every - 1) * by->how.segment;
	if (!a->many) a->first = a->first_due = a->flow;
	return a->flow != NULL;
}

/* ---- what comes ---- */

/* At the start and after a long gap, when the sender's window may be small, each arrival is answered. */
static inline bool acks_quick(struct flow_acks *f, const struct answering *how, sim_time at)
{
	if (!f->begun || at - f->last > how->idle) f->quick = how->quick;
	f->begun = true;
	f->last = at;
	return f->quick > 0;
}
/* What acks_count does where more is to be looked at than bytes. */
static COLD void acks_count_closely(struct acks *a, struct packet *p, sim_time at)
{
	const struct answering *how = &a->by.how;
	struct packet own = packet_of_its_own(p);
	struct flow_acks *f = &a->flow[own.flow];
	f->bytes += p->goodput;
	f->waiting++;
	bool at_once = a->by.ops->received && a->by.ops->received(a->by.self, at, &own);
	p->goodput = own.goodput;
	if (at_once || f->bytes > a->enough || (how->quick && acks_quick(f, how, at)))
		acks_make_due(a, f);
	else if (f->waiting == 1)
		acks_set_timer(a, f, at + how->delay);
}
/*
 * One more packet of the traffic that is acknowledged has come at `at`: it is when more has come than one full-sized segment less than so many
 * hold, so that the last of them need not be full, or at once where the traffic's own receiver says so, which also says what of it is new.
 * Where nothing is acknowledged: not to be called.
 */
static inline void acks_count(struct acks *a, struct packet *p, sim_time at)
{
	struct flow_acks *f = a->flow;
	if (__builtin_expect(!a->plain, 0)) {
		acks_count_closely(a, p, at);
		return;
	}
	f->bytes += p->goodput;
	f->waiting++;
	if (f->bytes > a->enough)
		f->due = a->due = true;
	else if (f->waiting == 1)
		a->timer = f->timer = at + a->by.how.delay;
}
/* An acknowledgement was lost: the next one covers what it did, and does not wait for longer than if that came now. */
static inline void acks_missed(struct acks *a, const struct packet *ack, sim_time now)
{
	struct flow_acks *f = &a->flow[ack->flow & TRAFFIC_FLOWS];
	f->waiting += ack->answers;
	f->bytes += (int64_t)ack->answers * a->by.how.segment;
	if (f->timer == TIME_NEVER) acks_set_timer(a, f, now + a->by.how.delay);
}
/* Some are due: the frame that acknowledges all that has come of the flow whose turn it is, sent at now. */
static inline struct packet acks_take(struct acks *a, struct queue *q, sim_time now)
{
	const struct acknowledging *by = &a->by;
	struct flow_acks *f = a->first_due;
	struct packet ack = {.born = now, .len = by->how.len, .answers = f->waiting, .flow = (uint32_t)(f - a->flow)};
	acks_stop_timer(a, f);
	if (a->many) a->first_due = f->next_due;
	a->due = a->many && a->first_due;
	f->waiting = 0;
	f->bytes = 0;
	f->due = false;
	if (!a->plain) f->quick -= f->quick > 0;
	if (by->ops->answer) by->ops->answer(by->self, now, &ack);
	ack.flow |= by->first_flow;
	q->n.answers++;
	return ack;
}
#endif
