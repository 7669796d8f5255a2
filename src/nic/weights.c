#include "nic/weights.h"
#include <stdlib.h>
#include <string.h>

/* The next number, and what stands behind it; 0 = there is none, or it is none. */
static int32_t next(const char **s)
{
	char *end;
	*s += strspn(*s, " ");
	if (**s < '0' || **s > '9') return 0;
	long n = strtol(*s, &end, 10);
	*s = end + strspn(end, " ");
	return n <= WEIGHT_MOST ? (int32_t)n : 0;
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

int weights_count(const char *text)
{
	int n = *text != '\0';
	for (const char *s = text; (s = strpbrk(s, ";:,")); s++)
		n++;
	return n;
}

int32_t weight_of(const char *text, int i)
{
	const char *s = text;
	int32_t w = 1;
	for (int k = 0; *text && k <= i; k++) {
		if (*s == '\0') s = text;
		w = next(&s);
		if (*s) s++;
	}
	return w;
}
