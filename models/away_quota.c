/*
 * away_quota.c - the core is throttled once a budget is used up (CFS bandwidth control, cgroup cpu.max).
 *
 * 1. In each period, aligned to time 0, those who work on the core have `quota` of its time; once it is used up they are throttled until
 *    the next period begins (Documentation/scheduler/sched-bwc). Nothing is saved for later.
 * 2. One who works all the time is away for period - quota at the end of each period; one who needs less than the quota never is.
 * 3. The budget is that of one core here: with n busy threads in a group give each core its n-th part.
 */
#include "nic/away.h"
#include "base/param.h"
#include "nic/model.h"

struct quota {
	const char *core;
	int64_t quota, period;
	sim_time begin, used; /* of the period looked at last */
};

static const struct param params[] = {
	{"quota", UNIT_TIME, PS_PER_S / 1000, PS_PER_S, "50ms", NULL, offsetof(struct quota, quota),
	 "time the core may be used in each period (cfs_quota_us)"},
	{"period", UNIT_TIME, PS_PER_S / 1000, PS_PER_S, "100ms", NULL, offsetof(struct quota, period),
	 "(cfs_period_us; Linux: 1 ms to 1 s, 100 ms by itself)"},
	AWAY_CORE(struct quota),
	{0},
};

static void enter(struct quota *q, sim_time now)
{
	if (now < q->begin + q->period) return;
	q->begin = now - now % q->period;
	q->used = 0;
}

static void init(void *self, const struct away_env *env)
{
	struct quota *q = self;
	(void)env;
	q->begin = q->used = 0;
}

static sim_time longer(void *self, sim_time now, sim_time work)
{
	struct quota *q = self;
	sim_time longer = 0;
	while (work > 0) {
		enter(q, now);
		sim_time edge = q->begin + q->period, budget = q->quota - q->used, done = edge - now;
		if (budget == 0) { /* throttled */
			longer += edge - now;
			now = edge;
			continue;
		}
		if (done > budget) done = budget;
		if (done > work) done = work;
		q->used += done;
		work -= done;
		now += done;
	}
	return longer;
}

static const struct away_ops ops = {.init = init, .longer = longer, .core = offsetof(struct quota, core)};

const struct model away_quota = {.size = sizeof(struct quota), .params = params, .ops = &ops};
