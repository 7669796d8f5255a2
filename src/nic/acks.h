/* acks.h - delayed acknowledgements, wherever a receiver is: one frame answers every so many packets, or what has come by some time. */
#ifndef NIC_ACKS_H
#define NIC_ACKS_H
#include "nic/queue.h"

struct acks {
	int32_t waiting; /* packets received and not yet acknowledged */
	bool due;
	sim_time timer; /* when one is due at the latest; TIME_NEVER = not known */
};
#define ACKS_NONE                   \
	{                           \
		.timer = TIME_NEVER \
	}

/* One more packet of queue q has come at `at`. Where q->traits.answer_every is 0 nothing is acknowledged: not to be called. */
static inline void acks_count(struct acks *a, const struct queue *q, sim_time at)
{
	if (++a->waiting >= q->traits.answer_every)
		a->due = true;
	else if (a->waiting == 1)
		a->timer = at + q->traits.answer_delay;
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
	struct packet ack = {.born = now, .len = q->traits.answer_len, .answers = a->waiting};
	*a = (struct acks)ACKS_NONE;
	q->n.answers++;
	return ack;
}
#endif
