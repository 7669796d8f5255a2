/* price_text.c - a price as the model knows it. */
#include "scenario/internal.h"
#include <stdio.h>
#include <string.h>

const char *price_print(const struct price *p, const void *base, char *buf, size_t size)
{
	int64_t value, given = 1;
	memcpy(&value, (const char *)base + p->offset, sizeof value);
	if (p->given) memcpy(&given, (const char *)base + p->given, sizeof given);
	if (given)
		unit_print(p->unit, value, buf, size);
	else
		snprintf(buf, size, PRICE_ABSENT);
	return buf;
}
