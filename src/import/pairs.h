/* pairs.h - one option's argument as properties: first,key=value,... or JSON. */
#ifndef IMPORT_PAIRS_H
#define IMPORT_PAIRS_H
#include "import/input.h"
#include "import/known.h"

/* One property, and how its value was written. */
struct pair {
	struct property p;
	enum spelling spelling;
};
struct pairs {
	struct pair *pair;
	int n, most;
};
/*
 * The argument w of `option` ("-device"): its first part has no key when `implied` names one.  A part without = is a boolean: on, or off with "no"
 * in front.
 */
bool pairs_read(struct pairs *out, struct arena *a, const char *option, const struct word *w, const char *implied,
		struct error *err);
/* The last pair of that name; NULL = none. */
const struct pair *pairs_find(const struct pairs *p, const char *name);
#endif
