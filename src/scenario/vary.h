/* vary.h - a checked set-up once more, with other prices. */
#ifndef SCENARIO_VARY_H
#define SCENARIO_VARY_H
#include "base/arena.h"
#include "nic/setup.h"

/* out becomes a copy of s whose models' structs are its own, in a; it borrows all else.  False when memory is exhausted. */
bool vary_copy(const struct setup *s, struct arena *a, struct setup *out);
/* Set a price, in the form it is kept in, wherever the copy has it. */
void vary_price(struct setup *own, const char *key, int64_t value);
#endif
