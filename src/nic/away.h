/* away.h - the seam of absence: a core that is taken away from those who work on it (preempted, throttled, in firmware). */
#ifndef NIC_AWAY_H
#define NIC_AWAY_H
#include "engine/time.h"
#include "machine/absence.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct away_env {
	uint64_t seed; /* with stream_init_of(&s, seed, replication, "away", core): another absence for each core */
	int replication, core;
};

struct away_ops {
	/* Prepare self's state, one for each core; env is gone afterwards. */
	void (*init)(void *self, const struct away_env *env);
	/* What struct absence asks; NULL = the core is always there, and no other field counts. */
	absence_longer *longer;
	size_t core; /* where in self the name of the core stands, a const char *; AWAY_ALL = each of that side */
};

#define AWAY_ALL "all"
/* The parameter of that name, which all of them have. */
#define AWAY_CORE(type)                                                                                                         \
	{                                                                                                                       \
		"core", UNIT_TEXT, 0, 0, AWAY_ALL, NULL, offsetof(type, core),                                                  \
			"which one: a name of that side's cores; all = each of them, at times of its own where they are random" \
	}
/* The path of a key of the slot that an absence's configured struct is in, for complaints. */
#define AWAY_PATH(setup, self, key) ((setup)->slot[SLOT_AWAY_HOST].conf == (self) ? "away.host." key : "away.guest." key)

struct chosen;
struct setup;
struct complaint;
/* Does the absence of a slot ever take a core away? */
bool away_is(const struct chosen *c);
/* The name of the core that it is of; NULL = of each. */
const char *away_core(const struct chosen *c);
/* Are the cores there, and is each taken away by one only? */
bool away_check(const struct setup *s, struct complaint *c);
#endif
