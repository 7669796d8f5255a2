/* group.c - sorting statistics into the parts of the answer. */
#include "report/group.h"
#include "report/number.h"
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The first pattern that fits decides; what fits none is judged by its unit. */
static const struct rule {
	const char *pattern;
	enum group group;
} rules[] = {
	{"cost_*_per_packet", GROUP_COST},
	{"unattributed_per_packet", GROUP_COST},
	{"cpu_*_busy", GROUP_CORE},
	{"*_utilisation", GROUP_CORE},
	{"wait_*", GROUP_WAIT},
	{"*_wait", GROUP_WAIT},
	{"*_wait_*", GROUP_WAIT},
	{"latency_*", GROUP_RESULT},
	{"transfer_time", GROUP_RESULT},
	{"offered*", GROUP_RESULT},
	{"delivered*", GROUP_RESULT},
	{"dropped*", GROUP_RESULT},
	{"round_trips*", GROUP_RESULT},
};

enum group group_of(const char *name, const char *unit)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (fnmatch(rules[i].pattern, name, 0) == 0) return rules[i].group;
	if (unit_is_rate(unit)) return GROUP_RESULT;
	if (strcmp(unit, "%") == 0) return GROUP_CORE;
	return unit_is_time(unit) ? GROUP_WAIT : GROUP_COUNT;
}

const char *group_title(enum group g)
{
	static const char *const title[N_GROUPS] = {
		"result", "counts", "where a packet's time goes (busy time per packet)", "waiting", "how busy, how long held up",
	};
	return title[g];
}

/* Cut prefix and suffix when both are there and something is left between them. */
static bool cut(const char *name, const char *prefix, const char *suffix, char *buf, size_t size)
{
	size_t n = strlen(name), a = strlen(prefix), z = strlen(suffix);
	if (n <= a + z || strncmp(name, prefix, a) != 0 || strcmp(name + n - z, suffix) != 0) return false;
	snprintf(buf, size, "%.*s", (int)(n - a - z), name + a);
	return true;
}

void group_label(enum group g, const char *name, char *buf, size_t size)
{
	bool done = false;
	if (g == GROUP_COST) done = cut(name, "cost_", "_per_packet", buf, size) || cut(name, "", "_per_packet", buf, size);
	if (g == GROUP_CORE) done = cut(name, "cpu_", "_busy", buf, size) || cut(name, "", "_utilisation", buf, size);
	if (g == GROUP_WAIT) done = cut(name, "wait_", "", buf, size);
	if (!done) snprintf(buf, size, "%s", name);
}
