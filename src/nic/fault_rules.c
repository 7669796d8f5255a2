/* fault_rules.c - when faults strike, as a scenario says it. */
#include "base/param.h"
#include "nic/faults.h"

#define RULE(kind, field) offsetof(struct setup, fault[kind].field)
static const char *const rings[] = {"both", "rx", "tx", NULL}; /* enum fault_ring */
static const char *const sides[] = {"guest", "host", NULL};    /* enum fault_side */

#define STRIKES(kind, fact, lost)                                                                                          \
	{"every",                                                                                                          \
	 UNIT_COUNT,                                                                                                       \
	 0,                                                                                                                \
	 INT64_C(1) << 40,                                                                                                 \
	 "0",                                                                                                              \
	 NULL,                                                                                                             \
	 RULE(kind, every),                                                                                                \
	 lost " one of so many, of each queue, counted from the run's start; 0 = none so"},                                \
		{"at",                                                                                                     \
		 UNIT_COUNT,                                                                                               \
		 0,                                                                                                        \
		 INT64_C(1) << 40,                                                                                         \
		 "0",                                                                                                      \
		 NULL,                                                                                                     \
		 RULE(kind, at),                                                                                           \
		 lost " the one of that number, and no other; 0 = none so"},                                               \
		{"chance", UNIT_RATIO, 0, 1000000, "0%", NULL, RULE(kind, chance), lost " each by chance; 0% = none so"},  \
	{                                                                                                                  \
		"of", UNIT_WORD, 0, 0, "both", rings, RULE(kind, of), ONLY(fact) "only of this ring; none of others count" \
	}

const struct param fault_kick_params[] = {STRIKES(FAULT_KICK, "loses_kicks", ONLY("told") "a kick gets lost:"), {0}};
const struct param fault_interrupt_params[] = {
	STRIKES(FAULT_INTERRUPT, "loses_interrupts", ONLY("driver_sleeps") "an interrupt gets lost:"), {0}};
const struct param fault_recheck_params[] = {
	STRIKES(FAULT_RECHECK, "misses_looks",
		ONLY("looker_sleeps") "a side that asks for signals again does not look once more before it sleeps:"),
	{"side", UNIT_WORD, 0, 0, "guest", sides, offsetof(struct setup, recheck_side),
	 ONLY("misses_looks") "which one: the guest's driver, that receives; the host's workers"},
	{"window", UNIT_TIME, 0, PS_PER_S, "0s", NULL, offsetof(struct setup, recheck_window),
	 ONLY("misses_looks") "from its last look until signals are on again: what is published meanwhile brings none"},
	{0},
};
