/* until.c - can more replications be asked for like that (run.until)? */
#include "nic/setup.h"
#include "nic/statistic.h"

bool until_check(const struct setup *s, struct complaint *c)
{
	char meant[128];
	if (s->until_ci == 0) return true;
	if (s->until_max < s->repeat)
		return complain(c, "run.until.max", "%lld is less than run.repeat, expected at least %lld",
				(long long)s->until_max, (long long)s->repeat);
	if (statistic_exists(s->until_of)) return true;
	bool sure = *statistic_meant(s->until_of, meant, sizeof meant);
	return complain(c, "run.until.of", "there is no statistic '%.60s', expected one of --list statistics%s%s%s", s->until_of,
			sure ? "; did you mean '" : "", meant, sure ? "'?" : "");
}
