/*
 * applies.h - when a setting can have an effect at all, and what of a scenario has none.  A parameter says so itself, where it is
 * declared: ONLY() in front of its help (base/param.h).
 */
#ifndef SCENARIO_APPLIES_H
#define SCENARIO_APPLIES_H
#include "nic/setup.h"
#include "scenario/tree.h"

/* One condition of ONLY(): a key with the values it must, or must not, have; or a fact. */
struct fact;
struct condition {
	const struct fact *fact; /* NULL = a key */
	char path[96];           /* canonical */
	char values[160];        /* with | between them */
	bool unless;             /* != */
};
/*
 * The next condition of a parameter that lies in the mapping `container`, from *at on, which it moves; starts with *at = p->help. False when
 * there is none; sound is false when what stands there is no condition.
 */
bool condition_next(const char **at, const char *container, struct condition *c, bool *sound);
/* The parameter of a canonical path in this setup, and the struct it lies in; NULL when the chosen model has none of that name. */
const struct param *param_in(const struct setup *s, const char *path, const void **base);
bool condition_holds(const struct condition *c, const struct setup *s);
/*
 * Of the help of a parameter or a price that lies in that mapping: "nic.scheme.buffers is ewma and nic.scheme.guest_gso is not true" into
 * buf; "" where it always applies.
 */
const char *conditions_shown(const char *help, const char *container, char *buf, size_t size);
/* Can it have an effect in this setup? */
bool conditions_hold(const char *help, const char *container, const struct setup *s);
#endif
