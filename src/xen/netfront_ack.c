/*
 * netfront_ack.c - acknowledgements of what a guest has received, sent by its poll or by the application that reads, whoever comes first.
 */
#include "base/arena.h"
#include "nic/acks.h"
#include "xen/netfront.h"
#include "xen/xen.h"

struct netfront_ack {
	struct acks acks;
	bool under_way;
};

bool netfront_ack_init(struct xen *x)
{
	struct netfront_ack *a = x->netfront_ack = arena_alloc(x->q->run->arena, sizeof *a);
	if (!a) return false;
	*a = (struct netfront_ack){.under_way = false};
	return acks_init(&a->acks, x->q, BY_GUEST);
}

void netfront_received(struct queue *q, const struct packet *p)
{
	struct xen *x = xen_of(q);
	struct packet here;
	if (!q->traits.acks[BY_GUEST].every) {
		packet_delivered(xen_home(x), p, q->engine->now);
		return;
	}
	here = *p;
	acks_count(&x->netfront_ack->acks, &here, q->engine->now);
	packet_delivered(xen_home(x), &here, q->engine->now);
}

bool netfront_ack_due(const struct xen *x)
{
	return x->netfront_ack->acks.due;
}

sim_time netfront_ack_by(const struct xen *x)
{
	return x->netfront_ack->acks.timer;
}

void netfront_ack_timeout(struct xen *x, sim_time now)
{
	acks_timeout(&x->netfront_ack->acks, now);
}

bool netfront_ack_begin(struct xen_thread *t)
{
	struct netfront_ack *a = t->x->netfront_ack;
	if (a->under_way || !netfront_transmit_begin(t, t->q->traits.acks[BY_GUEST].how.len)) return false;
	a->under_way = true;
	xen_spend(t, LEDGER_TRANSMIT, t->x->price.tcp_ack);
	xen_go(t, XEN_ANSWERED);
	return true;
}

void netfront_ack_end(struct xen_thread *t)
{
	struct queue *q = t->q;
	struct netfront_ack *a = t->x->netfront_ack;
	struct packet ack = acks_take(&a->acks, q, q->engine->now);
	a->under_way = false;
	netfront_transmit_end(t, &ack, true);
}
