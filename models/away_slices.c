/*
 * away_slices.c - the core is shared with others who always want it, slice by slice.
 *
 * 1. `others` threads that never sleep run on the same core; each runs for a `slice`, then the next, with a switch of `switch` each time.
 *    Ours is away for others * slice + (others + 1) * switch of every (others + 1) * (slice + switch).
 * 2. A slice ends at a tick: ceil(slice / tick) ticks (Linux EEVDF 2.8 ms with 8 CPUs and more: 3 ms at 1000 Hz, 4 ms at 250 Hz; CFS 12 ms).
 * 3. Turns are fixed: ours does not take over when it wakes, nor give its turn away when it sleeps.
 */
#include "nic/away.h"
#include "base/param.h"
#include "nic/model.h"

struct slices {
	const char *core;
	int64_t others, slice, change;
	struct pause next;
};

static const struct param params[] = {
	{"others", UNIT_COUNT, 0, 64, "1", NULL, offsetof(struct slices, others),
	 "threads that always want the core, besides ours"},
	{"slice", UNIT_TIME, PS_PER_S / 1000000, PS_PER_S, "3ms", NULL, offsetof(struct slices, slice),
	 ONLY("others!=0") "a turn (Linux sched_base_slice, to the next tick)"},
	{"switch", UNIT_TIME, 0, PS_PER_S / 1000, "2us", NULL, offsetof(struct slices, change),
	 ONLY("others!=0") "from one thread to the next"},
	AWAY_CORE(struct slices),
	{0},
};

static sim_time turn(const struct slices *s)
{
	return (s->others + 1) * (s->slice + s->change);
}

static void init(void *self, const struct away_env *env)
{
	struct slices *s = self;
	(void)env;
	s->next = (struct pause){s->slice, s->others ? turn(s) : s->slice};
}

static void follow(void *self, struct pause *p)
{
	const struct slices *s = self;
	*p = (struct pause){p->from + turn(s), p->until + turn(s)};
}

static sim_time longer(void *self, sim_time now, sim_time work)
{
	struct slices *s = self;
	return pauses_longer(&s->next, now, work, follow, s);
}

static const struct away_ops ops = {.init = init, .longer = longer, .core = offsetof(struct slices, core)};

const struct model away_slices = {.size = sizeof(struct slices), .params = params, .ops = &ops};
