/* quantity.c - measured values as numbers of the unit in which the statistic is reported. */
#include "fit/internal.h"
#include "base/units.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A plain number, with or without the very unit behind it. */
static bool plain(const char *text, const char *unit, double *out)
{
	char *end;
	if (strspn(text, "0123456789.eE+-") == 0) return false;
	*out = strtod(text, &end);
	end += strspn(end, " ");
	return isfinite(*out) && end != text && (*end == '\0' || strcmp(end, unit) == 0);
}

bool quantity_read(const char *text, const char *unit, double *out, char *why, size_t size)
{
	static const enum unit kinds[] = {UNIT_TIME, UNIT_BITRATE, UNIT_PACKETRATE, UNIT_BYTES, UNIT_RATIO, UNIT_FREQUENCY};
	char one[40], reason[300];
	int64_t per, value;
	snprintf(one, sizeof one, "1%.30s", unit);
	for (size_t i = 0; *unit && i < sizeof kinds / sizeof *kinds; i++) {
		if (!unit_parse(kinds[i], one, 0, &per, reason, sizeof reason)) continue;
		if (!unit_parse(kinds[i], text, 0, &value, reason, sizeof reason)) {
			snprintf(why, size, "%.200s", reason);
			return false;
		}
		*out = (double)value / (double)per;
		return true;
	}
	if (plain(text, unit, out)) return true;
	snprintf(why, size, "expected a number%s%s, not '%.60s'", *unit ? " of " : " without a unit", unit, text);
	return false;
}

/* Units for people, the largest first, that give a number from 1 on; the smallest takes the rest. */
static const struct {
	enum unit unit;
	const char *suffix;
	double size; /* in the kept form */
} scales[] = {
	{UNIT_TIME, "s", 1e12},
	{UNIT_TIME, "ms", 1e9},
	{UNIT_TIME, "us", 1e6},
	{UNIT_TIME, "ns", 1e3},
	{UNIT_TIME, "ps", 1},
	{UNIT_TIME_PER_BYTE, "us/B", 1e9},
	{UNIT_TIME_PER_BYTE, "ns/B", 1e6},
	{UNIT_TIME_PER_BYTE, "ps/B", 1e3},
};

void quantity_print(enum unit unit, double kept, int digits, char *buf, size_t size)
{
	if (!isfinite(kept)) {
		snprintf(buf, size, "-");
		return;
	}
	for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
		double shown = kept / scales[i].size;
		if (scales[i].unit != unit || fabs(shown) < 1 || shown >= 1e5) continue;
		double unit_in_last = pow(10, floor(log10(shown)) - digits + 1);
		snprintf(buf, size, "%.6g%s", floor(shown / unit_in_last + 0.5) * unit_in_last, scales[i].suffix);
		return;
	}
	double grain = kept != 0 ? pow(10, floor(log10(fabs(kept))) - digits + 1) : 1;
	unit_print(unit, kept_value(grain > 1 ? floor(kept / grain + 0.5) * grain : kept), buf, size);
}
