#include "nic/rates.h"
#include "base/units.h"
#include "nic/dealt.h"
#include <string.h>

enum { LONGEST = 40 }; /* of one rate as it is written */

/* The next rate, and where the one behind it begins; -1 = it is none. */
static int64_t next(const char **s)
{
	char one[LONGEST], why[200];
	int64_t rate;
	*s += strspn(*s, " ");
	size_t n = strcspn(*s, ";,"), used = n;
	while (n && (*s)[n - 1] == ' ')
		n--;
	if (n == 0 || n >= sizeof one) return -1;
	memcpy(one, *s, n);
	one[n] = '\0';
	*s += used;
	if (!unit_parse(UNIT_BITRATE, one, 0, &rate, why, sizeof why) || rate < 0 || rate > RATE_MOST) return -1;
	return rate;
}

bool rates_valid(const char *s)
{
	while (*s) {
		if (next(&s) < 0) return false;
		if (*s && *++s == '\0') return false;
	}
	return true;
}

bool rates_limit(const char *s)
{
	while (*s) {
		if (next(&s) > 0) return true;
		if (*s) s++;
	}
	return false;
}

int64_t rate_of(const char *text, int i)
{
	return dealt_to(text, i, 0, next);
}
