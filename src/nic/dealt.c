#include "nic/dealt.h"
#include <string.h>

int dealt_count(const char *text)
{
	int n = *text != '\0';
	for (const char *s = text; (s = strpbrk(s, ";:,")); s++)
		n++;
	return n;
}

int64_t dealt_to(const char *text, int i, int64_t none, dealt_next *next)
{
	const char *s = text;
	int64_t value = none;
	for (int k = 0; *text && k <= i; k++) {
		if (*s == '\0') s = text;
		value = next(&s);
		if (*s) s++;
	}
	return value;
}
