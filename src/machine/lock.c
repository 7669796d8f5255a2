#include "machine/lock.h"
#include "base/arena.h"

bool lock_init(struct lock *l, sim_time handoff, bool linear, int cores, struct arena *a)
{
	*l = (struct lock){.handoff = handoff, .linear = linear, .core = -1, .cores = cores};
	if (linear) l->ends = arena_array(a, (size_t)cores, sizeof *l->ends);
	return !linear || l->ends;
}

/* Acquisitions booked before that are not over at `at`. */
static int found_there(const struct lock *l, sim_time at)
{
	int n = 0;
	for (int i = 0; i < l->cores; i++)
		n += l->ends[i] > at;
	return n;
}

static sim_time moving(const struct lock *l, sim_time at)
{
	if (!l->linear) return l->handoff;
	int n = found_there(l, at);
	return n > 1 ? l->handoff * n : l->handoff;
}

static sim_time half_of(const struct lock *l, sim_time ps)
{
	return l->brief ? ps - ps / 2 : ps;
}

static void remember(struct lock *l)
{
	if (!l->linear) return;
	l->ends[l->next] = l->free_at;
	if (++l->next == l->cores) l->next = 0;
}

sim_time lock_take(struct lock *l, int core, sim_time at, sim_time hold)
{
	sim_time start = at > l->free_at ? at : l->free_at, had = start;
	if (core != l->core && l->core >= 0) {
		had += half_of(l, moving(l, at));
		l->handoffs++;
	}
	l->core = core;
	l->acquisitions++;
	l->waited += start - at;
	l->free_at = had + half_of(l, hold);
	l->held += l->free_at - start;
	remember(l);
	return had + hold;
}
