/* unit_hints.h - quantities that are nearly legal. */
#ifndef BASE_UNIT_HINTS_H
#define BASE_UNIT_HINTS_H
#include "base/unit_tables.h"

/* What to write instead of `number` followed by the illegal `suffix`, into out; "" when nothing comes to mind. */
void unit_suggest(enum unit unit, const char *number, const struct decimal *d, const char *suffix, char *out, size_t size);
#endif
