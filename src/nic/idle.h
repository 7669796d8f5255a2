/* idle.h - the seam of idleness: what cores of one side do while there is nothing to do, and the sleep states of a processor. */
#ifndef NIC_IDLE_H
#define NIC_IDLE_H
#include "base/param.h"
#include "machine/idle.h"
#include <stddef.h>

struct idle_ops {
	idle_until *until; /* NULL = awake whenever it is wanted; self: each core's own, which starts as configured */
	bool guest_only;   /* it is what a virtual CPU does */
};

/* Sleep states from the lightest on: what it takes to leave one, entry included, and how long a stay makes it worth while. */
enum { SLEEP_STATES = 3 };
struct sleep_state {
	int64_t exit, residency, given; /* ps; given: the platform has it */
};
/* The prices of states [0 .. SLEEP_STATES) in member `field` of a model's struct. */
#define SLEEP_PRICES(T, field) SLEEP_PRICE(T, field, 0, "c1"), SLEEP_PRICE(T, field, 1, "c1e"), SLEEP_PRICE(T, field, 2, "c6")
#define SLEEP_PRICE(T, field, i, name)                                                                                        \
	{name "_exit",                                                                                                        \
	 UNIT_TIME,                                                                                                           \
	 "wakeup",                                                                                                            \
	 offsetof(T, field[i].exit),                                                                                          \
	 "leaving the processor's sleep state " name ", entering it included",                                                \
	 OPTIONAL_TOLD("there is no such state", offsetof(T, field[i].given))},                                               \
	{                                                                                                                     \
		name "_residency", UNIT_TIME, NULL, offsetof(T, field[i].residency), "how long a stay in " name " must last", \
			OPTIONAL("any stay will do")                                                                          \
	}
/* What it takes to leave the deepest state that a stay of so long is enough for, and that takes no longer than `limit`; 0 = it stays awake. */
sim_time sleep_exit(const struct sleep_state state[SLEEP_STATES], sim_time stay, sim_time limit);

struct chosen;
struct complaint;
struct setup;
/* Do cores of that side ever poll or sleep? */
bool idle_is(const struct chosen *c);
/* Does what both sides' cores do go together? */
bool idle_check(const struct setup *s, struct complaint *c);
#endif
