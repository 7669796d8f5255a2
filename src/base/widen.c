#include "base/widen.h"
#include <string.h>

uint32_t widen(void *items, size_t bytes, uint32_t head, uint32_t count, uint32_t mask)
{
	const uint32_t size = mask + 1;
	unsigned char *at = items;
	for (uint32_t i = head; i != head + count; i++)
		if (i & size) memcpy(at + (size_t)(i & (2 * size - 1)) * bytes, at + (size_t)(i & mask) * bytes, bytes);
	return 2 * size - 1;
}
