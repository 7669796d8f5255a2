/* group.c - sorting statistics into the parts of the answer. */
#include "report/group.h"
#include "report/number.h"
#include <string.h>

enum stat_group group_of(const struct statistic *row, const char *unit)
{
	if (row) return row->group;
	if (unit_is_rate(unit)) return GROUP_RESULT;
	if (strcmp(unit, "%") == 0) return GROUP_CORE;
	return unit_is_time(unit) ? GROUP_WAIT : GROUP_COUNT;
}

const char *group_title(enum stat_group g)
{
	static const char *const title[N_GROUPS] = {
		"result",
		"counts",
		"where a packet's time goes (busy time per packet)",
		"where a packet's latency goes (waits and services)",
		"how busy, how long held up",
	};
	return title[g];
}
