/* settings.h - what a point is set to, as a list: for those who compare points of different scenarios. */
#ifndef SCENARIO_SETTINGS_H
#define SCENARIO_SETTINGS_H
#include "scenario/scenario.h"

/* "nic.ring.entries" and "256"; a list is one setting: "[io, vcpu0]". */
struct setting {
	const char *key, *text;
};
/*
 * All keys of a point with defaults filled in, in the order of the tables, into a; a platform by its name.  Prices are left out
 * (scenario_prices has them), and what changes no run: title, source.  False and err when memory is exhausted.
 */
bool scenario_settings(const struct scenario *s, int64_t point, struct arena *a, struct setting **list, int *n,
		       struct error *err);
#endif
