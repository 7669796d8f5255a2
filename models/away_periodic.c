/*
 * away_periodic.c - the core is taken away for as long, as often.
 *
 * 1. At `phase` and every `every` after it the core is gone for `for`: a kernel thread or a housekeeping tick on the vCPU's core; a
 *    throttled migration (QEMU auto-converge at p %: every 10 ms / (1 - p), for 10 ms * p / (1 - p) of it).
 * 2. Work that is under way stops and goes on afterwards; what wants to begin meanwhile waits. The other side goes on: a back end fills
 *    the posted buffers, then its own queue, then drops.
 * 3. Interrupts for a vCPU that is away stay pending, its timers are late.
 */
#include "nic/away.h"
#include "base/param.h"
#include "nic/model.h"
#include "nic/setup.h"

struct periodic {
	const char *core;
	int64_t every, length, phase;
	struct pause next;
};

static const struct param params[] = {
	{"every", UNIT_TIME, PS_PER_S / 1000000, 100 * PS_PER_S, "10ms", NULL, offsetof(struct periodic, every),
	 "from the begin of one absence to that of the next"},
	{"for", UNIT_TIME, 0, 100 * PS_PER_S, "100us", NULL, offsetof(struct periodic, length),
	 "length of an absence, shorter than every; > 50 us is what one kernel thread on the core costs a guest"},
	{"phase", UNIT_TIME, 0, 100 * PS_PER_S, "0us", NULL, offsetof(struct periodic, phase), "when the first one begins"},
	AWAY_CORE(struct periodic),
	{0},
};

static void init(void *self, const struct away_env *env)
{
	struct periodic *p = self;
	(void)env;
	p->next = (struct pause){p->phase, p->phase + p->length};
}

static void follow(void *self, struct pause *p)
{
	const struct periodic *o = self;
	*p = (struct pause){p->from + o->every, p->until + o->every};
}

static sim_time longer(void *self, sim_time now, sim_time work)
{
	struct periodic *p = self;
	return pauses_longer(&p->next, now, work, follow, p);
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct periodic *p = self;
	if (p->length < p->every) return true;
	return complain(c, AWAY_PATH(setup, self, "for"),
			"is no shorter than every, so that the core is never there; expected less");
}

static const struct away_ops ops = {.init = init, .longer = longer, .core = offsetof(struct periodic, core)};

const struct model away_periodic = {.size = sizeof(struct periodic), .params = params, .ops = &ops, .check = check};
