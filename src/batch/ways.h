/*
 * ways.h - how a resource is made twice as good, by the name it has among the limits (run/limits.c): whose core or link is twice as
 * fast, what parameter of a scenario is doubled, what prices are halved.
 */
#ifndef BATCH_WAYS_H
#define BATCH_WAYS_H
#include "base/arena.h"
#include "nic/setup.h"
#include "run/outcome.h"

#define WAY_KEYS 4
struct way {
	const char *limit;    /* "ring (no buffer posted)" */
	const char *resource; /* "ring"; several limits may be of one */
	enum fast fast;
	const char *doubled[WAY_KEYS];  /* keys of parameters, of which a setup may have one */
	const char *lessened[WAY_KEYS]; /* and of parameters that are halved */
	const char *halved[WAY_KEYS];   /* keys of prices */
	bool latencies;                 /* all prices that keep no core busy, timers, and the time on the way */
};

/*
 * The way of a limit among all n of a point whose traffic goes in that direction; of a kind of thread that of the cores it runs on. Without
 * a resource: nothing can be done about it.
 */
struct way way_of(const char *limit, const struct limit *all, int n, enum direction d);
/* The i-th of all in the table; false past the last. */
bool way_at(int i, struct way *out);
/* Does it change what is offered, or when? */
bool way_offers(const struct way *w);
/*
 * A setup of its own, in a, with the resource twice as good.  False when that can't be: it is without limit, or at its largest, or costs
 * nothing; or memory is exhausted, and then *memory is set.
 */
bool way_go(const struct way *w, const struct setup *s, struct arena *a, struct setup *out, bool *memory);
#endif
