#include "virtio/poller.h"
#include "base/arena.h"

/*
 * While it spins, job j is looked at `offset` after `from`, and then once a round: so what comes at t is found by the first of these looks
 * that is not before t.
 */
static sim_time next_look(const struct poller *p, const struct poll_job *j, sim_time t)
{
	sim_time first = p->from + j->offset;
	if (t <= first) return first;
	return p->round ? first + (t - first + p->round - 1) / p->round * p->round : t;
}

/* Looks at job j before t. */
static int64_t looks_before(const struct poller *p, const struct poll_job *j, sim_time t)
{
	sim_time first = p->from + j->offset;
	if (t <= first || p->round == 0) return 0;
	return (t - first - 1) / p->round + 1;
}

void poller_settle(struct poller *p)
{
	sim_time now = p->engine->now;
	if (p->state != POLLER_SPINS || now == p->booked) return;
	core_passed(p->core, LEDGER_SPIN, now - p->booked);
	p->booked = now;
	struct poll_job *j = p->last;
	do {
		int64_t looks = looks_before(p, j, now);
		*j->empty += looks - j->counted;
		j->counted = looks;
		j = j->next;
	} while (j != p->last);
}

static void wake_at(struct poller *p, struct poll_job *j, sim_time t)
{
	if (t == TIME_NEVER) return;
	sim_time at = next_look(p, j, t);
	if (at >= p->engine->wake[p->id]) return;
	engine_at(p->engine, p->id, at);
	p->at = j;
}

void poller_look(struct poll_job *j)
{
	struct poller *p = j->poller;
	if (p->state == POLLER_SPINS) wake_at(p, j, p->engine->now);
}

/* Nothing is to be done: from the job whose turn it is on, round after round. */
static void spin(struct poller *p)
{
	struct poll_job *j = p->at;
	sim_time offset = 0;
	core_spin(p->core, true);
	p->state = POLLER_SPINS;
	p->from = p->booked = p->engine->now;
	do {
		j->offset = offset;
		j->counted = 0;
		offset += j->look;
		j = j->next;
	} while (j != p->at);
	engine_at(p->engine, p->id, TIME_NEVER);
	struct poll_job *first = j;
	do
		wake_at(p, j, j->due(j));
	while ((j = j->next) != first);
}

/* One round that finds nothing, in which others stand in line: no time would pass where a look costs none. */
static void look_in_vain(struct poller *p)
{
	struct poll_job *j = p->at;
	do
		++*j->empty;
	while ((j = j->next) != p->at);
	core_spend(p->core, LEDGER_SPIN, p->round ? p->round : PS_PER_NS);
}

/* The next job that has something to do is begun; those before it were looked at in vain. False: none has. */
static bool find_work(struct poller *p)
{
	struct poll_job *first = p->at, *j = first;
	sim_time in_vain = 0;
	while (j->due(j) > p->engine->now) {
		in_vain += j->look;
		j = j->next;
		if (j == first) return false;
	}
	for (struct poll_job *k = first; k != j; k = k->next)
		++*k->empty;
	if (in_vain) core_spend(p->core, LEDGER_SPIN, in_vain);
	++*j->found;
	p->at = j;
	p->state = POLLER_WORKS;
	j->begin(j, p->core);
	return true;
}

static void go(struct poller *p)
{
	p->ran = true;
	core_go(p->core, p->id);
}

static void poller_step(void *self)
{
	struct poller *p = self;
	struct core *c = p->core;
	if (p->state == POLLER_SPINS) {
		poller_settle(p);
		core_spin(c, false);
		p->state = POLLER_LOOKS;
	} else {
		if (!core_take(c, p->id, p->context)) return;
		if (p->state == POLLER_WORKS) {
			if (p->at->end(p->at, c)) {
				go(p);
				return;
			}
			p->at = p->at->next;
			p->state = POLLER_LOOKS;
		}
		if (p->ran && c->open == 0) {
			p->ran = false;
			if (core_yield(c, p->id, p->context)) return;
		}
	}
	if (!find_work(p)) {
		if (c->open == 0 && !core_wanted(c)) {
			spin(p);
			return;
		}
		if (c->open == 0) look_in_vain(p);
	}
	go(p);
}

struct poller *poller_make(struct queue *q, struct core *c, int context, const char *name)
{
	struct poller *p = arena_alloc(q->run->arena, sizeof *p);
	if (!p) return NULL;
	*p = (struct poller){.core = c, .engine = q->engine, .context = context};
	p->id = engine_add(q->engine, name, poller_step, p, q->run->max_actors);
	if (p->id < 0) return NULL;
	engine_at(q->engine, p->id, 0);
	return p;
}

void poller_add(struct poller *p, struct poll_job *j)
{
	j->poller = p;
	j->next = p->last ? p->last->next : j;
	if (p->last)
		p->last->next = j;
	else
		p->at = j;
	p->last = j;
	p->round += j->look;
}

bool poller_stuck(const struct poll_job *j)
{
	const struct poller *p = j->poller;
	return p->state == POLLER_SPINS && p->engine->wake[p->id] == TIME_NEVER && j->due(j) != TIME_NEVER;
}
