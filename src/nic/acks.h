/* acks.h - delayed acknowledgements, wherever a receiver is: one frame answers what has come, by bytes or by time. */
#ifndef NIC_ACKS_H
#define NIC_ACKS_H
#include "nic/queue.h"

struct acks {
	int32_t waiting; /* packets received and not yet acknowledged */
	int64_t bytes;   /* their payload */
	bool due, begun; /* begun: anything has ever come */
	int32_t quick;   /* acknowledgements yet to be sent for one arrival each */
	sim_time last;   /* when the last came; kept where quick ones are */
	sim_time timer;  /* when one is due at the latest; TIME_NEVER = not known */
};
#define ACKS_NONE                   \
	{                           \
		.timer = TIME_NEVER \
	}

/* At the start and after a long gap, when the sender's window may be small, each arrival is answered. */
static inline bool acks_quick(struct acks *a, const struct answering *how, sim_time at)
{
	if (!a->begun || at - a->last > how->idle) a->quick = how->quick;
	a->begun = true;
	a->last = at;
	return a->quick > 0;
}
/*
 * One more packet of queue q has come at `at`: acknowledged when more has come than one full-sized segment less than so many hold, so that
 * the last of them need not be full. Where q->traits.answer_every is 0 nothing is acknowledged: not to be called.
 */
static inline void acks_count(struct acks *a, const struct queue *q, const struct packet *p, sim_time at)
{
	const struct answering *how = &q->traits.answer;
	a->bytes += p->goodput;
	a->waiting++;
	if (a->bytes > (int64_t)(q->traits.answer_every - 1) * how->segment || (how->quick && acks_quick(a, how, at)))
		a->due = true;
	else if (a->waiting == 1)
		a->timer = at + how->delay;
}
/* An acknowledgement of so many packets was lost: the next one covers them, and does not wait for longer than if they came now. */
static inline void acks_missed(struct acks *a, const struct queue *q, int32_t answers, sim_time now)
{
	a->waiting += answers;
	a->bytes += (int64_t)answers * q->traits.answer.segment;
	if (a->timer == TIME_NEVER) a->timer = now + q->traits.answer.delay;
}
/* Has the time come? */
static inline void acks_timeout(struct acks *a, sim_time now)
{
	if (a->timer > now) return;
	a->timer = TIME_NEVER;
	a->due = true;
}
/* The frame that acknowledges all that has come, sent at now. */
static inline struct packet acks_take(struct acks *a, struct queue *q, sim_time now)
{
	struct packet ack = {.born = now, .len = q->traits.answer.len, .answers = a->waiting};
	*a = (struct acks){.timer = TIME_NEVER, .begun = a->begun, .quick = a->quick > 0 ? a->quick - 1 : 0, .last = a->last};
	q->n.answers++;
	return ack;
}
#endif
