/* facts.h - what more than one key of a setup decides, by name: conditions of ONLY() (base/param.h) may ask for it. */
#ifndef SCENARIO_FACTS_H
#define SCENARIO_FACTS_H
#include "nic/setup.h"

struct fact {
	const char *name, *text; /* text: as a notice tells it */
	bool (*holds)(const struct setup *s);
};
/* The fact of that name, which need not end at len; NULL = there is none. */
const struct fact *fact_find(const char *name, size_t len);
/* Those of its rings (facts_rings.c), among which it looks, too; ends with {0}. */
extern const struct fact facts_of_rings[];
bool fact_receives(const struct setup *s);
#endif
