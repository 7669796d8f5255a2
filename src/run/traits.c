/* traits.c - what a queue's models answer once. */
#include "run/traits.h"
#include "load/flows.h"
#include "nic/alloc.h"
#include "nic/poll.h"
#include "nic/queue.h"
#include "nic/sender.h"
#include "nic/traffic.h"
#include "nic/traffics.h"

/* The k-th traffic's, on the queues it has. */
static struct acknowledging acknowledging(const struct run *run, const struct queue *q, int k)
{
	const struct part *p = &q->models.part[traffic_slot(k)];
	struct acknowledging a = {.traffic = k, .first_flow = (uint32_t)k << TRAFFIC_SHIFT, .ops = p->ops, .self = p->self};
	const struct setup *s = run->traffic ? run->traffic[k].view : run->setup;
	int queue = run->traffic ? traffic_queue(run->setup, k, q->index) : q->index;
	if (s && queue >= 0 && a.ops->answer_every) a.every = a.ops->answer_every(p->self, s, queue, &a.how);
	return a;
}

/* Who receives it acknowledges it; between guests there is but one traffic, and both may be who does. */
static void acknowledge(struct traits *t, const struct run *run, const struct queue *q)
{
	for (int k = 0; k < TRAFFICS_MOST; k++) {
		const struct acknowledging a = acknowledging(run, q, k);
		const enum direction way = traffic_direction(run->setup, k);
		if (k > 0 && !run->traffic) break;
		if (a.every == 0) continue;
		t->acknowledged = true;
		if (way != DIR_TX) t->acks[BY_GUEST] = a;
		if (way != DIR_RX) t->acks[BY_PEER] = a;
	}
}

/* Does any that the guest sends want to know when it is off the guest's hands? */
static bool releases(const struct setup *s)
{
	for (int k = 0; k < TRAFFICS_MOST; k++) {
		const struct traffic_ops *ops = s->slot[traffic_slot(k)].reg->model->ops;
		if (ops->released && traffic_direction(s, k) == DIR_TX) return true;
	}
	return false;
}

struct traits run_traits(const struct run *run, const struct queue *q, uint32_t size)
{
	const struct setup *s = run->setup;
	const union models *m = &q->models;
	struct scheme_traits scheme = {0};
	struct traits t = {.direction = (enum direction)s->direction, .closed_loop = m->traffic.ops->answered && !run->traffic};
	m->scheme.ops->init(m->scheme.self, s, size);
	m->alloc.ops->init(m->alloc.self, s);
	m->scheme.ops->traits(m->scheme.self, &scheme);
	t.header = scheme.header;
	t.alike = scheme.uniform;
	t.place = m->scheme.ops->place ? m->scheme.ops->place : scheme.mergeable ? place_spanning : place_next;
	acknowledge(&t, run, q);
	t.receives = traffics_receive(s);
	t.sends = traffics_send(s);
	t.transmits = t.sends || t.acknowledged;
	struct sender_policy sender;
	m->sender.ops->policy(m->sender.self, &sender);
	t.in_program = sender.in_guest;
	t.releases = releases(s);
	t.loses = (sender.in_guest && sender.loses) || s->direction == DIR_FORWARD;
	t.merges = (t.receives || t.acknowledged) && !m->backend.ops->by_grants && m->poll.ops->merges &&
		   m->poll.ops->merges(m->poll.self);
	if (t.merges && !m->traffic.ops->received) t.flows = run->flows ? flows_of(run->flows, q->index) : (int32_t)s->flows;
	for (int who = 0; t.flows > 1 && who < N_RECEIVERS; who++)
		t.acks[who].how.flows = t.flows;
	t.defers = guest_defers(s, &(struct deferral){0});
	t.guest_polls = m->backend.ops->polled && m->poll.ops->polling;
	if (m->backend.ops->policy) m->backend.ops->policy(m->backend.self, s, &t.policy);
	return t;
}
