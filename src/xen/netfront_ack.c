/*
 * netfront_ack.c - acknowledgements of what a guest has received, sent by its poll or by the application that reads, whoever comes first.
 */
#include "base/arena.h"
#include "xen/netfront.h"
#include "xen/xen.h"

struct netfront_ack {
	int32_t unanswered; /* packets received and not yet acknowledged */
	bool due, under_way;
	sim_time timer; /* delayed acknowledgement; TIME_NEVER = none */
};

bool netfront_ack_init(struct xen *x)
{
	struct netfront_ack *a = x->netfront_ack = arena_alloc(x->q->run->arena, sizeof *a);
	if (!a) return false;
	*a = (struct netfront_ack){.timer = TIME_NEVER};
	return true;
}

void netfront_received(struct queue *q, const struct packet *p)
{
	struct xen *x = xen_of(q);
	struct netfront_ack *a = x->netfront_ack;
	packet_delivered(xen_home(x), p, q->engine->now);
	if (!q->traits.answer_every) return;
	if (++a->unanswered >= q->traits.answer_every)
		a->due = true;
	else if (a->unanswered == 1)
		a->timer = q->engine->now + q->traits.answer_delay;
}

bool netfront_ack_due(const struct xen *x)
{
	return x->netfront_ack->due;
}

sim_time netfront_ack_by(const struct xen *x)
{
	return x->netfront_ack->timer;
}

void netfront_ack_timeout(struct xen *x, sim_time now)
{
	struct netfront_ack *a = x->netfront_ack;
	if (a->timer > now) return;
	a->timer = TIME_NEVER;
	a->due = a->unanswered > 0;
}

bool netfront_ack_begin(struct xen_thread *t)
{
	struct netfront_ack *a = t->x->netfront_ack;
	if (a->under_way || !netfront_transmit_begin(t, t->q->traits.answer_len)) return false;
	a->under_way = true;
	xen_spend(t, LEDGER_TRANSMIT, t->x->price.tcp_ack);
	xen_go(t, XEN_ANSWERED);
	return true;
}

void netfront_ack_end(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct netfront_ack *a = t->x->netfront_ack;
	struct packet ack = {.born = q->engine->now, .len = q->traits.answer_len, .answers = a->unanswered};
	*a = (struct netfront_ack){.timer = TIME_NEVER};
	q->n.answers++;
	netfront_transmit_end(t, &ack, true);
}
