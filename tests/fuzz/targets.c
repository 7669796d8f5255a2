/* targets.c - the table of targets: one fuzz_NAME.c each. */
#include "fuzz/fuzz.h"
#include <string.h>

fuzz_take fuzz_scenario, fuzz_set, fuzz_platform, fuzz_fit, fuzz_csv, fuzz_journal, fuzz_records, fuzz_saved, fuzz_capture,
	fuzz_command, fuzz_domain, fuzz_monitor, fuzz_probe, fuzz_iperf3, fuzz_testpmd;

const struct fuzz_target fuzz_targets[] = {
	{"scenario", fuzz_scenario}, {"set", fuzz_set},         {"platform", fuzz_platform}, {"fit", fuzz_fit},
	{"csv", fuzz_csv},           {"journal", fuzz_journal}, {"records", fuzz_records},   {"saved", fuzz_saved},
	{"capture", fuzz_capture},   {"command", fuzz_command}, {"domain", fuzz_domain},     {"monitor", fuzz_monitor},
	{"probe", fuzz_probe},       {"iperf3", fuzz_iperf3},   {"testpmd", fuzz_testpmd},   {NULL, NULL},
};

const struct fuzz_target *fuzz_find(const char *name)
{
	for (const struct fuzz_target *t = fuzz_targets; t->name; t++)
		if (strcmp(t->name, name) == 0) return t;
	return NULL;
}
