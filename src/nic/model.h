/* model.h - what every model file in models/ defines, and how it is found: the file name is the registration. */
#ifndef NIC_MODEL_H
#define NIC_MODEL_H
#include "base/param.h"
#include "nic/statistic.h"
#include <stdbool.h>

struct setup;
struct arena;
struct error;

/* A refusal found after every single value was legal: which key, and why. path is static or lives as long as the setup. */
struct complaint {
	const char *path; /* dotted key, e.g. "nic.ring.entries" */
	char text[400];
};
/* Fill c and return false, so that checks can `return complain(...)`. */
bool complain(struct complaint *c, const char *path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Where a model counts a statistic it adds to the common ones: an int64_t in its struct. Tables of them end with name == NULL. */
#define IN_MODEL(type, field)               \
	{                                   \
		.at = offsetof(type, field) \
	}

/*
 * A setting that goes only with some feature bits (features.h), for scenarios that say what was negotiated. Tables end with path == NULL.
 */
struct need {
	const char
		*path; /* dotted key of one of the model's parameters; or of the key that names the model: then always in force */
	int64_t from, to; /* in force while the parameter's value, in its kept form, lies here */
	uint64_t any_of;  /* one of these bits must be accepted; 0 = no such demand */
	uint64_t none_of; /* none of these may be */
	uint64_t unless;  /* not in force when one of these is accepted */
	const char *rule; /* who says so: "virtio 1.x 2.8", and why where that is not plain */
};

/*
 * `const struct model KIND_NAME` in models/KIND_NAME.c.  Kind and name come from the file name.  A model's struct (size bytes)
 * starts zeroed; parameters and prices are written into it at their offsets; each queue of each run gets its own copy, in which
 * the model keeps its state.  ops points to the kind's own table (scheme.h, ring.h, ...).
 */
struct model {
	const char *summary; /* one line for --list */
	const char *steps;   /* the numbered steps of one packet, with sources, for --describe */
	size_t size;
	const struct param *params;    /* NULL = none */
	const struct price *prices;    /* NULL = none */
	const struct statistic *stats; /* NULL = none */
	const struct need *needs;      /* NULL = none */
	const void *ops;
	/* Combinations of legal values that make no sense together; NULL = none. self: the configured struct. */
	bool (*check)(const void *self, const struct setup *setup, struct complaint *c);
	/*
	 * Read the files that parameters name (a capture); NULL = none. Called once, when a scenario is checked; what it reads is
	 * kept in `a`, shared read-only by all runs. base_dir: folder of the scenario file, for relative names.
	 */
	bool (*load)(void *self, const char *base_dir, struct arena *a, struct error *err);
};

struct registered {
	const char *kind, *name;
	const struct model *model;
};
/* Generated from the files in models/, sorted by kind and name, ends with kind == NULL. */
extern const struct registered registry[];

/* NULL when there is none. */
const struct registered *model_find(const char *kind, const char *name);
#endif
