/*
 * guest_turns.c - whose turn it is on a core where polling goes on and on.
 *
 * Polling and programs have the core for the same time, as fair scheduling would have it: polling goes on while it had less, a program until it
 * had a slice more.  Polling that nobody waits for has at most a slice to its debit afterwards.  Queues that poll take turns round by round.
 */
#include "virtio/guest_turns.h"
#include "base/arena.h"
#include "nic/poll.h"

bool guest_turns_init(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	for (int i = 0; i < q->index; i++)
		if (q->run->queue[i].guest_core == g->core) {
			g->turns = rx_of(&q->run->queue[i])->turns;
			return true;
		}
	if (!(g->turns = arena_alloc(q->run->arena, sizeof *g->turns))) return false;
	*g->turns = (struct turns){.threads = 0};
	if (q->models.poll.ops->turns) q->models.poll.ops->turns(q->models.poll.self, &g->turns->how);
	return true;
}

/* The core was polling's (+1) or the programs' (-1) since somebody last looked. */
static void account(struct turns *t, int whose, sim_time now)
{
	t->lead += whose * (now - t->from);
	t->from = now;
}

static void become_thread(struct guest_rx *g, sim_time now)
{
	struct turns *t = g->turns;
	g->threaded = true;
	if (t->threads++) return;
	t->lead = 0;
	t->from = now;
}

bool guest_poll_yields(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	struct turns *t = g->turns;
	const sim_time now = q->engine->now;
	if (t->how.after && !g->threaded && now - g->polling_from >= t->how.after) become_thread(g, now);
	if (t->threads == 0) return core_yield(g->core, g->id, CONTEXT_GUEST);
	account(t, 1, now);
	if (t->lead < 0 && t->in_line == 0) return false;
	if (!core_yield(g->core, g->id, CONTEXT_GUEST)) {
		if (t->lead > t->how.slice) t->lead = t->how.slice;
		return false;
	}
	g->state = GUEST_TURN;
	t->in_line++;
	return true;
}

void guest_turn_begins(struct queue *q)
{
	struct turns *t = rx_of(q)->turns;
	t->in_line--;
	account(t, -1, q->engine->now);
}

void guest_thread_rests(struct queue *q)
{
	struct guest_rx *g = rx_of(q);
	account(g->turns, 1, q->engine->now);
	g->turns->threads -= g->threaded;
	g->threaded = false;
}

bool guest_program_yields(struct queue *q, struct core *c, int actor)
{
	const struct guest_rx *g = rx_of(q);
	if (g->turns->threads && c == g->core) {
		account(g->turns, -1, q->engine->now);
		if (g->turns->lead > -g->turns->how.slice) return false;
	}
	return core_yield(c, actor, CONTEXT_GUEST);
}
