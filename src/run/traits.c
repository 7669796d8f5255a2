/* traits.c - what a queue's models answer once. */
#include "run/traits.h"
#include "load/flows.h"
#include "nic/alloc.h"
#include "nic/poll.h"
#include "nic/queue.h"
#include "nic/sender.h"
#include "nic/traffic.h"

struct traits run_traits(const struct run *run, const struct queue *q, uint32_t size)
{
	const struct setup *s = run->setup;
	const union models *m = &q->models;
	struct scheme_traits scheme = {0};
	struct traits t = {.direction = (enum direction)s->direction, .closed_loop = m->traffic.ops->answered != NULL};
	m->scheme.ops->init(m->scheme.self, s, size);
	m->alloc.ops->init(m->alloc.self, s);
	m->scheme.ops->traits(m->scheme.self, &scheme);
	t.header = scheme.header;
	t.alike = scheme.uniform;
	t.place = m->scheme.ops->place ? m->scheme.ops->place : scheme.mergeable ? place_spanning : place_next;
	if (m->traffic.ops->answer_every) t.answer_every = m->traffic.ops->answer_every(m->traffic.self, s, q->index, &t.answer);
	t.transmits = s->direction != DIR_RX || t.answer_every > 0;
	struct sender_policy sender;
	m->sender.ops->policy(m->sender.self, &sender);
	t.in_program = sender.in_guest;
	t.releases = m->traffic.ops->released && s->direction == DIR_TX;
	t.loses = (sender.in_guest && sender.loses) || s->direction == DIR_FORWARD;
	bool receives = s->direction != DIR_TX || t.answer_every > 0;
	t.merges = receives && !m->backend.ops->by_grants && m->poll.ops->merges && m->poll.ops->merges(m->poll.self);
	if (t.merges && !m->traffic.ops->received) t.flows = run->flows ? flows_of(run->flows, q->index) : (int32_t)s->flows;
	if (t.flows > 1) t.answer.flows = t.flows;
	t.guest_polls = m->backend.ops->polled && m->poll.ops->polling;
	if (m->backend.ops->policy) m->backend.ops->policy(m->backend.self, s, &t.policy);
	return t;
}
