#include "cli/strikes.h"
#include "cli/cli.h"
#include "nic/faults.h"
#include "nic/statistic.h"

static const struct {
	const char *key, *stat, *of;
} kinds[N_FAULTS] = {
	[FAULT_KICK] = {"faults.kick", STAT_NAME(lost_kicks), "kicks sent"},
	[FAULT_INTERRUPT] = {"faults.interrupt", STAT_NAME(lost_interrupts), "interrupts raised"},
	[FAULT_RECHECK] = {"faults.recheck", STAT_NAME(missed_rechecks), "looks before a sleep"},
};

void strikes_look(struct strikes *k, const struct scenario *s, const struct point *p)
{
	struct arena a = {0};
	struct setup setup = {0};
	struct error err = {0};
	/* Where nothing can go wrong there are no such statistics. */
	if (point_find(p, kinds[0].stat) < 0 && !p->failed) return;
	if (scenario_setup(s, p->index, &a, &setup, &err))
		for (int i = 0; i < N_FAULTS; i++) {
			k->asked[i] += fault_is(&setup.fault[i]);
			k->struck[i] += p->failed || point_mean(p, point_find(p, kinds[i].stat)) > 0;
		}
	arena_free(&a);
}

void strikes_tell(const struct strikes *k, const struct scenario *s)
{
	for (int i = 0; i < N_FAULTS; i++)
		if (k->asked[i] && !k->struck[i])
			say("warning: %s: '%s' has no effect here: while measuring it struck none of the %s (%s is 0)",
			    scenario_path(s), kinds[i].key, kinds[i].of, kinds[i].stat);
}
