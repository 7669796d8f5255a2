/*
 * away_random.c - the core is taken away now and then.
 *
 * 1. Wishes for the core come at random, on average every `every` (a Poisson process), and take `for`, each (`lengths: constant`) or on
 *    average (`lengths: exponential`): interrupts and kernel threads of a host that is not tuned.
 * 2. A wish that comes while another is served waits for it: absences follow each other then and never overlap. The core is away
 *    for the share for / every of the time.
 * 3. Of equal shares the longer absences hurt more: it is their second moment that makes others wait (two-class M/G/1, preemptive).
 */
#include "nic/away.h"
#include "base/param.h"
#include "engine/random.h"
#include "nic/model.h"
#include "nic/setup.h"

enum { LENGTHS_CONSTANT, LENGTHS_EXPONENTIAL };
static const char *const kinds[] = {"constant", "exponential", NULL};

struct random {
	const char *core;
	int64_t every, length, lengths;
	struct stream stream;
	sim_time wish; /* when the last one came */
	struct pause next;
};

static const struct param params[] = {
	{"every", UNIT_TIME, PS_PER_S / 1000000, 100 * PS_PER_S, "10ms", NULL, offsetof(struct random, every),
	 "mean time between two wishes for the core"},
	{"for", UNIT_TIME, 0, 100 * PS_PER_S, "100us", NULL, offsetof(struct random, length),
	 "length of an absence, or its mean; shorter than every"},
	{"lengths", UNIT_WORD, 0, 0, "constant", kinds, offsetof(struct random, lengths), "constant: all alike; exponential"},
	AWAY_CORE(struct random),
	{0},
};

static void follow(void *self, struct pause *p)
{
	struct random *o = self;
	sim_time length = o->length;
	o->wish += stream_exponential(&o->stream, (double)o->every);
	if (o->lengths == LENGTHS_EXPONENTIAL && length) length = stream_exponential(&o->stream, (double)length);
	p->from = o->wish > p->until ? o->wish : p->until;
	p->until = p->from + length;
}

static void init(void *self, const struct away_env *env)
{
	struct random *o = self;
	stream_init_of(&o->stream, env->seed, env->replication, "away", env->core);
	follow(o, &o->next);
}

static sim_time longer(void *self, sim_time now, sim_time work)
{
	struct random *o = self;
	return pauses_longer(&o->next, now, work, follow, o);
}

static bool check(const void *self, const struct setup *setup, struct complaint *c)
{
	const struct random *o = self;
	if (o->length < o->every) return true;
	return complain(c, AWAY_PATH(setup, self, "for"),
			"is no shorter than every, so that the core is hardly ever there; expected less");
}

static const struct away_ops ops = {.init = init, .longer = longer, .core = offsetof(struct random, core)};

const struct model away_random = {.size = sizeof(struct random), .params = params, .ops = &ops, .check = check};
