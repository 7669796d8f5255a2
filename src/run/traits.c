/* traits.c - what a queue's models answer once. */
#include "run/traits.h"
#include "load/flows.h"
#include "nic/alloc.h"
#include "nic/poll.h"
#include "nic/queue.h"
#include "nic/sender.h"
#include "nic/traffic.h"
#include "nic/traffics.h"

/* Of the first of several traffics on the queues it has. */
static int32_t answer_every(const struct run *run, const struct queue *q, struct answering *how)
{
	const struct part *p = &q->models.part[SLOT_TRAFFIC];
	const struct traffic_ops *ops = p->ops;
	if (!run->traffic) return ops->answer_every(p->self, run->setup, q->index, how);
	int queue = traffic_queue(run->setup, 0, q->index);
	return queue < 0 ? 0 : ops->answer_every(p->self, run->traffic[0].view, queue, how);
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
	if (m->traffic.ops->answer_every) t.answer_every = answer_every(run, q, &t.answer);
	t.receives = traffics_receive(s);
	t.sends = traffics_send(s);
	t.transmits = t.sends || t.answer_every > 0;
	struct sender_policy sender;
	m->sender.ops->policy(m->sender.self, &sender);
	t.in_program = sender.in_guest;
	t.releases = m->traffic.ops->released && s->direction == DIR_TX;
	t.loses = (sender.in_guest && sender.loses) || s->direction == DIR_FORWARD;
	t.merges = (t.receives || t.answer_every > 0) && !m->backend.ops->by_grants && m->poll.ops->merges &&
		   m->poll.ops->merges(m->poll.self);
	if (t.merges && !m->traffic.ops->received) t.flows = run->flows ? flows_of(run->flows, q->index) : (int32_t)s->flows;
	if (t.flows > 1) t.answer.flows = t.flows;
	t.defers = guest_defers(s, &(struct deferral){0});
	t.guest_polls = m->backend.ops->polled && m->poll.ops->polling;
	if (m->backend.ops->policy) m->backend.ops->policy(m->backend.self, s, &t.policy);
	return t;
}
