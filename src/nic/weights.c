#include "nic/weights.h"
#include "nic/dealt.h"
#include <stdlib.h>
#include <string.h>

/* The next number, and what stands behind it; 0 = there is none, or it is none. */
static int64_t next(const char **s)
{
	char *end;
	*s += strspn(*s, " ");
	if (**s < '0' || **s > '9') return 0;
	long n = strtol(*s, &end, 10);
	*s = end + strspn(end, " ");
	return n <= WEIGHT_MOST ? n : 0;
}

bool weights_valid(const char *s)
{
	while (*s) {
		if (next(&s) == 0) return false;
		if (*s == '\0') return true;
		if (!strchr(";:,", *s++) || *s == '\0') return false;
	}
	return true;
}

int32_t weight_of(const char *text, int i)
{
	return (int32_t)dealt_to(text, i, 1, next);
}
