/* settings.h - what a scenario is made of, in the order in which it is written. */
#ifndef IMPORT_SETTINGS_H
#define IMPORT_SETTINGS_H
#include "base/arena.h"

/* Where a setting comes from. */
enum how {
	TAKEN,       /* the input says it */
	BY_DEFAULT,  /* it follows from a rule or from the version's defaults */
	NOT_IN_INPUT /* nobody knows: simnic's default, or what is usual */
};
struct setting {
	const char *key;   /* its path: "nic.ring.entries" */
	const char *value; /* as it stands in YAML */
	const char *why;   /* the comment behind it */
	enum how how;
	struct setting *next;
};
struct settings {
	struct arena *arena;
	struct setting *first, *last;
	int n[3]; /* of each enum how */
	bool no_memory;
};

/* Keys of one mapping must follow each other. */
void setting_put(struct settings *s, const char *key, enum how how, const char *why, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
#endif
